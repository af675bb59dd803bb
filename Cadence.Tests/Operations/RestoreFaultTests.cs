using System.Text.Json;
using Cadence.Core.Operations;
using Cadence.Tests.Support;
using Xunit.Abstractions;

namespace Cadence.Tests.Operations;

/// <summary>A restore that is killed in the middle, and one that only says what it would do (promises P8, F15).</summary>
public sealed class RestoreFaultTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-restore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_in_the_middle_it_leaves_what_was_there_and_the_next_one_succeeds()
    {
        var (file, manifest) = await BackUpAsync();
        await using var to = await LivingAsync();
        var before = await to.TablesAsync();

        // In the middle: the old tables are gone within the transaction, and the new ones are on their way.
        var killed = await AppProcess.RunAndKillAsync(["restore", file, "--replace"], to.FillingAsync, to.Environment);
        await to.QuietAsync();

        output.WriteLine(killed ? "killed while it filled the database" : "it had ended");
        Assert.True(killed);
        Assert.Equal(before, await to.TablesAsync());
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(to.Uploads, "old.txt")));
        var (code, _, errors) = await AppProcess.RunAsync(["restore", file, "--replace"], to.Environment);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(manifest.Tables, await to.TablesAsync());
        Assert.Equal(["new.txt"], Directory.GetFiles(to.Uploads).Select(Path.GetFileName));
        Assert.Empty(Directory.GetDirectories(Path.GetDirectoryName(to.Uploads)!, "uploads.*.part"));
    }

    [Fact]
    public async Task A_dry_run_verifies_says_what_would_happen_and_touches_nothing()
    {
        var (file, manifest) = await BackUpAsync();
        await using var to = await LivingAsync();
        var before = await to.TablesAsync();

        var (code, answer, errors) = await AppProcess.RunAsync(["restore", file, "--replace", "--dry-run", "--json"], to.Environment);
        var (refused, _, why) = await AppProcess.RunAsync(["restore", file, "--dry-run"], to.Environment);
        await File.AppendAllTextAsync(file, "x");
        var (damaged, _, says) = await AppProcess.RunAsync(["restore", file, "--replace", "--dry-run"], to.Environment);

        Assert.Equal((0, ""), (code, errors));
        var plan = JsonDocument.Parse(answer).RootElement;
        Assert.Equal((manifest.Tables.Count, 1L, true), (plan.GetProperty("tables").GetInt32(), plan.GetProperty("organizations_replaced").GetInt64(), plan.GetProperty("puts_uploads_aside").GetBoolean()));
        Assert.Equal((1, 1), (refused, damaged));
        Assert.Contains("--replace", why, StringComparison.Ordinal);
        Assert.Contains("damaged", says, StringComparison.Ordinal);
        Assert.Equal(before, await to.TablesAsync());
        Assert.Equal(["old.txt"], Directory.GetFiles(to.Uploads).Select(Path.GetFileName));
    }

    private async Task<(string File, BackupManifest Manifest)> BackUpAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddGroupAsync("Salsa", 20);
        var uploads = Directory.CreateDirectory(Path.Combine(_folder, "from", "uploads")).FullName;
        await File.WriteAllTextAsync(Path.Combine(uploads, "new.txt"), "new");
        var file = Path.Combine(_folder, $"{Guid.NewGuid():n}.tar");
        var (manifest, _) = await Backup.WriteAsync(
            new() { App = database.AppConnectionString, Owner = database.OwnerConnectionString, DataPath = Path.Combine(_folder, "from"), BinariesFolder = Environment.GetEnvironmentVariable("CADENCE_PGBIN") },
            file, TimeProvider.System, CancellationToken.None);
        return (file, manifest);
    }

    /// <summary>Another installation, in use.</summary>
    private async Task<Living> LivingAsync()
    {
        var there = new TestDatabase();
        await there.InitializeAsync();
        await TestSchool.CreateAsync(there);
        var living = new Living(there, Path.Combine(_folder, Guid.NewGuid().ToString("n")));
        Directory.CreateDirectory(living.Uploads);
        await File.WriteAllTextAsync(Path.Combine(living.Uploads, "old.txt"), "kept");
        return living;
    }

    private sealed class Living(TestDatabase there, string folder) : IAsyncDisposable
    {
        private const string Filling = """
            select count(*) from pg_stat_activity a
            where a.datname = current_database() and a.application_name = 'cadence' and exists (select from pg_locks l where l.pid = a.pid and l.mode = 'AccessExclusiveLock')
            """;

        public string Uploads => Path.Combine(folder, "uploads");

        public (string, string?)[] Environment => [("ConnectionStrings__Cadence", there.AppConnectionString), ("ConnectionStrings__CadenceOwner", there.OwnerConnectionString), ("Cadence__DataPath", folder)];

        public Task<IReadOnlyList<BackupTable>> TablesAsync() => BackupSql.TablesAsync(there.OwnerConnectionString, CancellationToken.None);

        /// <summary>Waits until the restore has begun to clear the way.</summary>
        public async Task FillingAsync(CancellationToken stop)
        {
            await using var connection = await Sql.OpenAsync(there.OwnerConnectionString);
            while (!stop.IsCancellationRequested && await Sql.ScalarAsync<long>(connection, Filling) == 0)
            {
                await Task.Delay(5, CancellationToken.None);
            }
        }

        /// <summary>Waits until what the killed program had started is gone too.</summary>
        public async Task QuietAsync()
        {
            await using var connection = await Sql.OpenAsync(there.OwnerConnectionString);
            await Eventually.TrueAsync(async () => await Sql.ScalarAsync<long>(connection, "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'cadence'") == 0, "psql has ended");
        }

        public ValueTask DisposeAsync() => new(there.DisposeAsync());
    }
}
