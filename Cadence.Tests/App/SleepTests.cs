using Cadence.Bench.Faults;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>A tablet that slept for too long (promises F13, U23).</summary>
public sealed class SleepTests
{
    [BrowserFact]
    public async Task A_page_given_up_while_the_tablet_slept_comes_back_by_itself_and_shows_what_was_typed() => await Fault.RunAsync(new SleepFault());
}
