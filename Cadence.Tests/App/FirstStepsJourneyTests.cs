using System.Diagnostics;
using System.Globalization;
using Cadence.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>From founding an organization to the first roll call through the six steps alone, in a real browser. Clicks and time go to the test's output.</summary>
public sealed class FirstStepsJourneyTests(JourneyTests.Running running, ITestOutputHelper output) : IClassFixture<JourneyTests.Running>
{
    private static readonly TimeSpan Promised = TimeSpan.FromMinutes(10);

    [BrowserFact]
    public async Task A_new_school_takes_its_first_roll_call_by_six_steps_on_one_page()
    {
        var known = await running.FoundAsync();
        await using var visitor = await Visitor.EnterAsync(running.Address, known.AdminEmail, "es", 1440, 900, false, output);
        var page = visitor.Page;
        await page.Context.AddInitScriptAsync("addEventListener('click', () => sessionStorage.setItem('clicks', Number(sessionStorage.getItem('clicks') ?? 0) + 1), true)");
        var watch = Stopwatch.StartNew();

        await page.GotoAsync("/es/organizations");
        await page.Locator("a[href='organizations/new']").ClickAsync();
        await page.FillAsync("#name", "Escuela Primera");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Tu escuela, en seis pasos");
        await StandsAtAsync(page, "venue", 0);
        await visitor.LookAsync("the first steps");

        await visitor.OpenFormAsync("Añadir lugar");
        await visitor.FillAsync("Name", "Estudio Centro");
        await visitor.FillAsync("RoomName", "Sala Roja");
        await visitor.SaveAsync();
        await StandsAtAsync(page, "teacher", 1);
        Assert.Equal("Estudio Centro", await page.Locator("[data-step=venue] p").InnerTextAsync());

        await visitor.OpenFormAsync("Añadir docente");
        await visitor.FillAsync("GivenName", "Leo");
        await visitor.ChooseAsync("Model", "Ponerla después");
        await visitor.SaveAsync();
        await StandsAtAsync(page, "group", 2);

        await visitor.OpenFormAsync("Crear grupo");
        await visitor.FillAsync("Name", "Salsa Iniciación");
        await visitor.FillAsync("Capacity", "20");
        await visitor.SaveAsync();
        await StandsAtAsync(page, "students", 3);
        await visitor.LookAsync("three steps taken");

        // By hand: the person, then the group they join.
        await visitor.OpenFormAsync("Escribir a mano");
        await visitor.FillAsync("GivenName", "Íñigo");
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Guardar", Exact = true }).ClickAsync();
        await page.Locator("#field-GroupId").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.ChooseAsync("GroupId", "Salsa Iniciación");
        await visitor.SaveAsync();
        await StandsAtAsync(page, "session", 4);

        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"));
        var start = new TimeOnly(now.Hour, now.Minute / 5 * 5);
        await visitor.OpenFormAsync("Poner clase");
        await visitor.ChooseAsync("GroupId", "Salsa Iniciación");
        await visitor.ChooseAsync("TeacherId", "Leo");
        await visitor.FillAsync("StartTime", start.ToString("HH:mm", CultureInfo.InvariantCulture));
        await visitor.FillAsync("EndTime", start.AddMinutes(60).ToString("HH:mm", CultureInfo.InvariantCulture));
        await visitor.SaveAsync("Añadir clase");
        await Assertions.Expect(page.Locator("[data-step]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-step=rollcall]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".score-card")).ToBeVisibleAsync();
        await visitor.LookAsync("five steps taken");

        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Pasar lista", Exact = true }).First.ClickAsync();
        await page.WaitForSelectorAsync("roll-call[data-ready]");
        await page.Locator(".rc-tap").First.ClickAsync();
        await page.Locator(".rc-tile[data-save=saved]").WaitForAsync();
        var clicks = await page.EvaluateAsync<string>("() => sessionStorage.getItem('clicks')");
        output.WriteLine($"first roll call: {clicks} clicks, {watch.Elapsed.TotalSeconds:0} s of machine time");
        Assert.True(watch.Elapsed < Promised, $"{watch.Elapsed}");
        Assert.True(int.Parse(clicks, CultureInfo.InvariantCulture) <= 30, $"{clicks} clicks");

        // All six are taken: the day stands on the start page, and the steps on their own page.
        await page.GotoAsync(new Uri(page.Url).AbsolutePath.Split("/sessions/")[0] + "/");
        await Assertions.Expect(page.Locator(".score-card")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-step]")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(page.Url).AbsolutePath + "first-steps");
        await Assertions.Expect(page.Locator("[data-step][data-done=true]")).ToHaveCountAsync(6);
        Assert.Empty(visitor.Faults);
    }

    [BrowserFact]
    public async Task The_keyboard_leads_everywhere_and_stays_out_of_fields()
    {
        var school = await running.FoundAsync();
        await using var visitor = await Visitor.EnterAsync(running.Address, school.AdminEmail, "es", 1440, 900, false, output);
        var page = visitor.Page;
        await page.GotoAsync($"/es/o/{school.Slug}/teachers");
        await visitor.PressAsync("Añadir docente", page.Locator(".mud-dialog form"));

        // A dialog takes the focus with its first field, and gives it back to what opened it.
        await Assertions.Expect(page.Locator("#field-GivenName")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        var opener = page.GetByRole(AriaRole.Button, new() { Name = "Añadir docente", Exact = true }).First;
        await Assertions.Expect(opener).ToBeFocusedAsync();
        // A button takes no second press while its first is still being worked on.
        await Assertions.Expect(opener).Not.ToHaveAttributeAsync("aria-busy", "true");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#field-GivenName")).ToBeFocusedAsync();
        await visitor.FillAsync("GivenName", "Begoña");

        // Inside a field letters are letters.
        await page.Locator("#field-FamilyNames").PressSequentiallyAsync("gn?/");
        await Assertions.Expect(page.Locator("#field-FamilyNames")).ToHaveValueAsync("gn?/");
        await visitor.FillAsync("FamilyNames", "Ibáñez Güell");
        await visitor.ChooseAsync("Model", "Ponerla después");
        await visitor.SaveAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Begoña Ibáñez Güell");

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("g");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Grupos");
        await page.Keyboard.PressAsync("n");
        await page.Locator(".mud-dialog form").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await visitor.LookAsync("the shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("Control+k");
        var input = page.Locator("#search input");
        await Assertions.Expect(input).ToBeFocusedAsync();
        await visitor.LookAsync("the search frame");
        await input.FillAsync("guell");
        await Assertions.Expect(page.Locator("#search [data-found=people] [role=option]")).ToContainTextAsync("Begoña Ibáñez Güell");
        await visitor.LookAsync("the search frame with people");
        var active = await input.GetAttributeAsync("aria-activedescendant");
        Assert.Equal("true", await page.Locator($"[id='{active}']").GetAttributeAsync("aria-selected"));
        await input.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Begoña Ibáñez Güell");
        await Assertions.Expect(page.Locator("#search")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("/");
        await input.FillAsync("nuevo grupo");
        await input.PressAsync("Enter");
        await page.Locator(".mud-dialog form").WaitForAsync();
        Assert.EndsWith("/groups", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");

        // Turned off, single letters do nothing; Ctrl+K stays.
        await page.Locator("#account-menu").EvaluateAsync("menu => menu.showPopover()");
        await page.Locator("#account-menu [data-opens=shortcuts]").ClickAsync();
        await page.Locator("[data-single-keys]").UncheckAsync();
        await page.Locator("#shortcuts [data-closes]").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(input).ToBeVisibleAsync();
        Assert.Empty(visitor.Faults);
    }

    private static async Task StandsAtAsync(IPage page, string step, int taken)
    {
        await Assertions.Expect(page.Locator("[data-step][data-done=true]")).ToHaveCountAsync(taken);
        await Assertions.Expect(page.Locator("[data-step][aria-current=step]")).ToHaveAttributeAsync("data-step", step);
    }
}
