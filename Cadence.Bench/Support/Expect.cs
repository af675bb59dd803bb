namespace Cadence.Bench.Support;

/// <summary>What was promised was not so. A test fails by it, a fault counts it as a miss.</summary>
public sealed class MissException(string message) : Exception(message);

/// <summary>Expectations outside a test framework.</summary>
public static class Expect
{
    public static void That(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new MissException(otherwise);
        }
    }

    public static void Equal<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: {expected} was expected, {actual} found.");
}
