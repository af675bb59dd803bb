using System.Diagnostics;
using System.Globalization;
using Cadence.Core.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>
/// The one private PostgreSQL of a test run: made on first use, fast rather than safe, gone when the test process is.
/// Its database <c>cadence</c> is migrated once and is the template of every test database.
/// </summary>
public sealed class PostgresCluster
{
    private static readonly Lazy<Task<PostgresCluster>> Started = new(StartAsync);
    private static Process? _janitor; // kept, because its input closes when it is collected
    private readonly LocalPostgres _postgres;
    private int _databases;

    private PostgresCluster(LocalPostgres postgres) => _postgres = postgres;

    /// <summary>The cluster of this run, started on the first call.</summary>
    public static Task<PostgresCluster> SharedAsync() => Started.Value;

    /// <summary>For tests that look at the walls from outside; the product never has it.</summary>
    public string SuperuserConnectionString => _postgres.SuperuserConnectionString;

    /// <summary>A new database with the product's schema; as empty as after the first migration.</summary>
    public async Task<(string App, string Owner)> CloneAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(_postgres.SuperuserConnectionString, $"create database {name} template cadence owner cadence_owner strategy wal_log");
        return (Named(_postgres.AppConnectionString, name), Named(_postgres.OwnerConnectionString, name));
    }

    /// <summary>A new database without any schema, for tests of migrations themselves.</summary>
    public async Task<(string App, string Owner)> CreateEmptyAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(_postgres.SuperuserConnectionString, $"create database {name} template template0 owner cadence_owner");
        await ExecuteAsync(Named(_postgres.SuperuserConnectionString, name), "alter schema public owner to cadence_owner; create extension btree_gist; create extension pg_trgm; create extension unaccent");
        return (Named(_postgres.AppConnectionString, name), Named(_postgres.OwnerConnectionString, name));
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        var folder = Path.Combine("/tmp", $"cadence-test-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("n")[..8]}");
        var postgres = await LocalPostgres.StartAsync(
            new LocalPostgresOptions { DataPath = folder, BinariesFolder = Environment.GetEnvironmentVariable("CADENCE_PGBIN"), Durable = false, SharedBuffers = "64MB", MaxConnections = 200, Stop = LocalPostgresStop.Never },
            NullLogger.Instance,
            CancellationToken.None);
        _janitor = StartJanitor(folder, postgres);
        await SchemaAsync(postgres);
        return new PostgresCluster(postgres);
    }

    private static async Task SchemaAsync(LocalPostgres postgres)
    {
        // Unpooled, because nobody may be connected to a template that is being copied.
        await CadenceDatabase.MigrateAsync(postgres.OwnerConnectionString + ";Pooling=false", postgres.AppConnectionString, CancellationToken.None);
        await ExecuteAsync(postgres.SuperuserConnectionString, "alter database cadence with is_template true allow_connections false");
    }

    /// <summary>
    /// Test hosts are killed rather than ended, so the cleaning up is done by a shell that waits for its input to close,
    /// which happens however this process goes.
    /// </summary>
    private static Process? StartJanitor(string folder, LocalPostgres postgres)
    {
        const string script = """
            exec > /dev/null 2>&1; trap '' INT TERM HUP
            read -r _
            pid=$(head -n 1 "$1/data/postmaster.pid")
            kill -QUIT "$pid"
            tries=0
            while kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
            rm -rf "$2" "$3"
            """;
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "cadence-tests", postgres.Folder, folder, postgres.SocketFolder]) { RedirectStandardInput = true, WorkingDirectory = "/" });
    }

    private static string Named(string connectionString, string database) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Database = database,
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 2,
    }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}
