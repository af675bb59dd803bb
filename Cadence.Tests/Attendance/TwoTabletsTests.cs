using Cadence.Bench.Faults;

namespace Cadence.Tests.Attendance;

/// <summary>Two people take the same roll call at once (promises F4).</summary>
public sealed class TwoTabletsTests
{
    [Fact]
    public async Task Of_500_taps_on_each_of_two_tablets_none_is_lost_and_the_marks_are_those_of_some_order() => await Fault.RunAsync(new TwoTabletsFault(taps: 500));
}
