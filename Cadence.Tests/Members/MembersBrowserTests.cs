using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Tests.App;
using Cadence.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cadence.Tests.Members;

/// <summary>From an invitation to a role taken back, in real browsers: the admin at a desk, the invited person with a phone.</summary>
public sealed class MembersBrowserTests(MembersBrowserTests.MailedApp app) : IClassFixture<MembersBrowserTests.MailedApp>
{
    [BrowserFact]
    public async Task Somebody_is_invited_and_accepts_on_a_phone()
    {
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var email = $"irene-{Guid.NewGuid().ToString("n")[..8]}@example.com";
        var desk = await EnterAsync($"es/o/{school.Slug}/", await app.GivePasswordAsync(school.Admin.UserId!.Value), 1440, 900);
        await PressUntilAsync(desk.GetByRole(AriaRole.Button, new() { Name = "Invitar" }), desk.Locator("#field-Email"));
        await desk.FillAsync("#field-Email", email);
        await desk.Locator(".mud-input-control.mud-select:has(#field-Role)").ClickAsync();
        await desk.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasText = "Secretaría" }).ClickAsync();
        await NoSeriousFindingAsync(desk, "the form to invite");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Enviar invitación" }).ClickAsync();
        var handed = new Uri(await desk.Locator("[data-invitation-link]").InputValueAsync());
        await desk.GetByRole(AriaRole.Button, new() { Name = "Listo" }).ClickAsync();
        await desk.Locator($"[data-invitation='{email}'][data-state=pending]").WaitForAsync();
        await NoSeriousFindingAsync(desk, "the members");

        await app.Services.GetRequiredService<OutboxSender>().SendDueAsync(default);
        var mail = app.Server.Mails.Single(mail => mail.To.Mailboxes.Any(box => box.Address == email));
        Assert.Contains(handed.AbsolutePath, mail.TextBody, StringComparison.Ordinal);

        await app.AddUserAsync(email);
        var phone = await (await Browsers.NewContextAsync(app.Url, 390, 844)).NewPageAsync();
        await phone.GotoAsync(new Uri(app.Url, handed.AbsolutePath.TrimStart('/')).ToString());
        await phone.GetByText($"Entra en Compás {school.Slug}").WaitForAsync();
        await NoSeriousFindingAsync(phone, "the invitation, signed out");
        await phone.GetByRole(AriaRole.Link, new() { Name = "Entrar" }).ClickAsync();
        await SignInAsync(phone, email);
        await NoSeriousFindingAsync(phone, "the invitation");
        Assert.True(await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await phone.RunAndWaitForWebSocketAsync(() => phone.GetByRole(AriaRole.Button, new() { Name = "Aceptar invitación" }).ClickAsync());
        await phone.WaitForURLAsync($"**/es/o/{school.Slug}/");

        await phone.Context.CloseAsync();
        await desk.Context.CloseAsync();
    }

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", CadenceApp.Password);
        await page.ClickAsync("form:has(input[type=password]) button[type=submit]");
    }

    /// <summary>A press before the circuit is there does nothing.</summary>
    private static Task PressUntilAsync(ILocator button, ILocator shown) => Eventually.TrueAsync(async () =>
    {
        await button.ClickAsync();
        try
        {
            await shown.WaitForAsync(new() { Timeout = 2000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    });

    private static async Task ToMembersAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Miembros" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Invitar" }).WaitForAsync();
    }

    private static async Task NoSeriousFindingAsync(IPage page, string what)
    {
        var found = await page.RunAxe();
        Findings.None(found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{what}: {violation.Id} {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
    }

    private async Task<IPage> EnterAsync(string path, string email, int width, int height)
    {
        var page = await (await Browsers.NewContextAsync(app.Url, width, height, touch: false)).NewPageAsync();
        await page.GotoAsync(new Uri(app.Url, path).ToString());
        await SignInAsync(page, email);
        await ToMembersAsync(page);
        return page;
    }

    /// <summary>The program with a mail server.</summary>
    public sealed class MailedApp : CadenceApp
    {
        internal FakeMailServer Server { get; } = new();

        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [
            .. base.Settings, new("Cadence:Smtp:Host", "127.0.0.1"), new("Cadence:Smtp:Port", Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("Cadence:Smtp:From", "cadence@example.com"), new("Cadence:PublicUrl", "https://cadence.example.com"),
        ];
    }
}
