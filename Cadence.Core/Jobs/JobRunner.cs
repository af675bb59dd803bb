using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Microsoft.Extensions.Logging;

namespace Cadence.Core.Jobs;

/// <summary>
/// Runs a job once per organization and tick, however many nodes there are: claim and work are one transaction, so a node that dies
/// leaves neither.
/// </summary>
public sealed partial class JobRunner(OrganizationDirectory directory, TenantDb tenants, TimeProvider time, ILogger<JobRunner> logger)
{
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Runs the newest tick wherever it has not run. Answers how much there was to do. One organization's failure does not stop the others.</summary>
    public async Task<int> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var tick = job.TickAt(time.GetUtcNow());
        var done = 0;
        foreach (var organization in await directory.ActiveAsync(cancellationToken))
        {
            try
            {
                var result = await tenants.WriteAsync<int>(Actor.Job(organization, job.Id), Permission.OrganizationEdit, async (session, stop) =>
                    await JobSql.ClaimAsync(session, job.Name, tick, Node, stop) ? await job.Work(session, stop) : 0, cancellationToken);
                Telemetry.JobRuns.Add(1, new("job", job.Name), new("result", result.IsSuccess ? "done" : "refused"));
                if (result.IsSuccess)
                {
                    done += result.Value;
                }
                else
                {
                    Refused(logger, job.Name, organization, result.Errors[0].Code);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Telemetry.JobRuns.Add(1, new("job", job.Name), new("result", "failed"));
                Failed(logger, e, job.Name, organization);
            }
        }

        return done;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was refused in organization {OrganizationId}: {Code}")]
    private static partial void Refused(ILogger logger, string job, Guid organizationId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed in organization {OrganizationId}")]
    private static partial void Failed(ILogger logger, Exception e, string job, Guid organizationId);
}
