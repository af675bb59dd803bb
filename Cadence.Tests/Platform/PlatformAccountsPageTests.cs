using System.Net;
using Cadence.Core.Accounts;
using Cadence.Core.Operations;
using Cadence.Tests.App;
using Cadence.Tests.Support;

namespace Cadence.Tests.Platform;

/// <summary>What platform administrators decide about accounts, and the mails of accounts where nothing sends them.</summary>
[Collection(AppTests.Name)]
public sealed class PlatformAccountsPageTests(CadenceApp app)
{
    [Theory]
    [InlineData("es", "Guardado.")]
    [InlineData("en", "Saved.")]
    public async Task An_administrator_closes_sign_up_to_the_invited_and_opens_it_again(string language, string saved)
    {
        using var admin = await AdminAsync();
        using var visitor = app.NewBrowser();
        var page = language + "/platform/accounts";
        Assert.Contains("name=\"Input.Password\"", await visitor.PageAsync(language + "/account/sign-up"), StringComparison.Ordinal);
        try
        {
            using var closed = await admin.PostFormAsync(page, await admin.PageAsync(page), "sign-up", ("Choice.SignUp", nameof(SignUpMode.Invitation)));
            var said = WebUtility.HtmlDecode(await closed.Content.ReadAsStringAsync());
            Assert.Contains(saved, said, StringComparison.Ordinal);
            Assert.Matches("value=\"Invitation\" checked", await admin.PageAsync(page));
            Assert.DoesNotContain("name=\"Input.Password\"", await visitor.PageAsync(language + "/account/sign-up"), StringComparison.Ordinal);
        }
        finally
        {
            using var opened = await admin.PostFormAsync(page, await admin.PageAsync(page), "sign-up", ("Choice.SignUp", nameof(SignUpMode.Open)));
            Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        }

        Assert.Contains("name=\"Input.Password\"", await visitor.PageAsync(language + "/account/sign-up"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("7")]
    public async Task A_choice_that_is_none_changes_nothing(string choice)
    {
        using var admin = await AdminAsync();

        using var answer = await admin.PostFormAsync("es/platform/accounts", await admin.PageAsync("es/platform/accounts"), "sign-up", ("Choice.SignUp", choice));

        Assert.True((int)answer.StatusCode < 500);
        Assert.Matches("value=\"Open\" checked", await admin.PageAsync("es/platform/accounts"));
    }

    [Fact]
    public async Task Where_nothing_can_be_sent_a_mail_is_read_here_and_the_reading_is_on_record()
    {
        using var admin = await AdminAsync();
        var (school, email, id) = await ForgottenAsync();
        var page = await admin.PageAsync("es/platform/accounts");
        Assert.Contains(email, page, StringComparison.Ordinal);

        using var read = await admin.PostFormAsync("es/platform/accounts", page, $"read-{id}");

        var text = WebUtility.HtmlDecode(await read.Content.ReadAsStringAsync());
        Assert.Matches("/es/account/reset\\S+", text);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from accounts.security_events where kind = 'mail_read' and user_id = $1", school.TeacherActor.UserId!.Value));
    }

    [Fact]
    public async Task Without_a_fresh_proof_no_mail_is_read_here()
    {
        using var admin = await AdminAsync();
        var (school, _, id) = await ForgottenAsync();
        var page = await admin.PageAsync("es/platform/accounts");
        await school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() - interval '11 minutes'");

        using var read = await admin.PostFormAsync("es/platform/accounts", page, $"read-{id}");

        Assert.Equal("/es/account/confirm?returnUrl=%2Fes%2Fplatform%2Faccounts", AppBrowser.LeadsTo(read));
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from accounts.security_events where kind = 'mail_read' and user_id = $1", school.TeacherActor.UserId!.Value));
    }

    /// <summary>The mail of somebody who forgot their password.</summary>
    private async Task<(TestSchool School, string Email, Guid Mail)> ForgottenAsync()
    {
        using var visitor = app.NewBrowser();
        var school = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(school.TeacherActor.UserId!.Value);
        using var asked = await visitor.PostFormAsync("es/account/forgot", await visitor.PageAsync("es/account/forgot"), "forgot", ("Input.Email", email));
        return (school, email, await school.ScalarAsync<Guid>("select id from accounts.outbox_messages where address = $1", email));
    }

    private async Task<AppBrowser> AdminAsync()
    {
        var house = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(house.Admin.UserId!.Value);
        Assert.True(await PlatformAdmins.SetAsync(app.Database.OwnerConnectionString, email, true, default));
        return await app.SignInAsync(email);
    }
}
