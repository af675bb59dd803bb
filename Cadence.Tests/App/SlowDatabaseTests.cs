using Cadence.Bench.Faults;

namespace Cadence.Tests.App;

/// <summary>A pool whose every connection waits (promises F14).</summary>
public sealed class SlowDatabaseTests
{
    [Fact]
    public async Task Five_slow_seconds_with_a_small_pool_end_no_circuit_and_lose_no_mark() => await Fault.RunAsync(new SlowDatabaseFault());
}
