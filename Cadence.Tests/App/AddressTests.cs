using System.Net;
using System.Text;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>Language and organization in the address (design.md §3), asked over HTTP as browsers and scripts do.</summary>
[Collection(AppTests.Name)]
public sealed class AddressTests(CadenceApp app)
{
    private const string SignIn = "/es/account/sign-in?returnUrl=";

    [Theory]
    [InlineData("", null, null, "/es/")]
    [InlineData("", "en", null, "/en/")]
    [InlineData("", "en-GB", null, "/en/")]
    [InlineData("", "fr", null, "/es/")]
    [InlineData("", "es", "en", "/en/")]
    [InlineData("", "es", "fr", "/es/")]
    [InlineData("students?page=2&q=a%20b", null, null, "/es/students?page=2&q=a%20b")]
    [InlineData("o/compas/students", "en", null, "/en/o/compas/students")]
    [InlineData("es", null, null, "/es/")]
    [InlineData("es?a=b", null, null, "/es/?a=b")]
    [InlineData("es/o/compas", null, null, "/es/o/compas/")]
    [InlineData("en/o/compas?a=b", null, null, "/en/o/compas/?a=b")]
    [InlineData("es/", null, null, "/es/organizations")]
    [InlineData("en/?a=b", null, null, "/en/organizations?a=b")]
    public async Task A_page_without_its_prefix_is_found_by_a_redirect_with_the_query(string path, string? language, string? remembered, string location)
    {
        using var browser = app.NewBrowser();
        if (remembered is not null)
        {
            browser.Cookies.Add(app.Url, new Cookie("cadence.language", remembered, "/"));
        }

        using var answer = await browser.GetAsync(path, language);

        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Redirect, HttpStatusCode.TemporaryRedirect]);
        Assert.Equal(location, answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("students", "application/json")]
    [InlineData("css/nothing.css", "text/html")]
    [InlineData("health/live", "text/html")]
    [InlineData("api/v1/students", "text/html")]
    public async Task Scripts_files_and_machines_are_not_sent_to_a_language(string path, string accept)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.GetAsync(path, accept: accept);

        Assert.NotEqual("/es/" + path, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_without_a_prefix_is_not_sent_elsewhere()
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.SendAsync(HttpMethod.Post, "students", new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("//evil.example/es/")]
    [InlineData("/%5cevil.example")]
    [InlineData("/es//evil.example")]
    [InlineData("/es/o//evil.example")]
    [InlineData("/es/o/%2fevil.example")]
    [InlineData("/es/o/evil.example%2f..%2f")]
    [InlineData("/es/o/comp%C3%A1s")]
    [InlineData("/es/o/%0d%0aSet-Cookie:a=b")]
    [InlineData("/es/o/a%20b")]
    [InlineData("/%E2%82%AC")]
    [InlineData("/es/o/<script>")]
    public async Task No_address_redirects_off_the_site_or_breaks_the_program(string path)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.SendAsync(HttpMethod.Get, app.Url.GetLeftPart(UriPartial.Authority) + path);

        Assert.True((int)answer.StatusCode < 500, $"{path} answered {(int)answer.StatusCode}");
        if (answer.Headers.Location is { } location)
        {
            Assert.Equal(app.Url.Authority, new Uri(app.Url, location).Authority);
            Assert.DoesNotContain(location.OriginalString, c => char.IsControl(c) || c > '~');
        }
    }

    [Fact]
    public async Task Anonymous_learns_nothing_from_a_slug()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var old = await RenameAsync(school);
        var answers = new List<string>();
        foreach (var slug in new[] { school.Slug, old, "nunca-" + Guid.NewGuid().ToString("n")[..6] })
        {
            foreach (var path in new[] { "", "students", "students/" + Guid.CreateVersion7(), "no/such/page", "sessions/" + Guid.CreateVersion7() + "/roll-call" })
            {
                using var browser = app.NewBrowser();
                using var answer = await browser.GetAsync($"es/o/{slug}/{path}");
                var headers = string.Join(' ', answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Where(name => name is not "Date").Order(StringComparer.Ordinal));
                Assert.Equal($"{SignIn}{Uri.EscapeDataString($"/es/o/{slug}/{path}")}", answer.Headers.Location?.OriginalString);
                answers.Add($"{(int)answer.StatusCode} {headers} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("302", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_slug_leads_members_on_and_strangers_nowhere()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var other = await TestSchool.CreateAsync(app.Database);
        using var member = await app.SignInAsync(school.Owner);
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync($"es/o/{school.Slug}/")).StatusCode);
        var old = school.Slug;
        var now = await RenameAsync(school, reverse: true);

        using var redirected = await member.GetAsync($"en/o/{old}/students?q=1");
        using var upper = await member.GetAsync($"en/o/{now.ToUpperInvariant()}/students");
        using var posted = await member.PostJsonAsync($"en/o/{old}/sessions/{Guid.CreateVersion7()}/marks", """{"marks":[]}""");
        using var postedNow = await member.PostJsonAsync($"en/o/{now}/sessions/{Guid.CreateVersion7()}/marks", """{"marks":[]}""");
        using var hub = await member.SendAsync(HttpMethod.Post, $"en/o/{old}/_blazor/negotiate?negotiateVersion=1", accept: "*/*");
        using var stranger = await app.SignInAsync(other.Owner);
        using var lost = await stranger.GetAsync($"en/o/{old}/students?q=1");

        Assert.Equal((HttpStatusCode.Redirect, $"/en/o/{now}/students?q=1"), (redirected.StatusCode, redirected.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.Redirect, $"/en/o/{now}/students"), (upper.StatusCode, upper.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.NotFound, hub.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, lost.StatusCode);

        // What a page read before sends is taken as if it were at the new address.
        Assert.Equal((postedNow.StatusCode, await postedNow.Content.ReadAsStringAsync()), (posted.StatusCode, await posted.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_stranger_gets_the_same_page_for_an_organization_that_is_and_one_that_is_not()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var own = await TestSchool.CreateAsync(app.Database);
        var loner = await app.SignInAsync(await EmailOfAsync(await app.AddUserAsync($"loner-{Guid.NewGuid():n}@nadie.example")));
        var stranger = await app.SignInAsync(own.Owner);
        foreach (var browser in new[] { loner, stranger })
        {
            var unknown = "nunca-" + Guid.NewGuid().ToString("n")[..6];
            foreach (var path in new[] { "", "students", "no/such/page", $"students/{Guid.CreateVersion7()}" })
            {
                var (there, thereBody) = await AskAsync(browser, $"es/o/{school.Slug}/{path}", school.Slug);
                var (nowhere, nowhereBody) = await AskAsync(browser, $"es/o/{unknown}/{path}", unknown);

                Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (there, nowhere));
                Assert.Equal(nowhereBody, thereBody);
                Assert.DoesNotContain("Compás s-", thereBody, StringComparison.Ordinal);
            }

            browser.Dispose();
        }
    }

    [Fact]
    public async Task A_page_of_nothing_inside_the_own_organization_looks_like_a_strange_organization()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);

        var (inside, insideBody) = await AskAsync(browser, $"es/o/{school.Slug}/no/such/page", school.Slug);
        var (outside, outsideBody) = await AskAsync(browser, "es/o/nunca-jamas/no/such/page", school.Slug, "nunca-jamas");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (inside, outside));
        Assert.Equal(outsideBody, insideBody);
    }

    [Theory]
    [InlineData("es/sessions/{id}/marks", "application/json")]
    [InlineData("es/o/{slug}/organizations", "text/html")]
    [InlineData("es/o/{slug}/health/live", "text/html")]
    [InlineData("es/health/ready", "application/json")]
    [InlineData("sessions/{id}/marks", "application/json")]
    [InlineData("account/sign-in", "application/json")]
    public async Task What_is_asked_for_under_another_prefix_is_not_there(string path, string accept)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);
        using var answer = await browser.GetAsync(path.Replace("{slug}", school.Slug, StringComparison.Ordinal).Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal), accept: accept);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("es/o/compas/account/sign-in?returnUrl=%2Fes%2Fo%2Fcompas%2F", "/es/account/sign-in?returnUrl=%2Fes%2Fo%2Fcompas%2F")]
    [InlineData("en/o/nunca/account/sign-in", "/en/account/sign-in")]
    public async Task Account_asked_for_inside_an_organization_is_above_it(string path, string location)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.GetAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, location), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("POST", "marks")]
    [InlineData("GET", "marks")]
    [InlineData("POST", "close")]
    [InlineData("GET", "marks/stream")]
    public async Task A_script_that_is_not_signed_in_is_told_401_and_nothing_else(string method, string what)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        foreach (var slug in new[] { school.Slug, "nunca" })
        {
            using var browser = app.NewBrowser();
            using var answer = await browser.PostJsonAsync($"es/o/{slug}/sessions/{Guid.CreateVersion7()}/{what}", "{}", HttpMethod.Parse(method));

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.Equal("", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_script_of_a_stranger_gets_404_without_a_page()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var other = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(other.Owner);
        using var answer = await browser.PostJsonAsync($"es/o/{school.Slug}/sessions/{Guid.CreateVersion7()}/marks", "{\"marks\":[]}");

        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("{", "1", null)]
    [InlineData("{\"marks\":[]}", "0", null)]
    [InlineData("{\"marks\":[]}", "1", "https://evil.example")]
    [InlineData("{\"marks\":[null]}", "1", null)]
    public async Task A_tap_of_a_stranger_gets_the_same_404_whatever_is_wrong_with_it_and_a_member_hears_what_it_is(string body, string header, string? origin)
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var other = await TestSchool.CreateAsync(app.Database);
        foreach (var (actor, slug, expected) in new[] { (other.Owner, school.Slug, HttpStatusCode.NotFound), (other.Owner, "nunca", HttpStatusCode.NotFound), (school.Owner, school.Slug, HttpStatusCode.BadRequest) })
        {
            using var browser = await app.SignInAsync(actor);
            using var answer = await browser.SendAsync(
                HttpMethod.Post, $"es/o/{slug}/sessions/{Guid.CreateVersion7()}/marks", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), null, "application/json",
                ("X-Cadence", header), ("Origin", origin ?? app.Url.GetLeftPart(UriPartial.Authority)));

            Assert.Equal(expected, answer.StatusCode);
            Assert.True(expected != HttpStatusCode.NotFound || (await answer.Content.ReadAsStringAsync()).Length == 0);
        }
    }

    [Fact]
    public async Task A_member_loses_every_page_with_the_membership_at_once()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var member = await school.AddMemberAsync(RolePresets.Admin);
        using var browser = await app.SignInAsync(member);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"es/o/{school.Slug}/")).StatusCode);

        await school.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == member.UserId).ChangeStatus(MemberStatus.Suspended));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"es/o/{school.Slug}/")).StatusCode);
    }

    [Fact]
    public async Task Three_organizations_of_one_person_in_three_tabs_never_mix()
    {
        var schools = new List<TestSchool>();
        var person = default(Actor);
        for (var i = 0; i < 3; i++)
        {
            var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
            var group = await school.AddGroupAsync($"Grupo-{school.Slug}", students: 2);
            await school.AddSessionAsync(group, school.Today, "00:05", "23:55");
            schools.Add(school);
            if (person is null)
            {
                person = school.Owner;
            }
            else
            {
                await JoinAsync(school, person.UserId!.Value);
            }
        }

        using var browser = await app.SignInAsync(person!);
        var findings = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 150), new ParallelOptions { MaxDegreeOfParallelism = 9 }, async (i, _) =>
        {
            var (own, language) = (schools[i % 3], i % 2 == 0 ? "es" : "en");
            var page = await browser.PageAsync($"{language}/o/{own.Slug}/");
            if (!page.Contains($"Grupo-{own.Slug}", StringComparison.Ordinal))
            {
                findings.Add($"{own.Slug}: its class is not there");
            }

            findings.Add(Page.Language(page) == language ? "" : $"{own.Slug}: asked in {language}, answered in {Page.Language(page)}");
            foreach (var other in schools.Where(other => other != own && page.Contains($"Grupo-{other.Slug}", StringComparison.Ordinal)))
            {
                findings.Add($"{own.Slug}: shows a class of {other.Slug}");
            }
        });

        Findings.None(findings.Where(finding => finding.Length > 0));
    }

    [Fact]
    public async Task Spanish_and_English_readers_at_once_each_get_their_language()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);
        using var anonymous = app.NewBrowser();
        Dictionary<string, string> expected = [];
        foreach (var language in new[] { "es", "en" })
        {
            expected[language] = Page.Compared(await anonymous.PageAsync($"{language}/account/sign-in"));
        }

        Assert.NotEqual(expected["es"], expected["en"]);
        var findings = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (i, _) =>
        {
            var language = i % 2 == 0 ? "es" : "en";
            if (Page.Compared(await anonymous.PageAsync($"{language}/account/sign-in")) != expected[language])
            {
                findings.Add($"round {i}: not the page in {language}");
            }
        });

        Findings.None(findings);
    }

    /// <summary>Gives the school a second slug; returns the old one, or with <paramref name="reverse"/> the new one, which it then goes by.</summary>
    private async Task<string> RenameAsync(TestSchool school, bool reverse = false)
    {
        var second = "r-" + Guid.NewGuid().ToString("n")[..10];
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "insert into organization_slugs (slug, organization_id) values ($1, $2)", second, school.OrganizationId);
        if (reverse)
        {
            await Sql.ExecuteAsync(owner, "update organizations set slug = $1 where id = $2", second, school.OrganizationId);
        }

        return second;
    }

    private static async Task JoinAsync(TestSchool school, Guid user) =>
        await school.WriteAsync(db => db.Add(new OrganizationMember(user, RolePresets.Admin, school.Time.GetUtcNow())));

    private async Task<string> EmailOfAsync(Guid user)
    {
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        return (await Sql.ScalarAsync<string>(owner, "select email from accounts.users where id = $1", user))!;
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(AppBrowser browser, string path, params string[] without)
    {
        using var answer = await browser.GetAsync(path);
        return (answer.StatusCode, Page.Compared(await answer.Content.ReadAsStringAsync(), without));
    }
}
