using Npgsql;

namespace Cadence.Core.Jobs;

/// <summary>
/// A platform job that is due now and then and is tried every hour until it went well. Called every hour on every node: the first call that
/// gets its tick does the work; when that fails, or its node dies, the next hour's tries again.
/// </summary>
public sealed class HourlyJob(string name, NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan RunsKept = TimeSpan.FromDays(90);
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Does the work where it is due and nobody else does.</summary>
    /// <param name="isDue">By when the last run that went well began; null where there was none.</param>
    /// <param name="work">Answers how many bytes it wrote or read; null says that it failed.</param>
    public async Task RunAsync(Func<DateTimeOffset?, bool> isDue, Func<DateTimeOffset, Task<long?>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isDue);
        ArgumentNullException.ThrowIfNull(work);
        var now = time.GetUtcNow();
        var tick = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            var (done, _) = await PlatformJobSql.NewestAsync(connection, name, cancellationToken);
            if (!isDue(done?.StartedAt) || !await PlatformJobSql.ClaimAsync(connection, name, tick, now, Node, cancellationToken))
            {
                return;
            }
        }

        var bytes = await work(now);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            var end = time.GetUtcNow();
            await PlatformJobSql.FinishAsync(connection, name, tick, end, bytes is null, bytes, cancellationToken);
            await PlatformJobSql.ForgetAsync(connection, name, end - RunsKept, cancellationToken);
        }
    }
}
