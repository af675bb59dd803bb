using System.Globalization;
using System.Text;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// Brings a backup back. Everything that can be known is checked before anything is touched; then the database changes in one transaction,
/// which ends only when every table has the rows it had.
/// </summary>
public static class Restore
{
    /// <summary>Fills the database of <paramref name="settings"/>, which is empty or, with <paramref name="replace"/>, whatever it holds.</summary>
    /// <returns>What was restored.</returns>
    /// <exception cref="StartException">The backup or the database is not fit for it; the data is as before.</exception>
    public static async Task<RestoredBackup> RunAsync(DatabaseSettings settings, string path, bool replace, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        await using var ready = await PrepareAsync(settings, path, replace, ct);
        var manifest = ready.Archive.Manifest;
        var uploads = UploadsOf(settings);
        var arriving = $"{uploads}.{Guid.NewGuid():n}.part";
        RemoveLeftovers(settings);
        try
        {
            if (manifest.Files.Count > 0)
            {
                await ready.Archive.ExtractFilesAsync(arriving, ct);
            }

            await FillAsync(ready.Client, ready.Archive, ready.Target, replace, GrantsFor(manifest, settings.App!), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Remove(arriving);
            throw e is IOException or UnauthorizedAccessException ? new StartException(arriving, $"The uploads can't be written: {e.Message}. The data is as before.", e) : e;
        }

        var aside = PutInPlace(uploads, arriving, time.GetUtcNow());
        await CadenceDatabase.MigrateAsync(ready.Owner, settings.App!, ct);
        return new(manifest, aside);
    }

    /// <summary>Checks all that <see cref="RunAsync"/> checks before it touches anything, and touches nothing.</summary>
    /// <returns>What would happen.</returns>
    /// <exception cref="StartException">The restore would be refused.</exception>
    public static async Task<RestorePlan> CheckAsync(DatabaseSettings settings, string path, bool replace, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await using var ready = await PrepareAsync(settings, path, replace, ct);
        return new(ready.Archive.Manifest, ready.Target.Organizations, Directory.Exists(UploadsOf(settings)));
    }

    private static async Task<Ready> PrepareAsync(DatabaseSettings settings, string path, bool replace, CancellationToken ct)
    {
        path = Path.GetFullPath(path);
        var owner = settings.OwnerFor("a restore");
        var archive = await BackupArchive.OpenAsync(path, ct);
        try
        {
            CheckVersion(archive.Manifest, path);
            await RuntimeRoleCheck.EnsureAsync(settings.App!, ct);
            await using var connection = new NpgsqlConnection(CadenceDatabase.Unpooled(owner));
            await connection.OpenAsync(ct);
            CheckServer(archive.Manifest, connection, path);
            var client = PostgresClient.For(connection, owner, settings.BinariesFolder);
            await CheckDumpAsync(client, archive, path, ct);
            var target = await BackupSql.TargetAsync(connection, ct);
            CheckTarget(target, replace);
            return new(archive, client, target, owner);
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    private static string UploadsOf(DatabaseSettings settings) => Path.Combine(settings.DataPath, Backup.UploadsFolder);

    private static void CheckVersion(BackupManifest manifest, string path)
    {
        if (!Version.TryParse(manifest.Program, out var program))
        {
            throw BackupArchive.Damaged(path, $"{BackupArchive.ManifestName} names no version");
        }

        var (accounts, tenants) = CadenceDatabase.KnownMigrations();
        if (program > Version.Parse(Backup.ProgramVersion) || !accounts.Contains(manifest.AccountsMigration) || !tenants.Contains(manifest.TenantMigration))
        {
            throw new StartException(path, $"{path} was made by Cadence {program}, which knows more than this {Backup.ProgramVersion} (newest migrations {manifest.AccountsMigration} and {manifest.TenantMigration}): update the program first. Nothing was touched.");
        }
    }

    private static void CheckServer(BackupManifest manifest, NpgsqlConnection connection, string path)
    {
        if (!Version.TryParse(manifest.Postgres, out var postgres))
        {
            throw BackupArchive.Damaged(path, $"{BackupArchive.ManifestName} names no PostgreSQL");
        }

        if (postgres.Major > connection.PostgreSqlVersion.Major)
        {
            throw new StartException(path, string.Create(CultureInfo.InvariantCulture, $"{path} comes from PostgreSQL {postgres.Major}, this server is {connection.PostgreSqlVersion.Major}: restore into a server that is not older. Nothing was touched."));
        }
    }

    private static async Task CheckDumpAsync(PostgresClient client, BackupArchive archive, string path, CancellationToken ct)
    {
        await using var list = client.Start("pg_restore", "--list");
        var copy = archive.CopyDumpAsync(list, ct);
        await list.Output.CopyToAsync(Stream.Null, ct);
        await copy;
        if (await list.FailureAsync(ct) is { } failure)
        {
            throw BackupArchive.Damaged(path, $"its dump can't be read ({failure})");
        }
    }

    private static void CheckTarget(RestoreTarget target, bool replace)
    {
        if (target.ForeignTable is { } table)
        {
            throw new StartException("restore", $"The database holds a table that is not Cadence's, {table}: restore into one of its own. Nothing was touched.");
        }

        if (target.Organizations > 0 && !replace)
        {
            throw new StartException("restore", string.Create(CultureInfo.InvariantCulture, $"The database holds {target.Organizations} organization(s): restore into an empty one, or give up what is there with --replace. Nothing was touched."));
        }
    }

    /// <summary>psql reads one transaction: the way cleared, the dump as pg_restore spells it out, every table compared. Cut off anywhere, it ends without a commit.</summary>
    private static async Task FillAsync(PostgresClient client, BackupArchive archive, RestoreTarget target, bool replace, string grants, CancellationToken ct)
    {
        await using var psql = client.Start("psql", "--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-");
        await using var dump = client.Start("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--schema=public", $"--schema={AccountsDbContext.Schema}", "--file=-");
        var answers = psql.Output.CopyToAsync(Stream.Null, ct);
        var copy = archive.CopyDumpAsync(dump, ct);
        string? failure = null;
        try
        {
            await psql.Input.WriteAsync(Encoding.UTF8.GetBytes(BackupSql.Before(replace, target.IsOurs)), ct);
            await dump.Output.CopyToAsync(psql.Input, ct);
            failure = await dump.FailureAsync(ct);
            if (failure is null)
            {
                await psql.Input.WriteAsync(Encoding.UTF8.GetBytes(BackupSql.After(archive.Manifest.Tables, grants)), ct);
            }
        }
        catch (IOException)
        {
            // psql has stopped at an error, which it tells below.
        }

        psql.EndInput();
        failure = await psql.FailureAsync(ct) ?? failure;
        await answers;
        await dump.EndAsync();
        await copy;
        if (failure is not null)
        {
            throw new StartException("restore", $"The backup can't be restored and the data is as before: {failure}");
        }
    }

    /// <summary>Rights belong to a schema: those of an older one come with its migrations.</summary>
    private static string GrantsFor(BackupManifest manifest, string app)
    {
        var (accounts, tenants) = CadenceDatabase.KnownMigrations();
        return manifest.AccountsMigration == accounts[^1] && manifest.TenantMigration == tenants[^1] ? Grants.Script(new NpgsqlConnectionStringBuilder(app).Username!) : "";
    }

    /// <summary>The uploads that were there are kept beside; answers where.</summary>
    private static string? PutInPlace(string uploads, string arriving, DateTimeOffset now)
    {
        try
        {
            string? aside = null;
            if (Directory.Exists(uploads))
            {
                aside = string.Create(CultureInfo.InvariantCulture, $"{uploads}.before-{now.UtcDateTime:yyyyMMddHHmmssfff}");
                Directory.Move(uploads, aside);
            }

            if (Directory.Exists(arriving))
            {
                Directory.Move(arriving, uploads);
            }

            return aside;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(uploads, $"The database is restored, but the uploads can't be put in place: {e.Message} Move {arriving} to {uploads} by hand, then run migrate.", e);
        }
    }

    /// <summary>What a restore that was killed had begun to write.</summary>
    private static void RemoveLeftovers(DatabaseSettings settings)
    {
        if (Directory.Exists(settings.DataPath))
        {
            foreach (var leftover in Directory.EnumerateDirectories(settings.DataPath, $"{Backup.UploadsFolder}.*.part"))
            {
                Remove(leftover);
            }
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Ready(BackupArchive Archive, PostgresClient Client, RestoreTarget Target, string Owner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Archive.DisposeAsync();
    }
}

/// <summary>What a restore would do.</summary>
/// <param name="OrganizationsReplaced">How many organizations the database holds that would go.</param>
/// <param name="PutsUploadsAside">Whether there are uploads, which would stay beside.</param>
public sealed record RestorePlan(BackupManifest Manifest, long OrganizationsReplaced, bool PutsUploadsAside);

/// <summary>What a restore brought.</summary>
/// <param name="UploadsAside">Where the uploads are that were there before; null where there were none.</param>
public sealed record RestoredBackup(BackupManifest Manifest, string? UploadsAside);
