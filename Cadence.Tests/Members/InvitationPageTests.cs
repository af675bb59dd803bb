using System.Net;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Tests.App;
using Cadence.Tests.Support;

namespace Cadence.Tests.Members;

/// <summary>Where the link of an invitation leads, in the running program (promises.md S15).</summary>
[Collection(AppTests.Name)]
public sealed class InvitationPageTests(CadenceApp app)
{
    [Fact]
    public async Task A_link_is_kept_from_indexes_caches_and_other_sites()
    {
        var (_, sent, _) = await InviteAsync();
        using var browser = app.NewBrowser();

        using var answer = await browser.GetAsync($"es/invitation/{sent.Token}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex, nofollow", answer.Headers.GetValues("X-Robots-Tag").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Signed_out_one_is_led_to_the_sign_in_and_back()
    {
        var (school, sent, email) = await InviteAsync();
        using var browser = app.NewBrowser();
        var page = WebUtility.HtmlDecode(await browser.PageAsync($"es/invitation/{sent.Token}"));

        Assert.Contains($"account/sign-in?returnUrl={Uri.EscapeDataString($"/es/invitation/{sent.Token}")}", page, StringComparison.Ordinal);
        Assert.Contains("Compás " + school.Slug, page, StringComparison.Ordinal);
        Assert.Contains("Profesorado", page, StringComparison.Ordinal);
        Assert.DoesNotContain(email, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_invited_person_accepts_by_a_press_and_is_inside()
    {
        var (school, sent, email) = await InviteAsync();
        await app.AddUserAsync(email);
        using var browser = await app.SignInAsync(email);
        var path = $"en/invitation/{sent.Token}";
        var page = await browser.PageAsync(path);

        using var read = await browser.GetAsync($"en/o/{school.Slug}/agenda");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using var accepted = await browser.PostFormAsync(path, page, "accept");
        using var inside = await browser.GetAsync($"en/o/{school.Slug}/agenda");
        using var again = await browser.GetAsync(path);

        Assert.Equal((HttpStatusCode.Redirect, $"/en/o/{school.Slug}/"), (accepted.StatusCode, new Uri(app.Url, accepted.Headers.Location!).AbsolutePath));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (inside.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task Without_the_token_of_the_form_nothing_is_accepted()
    {
        var (school, sent, email) = await InviteAsync();
        var user = await app.AddUserAsync(email);
        using var browser = await app.SignInAsync(email);

        using var answer = await browser.SendAsync(HttpMethod.Post, $"es/invitation/{sent.Token}", new FormUrlEncodedContent([new("_handler", "accept")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from organization_members where user_id = $1", user));
    }

    [Fact]
    public async Task Somebody_else_reads_that_it_is_not_for_them_and_no_more()
    {
        var (school, sent, email) = await InviteAsync();
        using var browser = await app.SignInAsync((await TestSchool.CreateAsync(app.Database)).Staff);

        var page = WebUtility.HtmlDecode(await browser.PageAsync($"es/invitation/{sent.Token}"));

        Assert.Contains("para otro correo", page, StringComparison.Ordinal);
        Assert.DoesNotContain(email, page, StringComparison.Ordinal);
        Assert.DoesNotContain(school.Slug, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "Esta invitación ya no vale")]
    [InlineData("en", "This invitation no longer works")]
    public async Task A_link_that_leads_nowhere_says_what_to_do(string language, string title)
    {
        using var browser = app.NewBrowser();

        using var answer = await browser.GetAsync($"{language}/invitation/{InvitationRules.NewToken()}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(title, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_leaves_from_my_organizations_and_the_only_owner_is_told_why_not()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var staff = await app.SignInAsync(school.Staff);
        using var owner = await app.SignInAsync(school.Owner);
        var path = $"es/organizations/{school.Slug}/leave";

        Assert.Contains(path[3..], await staff.PageAsync("es/organizations"), StringComparison.Ordinal);
        using var left = await staff.PostFormAsync(path, await staff.PageAsync(path), "leave");
        using var kept = await owner.PostFormAsync(path, await owner.PageAsync(path), "leave");
        using var gone = await staff.GetAsync($"es/o/{school.Slug}/");

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.NotFound), (left.StatusCode, gone.StatusCode));
        Assert.Contains("Eres la única persona propietaria", WebUtility.HtmlDecode(await kept.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "leave", "Dejar la organización")]
    [InlineData("en", "leave", "Leave the organization")]
    [InlineData("es", "second-step", "Esta organización pide un segundo paso")]
    public async Task Somebody_elses_organization_is_not_there_to_be_left_or_asked_for(string language, string page, string title)
    {
        var (own, other) = (await TestSchool.CreateAsync(app.Database), await TestSchool.CreateAsync(app.Database));
        using var browser = await app.SignInAsync(own.Staff);

        using var answer = await browser.GetAsync($"{language}/organizations/{other.Slug}/{page}");
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains($"<h1 id=\"page-title\"", text, StringComparison.Ordinal);
        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action=\"\" class=\"form\"", text, StringComparison.Ordinal);
    }

    private async Task<(TestSchool School, SentInvitation Sent, string Email)> InviteAsync()
    {
        // The program runs by the real clock.
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var email = $"persona-{Guid.NewGuid():n}@example.com";
        return (school, (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Teacher }, default)).Ok(), email);
    }
}
