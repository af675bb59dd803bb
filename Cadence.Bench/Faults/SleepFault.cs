using System.Diagnostics;
using System.Globalization;
using Cadence.Bench.Support;
using Microsoft.Playwright;

namespace Cadence.Bench.Faults;

/// <summary>
/// A tablet sleeps for so long that the server has given up its page (F13), once on the dashboard and once in the middle of a form. Its script stands
/// still meanwhile. Awake, the page comes back by itself, and what was typed is not lost. Timed from waking up until the page can be used.
/// </summary>
internal sealed class SleepFault : Fault
{
    /// <summary>Long enough for the shortest time that the program can be told to keep a page.</summary>
    private static readonly TimeSpan Sleeps = TimeSpan.FromSeconds(3);

    private readonly RollCallStage _stage = new() { Settings = [("Cadence__Circuits__KeepSeconds", "1")] };

    public override string Name => "F13";

    public override string What => "tablet asleep until its page is given up";

    public override string Timed => "page usable";

    public override double? Limit => 3;

    public override Task PrepareAsync() => _stage.InitializeAsync();

    public override async Task<TimeSpan> RunAsync(int round)
    {
        await using var scene = await _stage.SceneAsync(students: 3);
        var page = await scene.OpenAsync(scene.School.Admin);
        await page.GotoAsync($"/es/o/{scene.School.Slug}/students");
        await OpenFormAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancelar" }).ClickAsync();
        await page.Locator("#field-GivenName").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var awake = await SleepAsync(page, scene);
        await OpenFormAsync(page);
        var first = awake.Elapsed;
        Expect.Equal(0, await page.Locator("#left-draft[open]").CountAsync(), "drafts shown where nothing was typed");

        // Again, with half a person typed in.
        var typed = string.Create(CultureInfo.InvariantCulture, $"Gil {round}");
        await page.Locator("#field-GivenName").PressSequentiallyAsync("Malena");
        await page.Locator("#field-FamilyNames").PressSequentiallyAsync(typed);
        awake = await SleepAsync(page, scene);
        await page.Locator("#left-draft[open]").WaitForAsync();
        if (Environment.GetEnvironmentVariable("CADENCE_SHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "left-draft.png") });
        }

        var shown = await page.Locator("#left-draft textarea").InputValueAsync();
        Expect.That(shown.Contains("Malena", StringComparison.Ordinal) && shown.Contains(typed, StringComparison.Ordinal), $"What was typed is not shown: {shown}");
        await page.Locator("#left-draft [data-close]").ClickAsync();
        await OpenFormAsync(page);
        return awake.Elapsed > first ? awake.Elapsed : first;
    }

    protected override ValueTask CloseAsync() => new(_stage.DisposeAsync());

    /// <summary>The script stands still and the network is gone; then both come back. Answers a watch that runs since then.</summary>
    private static async Task<Stopwatch> SleepAsync(IPage page, RollCallScene scene)
    {
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("Debugger.enable");
        await device.SendAsync("Debugger.pause");
        scene.Relay.Reset();
        await Task.Delay(Sleeps);
        scene.Relay.Heal();
        var awake = Stopwatch.StartNew();
        await device.SendAsync("Debugger.disable");
        await device.DetachAsync();
        return awake;
    }

    /// <summary>The page can be used when a click reaches the server and its answer comes back.</summary>
    private static async Task OpenFormAsync(IPage page)
    {
        var add = page.GetByRole(AriaRole.Button, new() { Name = "Añadir persona" });
        for (var attempt = 0; attempt < 100 && !await page.Locator("#field-GivenName").IsVisibleAsync(); attempt++)
        {
            try
            {
                await add.First.ClickAsync(new() { Timeout = 250 });
            }
            catch (TimeoutException)
            {
                // Not there yet, or behind the dialog about the connection.
            }
        }

        await page.Locator("#field-GivenName").WaitForAsync();
    }
}
