using System.Net;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>A person's own account: what it says, name and language, sign-ins elsewhere; sessions as promises.md S14 says.</summary>
[Collection(AppTests.Name)]
public sealed class AccountHomeTests(CadenceApp app) : IAsyncLifetime
{
    private TestSchool _school = null!;
    private string _email = "";

    private Guid Owner => _school.Owner.UserId!.Value;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(app.Database);
        _email = await app.GivePasswordAsync(Owner);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("es", "Tu cuenta", "Desactivada: solo se pide la contraseña", "1 dispositivo")]
    [InlineData("en", "Your account", "Off: only the password is asked for", "1 device")]
    public async Task It_says_how_things_stand_in_the_readers_language(string language, string title, string factor, string signIns)
    {
        using var browser = await app.SignInAsync(_email);

        var page = WebUtility.HtmlDecode(await browser.PageAsync($"{language}/account"));

        Assert.All(new[] { title, factor, signIns, _email, "Owner Prueba" }, word => Assert.Contains(word, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_nobody_is_sent_to_sign_in()
    {
        using var stranger = app.NewBrowser();
        foreach (var page in new[] { "account", "account/name", "account/sign-ins", "account/second-factor", "account/passkeys" })
        {
            using var answer = await stranger.GetAsync("es/" + page);
            Assert.StartsWith("/es/account/sign-in?returnUrl=", AppBrowser.LeadsTo(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_name_greets_at_once_and_the_language_of_mails_is_kept()
    {
        using var browser = await app.SignInAsync(_email);

        using var saved = await browser.PostFormAsync("es/account/name", await browser.PageAsync("es/account/name"), "name", ("Input.GivenName", " Marta "), ("Input.FamilyNames", "Roldán"), ("Input.Language", "en"));
        var home = WebUtility.HtmlDecode(await browser.PageAsync("es/account"));

        Assert.Equal("/es/account", AppBrowser.LeadsTo(saved));
        Assert.Contains("Marta Roldán", home, StringComparison.Ordinal);
        Assert.Equal("en", await _school.ScalarAsync<string>("select language from accounts.users where id = $1", Owner));
    }

    [Theory]
    [InlineData("es", "", "es")]
    [InlineData("en", "", "en")]
    [InlineData("es", "Marta", "xx")]
    public async Task What_is_missing_of_the_name_is_said_and_nothing_typed_is_lost(string language, string given, string mails)
    {
        using var browser = await app.SignInAsync(_email);
        var at = $"{language}/account/name";

        using var answer = await browser.PostFormAsync(at, await browser.PageAsync(at), "name", ("Input.GivenName", given), ("Input.FamilyNames", "Ñandú"), ("Input.Language", mails));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(language == "es" ? "Falta este dato." : "This is missing.", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Ñandú\"", page, StringComparison.Ordinal);
        Assert.Contains("field-error", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_others_are_ended_and_this_one_goes_on()
    {
        using var here = await app.SignInAsync(_email);
        using var one = await app.SignInAsync(_email);
        using var two = await app.SignInAsync(_email);

        using var ended = await here.PostFormAsync("es/account/sign-ins", await here.PageAsync("es/account/sign-ins"), "end-others");

        Assert.Contains("2 sesiones cerradas.", WebUtility.HtmlDecode(await ended.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.True(await one.IsSignedOutAsync());
        Assert.True(await two.IsSignedOutAsync());
        using var own = await here.GetAsync("es/organizations");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task All_are_ended_and_this_browser_is_at_the_door()
    {
        using var here = await app.SignInAsync(_email);

        using var ended = await here.PostFormAsync("es/account/sign-ins", await here.PageAsync("es/account/sign-ins"), "end-all");
        Assert.Equal("/es/account/sign-in", AppBrowser.LeadsTo(ended));
        Assert.True(await here.IsSignedOutAsync());
    }

    [Fact]
    public async Task Somebody_elses_sign_in_is_not_listed_and_its_form_is_not_there()
    {
        using var here = await app.SignInAsync(_email);
        using var admin = await app.SignInAsync(_school.Admin);
        var foreign = await _school.ScalarAsync<Guid>("select id from accounts.user_sessions where user_id = $1", _school.Admin.UserId!.Value);
        var page = await here.PageAsync("es/account/sign-ins");
        var form = AppBrowser.FormOf(page, "end-all");
        form["_handler"] = $"end-{foreign}";

        using var answer = await here.SendAsync(HttpMethod.Post, "es/account/sign-ins", new FormUrlEncodedContent(form));
        using var still = await admin.GetAsync("es/organizations");

        Assert.DoesNotContain(foreign.ToString(), page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Signing_in_anew_makes_a_new_session_and_the_cookie_from_before_is_worth_nothing()
    {
        using var browser = await app.SignInAsync(_email);
        var before = browser.CookieHeader;
        var page = await browser.PageAsync("es/account/name");
        using var again = await browser.PostFormAsync("es/account/name", page, "name", ("Input.GivenName", "Marta"), ("Input.Language", "es"));
        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "es/organizations") { Headers = { { "Cookie", before }, { "Accept", "text/html" } } };

        using var answer = await thief.SendAsync(request);
        using var own = await browser.GetAsync("es/organizations");

        Assert.NotEqual(before, browser.CookieHeader);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (answer.StatusCode, own.StatusCode));
    }

    [Fact]
    public async Task Passkeys_need_a_name_in_the_settings_and_a_token_in_the_request()
    {
        using var browser = await app.SignInAsync(_email);

        using var tokenless = await browser.SendAsync(HttpMethod.Post, "es/account/passkeys/request", new FormUrlEncodedContent([]), accept: "application/json");
        using var unnamed = await browser.PostFormAsync("es/account/passkeys/creation", await browser.PageAsync("es/account"), null);
        var page = WebUtility.HtmlDecode(await browser.PageAsync("es/account/passkeys"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (tokenless.StatusCode, unnamed.StatusCode));
        Assert.Contains("aún no hay llaves de acceso", page, StringComparison.Ordinal);
        Assert.DoesNotContain("account/passkeys", await browser.PageAsync("es/account"), StringComparison.Ordinal);
    }
}
