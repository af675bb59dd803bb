using System.Net;
using Cadence.Core.Operations;
using Cadence.Tests.App;
using Cadence.Tests.Support;

namespace Cadence.Tests.Platform;

/// <summary>Looking in through the pages: the form, the banner on every page, what stays shut, and the way back.</summary>
[Collection(AppTests.Name)]
public sealed class ImpersonationPagesTests(CadenceApp app)
{
    private const string Reason = "Nos pidieron ayuda con la agenda";

    [Theory]
    [InlineData("es", "Estás dentro como Admin Prueba, solo para mirar.", "Cuenta el motivo")]
    [InlineData("en", "You are in as Admin Prueba, to look only.", "Say why")]
    public async Task Looking_in_shows_its_banner_on_every_page_and_leads_back(string language, string banner, string refusal)
    {
        var (school, browser) = await AppointedAsync();
        using var _ = browser;
        var form = $"{language}/platform/organizations/{school.Slug}/look-in";

        // What is missing is said, and nothing typed is lost.
        using var typed = await browser.PostFormAsync(form, await browser.PageAsync(form), "look-in", ("Input.UserId", ""), ("Input.Reason", "ayuda"));
        var refused = await typed.Content.ReadAsStringAsync();
        Assert.Contains(refusal, refused, StringComparison.Ordinal);
        Assert.Contains(">ayuda</textarea>", refused, StringComparison.Ordinal);

        using var started = await browser.PostFormAsync(form, await browser.PageAsync(form), "look-in", ("Input.UserId", school.Admin.UserId!.Value.ToString()), ("Input.Reason", Reason));
        Assert.Equal((HttpStatusCode.Redirect, $"/{language}/o/{school.Slug}/"), (started.StatusCode, AppBrowser.LeadsTo(started)));
        var group = await school.AddGroupAsync("Salsa", students: 2);
        var session = await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        foreach (var path in new[] { "", "agenda", "students", "groups/" + group.Id, $"sessions/{session}/roll-call", "nunca" })
        {
            using var answer = await browser.GetAsync($"{language}/o/{school.Slug}/{path}");
            Assert.Contains(banner, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        // Neither the account nor the platform nor another organization opens.
        foreach (var path in new[] { "organizations", "organizations/new", "account/sign-in", "account/confirm" })
        {
            using var away = await browser.GetAsync($"{language}/{path}");
            Assert.Equal((path, HttpStatusCode.Redirect, $"/{language}/o/{school.Slug}/"), (path, away.StatusCode, AppBrowser.LeadsTo(away)));
        }

        using var platform = await browser.GetAsync(language + "/platform");
        Assert.Equal(HttpStatusCode.NotFound, platform.StatusCode);

        // A tap is refused by the database, not by the page.
        using var tap = await browser.PostJsonAsync(
            $"{language}/o/{school.Slug}/sessions/{session}/marks", $$"""{"marks":[{"id":"{{Guid.CreateVersion7()}}","student":"{{group.StudentIds[0]}}","status":"present","ageMs":0}]}""");
        Assert.Equal(HttpStatusCode.Forbidden, tap.StatusCode);
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", session));

        using var left = await browser.PostFormAsync($"{language}/leave", await browser.PageAsync($"{language}/o/{school.Slug}/agenda"), null);
        Assert.Equal((HttpStatusCode.Redirect, $"/{language}/platform"), (left.StatusCode, AppBrowser.LeadsTo(left)));
        Assert.DoesNotContain("looking-in", await browser.PageAsync(language + "/platform"), StringComparison.Ordinal);
        using var outside = await browser.GetAsync($"{language}/o/{school.Slug}/");
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task Another_organization_of_the_same_member_stays_shut_and_an_administrator_ends_it_from_outside()
    {
        var (school, browser) = await AppointedAsync();
        using var _ = browser;
        var other = await TestSchool.CreateAsync(app.Database);
        await other.WriteAsync(db => db.Add(new Core.Organizations.OrganizationMember(school.Admin.UserId!.Value, Core.Organizations.RolePresets.Owner, other.Time.GetUtcNow())));
        var form = $"es/platform/organizations/{school.Slug}/look-in";
        using var started = await browser.PostFormAsync(form, await browser.PageAsync(form), "look-in", ("Input.UserId", school.Admin.UserId!.Value.ToString()), ("Input.Reason", Reason), ("Input.MayWrite", "true"));
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        Assert.Contains("puedes cambiar cosas", await browser.PageAsync($"es/o/{school.Slug}/agenda"), StringComparison.Ordinal);
        using var elsewhere = await browser.GetAsync($"es/o/{other.Slug}/agenda");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);

        var (_, second) = await AppointedAsync();
        using var __ = second;
        var page = await second.PageAsync("es/platform");
        var id = await school.ScalarAsync<Guid>("select id from accounts.user_sessions where organization_id = $1 and revoked_at is null", school.OrganizationId);
        Assert.Contains(id.ToString(), page, StringComparison.Ordinal);
        using var ended = await second.PostFormAsync($"es/platform/impersonations/{id}/end", page, null);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        await Eventually.TrueAsync(async () =>
        {
            using var after = await browser.GetAsync($"es/o/{school.Slug}/agenda");
            return after.StatusCode == HttpStatusCode.Redirect;
        });
    }

    [Fact]
    public async Task A_roll_call_that_may_only_be_looked_at_says_so()
    {
        var (school, browser) = await AppointedAsync();
        using var _ = browser;
        var session = await school.AddSessionAsync(await school.AddGroupAsync("Salsa", students: 2), school.Today);
        var form = $"es/platform/organizations/{school.Slug}/look-in";
        using var started = await browser.PostFormAsync(form, await browser.PageAsync(form), "look-in", ("Input.UserId", school.Admin.UserId!.Value.ToString()), ("Input.Reason", Reason));
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);

        var page = await browser.PageAsync($"es/o/{school.Slug}/sessions/{session}/roll-call");

        Assert.Contains("data-read-only=\"true\"", page, StringComparison.Ordinal);
        Assert.Contains("data-notice=\"Solo est&#xE1;s mirando: aqu&#xED; no se puede marcar.\"", page, StringComparison.Ordinal);
    }

    private async Task<(TestSchool School, AppBrowser Browser)> AppointedAsync()
    {
        var (school, house) = (await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow()), await TestSchool.CreateAsync(app.Database));
        var email = await app.GivePasswordAsync(house.Owner.UserId!.Value);
        await app.GivePasswordAsync(school.Admin.UserId!.Value);
        Assert.True(await PlatformAdmins.SetAsync(app.Database.OwnerConnectionString, email, true, default));
        return (school, await app.SignInAsync(email));
    }
}
