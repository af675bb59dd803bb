using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;

namespace Cadence.Core.Operations;

/// <summary>How the backups of the installation are doing. Says nothing about anybody's data.</summary>
/// <param name="IsSetUp">Whether backups are made at all.</param>
/// <param name="LastAt">When the newest one that is whole was finished.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="IsOld">Whether it is older than a day and a half.</param>
/// <param name="FailedAt">When a later attempt failed; null when the newest one went well.</param>
/// <param name="CheckedAt">When a backup was last read back and found whole.</param>
/// <param name="CheckFailedAt">When one could later not be read back whole; null when the newest check went well.</param>
public sealed record BackupState(bool IsSetUp, DateTimeOffset? LastAt, long Bytes, bool IsOld, DateTimeOffset? FailedAt, DateTimeOffset? CheckedAt = null, DateTimeOffset? CheckFailedAt = null);

/// <summary>What an organization's administrators see of the installation they are on.</summary>
public sealed class SystemService(TenantDb db, BackupSettings? backups)
{
    private static readonly TimeSpan OldAfter = TimeSpan.FromHours(36);

    /// <summary>Whether a backup of that moment is too old by now.</summary>
    internal static bool IsOld(DateTimeOffset finishedAt, DateTimeOffset now) => now - finishedAt > OldAfter;

    /// <summary>The newest backup of the installation.</summary>
    public Task<Result<BackupState>> BackupsAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<BackupState>(actor, Permission.OrganizationEdit, async (session, ct) =>
        {
            var (done, failed) = await PlatformJobSql.NewestAsync(session.Connection, NightlyBackup.JobName, ct);
            var (whole, broken) = await PlatformJobSql.NewestAsync(session.Connection, BackupCheck.JobName, ct);
            return new BackupState(
                backups is not null || done is not null || failed is not null,
                done?.FinishedAt,
                done?.Bytes ?? 0,
                done is not null && IsOld(done.FinishedAt, session.Now),
                Later(failed, done),
                whole?.FinishedAt,
                Later(broken, whole));
        }, cancellationToken);

    private static DateTimeOffset? Later(PlatformJobRun? failed, PlatformJobRun? done) => failed is not null && (done is null || failed.FinishedAt > done.FinishedAt) ? failed.FinishedAt : null;
}
