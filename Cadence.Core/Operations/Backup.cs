using System.Data;
using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>Writes a backup while the program runs: dump and checksums see one snapshot.</summary>
public static class Backup
{
    /// <summary>Below <see cref="DatabaseSettings.DataPath"/>.</summary>
    public const string UploadsFolder = "uploads";

    /// <summary>This program's version, three numbers.</summary>
    public static string ProgramVersion { get; } = typeof(Backup).Assembly.GetName().Version!.ToString(3);

    /// <summary>Writes <paramref name="path"/>, which must not exist, reads it once more, and only then gives it its name.</summary>
    /// <returns>The manifest and the size of the file.</returns>
    /// <exception cref="StartException">It can't be written, or the client programs are missing.</exception>
    public static async Task<(BackupManifest Manifest, long Bytes)> WriteAsync(DatabaseSettings settings, string path, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        path = Path.GetFullPath(path);
        if (Path.Exists(path))
        {
            throw new StartException(path, $"{path} is there already, and a backup overwrites nothing.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new StartException(path, $"{Path.GetDirectoryName(path)} is no folder.");
        }

        var unfinished = $"{path}.{Guid.NewGuid():n}";
        var (dump, archive) = (unfinished + ".dump", unfinished + ".part");
        try
        {
            var manifest = await WriteAsync(settings, dump, archive, time.GetUtcNow(), ct);
            await using (await BackupArchive.OpenAsync(archive, ct))
            {
                // Read back from the disk and found whole.
            }

            var bytes = new FileInfo(archive).Length;
            File.Move(archive, path, overwrite: false);
            return (manifest, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(path, $"{path} can't be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(dump);
            File.Delete(archive);
        }
    }

    private static async Task<BackupManifest> WriteAsync(DatabaseSettings settings, string dump, string archive, DateTimeOffset now, CancellationToken ct)
    {
        var owner = settings.OwnerFor("a backup");
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(ct);
        var client = PostgresClient.For(connection, owner, settings.BinariesFolder);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var snapshot = await BackupSql.SnapshotAsync(connection, transaction, ct) ?? throw new StartException("backup", "Another backup or a restore of this database is under way.");
        await DumpAsync(client, snapshot, dump, ct);
        var tables = await BackupSql.TablesAsync(connection, transaction, ct);
        var accounts = await BackupSql.NewestMigrationAsync(connection, transaction, AccountsDbContext.Schema, ct);
        var tenants = await BackupSql.NewestMigrationAsync(connection, transaction, "public", ct);
        return await BackupArchive.WriteAsync(
            archive,
            dump,
            Path.Combine(settings.DataPath, UploadsFolder),
            (written, files) => new BackupManifest(BackupManifest.FormatName, BackupManifest.NewestFormat, ProgramVersion, accounts, tenants, connection.PostgreSqlVersion.ToString(), now, tables, written, files),
            ct);
    }

    private static async Task DumpAsync(PostgresClient client, string snapshot, string dump, CancellationToken ct)
    {
        await using (var file = new FileStream(dump, OwnFiles.New(FileMode.CreateNew, FileAccess.Write)))
        {
            await using var program = client.Start(
                "pg_dump",
                "--format=custom", "--no-password", "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--no-security-labels", "--no-tablespaces", "--no-blobs",
                "--lock-wait-timeout=60000", $"--snapshot={snapshot}", "--schema=public", $"--schema={AccountsDbContext.Schema}");
            program.EndInput();
            await program.Output.CopyToAsync(file, ct);
            if (await program.FailureAsync(ct) is { } failure)
            {
                throw new StartException("backup", string.Create(CultureInfo.InvariantCulture, $"The database can't be dumped: {failure}"));
            }
        }
    }
}
