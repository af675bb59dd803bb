using System.Globalization;
using Cadence.Bench.Faults;
using Xunit.Abstractions;

namespace Cadence.Tests.Data;

/// <summary>A program killed while it migrates, and two that migrate at once (promises F12). CADENCE_KILL_ROUNDS repeats it.</summary>
public sealed class MigrationFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_migration_that_was_killed_is_finished_by_the_next_start_and_two_at_once_wait_for_each_other()
    {
        var fault = new MigrationFault();
        var took = await Fault.RunAsync(fault, int.TryParse(Environment.GetEnvironmentVariable("CADENCE_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 2);
        output.WriteLine($"{fault.Killed} of {took.Count} were killed on the way");
    }
}
