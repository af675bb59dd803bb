using Cadence.Core.Data;
using Cadence.Core.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// One backup a night for the whole cluster.
/// </summary>
public sealed partial class NightlyBackup(NpgsqlDataSource dataSource, DatabaseSettings database, BackupSettings settings, TimeProvider time, ILogger<NightlyBackup> logger)
{
    /// <summary>As it stands in <c>accounts.job_runs</c>.</summary>
    public const string JobName = "backup";

    private readonly HourlyJob _job = new(JobName, dataSource, time);

    /// <summary>Makes this night's backup where it is missing. Answers its file; null when there was nothing to do or it failed.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        string? file = null;
        await _job.RunAsync(done => done is null || done < RotationRules.NightOf(time.GetUtcNow(), settings.Hour), async now =>
        {
            (file, var bytes) = await TryAsync(now, cancellationToken);
            return bytes;
        }, cancellationToken);
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
