using Cadence.Bench.Faults;

namespace Cadence.Tests.Notifications;

/// <summary>Two programs share the sending, and one dies (promises F7, F11).</summary>
public sealed class TwoNodesTests
{
    [Fact]
    public async Task Every_reminder_leaves_although_a_node_dies_and_the_others_share_the_work() => await Fault.RunAsync(new TwoNodesFault(reminders: 60));
}
