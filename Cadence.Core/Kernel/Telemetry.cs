using System.Diagnostics.Metrics;

namespace Cadence.Core.Kernel;

/// <summary>What the program counts about itself (docs/operations.md lists it). Names and tags never hold anything personal.</summary>
public static class Telemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Cadence";

    private static readonly Meter Meter = new(Name);

    private static long _backlog;
    private static double _backlogAge;

    static Telemetry()
    {
        Meter.CreateObservableGauge("cadence.outbox.due", () => Volatile.Read(ref _backlog), "{message}", "Messages that are due and have not left");
        Meter.CreateObservableGauge("cadence.outbox.age", () => Volatile.Read(ref _backlogAge), "s", "How long the oldest due message has waited");
    }

    /// <summary>Taps by what became of them (tag <c>outcome</c>).</summary>
    public static Counter<long> Taps { get; } = Meter.CreateCounter<long>("cadence.attendance.taps", "{tap}", "Taps taken, by outcome");

    /// <summary>Units of work refused because the actor may not (tag <c>permission</c>).</summary>
    public static Counter<long> Refusals { get; } = Meter.CreateCounter<long>("cadence.tenant.refusals", "{refusal}", "Units of work refused for want of rights");

    /// <summary>What the database's own walls refused (tag <c>state</c>: the SQLSTATE).</summary>
    public static Counter<long> WallHits { get; } = Meter.CreateCounter<long>("cadence.tenant.wall_hits", "{refusal}", "Statements refused by row security or missing rights: a fault of the program or an attack");

    /// <summary>Runs of jobs (tags <c>job</c>, <c>result</c>).</summary>
    public static Counter<long> JobRuns { get; } = Meter.CreateCounter<long>("cadence.jobs.runs", "{run}", "Runs of jobs by result");

    /// <summary>Messages by what became of them (tags <c>kind</c>, <c>outcome</c>).</summary>
    public static Counter<long> Messages { get; } = Meter.CreateCounter<long>("cadence.outbox.messages", "{message}", "Messages by outcome");

    /// <summary>Changes told by the database.</summary>
    public static Counter<long> Changes { get; } = Meter.CreateCounter<long>("cadence.live.changes", "{change}", "Notifications of changes that arrived");

    /// <summary>Circuits refused because there was no room.</summary>
    public static Counter<long> CircuitRefusals { get; } = Meter.CreateCounter<long>("cadence.circuits.refused", "{circuit}", "Circuits refused because the person or the node had no room");

    /// <summary>Remembers what waits in the outbox, for the gauges.</summary>
    public static void Backlog(long due, TimeSpan oldest)
    {
        Volatile.Write(ref _backlog, due);
        Volatile.Write(ref _backlogAge, oldest.TotalSeconds);
    }
}
