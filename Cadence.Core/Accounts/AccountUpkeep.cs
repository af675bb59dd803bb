using Cadence.Core.Jobs;
using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>
/// Once a day for the whole cluster: forgets security events and mails after 13 months, links a day after they ended, and accounts whose
/// address nobody confirmed after 30 days without a sign-in.
/// </summary>
public sealed class AccountUpkeep(NpgsqlDataSource dataSource, SecurityEvents events, TimeProvider time)
{
    /// <summary>As it stands in <c>accounts.job_runs</c>.</summary>
    public const string JobName = "forget-accounts";

    private const int MonthsKept = 13;

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);
    private static readonly TimeSpan RunsKept = TimeSpan.FromDays(90);
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Does today's work where no other node did; says how much was forgotten.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tick = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await PlatformJobSql.ClaimAsync(connection, JobName, tick, now, Node, cancellationToken))
        {
            return 0;
        }

        var forgotten = await events.ForgetAsync(cancellationToken)
            + await AccountTokenSql.ForgetAsync(dataSource, now - Every, cancellationToken)
            + await AccountOutboxSql.ForgetAsync(dataSource, now.AddMonths(-MonthsKept), cancellationToken)
            + await AccountSql.ForgetUnconfirmedAsync(dataSource, cancellationToken);
        await PlatformJobSql.FinishAsync(connection, JobName, tick, time.GetUtcNow(), failed: false, bytes: null, cancellationToken);
        await PlatformJobSql.ForgetAsync(connection, JobName, now - RunsKept, cancellationToken);
        return forgotten;
    }
}
