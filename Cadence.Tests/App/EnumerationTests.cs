using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>S11: signing in, resetting, asking for a link and signing up answer alike in body, code and time, whether the account exists or not.</summary>
public sealed partial class EnumerationTests(CadenceApp app, ITestOutputHelper output) : IClassFixture<CadenceApp>
{
    private const int Samples = 200;
    private const int AtOnce = 8;

    /// <summary>No answer comes sooner, whatever was found; a little less, because clocks round.</summary>
    private const double Least = 290;

    private readonly Doors _doors = new(app);

    public static TheoryData<string, string> Forms => new()
    {
        { "account/sign-in", "sign-in" },
        { "account/forgot", "forgot" },
        { "account/sign-in/link", "magic-link" },
        { "account/sign-up", "sign-up" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_known_and_an_unknown_address_get_the_same_answer(string page, string handler)
    {
        var (known, unknown) = (await _doors.AccountAsync(), Doors.NewEmail());
        foreach (var language in new[] { "es", "en" })
        {
            using var browser = app.NewBrowser();
            var path = $"{language}/{page}";
            var answers = new List<string>();
            foreach (var email in new[] { known, unknown })
            {
                var answer = await Doors.SendAsync(browser, path, handler, Fields(email));
                answers.Add($"{answer.Status} {answer.Location} {Changing().Replace(answer.Text, "").Replace(email, "", StringComparison.Ordinal)}");
            }

            Assert.Equal(answers[0], answers[1]);
        }
    }

    /// <summary>Medians of interleaved samples: what disturbs the machine disturbs both alike.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Time_does_not_tell_which_addresses_have_an_account(string page, string handler)
    {
        var known = await _doors.AccountAsync();
        using var browser = app.NewBrowser();
        var form = await browser.PageAsync($"es/{page}");
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => TimeAsync(i % 2 == 0 ? known : Doors.NewEmail())));
        var (of, ofNobody) = (new List<double>(), new List<double>());
        for (var round = 0; round < Samples * 2 / AtOnce; round++)
        {
            var times = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => TimeAsync(i % 2 == 0 ? known : Doors.NewEmail())));
            of.AddRange(times.Where((_, i) => i % 2 == 0));
            ofNobody.AddRange(times.Where((_, i) => i % 2 == 1));
        }

        var (median, medianOfNobody) = (Median(of), Median(ofNobody));
        output.WriteLine($"{page}: {of.Count} + {ofNobody.Count} samples, medians {median:0.0} and {medianOfNobody:0.0} ms");
        Assert.True(of.Count >= Samples && ofNobody.Count >= Samples);
        Assert.True(of.Concat(ofNobody).Min() >= Least, $"an answer after {of.Concat(ofNobody).Min():0} ms");
        Assert.True(Math.Abs(median - medianOfNobody) < Math.Max(median, medianOfNobody) * 0.1, $"{median:0.0} ms for an account, {medianOfNobody:0.0} ms for none");

        async Task<double> TimeAsync(string email)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await browser.PostFormAsync($"es/{page}", form, handler, Fields(email));
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{answer.StatusCode}");
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private static (string, string)[] Fields(string email) =>
        [("Input.GivenName", "Marta"), ("Input.FamilyNames", "Ruiz"), ("Input.Email", email), ("Input.Password", "una frase que no es la suya"), ("Input.Language", "es")];

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    // What is protected begins alike and never reads the same twice.
    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+|<!--Blazor-[^>]*-->")]
    private static partial Regex Changing();
}
