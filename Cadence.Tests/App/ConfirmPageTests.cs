using System.Net;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>The page that asks for a fresh proof (promises.md S13, S14).</summary>
[Collection(AppTests.Name)]
public sealed class ConfirmPageTests(CadenceApp app) : IAsyncLifetime
{
    private const string Page = "es/account/confirm?returnUrl=%2Fes%2Fo%2Fx%2Fpayouts%2F2026-11";
    private TestSchool _school = null!;

    public async Task InitializeAsync() => _school = await TestSchool.CreateAsync(app.Database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Signing_in_with_the_password_is_a_proof_and_later_the_password_is_asked_for_again()
    {
        using var browser = await app.SignInAsync(_school.Owner);
        Assert.True(await IsProvedAsync());
        await ForgetProofAsync();

        var page = await browser.PageAsync(Page);
        using var wrong = await browser.PostFormAsync(Page, page, "confirm", ("Input.Password", "wrong"));
        var refusal = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync());
        Assert.False(await IsProvedAsync());
        using var right = await browser.PostFormAsync(Page, page, "confirm", ("Input.Password", CadenceApp.Password));

        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.Contains("La contraseña no coincide.", refusal, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/es/o/x/payouts/2026-11"), (right.StatusCode, AppBrowser.LeadsTo(right)));
        Assert.True(await IsProvedAsync());
    }

    [Theory]
    [InlineData("es", "", "Escribe tu contraseña.")]
    [InlineData("en", "", "Write your password.")]
    [InlineData("en", "wrong", "The password doesn't match.")]
    public async Task What_is_wrong_is_said_at_the_field_in_the_readers_language(string language, string password, string said)
    {
        using var browser = await app.SignInAsync(_school.Owner);
        var at = $"{language}/account/confirm";

        using var answer = await browser.PostFormAsync(at, await browser.PageAsync(at), "confirm", ("Input.Password", password));

        Assert.Contains(said, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_tab_of_its_own_it_says_that_one_can_go_back_and_never_leads_off_the_site()
    {
        using var browser = await app.SignInAsync(_school.Owner);

        using var own = await browser.PostFormAsync("es/account/confirm", await browser.PageAsync("es/account/confirm"), "confirm", ("Input.Password", CadenceApp.Password));
        const string Elsewhere = "es/account/confirm?returnUrl=%2F%2Fevil.example";
        using var away = await browser.PostFormAsync(Elsewhere, await browser.PageAsync(Elsewhere), "confirm", ("Input.Password", CadenceApp.Password));

        Assert.Contains("Ya puedes cerrar esta pestaña", WebUtility.HtmlDecode(await own.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("/es/", AppBrowser.LeadsTo(away));
    }

    [Fact]
    public async Task Guesses_lock_the_account_as_at_the_sign_in()
    {
        using var browser = await app.SignInAsync(_school.Owner);
        await ForgetProofAsync();
        var page = await browser.PageAsync(Page);
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await browser.PostFormAsync(Page, page, "confirm", ("Input.Password", $"wrong {guess}"));
        }

        using var right = await browser.PostFormAsync(Page, page, "confirm", ("Input.Password", CadenceApp.Password));

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.False(await IsProvedAsync());
    }

    [Fact]
    public async Task Without_a_sign_in_there_is_nothing_to_confirm()
    {
        using var stranger = app.NewBrowser();

        using var answer = await stranger.GetAsync("es/account/confirm");

        Assert.StartsWith("/es/account/sign-in?returnUrl=", AppBrowser.LeadsTo(answer), StringComparison.Ordinal);
    }

    private async Task<bool> IsProvedAsync() => await _school.ScalarAsync<bool>("select bool_or(stepped_up_at > now() - interval '10 minutes') from accounts.user_sessions where user_id = $1 and revoked_at is null", _school.Owner.UserId!.Value);

    private async Task ForgetProofAsync() => await _school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() - interval '10 minutes' where user_id = $1", _school.Owner.UserId!.Value);
}
