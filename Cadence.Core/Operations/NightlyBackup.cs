using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// One backup a night for the whole cluster. Called every hour: the first call of a night that gets its tick makes it; when it fails, or its
/// node dies, the next hour's tries again.
/// </summary>
public sealed partial class NightlyBackup(NpgsqlDataSource dataSource, DatabaseSettings database, BackupSettings settings, TimeProvider time, ILogger<NightlyBackup> logger)
{
    /// <summary>As it stands in <c>accounts.job_runs</c>.</summary>
    public const string JobName = "backup";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan RunsKept = TimeSpan.FromDays(90);
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Makes this night's backup where it is missing. Answers its file; null when there was nothing to do or it failed.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tick = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Every.Ticks), TimeSpan.Zero);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            var (done, _) = await PlatformJobSql.NewestAsync(connection, JobName, cancellationToken);
            if (done is not null && done.StartedAt >= RotationRules.NightOf(now, settings.Hour))
            {
                return null;
            }

            if (!await PlatformJobSql.ClaimAsync(connection, JobName, tick, now, Node, cancellationToken))
            {
                return null;
            }
        }

        var (file, bytes) = await TryAsync(now, cancellationToken);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            var end = time.GetUtcNow();
            await PlatformJobSql.FinishAsync(connection, JobName, tick, end, file is null, bytes, cancellationToken);
            await PlatformJobSql.ForgetAsync(connection, JobName, end - RunsKept, cancellationToken);
        }

        return file;
    }

    private async Task<(string? File, long? Bytes)> TryAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            OwnFiles.CreateFolder(settings.Path, "700");
            var file = Path.Combine(settings.Path, RotationRules.NameAt(now));
            var (manifest, bytes) = await Backup.WriteAsync(database, file, time, cancellationToken);
            Done(logger, manifest.Tables.Count, manifest.Files.Count, bytes);
            Rotate();
            return (file, bytes);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, e);
            return (null, null);
        }
    }

    /// <summary>Only after a backup that is whole, and only files that the rotation has named itself.</summary>
    private void Rotate()
    {
        var backups = Directory.EnumerateFiles(settings.Path).Select(path => (Path: path, Moment: RotationRules.MomentOf(Path.GetFileName(path)))).Where(f => f.Moment is not null)
            .ToDictionary(f => f.Moment!.Value, f => f.Path);
        foreach (var moment in RotationRules.Superfluous(backups.Keys, settings.Daily, settings.Weekly, settings.Monthly))
        {
            File.Delete(backups[moment]);
        }

        // What a killed program left half written.
        foreach (var unfinished in Directory.EnumerateFiles(settings.Path, "cadence-*.tar.*").Where(path => path.EndsWith(".part", StringComparison.Ordinal) || path.EndsWith(".dump", StringComparison.Ordinal)))
        {
            if (time.GetUtcNow() - File.GetLastWriteTimeUtc(unfinished) > TimeSpan.FromDays(1))
            {
                File.Delete(unfinished);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backed up {Tables} tables and {Files} files, {Bytes} bytes")]
    private static partial void Done(ILogger logger, int tables, int files, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup failed; the next hour tries again")]
    private static partial void Failed(ILogger logger, Exception e);
}
