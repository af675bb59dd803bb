using System.Net;
using System.Text.RegularExpressions;
using Cadence.Core.Attendance;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Routing;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>Promise S18 over HTTP: the way from a link to the page, what it leaves behind, and how it ends.</summary>
public sealed partial class FamilyPageTests(FamilyPageTests.Running running, ITestOutputHelper output) : IClassFixture<FamilyPageTests.Running>
{
    private const string Cookie = "cadence.family";

    [Fact]
    public async Task A_link_is_swapped_for_a_cookie_and_the_page_has_no_secret_in_its_address()
    {
        var (school, _, link) = await FamilyAsync();
        using var browser = running.NewBrowser();

        using var opened = await browser.GetAsync($"es/family/{link.Token}");

        Assert.Equal((HttpStatusCode.Redirect, $"/es/family/{link.Id}"), (opened.StatusCode, opened.Headers.Location?.OriginalString));
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"), value => value.StartsWith(Cookie, StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Token, string.Join('\n', opened.Headers.Concat(opened.Content.Headers).SelectMany(header => header.Value)), StringComparison.Ordinal);

        var page = await browser.PageAsync($"es/family/{link.Id}");
        Assert.Contains("Hola, Mireia", page, StringComparison.Ordinal);
        Assert.Contains("Dario Pons", page, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Token, page, StringComparison.Ordinal);
        Assert.DoesNotContain("blazor.web.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain(school.OrganizationId.ToString(), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es/family/{token}")]
    [InlineData("es/family/{id}")]
    [InlineData("es/family")]
    [InlineData("es/family/nothing-at-all")]
    [InlineData("es/family/nothing/behind/it")]
    [InlineData("family/nothing")]
    public async Task No_answer_to_a_family_is_kept_found_or_referred_from(string path)
    {
        var (_, _, link) = await FamilyAsync();
        using var browser = running.NewBrowser();
        using (await browser.GetAsync($"es/family/{link.Token}"))
        {
        }

        using var answer = await browser.GetAsync(path.Replace("{token}", link.Token, StringComparison.Ordinal).Replace("{id}", link.Id.ToString(), StringComparison.Ordinal));

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("noindex, nofollow", Assert.Single(answer.Headers.GetValues("X-Robots-Tag")));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(body.Length == 0 || path.Contains("behind", StringComparison.Ordinal) || body.Contains("<meta name=\"robots\" content=\"noindex, nofollow\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_revoked_expired_and_foreign_links_get_the_same_calm_page()
    {
        var (school, guardian, revoked) = await FamilyAsync();
        (await new FamilyLinkService(school.Tenants).RevokeAsync(school.Staff, guardian, default)).Ok();
        var (expiredSchool, _, expired) = await FamilyAsync();
        await expiredSchool.ScalarAsync<object>("update family_links set expires_at = now() - interval '1 second' where id = $1", expired.Id);
        var (_, _, elsewhere) = await FamilyAsync();
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var path in new[] { "es/family", $"es/family/{Guid.NewGuid()}", $"es/family/{elsewhere.Id}" })
        {
            using var browser = running.NewBrowser();
            using var answer = await browser.GetAsync(path);
            answers.Add((answer.StatusCode, Plain(await answer.Content.ReadAsStringAsync())));
        }

        foreach (var token in new[] { "x", FamilyToken.New(), revoked.Token, expired.Token, elsewhere.Token + "x" })
        {
            using var browser = running.NewBrowser();
            using var answer = await browser.GetAsync($"es/family/{token}");
            Assert.Equal((HttpStatusCode.Redirect, "/es/family"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
            Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith(Cookie, StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.NotFound, answers[0].Item1);
        Assert.Contains("Pide un enlace a tu escuela", answers[0].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_link_is_gone_from_the_browser_where_it_is_open()
    {
        var (school, guardian, link) = await FamilyAsync();
        using var browser = running.NewBrowser();
        using (await browser.GetAsync($"es/family/{link.Token}"))
        {
        }

        Assert.Contains("Dario Pons", await browser.PageAsync($"es/family/{link.Id}"), StringComparison.Ordinal);
        (await new FamilyLinkService(school.Tenants).RevokeAsync(school.Staff, guardian, default)).Ok();

        using var after = await browser.GetAsync($"es/family/{link.Id}");
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.DoesNotContain("Dario", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_two_schools_stand_side_by_side_in_one_browser_and_a_cookie_opens_only_its_own()
    {
        var (_, _, first) = await FamilyAsync("Dario");
        var (_, _, second) = await FamilyAsync("Vera");
        var (_, _, never) = await FamilyAsync("Nora");
        using var browser = running.NewBrowser();
        foreach (var link in new[] { first, second, first })
        {
            (await browser.GetAsync($"es/family/{link.Token}")).Dispose();
        }

        Assert.Contains("Dario Pons", await browser.PageAsync($"es/family/{first.Id}"), StringComparison.Ordinal);
        var other = await browser.PageAsync($"es/family/{second.Id}");
        Assert.Contains("Vera Pons", other, StringComparison.Ordinal);
        Assert.DoesNotContain("Dario", other, StringComparison.Ordinal);
        using var closed = await browser.GetAsync($"es/family/{never.Id}");
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
    }

    [Fact]
    public async Task Scanners_and_previews_do_not_use_a_link_up_and_a_head_request_is_no_visit()
    {
        var (school, _, link) = await FamilyAsync();
        for (var scanner = 0; scanner < 3; scanner++)
        {
            using var preview = running.NewBrowser();
            using var head = await preview.SendAsync(HttpMethod.Head, $"es/family/{link.Token}");
            Assert.Equal(HttpStatusCode.Redirect, head.StatusCode);
        }

        Assert.Equal(default, await school.ScalarAsync<DateTime>("select last_used_at from family_links where id = $1", link.Id));
        for (var visitor = 0; visitor < 3; visitor++)
        {
            using var browser = running.NewBrowser();
            (await browser.GetAsync($"es/family/{link.Token}")).Dispose();
            await browser.PageAsync($"es/family/{link.Id}");
        }
    }

    [Theory]
    [InlineData("es", "Asistencia", "Próximas clases")]
    [InlineData("en", "Attendance", "Next classes")]
    public async Task The_page_speaks_the_language_of_its_address_and_its_figures_are_the_rules(string language, string attendance, string next)
    {
        var (school, _, link) = await FamilyAsync(withClasses: true);
        using var browser = running.NewBrowser();
        (await browser.GetAsync($"{language}/family/{link.Token}")).Dispose();

        var page = WebUtility.HtmlDecode(await browser.PageAsync($"{language}/family/{link.Id}"));

        Assert.Equal(language, Page.Language(page));
        Assert.Contains(attendance, page, StringComparison.Ordinal);
        Assert.Contains(next, page, StringComparison.Ordinal);
        Assert.Equal("0.5", Rate().Match(page).Groups[1].Value);
        // Present, absent, excused; the class nobody marked is no beat.
        Assert.Matches("<i class=\"p\"></i><i class=\"a\"></i><i class=\"e\"></i></span>", page);
        Assert.Contains($"/{(language == "es" ? "en" : "es")}/family/{link.Id}", page, StringComparison.Ordinal);
        Assert.NotEqual(Guid.Empty, school.OrganizationId);
    }

    [Fact]
    public async Task Too_many_links_from_one_address_are_refused_for_a_minute_and_others_are_served()
    {
        // A program of its own: the limit counts for all that come from here.
        var limited = new CadenceApp();
        await limited.InitializeAsync();
        using var guesser = limited.NewBrowser();
        var (opened, refused) = (0, 0);
        for (var i = 0; i < 90; i++)
        {
            using var answer = await guesser.GetAsync($"es/family/{FamilyToken.New()}");
            opened += answer.StatusCode == HttpStatusCode.Redirect ? 1 : 0;
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        using var last = await guesser.GetAsync($"es/family/{FamilyToken.New()}");
        output.WriteLine($"{opened} opened, {refused} refused");
        Assert.True(refused > 0 && opened >= 60);
        Assert.Contains("Espera un momento", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await guesser.GetAsync("es/account/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await limited.DisposeAsync();
    }

    [Fact]
    public void The_family_pages_are_routes_of_their_own_kind()
    {
        var routes = RoutesVerb.Of(running.Mapped).Where(route => route.Policy == "family_link").Select(route => $"{route.Kind} {string.Join(',', route.Methods)} {route.Path}");

        Assert.Equal(["platform GET,HEAD /family/{token}", "platform GET,POST /family", "platform GET,POST /family/{Id:guid}"], routes.Order(StringComparer.Ordinal));
    }

    private static string Plain(string page) => Regex.Replace(page, "(?:es|en)/family(/[^\"]*)?|CfDJ8[^\"]*|returnUrl=[^\"]*", "");

    private async Task<(TestSchool School, Guid Guardian, GivenFamilyLink Link)> FamilyAsync(string name = "Dario", bool withClasses = false)
    {
        var school = await TestSchool.CreateAsync(running.Database, now: TimeProvider.System.GetUtcNow());
        var student = await school.AddStudentAsync(name, "Pons");
        if (withClasses)
        {
            var group = await school.AddGroupAsync("Jazz");
            await school.EnrolAsync(group, student, school.Today.AddMonths(-1));
            AttendanceStatus?[] marks = [AttendanceStatus.Present, AttendanceStatus.Absent, AttendanceStatus.Excused, null];
            for (var i = 0; i < marks.Length; i++)
            {
                var session = await school.AddSessionAsync(group, school.Today.AddDays(-9 + i));
                await school.MarkAsync(session, (student, marks[i]));
                await school.CloseAsync(session);
            }
        }

        var guardian = await school.AddGuardianAsync("Mireia", "Vila", student);
        return (school, guardian.GuardianId, (await new FamilyLinkService(school.Tenants).GiveAsync(school.Staff, guardian.GuardianId, default)).Ok());
    }

    [GeneratedRegex("data-figure=\"family.attendance\" data-value=\"([^\"]*)\"")]
    private static partial Regex Rate();

    public sealed class Running : CadenceApp
    {
        private IEndpointRouteBuilder _endpoints = null!;

        internal IEndpointRouteBuilder Mapped => _endpoints;

        protected override void Plant(IEndpointRouteBuilder endpoints) => _endpoints = endpoints;
    }
}
