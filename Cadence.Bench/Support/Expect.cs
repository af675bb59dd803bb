using System.Diagnostics;

namespace Cadence.Bench.Support;

/// <summary>What was promised was not so. A test fails by it, a fault counts it as a miss.</summary>
public sealed class MissException(string message) : Exception(message);

/// <summary>Expectations outside a test framework.</summary>
public static class Expect
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static void That(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new MissException(otherwise);
        }
    }

    public static void Equal<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: {expected} was expected, {actual} found.");

    /// <summary>Asks again and again until it is so; answers how long it took.</summary>
    public static async Task<TimeSpan> SoonAsync(Func<Task<bool>> isSo, string what, TimeSpan? within = null)
    {
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            That(waited.Elapsed < (within ?? Patience), $"{what}: not within {(within ?? Patience).TotalSeconds:0} s.");
            await Task.Delay(50);
        }

        return waited.Elapsed;
    }

    public static Task<TimeSpan> SoonAsync(Func<bool> isSo, string what, TimeSpan? within = null) => SoonAsync(() => Task.FromResult(isSo()), what, within);
}
