using System.Net;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using OtpNet;

namespace Cadence.Tests.App;

/// <summary>Codes of an app as the second factor, over HTTP (promises.md S13, S14).</summary>
[Collection(AppTests.Name)]
public sealed partial class SecondFactorPageTests(CadenceApp app) : IAsyncLifetime
{
    private const string Page = "es/account/second-factor";
    private const string CodePage = "es/account/sign-in/code";
    private TestSchool _school = null!;
    private string _email = "";

    private Guid Owner => _school.Owner.UserId!.Value;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(app.Database);
        _email = await app.GivePasswordAsync(Owner);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Turned_on_the_password_alone_opens_nothing_and_the_code_signs_in()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        using var browser = app.NewBrowser();

        using var password = await browser.SignInAsync(_email, CadenceApp.Password, "es/account/sign-in?returnUrl=%2Fes%2Forganizations");
        using var outside = await browser.GetAsync("es/organizations");
        using var code = await EnterAsync(browser, await factor.NextCodeAsync(_school), CodePage + "?returnUrl=%2Fes%2Forganizations");

        Assert.Equal("/es/account/sign-in/code?returnUrl=%2Fes%2Forganizations", AppBrowser.LeadsTo(password));
        Assert.Equal(HttpStatusCode.Redirect, outside.StatusCode);
        Assert.Equal("/es/organizations", AppBrowser.LeadsTo(code));
        Assert.Equal(10, factor.Codes.Count);
        Assert.Equal(1L, await _school.ScalarAsync<long>("select count(*) from accounts.security_events where user_id = $1 and kind = 'second_factor_on' and address is not null", Owner));
        using var inside = await browser.GetAsync("es/organizations");
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
    }

    [Fact]
    public async Task Turning_it_on_ends_the_sign_ins_elsewhere_and_keeps_this_one()
    {
        using var here = await app.SignInAsync(_email);
        using var there = await app.SignInAsync(_email);
        await TurnOnAsync(here);

        using var still = await here.GetAsync("es/organizations");

        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.True(await there.IsSignedOutAsync());
    }

    [Theory]
    [InlineData("es", "Esta organización pide un segundo paso", "Activar la verificación en dos pasos")]
    [InlineData("en", "This organization asks for a second step", "Turn on two-step verification")]
    public async Task Where_a_role_asks_for_it_every_page_leads_to_how_to_turn_it_on_and_opens_then(string language, string title, string turnOn)
    {
        using var browser = await app.SignInAsync(_email);
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update organization_roles set asks_second_factor = true where organization_id = $1 and key = 'owner'", _school.OrganizationId);
        var (step, inside) = ($"{language}/organizations/{_school.Slug}/second-step", $"{language}/o/{_school.Slug}/students");

        using var asked = await browser.GetAsync(inside);
        var page = WebUtility.HtmlDecode(await browser.PageAsync(step));
        await TurnOnAsync(browser);
        using var opened = await browser.GetAsync(inside);
        using var done = await browser.GetAsync(step);

        Assert.Equal("/" + step, AppBrowser.LeadsTo(asked));
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"account/second-factor\">{turnOn}<", page, StringComparison.Ordinal);
        Assert.Contains("href=\"organizations\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("_blazor", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal($"/{language}/o/{_school.Slug}/", AppBrowser.LeadsTo(done));
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_to_whoever_sends_it_again()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        var code = await factor.NextCodeAsync(_school);
        using var one = app.NewBrowser();
        using var two = app.NewBrowser();
        await one.SignInAsync(_email, CadenceApp.Password);
        await two.SignInAsync(_email, CadenceApp.Password);

        using var accepted = await EnterAsync(one, code);
        using var replayed = await EnterAsync(two, code);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (accepted.StatusCode, replayed.StatusCode));
        Assert.Contains("El código no vale", WebUtility.HtmlDecode(await replayed.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once_however_it_is_typed_and_only_its_hash_is_kept()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        using var one = app.NewBrowser();
        using var two = app.NewBrowser();
        await one.SignInAsync(_email, CadenceApp.Password);
        await two.SignInAsync(_email, CadenceApp.Password);

        using var accepted = await EnterAsync(one, factor.Codes[3].Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant());
        using var again = await EnterAsync(two, factor.Codes[3]);
        var stored = await _school.ScalarAsync<string>("select string_agg(value, ' ') from accounts.user_tokens where user_id = $1", Owner);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (accepted.StatusCode, again.StatusCode));
        Assert.DoesNotContain(factor.Codes[0], stored, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Quedan 9", WebUtility.HtmlDecode(await one.PageAsync(Page)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_send_the_same_recovery_code_at_once_one_gets_in()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        var browsers = Enumerable.Range(0, 6).Select(_ => app.NewBrowser()).ToList();
        var pages = new List<string>();
        foreach (var browser in browsers)
        {
            await browser.SignInAsync(_email, CadenceApp.Password);
            pages.Add(await browser.PageAsync(CodePage));
        }

        var answers = await Task.WhenAll(browsers.Zip(pages).Select(pair => pair.First.PostFormAsync(CodePage, pair.Second, "code", ("Input.Code", factor.Codes[0]))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_account_for_a_while_even_with_the_right_one()
    {
        using var first = await app.SignInAsync(_email);
        using var browser = app.NewBrowser();
        var factor = await AskedForCodeAsync(first, browser);
        foreach (var wrong in new[] { "AAAAA-AAAAA", "BBBBB-BBBBB", "CCCCC-CCCCC", "DDDDD-DDDDD", "EEEEE-EEEEE" })
        {
            using var refused = await EnterAsync(browser, wrong);
            Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        }

        using var code = await EnterAsync(browser, await factor.NextCodeAsync(_school));
        using var recovery = await EnterAsync(browser, factor.Codes[0]);
        using var anew = app.NewBrowser();
        using var password = await anew.SignInAsync(_email, CadenceApp.Password);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (code.StatusCode, recovery.StatusCode, password.StatusCode));
    }

    [Fact]
    public async Task A_remembered_browser_is_asked_for_no_code_until_all_are_forgotten()
    {
        using var first = await app.SignInAsync(_email);
        using var browser = app.NewBrowser();
        var factor = await AskedForCodeAsync(first, browser);
        using var entered = await EnterAsync(browser, await factor.NextCodeAsync(_school), CodePage, ("Input.Remember", "true"));
        await SignOutAsync(browser);

        using var remembered = await browser.SignInAsync(_email, CadenceApp.Password);
        using var forget = await first.PostFormAsync(Page, await ProvedPageAsync(first), "forget-browsers");
        Assert.True(await browser.IsSignedOutAsync());
        using var forgotten = await browser.SignInAsync(_email, CadenceApp.Password);

        Assert.Equal("/es/", AppBrowser.LeadsTo(remembered));
        Assert.Contains("Olvidados", WebUtility.HtmlDecode(await forget.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("/es/account/sign-in/code", AppBrowser.LeadsTo(forgotten));
    }

    [Fact]
    public async Task Turned_off_the_password_alone_signs_in_again_and_the_old_codes_are_worth_nothing()
    {
        using var first = await app.SignInAsync(_email);
        await TurnOnAsync(first);

        using var off = await first.PostFormAsync(Page, await first.PageAsync(Page), "second-factor-off");
        using var browser = app.NewBrowser();
        using var password = await browser.SignInAsync(_email, CadenceApp.Password);

        Assert.Contains("desactivada", WebUtility.HtmlDecode(await off.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("/es/", AppBrowser.LeadsTo(password));
    }

    [Fact]
    public async Task New_recovery_codes_replace_the_old_ones()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        using var renewed = await first.PostFormAsync(Page, await first.PageAsync(Page), "recovery-codes");
        var codes = CodesIn(await renewed.Content.ReadAsStringAsync());
        using var browser = app.NewBrowser();
        await browser.SignInAsync(_email, CadenceApp.Password);

        using var old = await EnterAsync(browser, factor.Codes[0]);
        using var fresh = await EnterAsync(browser, codes[0]);

        Assert.Equal(10, codes.Count);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (old.StatusCode, fresh.StatusCode));
    }

    [Theory]
    [InlineData(Page)]
    [InlineData("es/account/passkeys")]
    public async Task Without_a_fresh_proof_nobody_sees_or_changes_how_one_signs_in(string page)
    {
        using var browser = await app.SignInAsync(_email);
        var form = page == Page ? await browser.PageAsync(page) : null;
        await _school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() - interval '11 minutes' where user_id = $1", Owner);

        using var read = await browser.GetAsync(page);
        Assert.Equal($"/es/account/confirm?returnUrl={Uri.EscapeDataString("/" + page)}", AppBrowser.LeadsTo(read));
        if (form is not null)
        {
            using var written = await browser.PostFormAsync(page, form, "second-factor-on", ("Input.Code", CodeOf(form)));
            Assert.Equal(HttpStatusCode.Redirect, written.StatusCode);
            Assert.False(await _school.ScalarAsync<bool>("select two_factor_enabled from accounts.users where id = $1", Owner));
        }
    }

    [Theory]
    [InlineData("es", "", "Escribe el código.")]
    [InlineData("en", "", "Write the code.")]
    [InlineData("es", "000000", "El código no vale")]
    [InlineData("en", "12345", "The code doesn't work")]
    public async Task What_is_wrong_is_said_at_the_field_in_the_readers_language(string language, string code, string said)
    {
        using var browser = await app.SignInAsync(_email);
        var at = $"{language}/account/second-factor";

        using var answer = await browser.PostFormAsync(at, await browser.PageAsync(at), "second-factor-on", ("Input.Code", code));

        Assert.Contains(said, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.False(await _school.ScalarAsync<bool>("select two_factor_enabled from accounts.users where id = $1", Owner));
    }

    [Theory]
    [InlineData("es", "Escribe el código.")]
    [InlineData("en", "Write the code.")]
    public async Task The_second_step_says_what_is_missing_and_needs_the_first(string language, string said)
    {
        using var first = await app.SignInAsync(_email);
        await TurnOnAsync(first);
        using var browser = app.NewBrowser();
        using var without = await browser.GetAsync(CodePage);
        await browser.SignInAsync(_email, CadenceApp.Password);

        using var empty = await EnterAsync(browser, "", $"{language}/account/sign-in/code");

        Assert.Equal("/es/account/sign-in", AppBrowser.LeadsTo(without));
        Assert.Contains(said, WebUtility.HtmlDecode(await empty.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_comes_long_after_the_password_leads_back_to_the_sign_in()
    {
        using var first = await app.SignInAsync(_email);
        using var browser = app.NewBrowser();
        var factor = await AskedForCodeAsync(first, browser);
        var form = await browser.PageAsync(CodePage);
        browser.Cookies.GetAllCookies().Single(cookie => cookie.Name.EndsWith("cadence.two-factor", StringComparison.Ordinal)).Expired = true;

        using var late = await browser.PostFormAsync($"{CodePage}?returnUrl=%2Fes%2Faccount", form, "code", ("Input.Code", await factor.NextCodeAsync(_school)));

        Assert.Equal("/es/account/sign-in?returnUrl=%2Fes%2Faccount", AppBrowser.LeadsTo(late));
    }

    [Fact]
    public async Task A_code_is_a_fresh_proof_too()
    {
        using var first = await app.SignInAsync(_email);
        var factor = await TurnOnAsync(first);
        await _school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() - interval '11 minutes' where user_id = $1", Owner);

        using var confirmed = await first.PostFormAsync("es/account/confirm", await first.PageAsync("es/account/confirm"), "confirm-code", ("Input.Code", await factor.NextCodeAsync(_school)));

        Assert.Contains("Ya puedes cerrar esta pestaña", WebUtility.HtmlDecode(await confirmed.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("second-factor", await first.PageAsync("es/account"), StringComparison.Ordinal);
        Assert.Contains("Códigos de tu app", WebUtility.HtmlDecode(await first.PageAsync(Page)), StringComparison.Ordinal);
    }

    /// <summary>Turns codes on, and gives the password in another browser, which is asked for one.</summary>
    private async Task<Factor> AskedForCodeAsync(AppBrowser signedIn, AppBrowser other)
    {
        var factor = await TurnOnAsync(signedIn);
        using var asked = await other.SignInAsync(_email, CadenceApp.Password);
        Assert.StartsWith("/es/account/sign-in/code", AppBrowser.LeadsTo(asked), StringComparison.Ordinal);
        return factor;
    }

    private async Task<string> ProvedPageAsync(AppBrowser browser)
    {
        await _school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() where user_id = $1", Owner);
        return await browser.PageAsync(Page);
    }

    private static async Task<HttpResponseMessage> EnterAsync(AppBrowser browser, string code, string at = CodePage, params (string Name, string Value)[] more) =>
        await browser.PostFormAsync(at, await browser.PageAsync(at), "code", [("Input.Code", code), .. more]);

    private static async Task SignOutAsync(AppBrowser browser)
    {
        using var signedOut = await browser.PostFormAsync("es/account/sign-out", await browser.PageAsync("es/organizations"), null);
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);
    }

    private static string CodeOf(string page) => new Totp(Base32Encoding.ToBytes(KeyIn(page))).ComputeTotp();

    private static string KeyIn(string page) => Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    private static List<string> CodesIn(string page) => [.. Code().Matches(page).Select(code => code.Groups[1].Value)];

    private async Task<Factor> TurnOnAsync(AppBrowser browser)
    {
        var page = await browser.PageAsync(Page);
        using var on = await browser.PostFormAsync(Page, page, "second-factor-on", ("Input.Code", CodeOf(page)));
        var codes = CodesIn(await on.Content.ReadAsStringAsync());
        Assert.NotEmpty(codes);
        return new Factor(KeyIn(page), codes, Owner);
    }

    [GeneratedRegex("id=\"key-text\">([A-Z2-7 ]+)<")]
    private static partial Regex Key();

    [GeneratedRegex("<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>")]
    private static partial Regex Code();

    private sealed record Factor(string Key, IReadOnlyList<string> Codes, Guid User)
    {
        /// <summary>The present code, as if the one that turned it on were long past.</summary>
        public async Task<string> NextCodeAsync(TestSchool school)
        {
            await school.ScalarAsync<int>("update accounts.code_uses set last_step = 0 where user_id = $1", User);
            return new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp();
        }
    }
}
