using Cadence.Core.Data;

namespace Cadence.Core.Jobs;

/// <summary>One tick of a job for one organization: its row makes it happen once per cluster.</summary>
public sealed class JobRun : ITenantOwned
{
    private JobRun()
    {
    }

    public Guid OrganizationId { get; private set; }

    public string Job { get; private set; } = "";

    /// <summary>The planned instant.</summary>
    public DateTimeOffset Tick { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public string Node { get; private set; } = "";
}
