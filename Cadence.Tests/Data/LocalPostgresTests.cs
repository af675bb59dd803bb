using System.Diagnostics;
using Cadence.Core.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Data;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LocalPostgresTests : IDisposable
{
    private readonly string _folder = $"/tmp/cadence-local-{Guid.NewGuid().ToString("n")[..8]}";

    [Fact]
    public async Task The_first_start_makes_a_database_whose_runtime_role_owns_nothing()
    {
        await using var postgres = await StartAsync();

        await RuntimeRoleCheck.EnsureAsync(postgres.AppConnectionString, CancellationToken.None);
        Assert.Equal("cadence_owner cadence_owner btree_gist,pg_trgm,unaccent on UTF8", await ScalarAsync(postgres.OwnerConnectionString, """
            select concat_ws(' ', (select r.rolname from pg_database d join pg_roles r on r.oid = d.datdba where datname = current_database()),
              (select r.rolname from pg_namespace n join pg_roles r on r.oid = n.nspowner where nspname = 'public'),
              (select string_agg(extname, ',' order by extname) from pg_extension where extname <> 'plpgsql'), current_setting('data_checksums'), current_setting('server_encoding'))
            """));
        Assert.Equal("", await ScalarAsync(postgres.OwnerConnectionString, "show listen_addresses"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path.Combine(postgres.Folder, "passwords.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(postgres.SocketFolder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(postgres.DataFolder));
        await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(postgres.AppConnectionString.Replace("Password=", "Password=x", StringComparison.Ordinal), "select 1"));
        await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(postgres.AppConnectionString, "create table public.t(id int)"));
    }

    [Fact]
    public async Task A_stopped_database_keeps_its_rows_and_its_address()
    {
        string address;
        await using (var first = await StartAsync())
        {
            address = first.AppConnectionString;
            await ScalarAsync(first.OwnerConnectionString, "create table kept as select 7 as n; select 1");
        }

        Assert.False(Directory.Exists(SocketFolderOf(address)));
        await using var second = await StartAsync();
        Assert.Equal(address, second.AppConnectionString);
        Assert.True(second.StartedHere);
        Assert.Equal("7", await ScalarAsync(second.OwnerConnectionString, "select n from kept"));
    }

    [Fact]
    public async Task A_server_that_still_runs_is_adopted_and_stopped_by_its_last_user()
    {
        var left = await StartAsync(LocalPostgresStop.Never);
        var id = left.ServerProcessId;
        await left.DisposeAsync();
        Assert.NotNull(id);

        var adopted = await StartAsync();
        Assert.False(adopted.StartedHere);
        Assert.Equal(id, adopted.ServerProcessId);

        var verb = await StartAsync(LocalPostgresStop.IfStarted);
        await verb.DisposeAsync();
        Assert.Equal(id, adopted.ServerProcessId);

        var other = await StartAsync();
        await adopted.DisposeAsync();
        Assert.Equal(id, adopted.ServerProcessId);
        Assert.Equal("1", await ScalarAsync(other.AppConnectionString, "select 1"));

        await other.DisposeAsync();
        Assert.Null(other.ServerProcessId);
    }

    [Fact]
    public async Task A_killed_server_comes_back_by_itself_with_every_committed_row()
    {
        await using var postgres = await StartAsync(durable: true);
        await ScalarAsync(postgres.OwnerConnectionString, "create table kept(n int); insert into kept select generate_series(1, 500); select 1");
        var id = postgres.ServerProcessId!.Value;

        Process.GetProcessById(id).Kill();

        Assert.Equal("500", await EventuallyAsync(() => ScalarAsync(postgres.OwnerConnectionString, "select count(*) from kept")));
        Assert.NotEqual(id, postgres.ServerProcessId);
    }

    [Fact]
    public async Task An_adopted_server_that_is_killed_comes_back_too()
    {
        await (await StartAsync(LocalPostgresStop.Never)).DisposeAsync();
        await using var postgres = await StartAsync();
        Assert.False(postgres.StartedHere);

        Process.GetProcessById(postgres.ServerProcessId!.Value).Kill();

        Assert.Equal("1", await EventuallyAsync(() => ScalarAsync(postgres.AppConnectionString, "select 1")));
    }

    [Fact]
    public async Task A_half_made_folder_is_made_again()
    {
        var data = Path.Combine(_folder, "postgres", "data");
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), "15");

        await using var postgres = await StartAsync();

        Assert.Equal("1", await ScalarAsync(postgres.AppConnectionString, "select 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_and_left_alone()
    {
        await (await StartAsync()).DisposeAsync();
        var version = Path.Combine(_folder, "postgres", "data", "PG_VERSION");
        await File.WriteAllTextAsync(version, "12\n");

        var refused = await Assert.ThrowsAsync<StartException>(() => StartAsync());

        Assert.Contains("was made by PostgreSQL 12 and no other version can open it (found: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal("12\n", await File.ReadAllTextAsync(version));
    }

    [Fact]
    public async Task A_configured_folder_without_PostgreSQL_is_refused_without_looking_elsewhere()
    {
        var refused = await Assert.ThrowsAsync<StartException>(() => LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = _folder, BinariesFolder = "/usr/share" }, NullLogger.Instance, CancellationToken.None));

        Assert.StartsWith("CADENCE_PGBIN: /usr/share holds no postgres and initdb", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_can_not_be_made_is_refused()
    {
        await File.WriteAllTextAsync(_folder, "a file");

        var refused = await Assert.ThrowsAsync<StartException>(() => StartAsync());

        Assert.Equal("Cadence__DataPath", refused.Setting);
    }

    [Fact]
    public async Task Two_programs_that_start_at_once_share_one_server()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());

        Assert.Equal(both[0].ServerProcessId, both[1].ServerProcessId);
        Assert.Single(both, p => p.StartedHere);
        await both[0].DisposeAsync();
        Assert.Equal("1", await ScalarAsync(both[1].AppConnectionString, "select 1"));
        await both[1].DisposeAsync();
    }

    [Fact]
    public async Task A_folder_has_one_database_whatever_link_leads_to_it()
    {
        await using var direct = await StartAsync();
        var link = _folder + "-link";
        Directory.CreateSymbolicLink(link, _folder);

        await using var linked = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = link, Durable = false, SharedBuffers = "16MB" }, NullLogger.Instance, CancellationToken.None);

        Assert.Equal(direct.AppConnectionString, linked.AppConnectionString);
        Directory.Delete(link);
    }

    [RootFact]
    public async Task Below_a_folder_that_only_root_can_enter_the_data_goes_to_a_place_of_its_own()
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new LocalPostgresOptions { DataPath = Path.Combine(_folder, "clone", ".cadence"), Durable = false, SharedBuffers = "16MB" };
        string folder;
        await using (var first = await LocalPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None))
        {
            folder = first.Folder;
            Assert.StartsWith("/var/lib/cadence/", folder, StringComparison.Ordinal);
            await ScalarAsync(first.OwnerConnectionString, "create table kept as select 7 as n; select 1");
        }

        // Once there it stays there, also when the way is open later.
        File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("755", 8));
        await using (var second = await LocalPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None))
        {
            Assert.Equal(folder, second.Folder);
            Assert.Equal("7", await ScalarAsync(second.OwnerConnectionString, "select n from kept"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true, "", "brew install postgresql@17")]
    [InlineData(false, "ID=debian", "sudo apt-get install postgresql")]
    [InlineData(false, "ID=linuxmint|ID_LIKE=\"ubuntu debian\"", "sudo apt-get install postgresql")]
    [InlineData(false, "ID=\"rocky\"|ID_LIKE=\"rhel centos fedora\"", "sudo dnf install postgresql-server postgresql-contrib")]
    [InlineData(false, "ID=alpine", "sudo apk add postgresql postgresql-contrib")]
    public void The_missing_database_is_answered_with_the_command_of_the_system(bool isMac, string osRelease, string command) =>
        Assert.Equal(command, PostgresBinaries.InstallCommand(isMac, osRelease.Split('|')));

    public void Dispose()
    {
        if (File.Exists(_folder))
        {
            File.Delete(_folder);
        }
        else if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private Task<LocalPostgres> StartAsync(LocalPostgresStop stop = LocalPostgresStop.Always, bool durable = false) =>
        LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = _folder, Durable = durable, SharedBuffers = "16MB", Stop = stop }, NullLogger.Instance, CancellationToken.None);

    private static string SocketFolderOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Host!;

    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path);

    private static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50);
            }
        }
    }
}

/// <summary>Runs only as root, where the server needs another account.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "needs root";
}
