using System.Net;
using Cadence.Core.Accounts;
using Cadence.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.App;

/// <summary>
/// The doors of an account in the running program: sign-up, confirmation, forgotten and changed passwords, another address, links instead of a
/// password, the end. S12 (what passwords are taken), S16 (reset links), S38 (what is written down).
/// </summary>
public sealed class AccountDoorsTests(CadenceApp app) : IClassFixture<CadenceApp>
{
    private readonly Doors _doors = new(app);

    [Theory]
    [InlineData("es", "Confirma tu correo", "Hola, Marta:")]
    [InlineData("en", "Confirm your e-mail", "Hi Marta,")]
    public async Task Who_signs_up_reads_a_mail_in_their_language_confirms_by_a_press_and_is_in(string language, string subject, string greeting)
    {
        var email = Doors.NewEmail();
        using var browser = app.NewBrowser();

        var asked = await Doors.SignUpAsync(browser, email, language);
        Assert.Equal((HttpStatusCode.Redirect, $"/{language}/account/check-mail?for=sign-up"), (asked.Status, asked.Location));
        Assert.False(await Doors.IsInAsync(browser));

        var mail = await _doors.ReadAsync(email, AccountMailKinds.ConfirmEmail);
        Assert.Equal((email, subject), (mail.To, mail.Subject));
        Assert.StartsWith(greeting, mail.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"" + language, mail.Html, StringComparison.Ordinal);

        var link = await _doors.LinkAsync(email, AccountMailKinds.ConfirmEmail);
        var confirmed = await Doors.SendAsync(browser, link, "confirm-email", ("Input.Password", Doors.Password));
        Assert.Equal((HttpStatusCode.Redirect, $"/{language}/"), (confirmed.Status, confirmed.Location));
        Assert.True(await Doors.IsInAsync(browser));
        Assert.Equal([SecurityEventKind.SignInSucceeded, SecurityEventKind.EmailConfirmed, SecurityEventKind.MailRead, SecurityEventKind.MailRead, SecurityEventKind.SignedUp], await _doors.EventsAsync(email));
    }

    [Fact]
    public async Task A_link_alone_does_not_confirm_what_a_stranger_signed_up_with_somebody_elses_address()
    {
        var email = Doors.NewEmail();
        using var stranger = app.NewBrowser();
        using var owner = app.NewBrowser();
        await Doors.SignUpAsync(stranger, email);
        var link = await _doors.LinkAsync(email, AccountMailKinds.ConfirmEmail);

        foreach (var guess in new[] { "", "no es la contraseña" })
        {
            var refused = await Doors.SendAsync(owner, link, "confirm-email", ("Input.Password", guess));
            Assert.Equal(HttpStatusCode.OK, refused.Status);
            Assert.Contains("id=\"password-error\"", refused.Text, StringComparison.Ordinal);
        }

        // The owner of the address takes the account over by the mail that only they read.
        await Doors.SendAsync(owner, "es/account/forgot", "forgot", ("Input.Email", email));
        await Doors.SendAsync(owner, await _doors.LinkAsync(email, AccountMailKinds.ResetPassword), "reset", ("Input.Password", "mi frase y de nadie más"));
        using var shut = await stranger.SignInAsync(email, Doors.Password);
        Assert.Equal(HttpStatusCode.OK, shut.StatusCode);
        using var entered = await _doors.EnterAsync(email, "mi frase y de nadie más");
    }

