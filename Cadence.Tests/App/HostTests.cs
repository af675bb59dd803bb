using System.Net;
using System.Text;
using Cadence.Bench.Support;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cadence.Tests.App;

/// <summary>The program with a base host: every organization also has a host of its own.</summary>
public sealed class HostApp : CadenceApp
{
    public const string BaseHost = "cadence.localhost";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Cadence:BaseHost", BaseHost)];

    protected override Uri Named(Uri listening) => new UriBuilder(listening) { Host = BaseHost }.Uri;

    /// <summary>The origin of an organization's host, with a slash.</summary>
    public Uri HostOf(string slug) => new UriBuilder(Url) { Host = $"{slug}.{BaseHost}" }.Uri;
}

/// <summary>Tests that share the program with a base host.</summary>
[CollectionDefinition(Name)]
public sealed class HostAppTests : ICollectionFixture<HostApp>
{
    public const string Name = "hosts";
}

/// <summary>Organizations at their own hosts (design.md §3), asked over HTTP and by an attacker's circuit.</summary>
[Collection(HostAppTests.Name)]
public sealed class HostTests(HostApp app)
{
    [Fact]
    public async Task One_sign_in_opens_all_organizations_at_their_hosts_and_by_their_paths()
    {
        var (first, second) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(first.Owner);

        foreach (var school in new[] { first, second })
        {
            var other = school == first ? second : first;
            foreach (var address in new[] { new Uri(app.HostOf(school.Slug), "es/students"), new Uri(app.Url, $"es/o/{school.Slug}/students") })
            {
                var page = await browser.PageAsync(address.ToString());
                Assert.Contains(school.Slug + "</span>", page, StringComparison.Ordinal);
                Assert.DoesNotContain(other.Slug + "</span>", page, StringComparison.Ordinal);
            }
        }

        // Signed out at one host is signed out at all.
        var form = await browser.PageAsync(new Uri(app.HostOf(first.Slug), "es/students").ToString());
        using var left = await browser.PostFormAsync(new Uri(app.HostOf(first.Slug), "es/account/sign-out").ToString(), form[form.IndexOf("data-sign-out", StringComparison.Ordinal)..].Insert(0, "<form "), null);
        using var shut = await browser.GetAsync(new Uri(app.HostOf(second.Slug), "es/students").ToString());
        Assert.Equal((HttpStatusCode.Redirect, "/es/account/sign-in?returnUrl=%2Fes%2Fstudents"), (shut.StatusCode, shut.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Signing_in_at_an_organizations_host_leads_back_there_and_holds_for_the_others()
    {
        var (first, second) = await TwoOfOneAsync();
        var email = await app.GivePasswordAsync(first.Owner.UserId!.Value);
        using var browser = app.NewBrowser();
        var form = new Uri(app.HostOf(first.Slug), "es/account/sign-in?returnUrl=%2Fes%2Fstudents").ToString();

        using var entered = await browser.SignInAsync(email, CadenceApp.Password, form);

        Assert.Equal((HttpStatusCode.Redirect, "/es/students"), (entered.StatusCode, Path(entered.Headers.Location)));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"), set => set.StartsWith("cadence=", StringComparison.Ordinal));
        Assert.Contains("domain=" + HostApp.BaseHost, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        await browser.PageAsync(new Uri(app.HostOf(second.Slug), "en/students").ToString());
        await browser.PageAsync(new Uri(app.Url, "es/organizations").ToString());
    }

    [Theory]
    [InlineData("www.cadence.localhost", HttpStatusCode.NotFound)]
    [InlineData("a.b.cadence.localhost", HttpStatusCode.NotFound)]
    [InlineData("-x.cadence.localhost", HttpStatusCode.NotFound)]
    [InlineData("xcadence.localhost", HttpStatusCode.BadRequest)]
    [InlineData("cadence.localhost.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.BadRequest)]
    public async Task A_host_that_is_not_ours_is_refused(string host, HttpStatusCode status)
    {
        var (school, _) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(school.Owner);
        foreach (var path in new[] { "", "es/", $"es/o/{school.Slug}/", "es/account/sign-in", "css/app.css", "es/_blazor/negotiate" })
        {
            using var answer = await browser.SendAsync(HttpMethod.Get, path, headers: ("Host", $"{host}:{app.Url.Port}"));
            Assert.Equal(status, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.Empty(await answer.Content.ReadAsStringAsync());
        }

        using var health = await browser.SendAsync(HttpMethod.Get, "health/live", headers: ("Host", $"{host}:{app.Url.Port}"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Anonymous_learns_nothing_from_a_host()
    {
        var (school, _) = await TwoOfOneAsync();
        var answers = new List<string>();
        foreach (var slug in new[] { school.Slug, "nunca-" + Guid.NewGuid().ToString("n")[..6] })
        {
            using var browser = app.NewBrowser();
            using var answer = await browser.GetAsync(new Uri(app.HostOf(slug), "es/students").ToString());
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.Location} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.Equal("302 /es/account/sign-in?returnUrl=%2Fes%2Fstudents ", Assert.Single(answers.Distinct()));
    }

    [Fact]
    public async Task An_old_host_leads_members_on_and_strangers_nowhere()
    {
        var (school, _) = await TwoOfOneAsync();
        var stranger = await TestSchool.CreateAsync(app.Database);
        var profile = new OrganizationProfileService(school.Tenants);
        var now = "n-" + Guid.NewGuid().ToString("n")[..10];
        using var member = await app.SignInAsync(school.Owner);
        await member.PageAsync(new Uri(app.HostOf(school.Slug), "es/students").ToString());
        (await profile.MoveAsync(school.Owner, new MoveOrganization { Version = (await profile.GetAsync(school.Owner, default)).Ok().Version, Slug = now }, default)).Ok();

        using var led = await member.GetAsync(new Uri(app.HostOf(school.Slug), "en/students?q=1").ToString());
        using var other = await app.SignInAsync(stranger.Owner);
        using var lost = await other.GetAsync(new Uri(app.HostOf(school.Slug), "en/students").ToString());
        using var unknown = await other.GetAsync(new Uri(app.HostOf("nunca-jamas"), "en/students").ToString());

        Assert.Equal((HttpStatusCode.Redirect, new Uri(app.HostOf(now), "en/students?q=1").ToString()), (led.StatusCode, led.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (lost.StatusCode, unknown.StatusCode));
        await member.PageAsync(led.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Links_at_a_host_lead_to_hosts_and_links_by_path_to_paths()
    {
        var (first, second) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(first.Owner);

        var atHost = await browser.PageAsync(new Uri(app.HostOf(first.Slug), "es/organizations").ToString());
        var byPath = await browser.PageAsync("es/organizations");

        foreach (var school in new[] { first, second })
        {
            Assert.Contains($"href=\"{new Uri(app.HostOf(school.Slug), "es/")}\"", atHost, StringComparison.Ordinal);
            Assert.Contains($"href=\"/es/o/{school.Slug}/\"", byPath, StringComparison.Ordinal);
        }

        Assert.Contains("<base href=\"/es/\"", atHost, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circuit_opens_at_its_own_host_and_with_no_other()
    {
        var (own, other) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(own.Owner);
        var (ownBase, otherBase) = (new Uri(app.HostOf(own.Slug), "es/"), new Uri(app.HostOf(other.Slug), "es/"));

        var (right, seen) = await TryAsync(browser, ownBase);
        Assert.Null(right);
        Assert.Contains("Grupo-" + own.Slug, seen, StringComparison.Ordinal);

        foreach (var (hub, claimed) in new[] { (otherBase, ownBase), (ownBase, otherBase), (otherBase, otherBase), (ownBase, new Uri(app.Url, $"es/o/{own.Slug}/")), (ownBase, new Uri(app.HostOf(own.Slug), "en/")), (new Uri(app.Url, "es/"), ownBase) })
        {
            var (refusal, got) = await TryAsync(browser, ownBase, hub, claimed);
            Assert.True(refusal is not null, $"{hub} {claimed} was let in");
            Assert.DoesNotContain("Grupo-" + own.Slug, got, StringComparison.Ordinal);
            Assert.DoesNotContain("Grupo-" + other.Slug, got, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_socket_from_another_organizations_page_is_refused()
    {
        var (own, other) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(own.Owner);

        using var crossed = await browser.SendAsync(
            HttpMethod.Post, new Uri(app.HostOf(own.Slug), "es/_blazor/negotiate?negotiateVersion=1").ToString(), accept: "*/*", headers: ("Origin", app.HostOf(other.Slug).GetLeftPart(UriPartial.Authority)));
        using var posted = await browser.SendAsync(
            HttpMethod.Post, new Uri(app.HostOf(own.Slug), $"es/sessions/{Guid.CreateVersion7()}/marks").ToString(), new StringContent("""{"marks":[]}""", Encoding.UTF8, "application/json"), null, "application/json",
            ("X-Cadence", "1"), ("Origin", app.HostOf(other.Slug).GetLeftPart(UriPartial.Authority)));

        Assert.Equal(HttpStatusCode.Forbidden, crossed.StatusCode);
        Assert.False(posted.IsSuccessStatusCode);
    }

    [Fact]
    public void A_passkey_holds_for_the_base_host() => Assert.Equal(HostApp.BaseHost, app.Services.GetRequiredService<IOptions<IdentityPasskeyOptions>>().Value.ServerDomain);

    private static string? Path(Uri? location) => location is { IsAbsoluteUri: true } ? location.PathAndQuery : location?.OriginalString;

    private static async Task<(string? Refusal, string Seen)> TryAsync(AppBrowser browser, Uri page, Uri? hub = null, Uri? claimed = null)
    {
        var seen = new StringBuilder();
        try
        {
            await using var circuit = await CircuitClient.OpenAsync(browser.Http, page, browser.CookieHeader, hub, claimed, batch =>
            {
                lock (seen)
                {
                    seen.Append(Encoding.UTF8.GetString(batch.Span));
                }
            });
            for (var i = 0; i < 80 && !circuit.Closed.IsCompleted && !Read().Contains("Grupo-", StringComparison.Ordinal); i++)
            {
                await Task.Delay(100);
            }

            return (circuit.Closed.IsCompleted ? await circuit.Closed : null, Read());
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or HttpRequestException or System.Net.WebSockets.WebSocketException)
        {
            return (refusal.Message, Read());
        }

        string Read()
        {
            lock (seen)
            {
                return seen.ToString();
            }
        }
    }

    /// <summary>Two schools and their one owner, each with a class of today.</summary>
    private async Task<(TestSchool First, TestSchool Second)> TwoOfOneAsync()
    {
        var (first, second) = (await SchoolAsync(), await SchoolAsync());
        await second.WriteAsync(db => db.Add(new OrganizationMember(first.Owner.UserId!.Value, RolePresets.Admin, second.Time.GetUtcNow())));
        return (first, second);

        async Task<TestSchool> SchoolAsync()
        {
            var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
            var group = await school.AddGroupAsync("Grupo-" + school.Slug, students: 1);
            await school.AddSessionAsync(group, school.Today, "00:05", "23:55");
            return school;
        }
    }
}
