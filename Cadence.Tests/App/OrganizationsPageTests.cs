using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>"My organizations" in the running program: exactly those somebody may enter, and of the others not even their names.</summary>
public sealed class OrganizationsPageTests(AccountPagesTests.Running running) : IClassFixture<AccountPagesTests.Running>
{
    [Theory]
    [InlineData("es", "Mis organizaciones", "Escuela")]
    [InlineData("en", "My organizations", "School")]
    public async Task Somebody_of_one_organization_sees_that_one_and_enters_it(string language, string title, string kind)
    {
        var (mine, other) = (await TestSchool.CreateAsync(running.Database), await TestSchool.CreateAsync(running.Database));
        using var client = await SignedInAsync(mine.Staff);

        var page = await PageAsync(client, language);

        Assert.Equal(title, page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Equal([(mine.Slug, "Compás " + mine.Slug, kind)], Rows(page));
        Assert.Equal($"/{language}/o/{mine.Slug}/", page.QuerySelector("[data-organization]")!.GetAttribute("href"));
        Assert.DoesNotContain(other.Slug, page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(running.School.Slug, page.Source.Text, StringComparison.Ordinal);
        using var home = await client.Http.GetAsync(new Uri(page.QuerySelector("[data-organization]")!.GetAttribute("href")!, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Theory]
    [InlineData("es", "Escuela", "Por tu cuenta")]
    [InlineData("en", "School", "Independent")]
    public async Task Somebody_of_several_sees_them_by_name_but_none_they_left_lost_or_that_is_closed(string language, string school, string alone)
    {
        var tag = Guid.NewGuid().ToString("n")[..8];
        var a = await TestSchool.CreateAsync(running.Database, "a-" + tag);
        var b = await TestSchool.CreateAsync(running.Database, "b-" + tag, type: OrganizationType.IndependentTeacher);
        var (suspended, removed, archived, foreign) = (
            await TestSchool.CreateAsync(running.Database, "sus-" + tag), await TestSchool.CreateAsync(running.Database, "rem-" + tag),
            await TestSchool.CreateAsync(running.Database, "arc-" + tag), await TestSchool.CreateAsync(running.Database, "for-" + tag));
        await JoinAsync(b, a.Owner, MemberStatus.Active);
        await JoinAsync(suspended, a.Owner, MemberStatus.Suspended);
        await JoinAsync(removed, a.Owner, MemberStatus.Removed);
        await JoinAsync(archived, a.Owner, MemberStatus.Active);
        await archived.ScalarAsync<object>("update organizations set archived_at = now() where id = $1", archived.OrganizationId);
        using var client = await SignedInAsync(a.Owner);

        var page = await PageAsync(client, language);

        Assert.Equal([(a.Slug, "Compás " + a.Slug, school), (b.Slug, "Compás " + b.Slug, alone)], Rows(page));
        Assert.All(new[] { suspended, removed, archived, foreign }, hidden => Assert.DoesNotContain(hidden.Slug, page.Source.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("es", "Todavía no estás en ninguna organización", "Pide a quien administra la tuya que te añada con este correo.")]
    [InlineData("en", "You aren't in any organization yet", "Ask whoever runs yours to add you with this e-mail.")]
    public async Task Somebody_of_none_is_told_what_to_do_and_nothing_of_anybody(string language, string title, string text)
    {
        var left = await TestSchool.CreateAsync(running.Database);
        await left.WriteAsync(db => db.Set<OrganizationMember>().Single(member => member.UserId == left.Staff.UserId).ChangeStatus(MemberStatus.Removed));
        using var client = await SignedInAsync(left.Staff);

        var page = await PageAsync(client, language);

        Assert.Empty(Rows(page));
        Assert.Equal((title, text), (page.QuerySelector(".empty-title")!.TextContent.Trim(), page.QuerySelector(".empty-text")!.TextContent.Trim()));
        Assert.DoesNotContain("Compás", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("/o/", page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signed_in_is_sent_to_the_form_and_comes_back()
    {
        using var client = new SignedInClient();
        client.GoTo(running.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/es/organizations", UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/es/account/sign-in?", new Uri(running.Address, answer.Headers.Location!).PathAndQuery, StringComparison.Ordinal);
        Assert.Contains("organizations", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static Task JoinAsync(TestSchool school, Actor actor, MemberStatus status) => school.WriteAsync(db =>
    {
        var member = new OrganizationMember(actor.UserId!.Value, RolePresets.Admin, school.Time.GetUtcNow());
        if (status != MemberStatus.Active)
        {
            member.ChangeStatus(status);
        }

        db.Add(member);
    });

    private static List<(string Slug, string Name, string Kind)> Rows(IHtmlDocument page) =>
        [.. page.QuerySelectorAll("[data-organization]").Select(row => (row.GetAttribute("data-organization")!, row.QuerySelector(".row-words > :first-child")!.TextContent, row.QuerySelector(".row-words > :last-child")!.TextContent))];

    private async Task<SignedInClient> SignedInAsync(Actor actor)
    {
        var client = new SignedInClient();
        client.GoTo(running.Address);
        await client.SignInAsync(await SignedInClient.GivePasswordAsync(running.Database, actor));
        return client;
    }

    private static async Task<IHtmlDocument> PageAsync(SignedInClient client, string language) =>
        await new HtmlParser().ParseDocumentAsync(await client.Http.GetStringAsync(new Uri($"/{language}/organizations", UriKind.Relative)));
}