    [Fact]
    public async Task Before_the_address_is_confirmed_one_may_enter_but_not_found_and_gets_the_mail_again()
    {
        var email = Doors.NewEmail();
        using var browser = app.NewBrowser();
        await Doors.SignUpAsync(browser, email);
        using var entered = await _doors.EnterAsync(email);
        Assert.Contains("Confirma tu correo", WebUtility.HtmlDecode(await entered.PageAsync("es/organizations")), StringComparison.Ordinal);

        var refused = await FoundAsync(entered);
        Assert.Contains("Confirma tu correo antes de abrir una organización.", refused.Text, StringComparison.Ordinal);

        await Doors.SendAsync(entered, "es/account/confirm-email", "resend");
        Assert.Equal(2, (await _doors.MailsAsync(email)).Count);
        var confirmed = await Doors.SendAsync(entered, await _doors.LinkAsync(email, AccountMailKinds.ConfirmEmail), "confirm-email");
        Assert.Equal(HttpStatusCode.Redirect, confirmed.Status);
        Assert.Equal(HttpStatusCode.Redirect, (await FoundAsync(entered)).Status);
        Assert.DoesNotContain("Confirma tu correo", WebUtility.HtmlDecode(await entered.PageAsync("es/organizations")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_came_from_an_invitation_goes_on_to_it_after_confirming()
    {
        var email = Doors.NewEmail();
        using var browser = app.NewBrowser();
        await Doors.SignUpAsync(browser, email, query: "?returnUrl=%2Fes%2Finvitation%2Fabc");

        var link = await _doors.LinkAsync(email, AccountMailKinds.ConfirmEmail);
        var confirmed = await Doors.SendAsync(browser, link, "confirm-email", ("Input.Password", Doors.Password));

        Assert.Equal("/es/invitation/abc", confirmed.Location);
    }

    [Fact]
    public async Task An_account_by_invitation_only_is_refused_in_so_many_words()
    {
        var platform = app.Services.GetRequiredService<PlatformSettings>();
        using var browser = app.NewBrowser();
        var open = await browser.PageAsync("es/account/sign-up");
        await platform.ChangeSignUpAsync(SignUpMode.Invitation, null, Whereabouts.None, default);
        try
        {
            Assert.Contains("Aquí se entra con invitación", WebUtility.HtmlDecode(await browser.PageAsync("es/account/sign-up")), StringComparison.Ordinal);
            var email = Doors.NewEmail();
            using var sent = await browser.PostFormAsync("es/account/sign-up", open, "sign-up", ("Input.GivenName", "Eva"), ("Input.Email", email), ("Input.Password", Doors.Password), ("Input.Language", "es"));
            Assert.Contains("Aquí las cuentas se crean con una invitación.", WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()), StringComparison.Ordinal);
            Assert.Empty(await _doors.MailsAsync(email));
        }
        finally
        {
            await platform.ChangeSignUpAsync(SignUpMode.Open, null, Whereabouts.None, default);
        }
    }

    [Fact]
    public async Task A_forgotten_password_is_chosen_anew_once_and_ends_every_sign_in_and_lock()
    {
        var email = await _doors.AccountAsync();
        using var elsewhere = await _doors.EnterAsync(email);
        using var browser = app.NewBrowser();
        for (var i = 0; i < 6; i++)
        {
            using var guess = await browser.SignInAsync(email, "adivina adivinanza");
        }

        var asked = await Doors.SendAsync(browser, "es/account/forgot", "forgot", ("Input.Email", email));
        Assert.Equal("/es/account/check-mail?for=reset", asked.Location);
        var (earlier, link) = (await _doors.LinkAsync(email, AccountMailKinds.ResetPassword), await _doors.LinkAsync(email, AccountMailKinds.ResetPassword));

        // A password that is not taken does not use the link up.
        Assert.Contains("Es una de las primeras", (await Doors.SendAsync(browser, link, "reset", ("Input.Password", "password1234"))).Text, StringComparison.Ordinal);
        var done = await Doors.SendAsync(browser, link, "reset", ("Input.Password", "una frase del todo nueva"));
        Assert.Contains("Contraseña guardada", done.Text, StringComparison.Ordinal);

        Assert.False(await Doors.IsInAsync(browser));
        Assert.False(await Doors.IsInAsync(elsewhere));
        using var entered = await _doors.EnterAsync(email, "una frase del todo nueva");
        foreach (var dead in new[] { earlier, link })
        {
            Assert.Contains("Este enlace ya no sirve", WebUtility.HtmlDecode(await browser.PageAsync(dead)), StringComparison.Ordinal);
        }

        Assert.Contains(AccountMailKinds.PasswordChanged, (await _doors.MailsAsync(email)).Select(mail => mail.Kind));
        var events = await _doors.EventsAsync(email);
        Assert.Contains(SecurityEventKind.ResetAsked, events);
        Assert.Contains(SecurityEventKind.ResetUsed, events);
        Assert.Contains(SecurityEventKind.SignInFailed, events);
        Assert.Contains(SecurityEventKind.SignInLocked, events);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sign_ins_and_keeps_this_one()
    {
        var email = await _doors.AccountAsync();
        using var here = await _doors.EnterAsync(email);
        using var elsewhere = await _doors.EnterAsync(email);

        var wrong = await Doors.SendAsync(here, "es/account/password", "password", ("Input.Current", "no es esta frase"), ("Input.Password", "otra frase para mañana"));
        Assert.Contains("id=\"current-error\"", wrong.Text, StringComparison.Ordinal);
        Assert.True(await Doors.IsInAsync(elsewhere));

        var done = await Doors.SendAsync(here, "es/account/password", "password", ("Input.Current", Doors.Password), ("Input.Password", "otra frase para mañana"));

        Assert.Contains("Contraseña cambiada", done.Text, StringComparison.Ordinal);
        Assert.True(await Doors.IsInAsync(here));
        Assert.False(await Doors.IsInAsync(elsewhere));
        using var again = await _doors.EnterAsync(email, "otra frase para mañana");
        Assert.Contains(SecurityEventKind.PasswordChanged, await _doors.EventsAsync(email));
    }

    [Fact]
    public async Task Another_address_counts_once_its_reader_confirms_and_the_old_one_is_told()
    {
        var (email, next) = (await _doors.AccountAsync(), Doors.NewEmail());
        using var browser = await _doors.EnterAsync(email);

        var unproved = await Doors.SendAsync(browser, "es/account/email", "email", ("Input.Email", next), ("Input.Password", "no es esta frase"));
        Assert.Contains("id=\"password-error\"", unproved.Text, StringComparison.Ordinal);
        Assert.Empty(await _doors.MailsAsync(next));

        await Doors.SendAsync(browser, "es/account/email", "email", ("Input.Email", next), ("Input.Password", Doors.Password));
        using (var still = await _doors.EnterAsync(email))
        {
            var link = await _doors.LinkAsync(next, AccountMailKinds.ConfirmNewEmail);
            Assert.Contains("Usar este correo", WebUtility.HtmlDecode(await still.PageAsync(link)), StringComparison.Ordinal);
            Assert.Contains("Correo cambiado", (await Doors.SendAsync(browser, link, "new-email")).Text, StringComparison.Ordinal);
            Assert.False(await Doors.IsInAsync(still));
        }

        Assert.False(await Doors.IsInAsync(browser));
        using var entered = await _doors.EnterAsync(next);
        Assert.Contains(AccountMailKinds.EmailChanged, (await _doors.MailsAsync(email)).Select(mail => mail.Kind));
        Assert.Contains(SecurityEventKind.EmailChanged, await _doors.EventsAsync(next));
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_not_given_away_and_its_owner_is_told()
    {
        var (email, taken) = (await _doors.AccountAsync(), await _doors.AccountAsync());
        using var browser = await _doors.EnterAsync(email);

        var asked = await Doors.SendAsync(browser, "es/account/email", "email", ("Input.Email", taken), ("Input.Password", Doors.Password));

        Assert.Equal("/es/account/check-mail?for=email", asked.Location);
        Assert.Equal(AccountMailKinds.AccountExists, (await _doors.MailsAsync(taken))[0].Kind);
    }

    [Fact]
    public async Task A_link_signs_in_once_by_a_press_and_opening_it_uses_nothing_up()
    {
        var email = await _doors.AccountAsync();
        using var browser = app.NewBrowser();
        var asked = await Doors.SendAsync(browser, "es/account/sign-in/link?returnUrl=%2Fes%2Faccount%2Fpassword", "magic-link", ("Input.Email", email.ToUpperInvariant()));
        Assert.StartsWith("/es/account/check-mail?for=link", asked.Location, StringComparison.Ordinal);
        var link = await _doors.LinkAsync(email, AccountMailKinds.MagicLink);
        for (var scanner = 0; scanner < 3; scanner++)
        {
            using var scan = app.NewBrowser();
            Assert.Contains("Pulsa el botón", WebUtility.HtmlDecode(await scan.PageAsync(link)), StringComparison.Ordinal);
            Assert.False(await Doors.IsInAsync(scan));
        }

        var page = await browser.PageAsync(link);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => browser.PostFormAsync(link, page, "enter")));

        var entered = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal("/es/account/password", Doors.Leads(entered));
        Assert.True(await Doors.IsInAsync(browser));
        Assert.Contains(SecurityEventKind.MagicLinkUsed, await _doors.EventsAsync(email));
        Assert.Equal(2, (await _doors.EventsAsync(email)).Count(kind => kind == SecurityEventKind.SignInSucceeded));
    }

    [Fact]
    public async Task A_link_lets_its_owner_in_although_a_guesser_locked_the_password_and_makes_no_account()
    {
        var (email, nobody) = (await _doors.AccountAsync(), Doors.NewEmail());
        using var browser = app.NewBrowser();
        for (var i = 0; i < 6; i++)
        {
            using var guess = await browser.SignInAsync(email, "adivina adivinanza");
        }

        await Doors.SendAsync(browser, "es/account/sign-in/link", "magic-link", ("Input.Email", nobody));
        Assert.Empty(await _doors.MailsAsync(nobody));
        await Doors.SendAsync(browser, "es/account/sign-in/link", "magic-link", ("Input.Email", email));
        await Doors.SendAsync(browser, await _doors.LinkAsync(email, AccountMailKinds.MagicLink), "enter");

        Assert.True(await Doors.IsInAsync(browser));
    }

    [Fact]
    public async Task A_stranger_can_not_flood_somebody_with_mails()
    {
        var email = await _doors.AccountAsync();
        using var browser = app.NewBrowser();
        var page = await browser.PageAsync("es/account/forgot");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => browser.PostFormAsync("es/account/forgot", page, "forgot", ("Input.Email", email))));

        Assert.Equal(AccountMails.Most, (await _doors.MailsAsync(email)).Count(mail => mail.Kind == AccountMailKinds.ResetPassword));
    }

