using System.Diagnostics;

namespace Cadence.Bench.Support;

/// <summary>Waits for what happens by itself. The limit is for hanging, not for speed: how fast something must be is measured on its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Asks again and again until it is so.</summary>
    public static Task TrueAsync(Func<bool> reached, string what = "It happens", TimeSpan? within = null) => TrueAsync(() => Task.FromResult(reached()), what, within);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> reached, string what = "It happens", TimeSpan? within = null)
    {
        var limit = within ?? Limit;
        var waited = Stopwatch.StartNew();
        while (!await reached())
        {
            Expect.That(waited.Elapsed < limit, $"{what}: not within {limit.TotalSeconds:0} s.");
            await Task.Delay(50);
        }
    }
}
