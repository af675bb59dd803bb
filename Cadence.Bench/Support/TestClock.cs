using Microsoft.Extensions.Time.Testing;

namespace Cadence.Bench.Support;

/// <summary>Tells a time of the test's choosing, but waits in real time: a retry inside the product must not hang on a clock that nobody advances.</summary>
public sealed class TestClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, dueTime, period);
}