    [Fact]
    public async Task The_last_owner_of_an_organization_is_told_what_to_do_before_the_account_ends()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);

        var refused = await Doors.SendAsync(browser, "es/account/delete", "delete-account", ("Input.Password", CadenceApp.Password), ("Input.Agreed", "true"));

        Assert.Contains("Eres la única persona propietaria de", refused.Text, StringComparison.Ordinal);
        Assert.True(await Doors.IsInAsync(browser));
        Assert.Equal("active", await school.ScalarAsync<string>("select status from organization_members where user_id = $1", school.Owner.UserId!.Value));
    }

    [Fact]
    public async Task A_deleted_account_leaves_its_id_to_history_and_nothing_else()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var user = school.Admin.UserId!.Value;
        var email = await app.GivePasswordAsync(user);
        using var browser = await app.SignInAsync(school.Admin);
        using var elsewhere = await app.SignInAsync(school.Admin);
        foreach (var (password, agreed, place) in new[] { ("", "true", "password-error"), ("no es esta frase", "true", "password-error"), (CadenceApp.Password, "false", "agreed-error") })
        {
            var refused = await Doors.SendAsync(browser, "es/account/delete", "delete-account", ("Input.Password", password), ("Input.Agreed", agreed));
            Assert.Contains($"id=\"{place}\"", refused.Text, StringComparison.Ordinal);
        }

        var done = await Doors.SendAsync(browser, "es/account/delete", "delete-account", ("Input.Password", CadenceApp.Password), ("Input.Agreed", "true"));

        Assert.Equal("/es/account/deleted", done.Location);
        Assert.False(await Doors.IsInAsync(browser));
        Assert.False(await Doors.IsInAsync(elsewhere));
        Assert.Equal("removed", await school.ScalarAsync<string>("select status from organization_members where user_id = $1", user));
        Assert.Equal($"deleted-{user}|||", await school.ScalarAsync<string>("select user_name || '|' || given_name || '|' || family_names || '|' || coalesce(email, '') || coalesce(password_hash, '') from accounts.users where id = $1", user));
        Assert.Equal(0L, await school.ScalarAsync<long>("select (select count(*) from accounts.user_sessions where user_id = $1) + (select count(*) from accounts.account_tokens where user_id = $1)", user));
        Assert.Equal("Tu cuenta está eliminada", (await _doors.ReadAsync(email, AccountMailKinds.AccountDeleted)).Subject);
        using var again = app.NewBrowser();
        using var shut = await again.SignInAsync(email, CadenceApp.Password);
        Assert.Equal(HttpStatusCode.OK, shut.StatusCode);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from accounts.security_events where kind = 'account_deleted' and user_id = $1", user));
    }

    [Theory]
    [InlineData("confirm-email", AccountMailKinds.ConfirmEmail)]
    [InlineData("reset", AccountMailKinds.ResetPassword)]
    [InlineData("enter", AccountMailKinds.MagicLink)]
    public async Task The_key_in_an_address_is_told_to_nobody_and_written_to_no_log(string page, string kind)
    {
        var email = Doors.NewEmail();
        using var browser = app.NewBrowser();
        await Doors.SignUpAsync(browser, email);
        await Doors.SendAsync(browser, "es/account/forgot", "forgot", ("Input.Email", email));
        await Doors.SendAsync(browser, "es/account/sign-in/link", "magic-link", ("Input.Email", email));
        var link = await _doors.LinkAsync(email, kind);
        Assert.StartsWith($"es/account/{page}?token=", link, StringComparison.Ordinal);
        foreach (var address in new[] { link, $"es/account/{page}?token=made-up" })
        {
            using var answer = await browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("no-referrer", "noindex, nofollow", true), (answer.Headers.GetValues("Referrer-Policy").Single(), answer.Headers.GetValues("X-Robots-Tag").Single(), answer.Headers.CacheControl?.NoStore));
        }

        var token = link.Split("token=")[1].Split('&')[0];
        Assert.DoesNotContain(app.Log.All, line => line.Contains(token, StringComparison.Ordinal));
    }

    private static Task<(HttpStatusCode Status, string Text, string Location)> FoundAsync(AppBrowser browser) =>
        Doors.SendAsync(browser, "es/organizations/new", "new-organization", ("Input.Name", "Escuela de Marta"), ("Input.Country", "ES"), ("Input.Type", "School"));
}
