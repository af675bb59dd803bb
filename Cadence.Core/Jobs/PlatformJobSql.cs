using Npgsql;

namespace Cadence.Core.Jobs;

/// <summary>The statements about jobs that belong to no organization. The runtime role runs them.</summary>
public static class PlatformJobSql
{
    /// <summary>
    /// Claims a tick for this node; false where another has it or had it. The claim stays when the work fails or its node dies: the next
    /// tick tries again.
    /// </summary>
    public static async Task<bool> ClaimAsync(NpgsqlConnection connection, string job, DateTimeOffset tick, DateTimeOffset now, string node, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("insert into accounts.job_runs (job, tick, started_at, node) values ($1, $2, $3, $4) on conflict do nothing", connection);
        command.Parameters.AddWithValue(job);
        command.Parameters.AddWithValue(tick.ToUniversalTime());
        command.Parameters.AddWithValue(now.ToUniversalTime());
        command.Parameters.AddWithValue(node);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Says how a claimed tick went.</summary>
    public static async Task FinishAsync(NpgsqlConnection connection, string job, DateTimeOffset tick, DateTimeOffset now, bool failed, long? bytes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("update accounts.job_runs set finished_at = $3, failed = $4, bytes = $5 where job = $1 and tick = $2", connection);
        command.Parameters.AddWithValue(job);
        command.Parameters.AddWithValue(tick.ToUniversalTime());
        command.Parameters.AddWithValue(now.ToUniversalTime());
        command.Parameters.AddWithValue(failed);
        command.Parameters.AddWithValue(bytes is { } size ? size : DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The newest run that went well, and the newest that failed.</summary>
    public static async Task<(PlatformJobRun? Done, PlatformJobRun? Failed)> NewestAsync(NpgsqlConnection connection, string job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select distinct on (failed) failed, started_at, finished_at, coalesce(bytes, 0) from accounts.job_runs where job = $1 and finished_at is not null order by failed, finished_at desc", connection);
        command.Parameters.AddWithValue(job);
        (PlatformJobRun? Done, PlatformJobRun? Failed) newest = (null, null);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var run = new PlatformJobRun(await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken), await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken), reader.GetInt64(3));
            newest = reader.GetBoolean(0) ? newest with { Failed = run } : newest with { Done = run };
        }

        return newest;
    }

    /// <summary>Forgets runs whose time is over.</summary>
    public static async Task ForgetAsync(NpgsqlConnection connection, string job, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("delete from accounts.job_runs where job = $1 and tick < $2", connection);
        command.Parameters.AddWithValue(job);
        command.Parameters.AddWithValue(before.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>One run of a platform job.</summary>
/// <param name="Bytes">How much it wrote, where it writes.</param>
public sealed record PlatformJobRun(DateTimeOffset StartedAt, DateTimeOffset FinishedAt, long Bytes);
