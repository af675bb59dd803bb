using System.Diagnostics;
using System.Text.RegularExpressions;
using Cadence.Bench.Support;
using Microsoft.Playwright;

namespace Cadence.Bench.Faults;

/// <summary>
/// The network of a tablet fails in the middle of a roll call of 25 (F3), silently or with reset connections: every tap is shown at once, the banner comes
/// within 5 s, and after the network has healed every tap lands once, under the time it was made. Timed from the healing to the last "saved".
/// </summary>
internal sealed class CutFault(bool silent, TimeSpan lasts, RollCallStage? shared = null) : Fault
{
    private readonly RollCallStage _stage = shared ?? new();

    public override string Name => "F3";

    public override string What => $"{(silent ? "hole" : "reset")} of {lasts.TotalSeconds:0} s in a roll call";

    public override string Timed => "saved after healing";

    public override double? Limit => 3;

    public override Task PrepareAsync() => shared is null ? _stage.InitializeAsync() : Task.CompletedTask;

    public override async Task<TimeSpan> RunAsync(int round)
    {
        await using var scene = await _stage.SceneAsync();
        var page = await scene.OpenAsync();
        var tiles = page.Locator(".rc-tap");
        for (var i = 0; i < 8; i++)
        {
            await tiles.Nth(i).TapAsync();
        }

        var cut = Stopwatch.StartNew();
        if (silent)
        {
            scene.Relay.OpenHole();
        }
        else
        {
            scene.Relay.Reset();
        }

        for (var i = 8; i < 16; i++)
        {
            await tiles.Nth(i).TapAsync();
            await Assertions.Expect(page.Locator(".rc-tile").Nth(i)).ToHaveAttributeAsync("data-status", "present", new() { Timeout = 100 });
        }

        await page.Locator(".rc-banner[data-link=down]").WaitForAsync(new() { Timeout = 6000 });
        Expect.That(cut.Elapsed < TimeSpan.FromSeconds(5), $"The banner came after {cut.Elapsed.TotalSeconds:0.0} s.");
        for (var i = 16; i < 25; i++)
        {
            await tiles.Nth(i).TapAsync();
        }

        await Assertions.Expect(page.Locator(".rc-banner-text")).ToContainTextAsync(new Regex("(?:1[7-9]|2[0-5]) marcas guardadas"));
        await Task.Delay(lasts - cut.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
        scene.Relay.Heal();
        var healed = Stopwatch.StartNew();
        await RollCallScene.SavedAsync(page);
        var saved = healed.Elapsed;
        Expect.That(saved < TimeSpan.FromSeconds(3), $"Saved {saved.TotalSeconds:0.0} s after the cut had healed.");
        await Assertions.Expect(page.Locator(".rc-banner[data-state=ok]")).ToBeVisibleAsync();
        Expect.Equal((25, 25), await scene.HistoryAsync(), "rows and taps in the history");
        Expect.Equal("present 25", await scene.MarksAsync(), "marks");

        // The effective times are those of the taps, not of their arrival.
        var span = await scene.ScalarAsync<double>($"select extract(epoch from max(recorded_at - effective_at))::float8 from attendance_history where class_session_id = '{scene.Session}'");
        Expect.That(span > cut.Elapsed.TotalSeconds - healed.Elapsed.TotalSeconds - 2 && span < cut.Elapsed.TotalSeconds + 2, $"The oldest tap is said to be {span:0.0} s old.");
        return saved;
    }

    protected override async ValueTask CloseAsync()
    {
        if (shared is null)
        {
            await _stage.DisposeAsync();
        }
    }
}
