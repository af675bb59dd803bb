using Cadence.Core.Jobs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// Once a week the newest nightly backup is read back whole, as a restore would read it before it touches anything: seal, manifest, every part. After a
/// failure again every hour, because the next night's backup may be whole.
/// </summary>
public sealed partial class BackupCheck(NpgsqlDataSource dataSource, BackupSettings settings, TimeProvider time, ILogger<BackupCheck> logger)
{
    /// <summary>As it stands in <c>accounts.job_runs</c>.</summary>
    public const string JobName = "backup-check";

    private static readonly TimeSpan Every = TimeSpan.FromDays(7);

    private readonly HourlyJob _job = new(JobName, dataSource, time);

    /// <summary>Reads the newest backup where that is due. Answers its file when it is whole; null when there was nothing to do or it is not.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        string? whole = null;
        await _job.RunAsync(done => (done is null || time.GetUtcNow() - done >= Every) && Newest() is not null, async _ =>
        {
            try
            {
                var file = Newest()!;
                await using var archive = await BackupArchive.OpenAsync(file, cancellationToken);
                Whole(logger, Path.GetFileName(file), archive.Manifest.Tables.Count, archive.Manifest.Files.Count);
                whole = file;
                return new FileInfo(file).Length;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                NotWhole(logger, e);
                return null;
            }
        }, cancellationToken);
        return whole;
    }

    private string? Newest() => Directory.Exists(settings.Path)
        ? Directory.EnumerateFiles(settings.Path).Where(path => RotationRules.MomentOf(Path.GetFileName(path)) is not null).MaxBy(path => RotationRules.MomentOf(Path.GetFileName(path)))
        : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "The backup {File} was read back and is whole: {Tables} tables, {Files} files")]
    private static partial void Whole(ILogger logger, string file, int tables, int files);

    [LoggerMessage(Level = LogLevel.Error, Message = "The newest backup can't be read back whole")]
    private static partial void NotWhole(ILogger logger, Exception e);
}
