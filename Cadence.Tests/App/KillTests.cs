using System.Globalization;
using Cadence.Bench.Faults;

namespace Cadence.Tests.App;

/// <summary>
/// kill -9 in the middle of a roll call, and what open pages notice of a database that restarts (promises F1, F2), against the built program.
/// CADENCE_KILL_ROUNDS repeats each case; <c>Cadence.Bench faults</c> does it with figures.
/// </summary>
public sealed class KillTests
{
    [Theory]
    [InlineData(nameof(Victim.App))]
    [InlineData(nameof(Victim.Database))]
    [InlineData(nameof(Victim.Both))]
    public async Task Nothing_acknowledged_is_lost_when_it_is_killed(string victim) => await Fault.RunAsync(new KillFault(Enum.Parse<Victim>(victim)), Rounds());

    [Theory]
    [InlineData(nameof(Interruption.Database))]
    [InlineData(nameof(Interruption.Listener))]
    public async Task Open_pages_and_the_next_visitor_do_not_notice(string interruption) => await Fault.RunAsync(new OpenPagesFault(Enum.Parse<Interruption>(interruption)), Rounds());

    private static int Rounds() => int.TryParse(Environment.GetEnvironmentVariable("CADENCE_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;
}
