using Cadence.Core.Attendance;
using Cadence.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cadence.Tests.App;

/// <summary>A family's link from the desk to the phone and to its end, in real browsers.</summary>
public sealed class FamilyBrowserTests(FamilyPageTests.Running running) : IClassFixture<FamilyPageTests.Running>
{
    [BrowserFact]
    public async Task The_admin_makes_a_link_it_opens_on_a_phone_and_is_gone_once_revoked()
    {
        var school = await TestSchool.CreateAsync(running.Database, now: TimeProvider.System.GetUtcNow());
        var student = await school.AddStudentAsync("Vera", "Pons");
        var group = await school.AddGroupAsync("Ballet infantil");
        await school.EnrolAsync(group, student, school.Today.AddMonths(-2));
        AttendanceStatus?[] marks = [AttendanceStatus.Present, AttendanceStatus.Late, AttendanceStatus.Present, AttendanceStatus.Absent, null];
        for (var i = 0; i < marks.Length; i++)
        {
            var past = await school.AddSessionAsync(group, school.Today.AddDays(-15 + (i * 2)));
            await school.MarkAsync(past, (student, marks[i]));
            await school.CloseAsync(past);
        }

        await school.AddSessionAsync(group, school.Today.AddDays(2));
        await school.CancelAsync(await school.AddSessionAsync(group, school.Today.AddDays(4)), Core.Sessions.CancellationKind.Teacher);
        var email = await running.GivePasswordAsync(school.Admin.UserId!.Value);

        await using var desk = await Browsers.NewContextAsync(running.Url, 1440, 900, touch: false);
        var page = await desk.NewPageAsync();
        await page.GotoAsync("/es/account/sign-in");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", CadenceApp.Password);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync("**/organizations");
        await page.GotoAsync($"/es/o/{school.Slug}/students/{student}");
        await LookAsync(page, "no family");
        await ClickAsync(page, "Añadir familiar");
        await page.Locator(".mud-dialog form").WaitForAsync();
        await page.FillAsync("#field-GivenName", "Mireia");
        await page.FillAsync("#field-FamilyNames", "Vila");
        await page.FillAsync("#field-Phone", "611 22 33 44");
        await page.FillAsync("#field-Email", "mireia.vila@example.com");
        await LookAsync(page, "the guardian's form");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Guardar" }).ClickAsync();
        await Assertions.Expect(page.Locator(".guardians")).ToContainTextAsync("Mireia Vila");
        await ClickAsync(page, "Dar enlace: Mireia Vila");
        await page.Locator(".mud-dialog form").WaitForAsync();
        await LookAsync(page, "giving a link");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Crear enlace" }).ClickAsync();
        var link = await page.Locator("#family-link").InputValueAsync();
        Assert.Matches("^http://[^/]+/es/family/[A-Za-z0-9_-]{43}$", link);
        var drawn = page.GetByRole(AriaRole.Img, new() { Name = "Código QR con el enlace de Mireia Vila" });
        await Assertions.Expect(drawn).ToBeVisibleAsync();
        Assert.Equal(link, QrReader.Read(await drawn.EvaluateAsync<string>("svg => svg.outerHTML")));
        await LookAsync(page, "the link");
        await page.Locator("[data-copy=family-link]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-copy=family-link]")).ToContainTextAsync("Copiado");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Listo" }).ClickAsync();
        await Assertions.Expect(page.Locator(".guardian-link")).ToContainTextAsync("sin abrir");
        await LookAsync(page, "a family");

        await using var pocket = await Browsers.NewContextAsync(running.Url, 390, 844);
        var phone = await pocket.NewPageAsync();
        await phone.GotoAsync(link);
        Assert.Matches("/es/family/[0-9a-f-]{36}$", phone.Url);
        await Assertions.Expect(phone.Locator("h1")).ToHaveTextAsync("Hola, Mireia");
        await Assertions.Expect(phone.Locator("[data-figure='family.attendance']")).ToHaveAttributeAsync("data-value", "0.75");
        await Assertions.Expect(phone.Locator(".family-next")).ToContainTextAsync("Cancelada");
        Assert.Equal(390, await phone.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await LookAsync(phone, "the family's page");
        await phone.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(phone.Locator("h1")).ToHaveTextAsync("Hello, Mireia");
        await phone.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await phone.ReloadAsync();
        await LookAsync(phone, "the family's page in the dark");

        await page.GotoAsync($"/es/o/{school.Slug}/students/{student}");
        await Assertions.Expect(page.Locator(".guardian-link")).ToContainTextAsync("visto");
        await ClickAsync(page, "Revocar: Mireia Vila");
        await page.Locator(".mud-dialog form").WaitForAsync();
        await LookAsync(page, "revoking");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Revocar enlace" }).ClickAsync();
        await Assertions.Expect(page.Locator(".guardian-link")).ToHaveTextAsync("Sin enlace");

        await phone.ReloadAsync();
        await Assertions.Expect(phone.Locator("h1")).ToHaveTextAsync("This link does not open any more");
        await Assertions.Expect(phone.Locator("main")).Not.ToContainTextAsync("Vera");
        await LookAsync(phone, "a closed link");
        await phone.GotoAsync(link);
        await Assertions.Expect(phone.Locator("h1")).ToHaveTextAsync("Este enlace ya no se abre");
    }

    /// <summary>A button of an interactive page answers once its circuit does.</summary>
    private static async Task ClickAsync(IPage page, string name)
    {
        var button = page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        for (var attempt = 0; ; attempt++)
        {
            await button.ClickAsync();
            try
            {
                await page.Locator(".mud-dialog").WaitForAsync(new() { Timeout = 1500 });
                return;
            }
            catch (TimeoutException) when (attempt < 10)
            {
                // Not there yet.
            }
        }
    }

    private static async Task LookAsync(IPage page, string what)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{what}: {violation.Id} {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        if (Environment.GetEnvironmentVariable("CADENCE_SHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"family-{what.Replace(' ', '-')}.png"), FullPage = true });
        }
    }
}
