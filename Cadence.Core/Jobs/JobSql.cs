using Cadence.Core.Data;

namespace Cadence.Core.Jobs;

/// <summary>The statements of the job runner.</summary>
internal static class JobSql
{
    /// <summary>Claims a tick for this node until the transaction ends; false where another node has it or had it.</summary>
    public static async Task<bool> ClaimAsync(TenantSession session, string job, DateTimeOffset tick, string node, CancellationToken cancellationToken)
    {
        await using var command = session.Command("insert into job_runs (organization_id, job, tick, started_at, node) values ($1, $2, $3, $4, $5) on conflict do nothing");
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(job);
        command.Parameters.AddWithValue(tick);
        command.Parameters.AddWithValue(session.Now.ToUniversalTime());
        command.Parameters.AddWithValue(node);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Forgets runs and sent messages whose time is over (domain.md §1).</summary>
    public static async Task<int> ForgetAsync(TenantSession session, DateTimeOffset runsBefore, DateTimeOffset messagesBefore, CancellationToken cancellationToken)
    {
        await using var runs = session.Command("delete from job_runs where organization_id = $1 and tick < $2");
        runs.Parameters.AddWithValue(session.Organization.Id);
        runs.Parameters.AddWithValue(runsBefore.ToUniversalTime());
        await using var messages = session.Command("delete from outbox_messages where organization_id = $1 and coalesce(delivered_at, dead_at) < $2");
        messages.Parameters.AddWithValue(session.Organization.Id);
        messages.Parameters.AddWithValue(messagesBefore.ToUniversalTime());
        return await runs.ExecuteNonQueryAsync(cancellationToken) + await messages.ExecuteNonQueryAsync(cancellationToken);
    }
}
