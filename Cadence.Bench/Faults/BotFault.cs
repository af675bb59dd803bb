using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using Cadence.Bench.Support;

namespace Cadence.Bench.Faults;

/// <summary>
/// Somebody signed in lets a script open a thousand pages at once (F9). Ten are let in, and another person's page answers at most twice as slowly as
/// before. Timed: the 95th of a hundred of that person's pages during the attack.
/// </summary>
internal sealed class BotFault(int attempts) : Fault
{
    private const int PerUser = 10;
    private const int AtOnce = 20;
    private FaultStage _stage = null!;
    private SignedInClient _bot = null!;
    private SignedInClient _admin = null!;

    public override string Name => "F9";

    public override string What => string.Create(CultureInfo.InvariantCulture, $"one person opens {attempts} pages");

    public override string Timed => "another's page, p95";

    public override string? Note => _note;

    private string? _note;

    private Uri Page => new(_stage.App.Address, $"es/o/{_stage.School.Slug}/");

    public override async Task PrepareAsync()
    {
        _stage = await FaultStage.OpenAsync(durable: false, students: 6);
        await _stage.StartAppAsync();
        _bot = await _stage.SignInAsync(_stage.School.Owner);
        _admin = await _stage.SignInAsync(_stage.School.Admin);
        await PagesAsync(30);
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        var (before, memory) = (Stats.Percentile(await PagesAsync(100), .95), MegabytesOf(_stage.App));
        var open = new ConcurrentBag<CircuitClient>();
        using var done = new CancellationTokenSource();
        var attack = Parallel.ForEachAsync(Enumerable.Range(0, attempts), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            try
            {
                open.Add(await CircuitClient.OpenAsync(_bot.Http, Page, _bot.CookieHeader, cancellationToken: CancellationToken.None));
            }
            catch (Exception refused) when (refused is InvalidOperationException or WebSocketException or HttpRequestException or TaskCanceledException)
            {
                // No room, as it should be.
            }
        });
        var during = Stats.Percentile(await PagesAsync(100), .95);
        await attack;
        var grown = MegabytesOf(_stage.App) - memory;
        foreach (var circuit in open)
        {
            await circuit.CloseAsync(_bot.Http);
        }

        _note = string.Create(CultureInfo.InvariantCulture, $"{open.Count} let in; the other's page p95 {before:0} ms before, {during:0} ms during; memory {memory:0} MB before, {grown:+0;-0} MB during, {MegabytesOf(_stage.App) - memory:+0;-0} MB after");
        Expect.Equal(PerUser, open.Count, "pages let in");
        Expect.That(during <= 2 * before, $"Another's page took {during:0} ms instead of {before:0}.");
        return TimeSpan.FromMilliseconds(during);
    }

    protected override async ValueTask CloseAsync()
    {
        _bot?.Dispose();
        _admin?.Dispose();
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }
    }

    private async Task<List<double>> PagesAsync(int count)
    {
        var took = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            (await _admin.Http.GetStringAsync(Page)).GetHashCode(StringComparison.Ordinal);
            took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return took;
    }

    private static double MegabytesOf(AppProcess app)
    {
        using var process = Process.GetProcessById(app.Id);
        return process.WorkingSet64 / 1e6;
    }
}
