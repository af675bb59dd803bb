using System.Net;
using Cadence.Core.Accounts;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>S17: a return address leads to a page of this site or to the start, on every page that takes one.</summary>
public sealed class ReturnUrlPagesTests(CadenceApp app) : IClassFixture<CadenceApp>
{
    private readonly Doors _doors = new(app);

    private static readonly string[] Payloads =
    [
        "//evil.example", "///evil.example", "////evil.example/%2f..", "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example",
        "https://evil.example", "http://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
        "vbscript:x", "ftp://evil.example", "evil.example", "evil.example/es/", "@evil.example", "es/organizations", "?next=//evil.example", "#//evil.example", "//evil.example\\@cadence.example", "/\\/evil.example", "//\\evil.example",
        " //evil.example", "/ /evil.example\u0000", "//evil%E3%80%82example", ".//evil.example", "https://cadence.example@evil.example",
    ];

    [Fact]
    public void There_are_thirty_of_them_and_more() => Assert.True(Payloads.Distinct().Count() >= 30);

    [Fact]
    public async Task Signing_in_leads_nowhere_else()
    {
        var email = await _doors.AccountAsync();
        await AllAsync(async query =>
        {
            using var browser = app.NewBrowser();
            using var answer = await browser.SignInAsync(email, Doors.Password, $"es/account/sign-in?{query}");
            return [Doors.Leads(answer)];
        });
    }

    [Fact]
    public async Task Who_is_signed_in_already_is_led_nowhere_else()
    {
        using var browser = await _doors.EnterAsync(await _doors.AccountAsync());
        await AllAsync(async query =>
        {
            using var answer = await browser.GetAsync($"es/account/sign-in?{query}");
            return [Doors.Leads(answer)];
        });
    }

    [Theory]
    [InlineData("account/sign-in")]
    [InlineData("account/sign-up")]
    [InlineData("account/sign-in/link")]
    [InlineData("account/forgot")]
    [InlineData("account/check-mail")]
    public async Task Links_of_a_page_carry_it_no_further(string page)
    {
        using var browser = app.NewBrowser();
        await AllAsync(async query => [.. Links(await browser.PageAsync($"es/{page}?{query}")).Where(link => !link.StartsWith($"/es/{page}?", StringComparison.Ordinal))]);
    }

    [Fact]
    public async Task Mails_and_what_follows_on_them_lead_nowhere_else()
    {
        await AllAsync(async query =>
        {
            using var browser = app.NewBrowser();
            var email = Doors.NewEmail();
            var asked = await Doors.SignUpAsync(browser, email, query: "?" + query);
            var confirm = await _doors.LinkAsync(email, AccountMailKinds.ConfirmEmail);
            var confirmed = await Doors.SendAsync(browser, $"{confirm.Split('&')[0]}&{query}", "confirm-email", ("Input.Password", Doors.Password));
            using var other = app.NewBrowser();
            await Doors.SendAsync(other, $"es/account/sign-in/link?{query}", "magic-link", ("Input.Email", email));
            var link = await _doors.LinkAsync(email, AccountMailKinds.MagicLink);
            var entered = await Doors.SendAsync(other, $"{link.Split('&')[0]}&{query}", "enter");
            return [asked.Location, $"/{confirm}", confirmed.Location, $"/{link}", entered.Location];
        }, Payloads.Take(30));
    }

    [Fact]
    public async Task A_page_of_this_site_is_led_back_to()
    {
        var email = await _doors.AccountAsync();
        foreach (var path in new[] { "/es/account/password", "/en/o/compas/students?q=1&p=%2F%2Fx", "/" })
        {
            using var browser = app.NewBrowser();
            using var answer = await browser.SignInAsync(email, Doors.Password, $"es/account/sign-in?returnUrl={Uri.EscapeDataString(path)}");
            Assert.Equal(path, Doors.Leads(answer));
        }
    }

    private static async Task AllAsync(Func<string, Task<string[]>> ask, IEnumerable<string>? payloads = null)
    {
        var findings = new List<string>();
        foreach (var payload in payloads ?? Payloads)
        {
            findings.AddRange((await ask($"returnUrl={Uri.EscapeDataString(payload)}")).Where(IsElsewhere).Select(address => $"{payload}: {address}"));
        }

        Findings.None(findings);
    }

    /// <summary>The language links, and the forms of the page itself, keep the query as it is, which the page they lead to judges again.</summary>
    private static IEnumerable<string> Links(string page) => System.Text.RegularExpressions.Regex.Matches(page, "<(?:a|form)[^>]*(?:href|action)=\"([^\"]*)\"[^>]*>")
        .Where(link => !link.Value.Contains("hreflang", StringComparison.Ordinal)).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value));

    private static bool IsElsewhere(string address) => address.Length > 0 && (Uri.UnescapeDataString(address).Contains("evil", StringComparison.OrdinalIgnoreCase) || Uri.UnescapeDataString(address).Contains("script:", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("//", StringComparison.Ordinal) || (Uri.TryCreate(address, UriKind.Absolute, out var absolute) && absolute.Scheme is not "file"));
}
