using Cadence.Core.Data;

namespace Cadence.Core.Jobs;

/// <summary>Work that the program does by itself, organization by organization.</summary>
/// <param name="Name">As it stands in <c>job_runs</c>.</param>
/// <param name="Id">Who acts, in audit and history.</param>
/// <param name="Every">Ticks stand at whole multiples of this since midnight UTC.</param>
/// <param name="Work">Runs inside the transaction that claims the tick. Answers how much there was to do.</param>
public sealed record Job(string Name, Guid Id, TimeSpan Every, Func<TenantSession, CancellationToken, Task<int>> Work)
{
    /// <summary>The newest tick not after <paramref name="now"/>: after a stop only that one runs, never all that were missed.</summary>
    public DateTimeOffset TickAt(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
}
