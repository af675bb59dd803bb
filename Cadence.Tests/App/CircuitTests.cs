using System.Net;
using System.Text;
using Cadence.Bench.Support;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>
/// Interactive circuits, opened as an attacker would: the client chooses the hub's address and the address it claims, and may bring
/// another page's markers. Only the page's own, for a member, is let in.
/// </summary>
[Collection(AppTests.Name)]
public sealed class CircuitTests(CadenceApp app)
{
    [Fact]
    public async Task The_pages_own_circuit_opens_and_shows_the_own_school()
    {
        var (own, _, person) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(person);

        var (refusal, seen) = await TryAsync(browser, own);

        Assert.Null(refusal);
        Assert.Contains(Class(own), seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_circuit_that_claims_another_organization_is_refused_also_for_a_member_of_both(bool otherHub, bool otherBase)
    {
        var (own, other, person) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(person);

        var (refusal, seen) = await TryAsync(browser, own, hub: otherHub ? other : null, claimed: otherBase ? other : null);

        Assert.NotNull(refusal);
        Assert.DoesNotContain(Class(other), seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Class(own), seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es/")]
    [InlineData("")]
    [InlineData("es/o/nunca/")]
    [InlineData("en/o/{slug}/")]
    [InlineData("es/o/{slug}/students/")]
    public async Task A_circuit_that_claims_an_address_of_its_own_making_is_refused(string claimed)
    {
        var (own, _, person) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(person);

        var (refusal, seen) = await TryAsync(browser, own, claimedBase: new Uri(app.Url, claimed.Replace("{slug}", own.Slug, StringComparison.Ordinal)));

        Assert.NotNull(refusal);
        Assert.DoesNotContain(Class(own), seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("es/")]
    public async Task The_hub_outside_an_organization_opens_no_page_of_one(string hub)
    {
        var (own, _, person) = await TwoOfOneAsync();
        using var browser = await app.SignInAsync(person);

        var (refusal, seen) = await TryAsync(browser, own, hubBase: new Uri(app.Url, hub));

        Assert.NotNull(refusal);
        Assert.DoesNotContain(Class(own), seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_organizations_hub_is_not_there_for_a_stranger_nor_for_anybody_signed_out()
    {
        var (own, other, _) = await TwoOfOneAsync();
        using var stranger = await app.SignInAsync(own.Admin);
        using var anonymous = app.NewBrowser();
        foreach (var slug in new[] { other.Slug, "nunca" })
        {
            using var foreign = await stranger.SendAsync(HttpMethod.Post, $"es/o/{slug}/_blazor/negotiate?negotiateVersion=1", accept: "*/*");
            using var nobody = await anonymous.SendAsync(HttpMethod.Post, $"es/o/{slug}/_blazor/negotiate?negotiateVersion=1", accept: "*/*");

            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (foreign.StatusCode, nobody.StatusCode));
        }
    }

    [Fact]
    public async Task Markers_of_somebody_elses_page_open_nothing_for_a_stranger()
    {
        var (own, other, person) = await TwoOfOneAsync();
        using var member = await app.SignInAsync(person);
        using var stranger = await app.SignInAsync(other.Admin);

        // The member's page, the stranger's sign-in on the socket.
        var (refusal, seen) = await TryAsync(member, own, cookies: stranger.CookieHeader);

        Assert.NotNull(refusal);
        Assert.DoesNotContain(Class(own), seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circuits_of_three_organizations_side_by_side_show_each_its_own()
    {
        var (first, second, person) = await TwoOfOneAsync();
        var third = await SchoolAsync();
        await third.WriteAsync(db => db.Add(new OrganizationMember(person.UserId!.Value, RolePresets.Admin, third.Time.GetUtcNow())));
        using var browser = await app.SignInAsync(person);
        TestSchool[] schools = [first, second, third];

        var opened = await Task.WhenAll(Enumerable.Range(0, 9).Select(async i => (Own: schools[i % 3], Result: await TryAsync(browser, schools[i % 3]))));

        Findings.None(
            from circuit in opened
            from school in schools
            where circuit.Result.Refusal is not null || circuit.Result.Seen.Contains(Class(school), StringComparison.Ordinal) != (school == circuit.Own)
            select $"{circuit.Own.Slug}: {circuit.Result.Refusal ?? $"wrong about {school.Slug}"}");
    }

    [Fact]
    public async Task An_open_circuit_shows_nothing_more_once_the_membership_is_gone()
    {
        var school = await SchoolAsync();
        var member = await school.AddMemberAsync(RolePresets.Admin);
        using var browser = await app.SignInAsync(member);
        var seen = new StringBuilder();
        await using var circuit = await OpenAsync(browser, school, seen);
        await Eventually.TrueAsync(() => Read(seen).Contains(Class(school), StringComparison.Ordinal));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await school.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == member.UserId).ChangeStatus(MemberStatus.Suspended));
        await Task.Delay(TimeSpan.FromSeconds(4));
        var before = Read(seen).Length;
        var late = await school.AddGroupAsync("Tarde-" + school.Slug, students: 1);
        var (_, elsewhere) = await school.AddVenueAsync("Otra sala");
        await school.AddSessionAsync(late, school.Today, "00:10", "23:50", teacherId: await school.AddTeacherAsync("Otra", "Persona"), roomId: elsewhere);
        await Task.Delay(TimeSpan.FromSeconds(3));

        Assert.DoesNotContain("Tarde-" + school.Slug, Read(seen)[before..], StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    private static string Class(TestSchool school) => $"Grupo-{school.Slug}";

    private static string Read(StringBuilder seen)
    {
        lock (seen)
        {
            return seen.ToString();
        }
    }

    /// <summary>Opens the school's first page as a circuit; gives why it was refused, if it was, and everything it was sent.</summary>
    private async Task<(string? Refusal, string Seen)> TryAsync(AppBrowser browser, TestSchool page, TestSchool? hub = null, TestSchool? claimed = null, Uri? hubBase = null, Uri? claimedBase = null, string? cookies = null)
    {
        var seen = new StringBuilder();
        try
        {
            await using var circuit = await OpenAsync(browser, page, seen, hub is null ? hubBase : Base(hub), claimed is null ? claimedBase : Base(claimed), cookies);
            var closed = await Task.WhenAny(circuit.Closed, UntilSeenAsync(seen, Class(page)));
            return (closed == circuit.Closed ? await circuit.Closed : null, Read(seen));
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or HttpRequestException or System.Net.WebSockets.WebSocketException)
        {
            return (refusal.Message, Read(seen));
        }
    }

    private static async Task UntilSeenAsync(StringBuilder seen, string what)
    {
        for (var i = 0; i < 80 && !Read(seen).Contains(what, StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
        }
    }

    private Task<CircuitClient> OpenAsync(AppBrowser browser, TestSchool page, StringBuilder seen, Uri? hub = null, Uri? claimed = null, string? cookies = null) =>
        CircuitClient.OpenAsync(browser.Http, Base(page), cookies ?? browser.CookieHeader, hub, claimed, received: batch =>
        {
            lock (seen)
            {
                seen.Append(Encoding.UTF8.GetString(batch.Span));
            }
        });

    private Uri Base(TestSchool school) => new(app.Url, $"es/o/{school.Slug}/");

    private async Task<TestSchool> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var group = await school.AddGroupAsync(Class(school), students: 1);
        await school.AddSessionAsync(group, school.Today, "00:05", "23:55");
        return school;
    }

    /// <summary>Two schools and one person who is a member of both.</summary>
    private async Task<(TestSchool Own, TestSchool Other, Actor Person)> TwoOfOneAsync()
    {
        var (own, other) = (await SchoolAsync(), await SchoolAsync());
        await other.WriteAsync(db => db.Add(new OrganizationMember(own.Owner.UserId!.Value, RolePresets.Admin, other.Time.GetUtcNow())));
        return (own, other, own.Owner);
    }
}
