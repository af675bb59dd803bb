using System.Text.Json;
using Cadence.Core.Attendance;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cadence.Tests.Attendance;

/// <summary>The sheet as look/03 draws it. With CADENCE_SHOTS set, its pictures are kept in that folder.</summary>
public sealed class RollCallPictureTests(RollCallStage stage) : IClassFixture<RollCallStage>
{
    private static readonly (string GivenName, string FamilyNames)[] Names =
    [
        ("Adela", "Bravo"), ("Alba", "Moreno"), ("Ander", "Ruiz"), ("Bel", "Ortega"), ("Carla", "Nieto"), ("Dario", "Pons"), ("Elisa", "Marín"), ("Enzo", "Castaño"), ("Gala", "Rivas"),
        ("Hugo", "Serra"), ("Ibai", "Lozano"), ("Inés", "Cobo"), ("Jana", "Prats"), ("Kiko", "Duarte"), ("Lía", "Herrero"), ("Lucas", "Amat"), ("Nil", "Ferrer"),
        ("Noa", "Ibáñez"), ("Olivia", "Rey"), ("Pau", "Santos"), ("Rocío", "Vera"), ("Sira", "Blanco"), ("Teo", "Molina"), ("Vera", "Campos"),
    ];

    [BrowserTheory]
    [InlineData("es", "light", 1080, 810)]
    [InlineData("es", "dark", 1080, 810)]
    [InlineData("en", "light", 1080, 810)]
    [InlineData("es", "light", 810, 1080)]
    [InlineData("es", "light", 390, 844)]
    [InlineData("en", "dark", 390, 844)]
    public async Task Twenty_five_people_stand_on_one_screen_and_nobody_is_shut_out(string language, string theme, int width, int height)
    {
        await using var scene = await stage.SceneAsync(names: Names);
        await scene.School.AddGuestAsync(scene.Session, await scene.School.AddStudentAsync("Malena", "Gil"), GuestKind.Trial);
        var page = await scene.OpenAsync(language: language, theme: theme, width: width, height: height);
        var name = $"roll-call-{language}-{theme}-{width}";
        await ShootAsync(page, name + "-0");

        async Task TapAsync(string person, int times = 1)
        {
            for (var i = 0; i < times; i++)
            {
                await page.Locator(".rc-tile", new() { HasText = person }).Locator(".rc-tap").TapAsync();
            }
        }

        foreach (var (given, _) in Names.Take(12))
        {
            await TapAsync(given, given is "Dario" ? 3 : given is "Ibai" ? 2 : 1);
        }

        await RollCallScene.SavedAsync(page);
        scene.Relay.OpenHole();
        await TapAsync("Nil");
        await page.Locator(".rc-banner[data-state=late]").WaitForAsync();
        foreach (var person in new[] { "Jana", "Kiko", "Lía", "Malena", "Noa", "Olivia", "Pau" })
        {
            await TapAsync(person);
        }

        await TapAsync("Lucas", 4);
        await ShootAsync(page, name);
        await AssertAccessibleAsync(page);
        if (width == 1080)
        {
            var layout = await page.EvaluateAsync<JsonElement>("() => ({ scroll: document.documentElement.scrollHeight, body: (e => e.scrollHeight - e.clientHeight)(document.querySelector('.rc-body')), least: Math.min(...[...document.querySelectorAll('.rc-tap')].map(t => t.getBoundingClientRect().height)), columns: new Set([...document.querySelectorAll('.rc-tile')].map(t => t.getBoundingClientRect().left)).size })");
            Assert.Equal(810, layout.GetProperty("scroll").GetInt32());
            Assert.InRange(layout.GetProperty("body").GetInt32(), 0, 0);
            Assert.True(layout.GetProperty("least").GetDouble() >= 56);
            Assert.Equal(3, layout.GetProperty("columns").GetInt32());
        }

        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        foreach (var (open, dialog) in new[] { ("finish", "rc-gaps"), ("add-guest", "rc-guests") })
        {
            await page.Locator($"[data-action={open}]").ClickAsync();
            await page.Locator($"dialog.{dialog}[open]").WaitForAsync();
            await ShootAsync(page, $"{name}-{dialog}");
            await AssertAccessibleAsync(page);
            await page.Keyboard.PressAsync("Escape");
        }

        await page.Locator(".rc-tile", new() { HasText = "Adela" }).Locator(".rc-tap").FocusAsync();
        await page.Keyboard.PressAsync("Shift+F10");
        await page.Locator("dialog.rc-choose[open]").WaitForAsync();
        await ShootAsync(page, name + "-rc-choose");
        await AssertAccessibleAsync(page);
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CADENCE_SHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
        }
    }
}
