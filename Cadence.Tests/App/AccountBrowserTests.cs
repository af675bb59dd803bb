using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OtpNet;

namespace Cadence.Tests.App;

/// <summary>The program under a name that browsers know passkeys of.</summary>
public sealed class NamedApp : CadenceApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Cadence:PublicUrl", "http://localhost")];
}

/// <summary>Passkeys and codes in a real browser, with a virtual authenticator (promises.md S13).</summary>
public sealed class AccountBrowserTests(NamedApp app) : IClassFixture<NamedApp>
{
    private const string Challenge = "**/account/passkeys/request";

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 30_000 };

    [BrowserFact]
    public async Task A_passkey_is_made_renamed_used_by_button_and_autofill_and_refused_once_removed()
    {
        await using var visit = await VisitAsync();
        var page = visit.Page;
        await PlugInKeyAsync(page);
        await visit.SignInAsync();
        await page.GotoAsync("/es/account/passkeys");
        await visit.LookAsync();
        await page.GetByLabel("Nombre de la llave").FillAsync("Mi portátil");
        await page.GetByRole(AriaRole.Button, new() { Name = "Crear una llave de acceso" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Llave creada.")).ToBeVisibleAsync(Patient);

        var row = page.Locator("[data-passkey-row='Mi portátil']");
        await row.GetByText("Cambiar nombre").ClickAsync();
        await row.GetByLabel("Nombre de la llave").FillAsync("Llave de casa");
        await row.GetByRole(AriaRole.Button, new() { Name = "Guardar" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-row='Llave de casa']")).ToBeVisibleAsync(Patient);
        await visit.LookAsync();

        // By the button, after autofill got no challenge.
        await visit.LeaveAsync();
        await page.RouteAsync(Challenge, route => route.AbortAsync());
        var refused = new TaskCompletionSource();
        page.RequestFailed += (_, request) => refused.TrySetResult();
        await page.GotoAsync("/es/account/sign-in?returnUrl=%2Fes%2Faccount");
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await page.UnrouteAsync(Challenge);
        await visit.LookAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar con llave de acceso" }).ClickAsync();
        await page.WaitForURLAsync("**/es/account");

        await visit.LeaveAsync();
        await page.GotoAsync("/es/account/sign-in?returnUrl=%2Fes%2Faccount");
        await page.WaitForURLAsync("**/es/account");

        // A fresh proof is asked for again in time, and the passkey gives it.
        await visit.ForgetProofAsync();
        await page.GotoAsync("/es/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar con llave de acceso" }).ClickAsync();
        await page.WaitForURLAsync("**/es/account/passkeys");
        row = page.Locator("[data-passkey-row='Llave de casa']");
        await row.GetByText("Quitar").First.ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Sí, quitar" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Aún no tienes ninguna.")).ToBeVisibleAsync(Patient);

        await visit.LeaveAsync();
        await page.GotoAsync("/es/account/sign-in");
        await Assertions.Expect(page.GetByText("La llave no se pudo comprobar.")).ToBeVisibleAsync(Patient);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/es/account/sign-in"), new() { Timeout = 30_000 });
    }

    [BrowserFact]
    public async Task A_passkey_signs_in_without_the_code_that_a_password_needs()
    {
        await using var visit = await VisitAsync();
        var page = visit.Page;
        await PlugInKeyAsync(page);
        await visit.SignInAsync();
        await visit.TurnOnAsync();
        await page.GotoAsync("/es/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Crear una llave de acceso" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Llave creada.")).ToBeVisibleAsync(Patient);

        await visit.LeaveAsync();
        await page.GotoAsync("/es/account/sign-in?returnUrl=%2Fes%2Faccount");

        await page.WaitForURLAsync("**/es/account");
    }

    [BrowserFact]
    public async Task Two_steps_from_turning_on_to_a_code_a_recovery_code_and_a_remembered_browser()
    {
        await using var visit = await VisitAsync();
        var page = visit.Page;
        await visit.SignInAsync();
        var (secret, codes) = await visit.TurnOnAsync();
        await visit.LookAsync();
        Assert.Equal(10, codes.Count);
        await page.GetByText("Ya los he guardado").ClickAsync();
        await Assertions.Expect(page.GetByText("Activada, quedan 10 códigos")).ToBeVisibleAsync(Patient);
        await visit.LookAsync();

        await visit.SignOutAsync();
        await visit.SignInAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Un paso más" })).ToBeVisibleAsync(Patient);
        await visit.LookAsync();
        await page.GetByLabel("Código", new() { Exact = true }).FillAsync(await visit.NextCodeAsync(secret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar" }).ClickAsync();
        await page.WaitForURLAsync("**/es/organizations");

        await visit.SignOutAsync();
        await visit.SignInAsync();
        await page.GetByLabel("Código", new() { Exact = true }).FillAsync(codes[0]);
        await page.GetByLabel("No pedir código en este navegador").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar" }).ClickAsync();
        await page.WaitForURLAsync("**/es/organizations");

        await visit.SignOutAsync();
        await visit.SignInAsync();
        await page.WaitForURLAsync("**/es/organizations");
        await page.GotoAsync("/es/account/second-factor");
        await Assertions.Expect(page.GetByText("Quedan 9")).ToBeVisibleAsync(Patient);
        await visit.LookAsync();
    }

    [BrowserFact]
    public async Task A_sign_in_ended_in_one_browser_is_gone_in_the_other()
    {
        await using var here = await VisitAsync();
        await here.SignInAsync();
        await using var there = await VisitAsync(here.School);
        await there.SignInAsync();
        await here.Page.GotoAsync("/es/account/sign-ins");
        await here.LookAsync();
        await Assertions.Expect(here.Page.GetByText("Este dispositivo")).ToHaveCountAsync(1, new() { Timeout = 30_000 });

        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Cerrar Chrome · Linux" }).ClickAsync();
        await Assertions.Expect(here.Page.GetByText("Sesión cerrada")).ToBeVisibleAsync(Patient);
        await there.Page.GotoAsync("/es/account");

        await Assertions.Expect(there.Page).ToHaveURLAsync(new Regex("/es/account/sign-in"), new() { Timeout = 30_000 });
        await here.Page.GotoAsync("/es/account");
        await Assertions.Expect(here.Page.GetByRole(AriaRole.Heading, new() { Name = "Tu cuenta" })).ToBeVisibleAsync(Patient);
    }

    [BrowserFact]
    public async Task Pay_that_needs_a_fresh_proof_is_approved_after_giving_it_on_the_way()
    {
        await using var visit = await VisitAsync();
        var (page, school) = (visit.Page, visit.School);
        var ids = await Isolation.SchoolIds.PlantAsync(school, "Propia");
        await visit.SignInAsync();
        await visit.ForgetProofAsync();
        var at = $"/es/o/{school.Slug}/payouts/{Core.Kernel.Month.Of(school.Today)}/{ids[Isolation.SchoolIds.Payee]}";
        await page.GotoAsync(at);
        await visit.ClickUntilAsync("[data-action=approve]", "[data-confirm]");
        await Assertions.Expect(page.GetByText("Antes de seguir, confirma que eres tú.")).ToBeVisibleAsync(Patient);
        await page.Locator("[data-confirm]").ClickAsync();
        await visit.LookAsync();
        await page.GetByLabel("Contraseña", new() { Exact = true }).FillAsync(CadenceApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar" }).ClickAsync();
        await page.WaitForURLAsync("**" + at);
        await visit.ClickUntilAsync("[data-action=approve]", "[data-action=mark-paid]");

        await Assertions.Expect(page.Locator("[data-action=mark-paid]")).ToBeVisibleAsync(Patient);
    }

    private async Task<Visit> VisitAsync(TestSchool? school = null)
    {
        school ??= await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var email = await app.GivePasswordAsync(school.Owner.UserId!.Value);
        var context = await Browsers.NewContextAsync(new UriBuilder(app.Url) { Host = "localhost" }.Uri, 1440, 900, touch: false);
        context.SetDefaultTimeout(45_000);
        return new Visit(school, email, context, await context.NewPageAsync());
    }

    /// <summary>A security key that is there, knows who holds it, and is touched at once.</summary>
    private static async Task PlugInKeyAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable", new Dictionary<string, object> { ["enableUI"] = false });
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private sealed class Visit(TestSchool school, string email, IBrowserContext context, IPage page) : IAsyncDisposable
    {
        public TestSchool School => school;

        public IPage Page => page;

        public async Task SignInAsync()
        {
            await page.GotoAsync("/es/account/sign-in");
            await page.GetByLabel("Correo").FillAsync(email);
            await page.GetByLabel("Contraseña", new() { Exact = true }).FillAsync(CadenceApp.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
            await page.WaitForURLAsync(url => !url.EndsWith("/account/sign-in", StringComparison.Ordinal));
        }

        /// <summary>Clicks a button of a page whose circuit may still be starting.</summary>
        public async Task ClickUntilAsync(string button, string appears)
        {
            for (var attempt = 0; attempt < 20 && await page.Locator(appears).CountAsync() == 0; attempt++)
            {
                await page.Locator(button).ClickAsync();
                await page.Locator(appears).WaitForAsync(new() { Timeout = 1000 }).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        public async Task SignOutAsync()
        {
            await page.GotoAsync("/es/organizations");
            await page.Locator(".menu-button").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync();
            await page.WaitForURLAsync("**/account/sign-in");
        }

        /// <summary>As if the browser were closed for long; what it knows of passkeys stays.</summary>
        public async Task LeaveAsync()
        {
            await context.ClearCookiesAsync();
            await page.GotoAsync("about:blank");
        }

        public async Task<(string Secret, IReadOnlyList<string> Codes)> TurnOnAsync()
        {
            await page.GotoAsync("/es/account/second-factor");
            await LookAsync();
            var secret = (await page.Locator("#key-text").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
            await page.GetByLabel("Código de la app").FillAsync(await NextCodeAsync(secret));
            await page.GetByRole(AriaRole.Button, new() { Name = "Activar" }).ClickAsync();
            await Assertions.Expect(page.Locator("#recovery-codes")).ToBeVisibleAsync(Patient);
            return (secret, await page.Locator("#recovery-codes li").AllInnerTextsAsync());
        }

        /// <summary>The present code, as if the last one were long past.</summary>
        public async Task<string> NextCodeAsync(string secret)
        {
            await school.ScalarAsync<int>("update accounts.code_uses set last_step = 0 where user_id = $1", school.Owner.UserId!.Value);
            return new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp();
        }

        public async Task ForgetProofAsync() => await school.ScalarAsync<int>("update accounts.user_sessions set stepped_up_at = now() - interval '11 minutes' where user_id = $1", school.Owner.UserId!.Value);

        public async Task LookAsync()
        {
            var found = (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{page.Url}: {violation.Id} {string.Join(' ', violation.Nodes.Select(node => node.Html))}");
            Assert.Empty(found);
        }

        public async ValueTask DisposeAsync() => await context.DisposeAsync();
    }
}
