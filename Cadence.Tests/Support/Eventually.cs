using System.Diagnostics;

namespace Cadence.Tests.Support;

/// <summary>Waits for what happens by itself. The limit is for hanging, not for speed: how fast something must be, a test measures on its own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Asks again and again until it is so.</summary>
    public static Task TrueAsync(Func<bool> reached) => TrueAsync(() => Task.FromResult(reached()));

    /// <inheritdoc cref="TrueAsync(Func{bool})"/>
    public static async Task TrueAsync(Func<Task<bool>> reached)
    {
        var waited = Stopwatch.StartNew();
        while (!await reached())
        {
            Assert.True(waited.Elapsed < Limit, $"It did not happen within {Limit.TotalSeconds} s.");
            await Task.Delay(50);
        }
    }
}
