using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>
/// The private PostgreSQL of an installation without a database of its own: made on first use, started as a child of the program,
/// adopted when it still runs from before, started again when it dies, and stopped with the last program that uses it.
/// It listens on a socket in a private folder only. Connection strings stay the same over restarts.
/// </summary>
public sealed partial class LocalPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly LocalPostgresOptions _options;
    private readonly ServerAccount _account;
    private readonly LocalPostgresRoles _roles;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly FileStream _inUse;
    private Task _supervision = Task.CompletedTask;
    private Process? _child;
    private bool _disposed;

    private LocalPostgres(LocalPostgresOptions options, ServerAccount account, string folder, string socketFolder, LocalPostgresRoles roles, FileStream inUse, ILogger logger)
    {
        _options = options;
        _account = account;
        _roles = roles;
        _inUse = inUse;
        _logger = logger;
        Folder = folder;
        SocketFolder = socketFolder;
    }

    /// <summary>Connects as the runtime role, which row-level security binds.</summary>
    public string AppConnectionString => ConnectionString(LocalPostgresRoles.AppName, _roles.App, LocalPostgresRoles.DatabaseName);

    /// <summary>Connects as the owner of database and schema: migrations.</summary>
    public string OwnerConnectionString => ConnectionString(LocalPostgresRoles.OwnerName, _roles.Owner, LocalPostgresRoles.DatabaseName);

    /// <summary>The folder with data, log and passwords.</summary>
    public string Folder { get; }

    /// <summary>Whether this process started the server, rather than finding it running.</summary>
    public bool StartedHere { get; private set; }

    internal string SuperuserConnectionString => ConnectionString(LocalPostgresRoles.SuperuserName, _roles.Superuser, "postgres") + ";Pooling=false;Timeout=5";

    internal string SocketFolder { get; }

    internal string DataFolder => Path.Combine(Folder, "data");

    /// <summary>The server's process, or null while none runs.</summary>
    internal int? ServerProcessId => File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private string PidFile => Path.Combine(DataFolder, "postmaster.pid");

    private string StartLog => Path.Combine(DataFolder, "start.log");

    /// <summary>Brings the server up, made or mended as needed, and keeps it up until disposed.</summary>
    /// <exception cref="StartException">No usable PostgreSQL, a folder that can't be used, data of another major version.</exception>
    public static async Task<LocalPostgres> StartAsync(LocalPostgresOptions options, ILogger logger, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new StartException("ConnectionStrings__Cadence", "The private database works on Linux and macOS; on Windows set ConnectionStrings__Cadence and ConnectionStrings__CadenceOwner to a PostgreSQL of your own.");
        }

        var account = ServerAccount.ForThisProcess();
        var folder = await LocalPostgresFolder.ChooseAsync(options.DataPath, account, ct);
        var socketFolder = $"/tmp/cadence-{OwnFiles.ShortHash(folder, 8)}";
        var inUse = await LocalPostgresFolder.LockAsync(folder, "in-use.lock", exclusive: false, StartPatience, ct);
        try
        {
            // One process at a time makes, starts and prepares the cluster.
            await using var setup = await LocalPostgresFolder.LockAsync(folder, "setup.lock", exclusive: true, StartPatience, ct);
            await account.OwnFolderAsync(socketFolder, ct);
            var roles = await PrepareAsync(options, account, folder, socketFolder, logger, ct);
            var postgres = new LocalPostgres(options, account, folder, socketFolder, roles, inUse, logger);
            await postgres.BringUpAsync(StartPatience, ct);
            await roles.EnsureAsync(postgres.SuperuserConnectionString, ct);
            postgres._supervision = Task.Run(postgres.SuperviseAsync, CancellationToken.None);
            return postgres;
        }
        catch
        {
            DeleteIfEmpty(socketFolder);
            await inUse.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the supervision and stops the server as <see cref="LocalPostgresOptions.Stop"/> says.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync();
        await _supervision;
        await _inUse.DisposeAsync();
        if (_options.Stop == LocalPostgresStop.Always || (_options.Stop == LocalPostgresStop.IfStarted && StartedHere))
        {
            await StopServerAsync();
        }

        _child?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Makes the cluster where there is none; one that a crash left half made has no marker and is made again.</summary>
    private static async Task<LocalPostgresRoles> PrepareAsync(LocalPostgresOptions options, ServerAccount account, string folder, string socketFolder, ILogger logger, CancellationToken ct)
    {
        var passwords = Path.Combine(folder, "passwords.json");
        var data = Path.Combine(folder, "data");
        if (LocalPostgresFolder.HasCluster(folder))
        {
            return await LocalPostgresRoles.ReadAsync(passwords, ct);
        }

        var binaries = PostgresBinaries.Find(options.BinariesFolder);
        if (Directory.Exists(data))
        {
            LogHalfMade(logger, data);
            Directory.Delete(data, recursive: true);
        }

        LogMaking(logger, data, binaries.Major);
        var roles = LocalPostgresRoles.Generate();
        await roles.WriteAsync(passwords, ct);
        await account.OwnFolderAsync(data, ct);
        const string script = """
            umask 077; password="$1.password"; cat > "$password" || exit 1
            shift
            "$@" --pwfile="$password"; result=$?
            rm -f "$password"; exit $result
            """;
        string[] command = [binaries.InitDb, "-D", data, "-U", LocalPostgresRoles.SuperuserName, "-A", "scram-sha-256", "--data-checksums", "-E", "UTF8", "--locale=C", .. options.Durable ? Array.Empty<string>() : ["--no-sync"]];
        var (exitCode, output) = await ServerAccount.RunAsync(account.Shell(script, [Path.Combine(socketFolder, "initdb"), .. command]), roles.Superuser, ct);
        if (exitCode != 0)
        {
            throw new StartException(data, $"The private database could not be made in {data}: {LastLine(output)}");
        }

        await File.WriteAllTextAsync(LocalPostgresFolder.Marker(folder), "Made by Cadence. A data folder without this file is incomplete and is made again.\n", ct);
        return roles;
    }

    private async Task SuperviseAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                // An idle connection breaks the moment the server dies, whether it is a child of this process or adopted.
                await using var watch = new NpgsqlConnection(SuperuserConnectionString);
                await watch.OpenAsync(_stopping.Token);
                while (true)
                {
                    await watch.WaitAsync(_stopping.Token);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or IOException or ObjectDisposedException)
            {
                LogGone(_logger, e.Message);
            }

            try
            {
                await BringUpAsync(null, _stopping.Token);
                LogBack(_logger, ServerProcessId);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (StartException e)
            {
                LogStartFailed(_logger, e.Message);
                await Task.Delay(LongestBackOff, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Adopts a server that answers, waits for one that starts or recovers, starts one where there is none. Without patience it tries for ever.</summary>
    private async Task BringUpAsync(TimeSpan? patience, CancellationToken ct)
    {
        var silent = Stopwatch.StartNew();
        var whole = Stopwatch.StartNew();
        var backOff = TimeSpan.Zero;
        var nextStart = TimeSpan.Zero;
        var spawned = false;
        var failures = 0;
        while (true)
        {
            var state = await PingAsync(ct);
            if (state == ServerState.Answering)
            {
                if (!spawned)
                {
                    LogAdopted(_logger, ServerProcessId);
                }

                return;
            }

            if (state == ServerState.Busy)
            {
                silent.Restart(); // crash recovery takes as long as it takes
            }
            else if (_child is null or { HasExited: true } && whole.Elapsed >= nextStart)
            {
                if (spawned)
                {
                    // After kill -9 of the server its old processes hold the shared memory for a moment: "in use". So try again, ever more slowly.
                    var reason = StartFailure();
                    LogStartFailed(_logger, reason);
                    failures = IsInUse(reason) ? 0 : failures + 1;
                    if (patience is not null && failures == 3)
                    {
                        throw DoesNotStart(reason);
                    }

                    backOff = backOff == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
                    nextStart = whole.Elapsed + backOff;
                    spawned = false;
                }
                else
                {
                    Spawn();
                    spawned = true;
                }
            }

            if (patience is not null && (silent.Elapsed > patience || whole.Elapsed > RecoveryPatience))
            {
                throw DoesNotStart(StartFailure());
            }

            await Task.Delay(20, ct);
        }
    }

    private async Task<ServerState> PingAsync(CancellationToken ct)
    {
        // Asking the socket first spares an exception for each try while nobody listens.
        if (!File.Exists(Path.Combine(SocketFolder, ".s.PGSQL.5432")))
        {
            return ServerState.Silent;
        }

        try
        {
            await using var connection = new NpgsqlConnection(SuperuserConnectionString);
            await connection.OpenAsync(ct);
            return ServerState.Answering;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("28", StringComparison.Ordinal))
        {
            throw new StartException(Folder, $"The server on {SocketFolder} does not take the password kept in {Folder}: {e.MessageText}", e);
        }
        catch (PostgresException e)
        {
            return e.SqlState == PostgresErrorCodes.CannotConnectNow ? ServerState.Busy : ServerState.Answering;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException)
        {
            return ServerState.Silent;
        }
    }

    private void Spawn()
    {
        var data = Path.Combine(DataFolder, "PG_VERSION");
        var major = int.TryParse(File.ReadAllText(data).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var binaries = PostgresBinaries.Find(_options.BinariesFolder, major, DataFolder);
        List<string> settings =
        [
            "listen_addresses=", $"unix_socket_directories={SocketFolder}", "unix_socket_permissions=0700", "port=5432",
            "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log", "log_truncate_on_rotation=on", "log_rotation_age=1d",
            "timezone=UTC", "log_timezone=UTC", "password_encryption=scram-sha-256",
        ];
        if (!_options.Durable)
        {
            settings.AddRange(["fsync=off", "full_page_writes=off", "synchronous_commit=off"]);
        }

        if (_options.SharedBuffers is { } sharedBuffers)
        {
            settings.Add($"shared_buffers={sharedBuffers}");
        }

        if (_options.MaxConnections is { } maxConnections)
        {
            settings.Add(string.Create(CultureInfo.InvariantCulture, $"max_connections={maxConnections}"));
        }

        // No pipe to this process, which may die first; and a session of its own where the system has setsid,
        // or Ctrl+C in a terminal would stop the database before the program has finished with it.
        const string script = """
            exec < /dev/null > "$1" 2>&1; shift
            command -v setsid > /dev/null && exec setsid "$@"
            exec "$@"
            """;
        _child?.Dispose();
        _child = Process.Start(_account.Shell(script, [StartLog, binaries.Server, "-D", DataFolder, .. settings.SelectMany(s => new[] { "-c", s })]));
        StartedHere = true;
        LogStarting(_logger, DataFolder, binaries.Major, _child?.Id);
    }

    private async Task StopServerAsync()
    {
        FileStream? alone = null;
        for (var tries = 0; alone is null; tries++)
        {
            try
            {
                alone = LocalPostgresFolder.TryLock(Path.Combine(Folder, "in-use.lock"), exclusive: true);
            }
            catch (IOException) when (tries < 5)
            {
                // A process that is just being forked shares our locks until it runs its own program.
                await Task.Delay(20, CancellationToken.None);
            }
            catch (IOException)
            {
                LogStillUsed(_logger);
                return;
            }
        }

        await using (alone)
        {
            if (ServerProcessId is not { } id || await PingAsync(CancellationToken.None) == ServerState.Silent)
            {
                return;
            }

            OwnFiles.Interrupt(id);
            var waited = Stopwatch.StartNew();
            while (File.Exists(PidFile) && waited.Elapsed < StartPatience)
            {
                await Task.Delay(10, CancellationToken.None);
            }

            if (_child is not null)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                try
                {
                    await _child.WaitForExitAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    LogStillUsed(_logger);
                    return;
                }
            }

            LogStopped(_logger, id, waited.ElapsedMilliseconds);
            DeleteIfEmpty(SocketFolder);
        }
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private string ConnectionString(string role, string password, string database) =>
        new NpgsqlConnectionStringBuilder { Host = SocketFolder, Port = 5432, Username = role, Password = password, Database = database }.ConnectionString;

    private StartException DoesNotStart(string reason) => new(DataFolder, $"The private database in {DataFolder} does not start: {reason}");

    private static bool IsInUse(string reason) => reason.Contains("still in use", StringComparison.Ordinal) || reason.Contains("lock file", StringComparison.Ordinal);

    private string StartFailure() => File.Exists(StartLog) ? LastLine(File.ReadAllText(StartLog)) : "it printed nothing";

    private static string LastLine(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(l => l.Contains("FATAL", StringComparison.Ordinal) || l.Contains("error", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it printed nothing";
    }

    private enum ServerState
    {
        Silent,
        Busy,
        Answering,
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Making the private database in {Folder} with PostgreSQL {Major}")]
    private static partial void LogMaking(ILogger logger, string folder, int major);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} was left half made and is made again")]
    private static partial void LogHalfMade(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting the private database in {Folder} with PostgreSQL {Major} (process {ProcessId})")]
    private static partial void LogStarting(ILogger logger, string folder, int major, int? processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private database runs already (process {ProcessId})")]
    private static partial void LogAdopted(ILogger logger, int? processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The private database did not start, trying again: {Reason}")]
    private static partial void LogStartFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The private database is gone: {Reason}")]
    private static partial void LogGone(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private database is back (process {ProcessId})")]
    private static partial void LogBack(ILogger logger, int? processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private database stays up: another process uses it")]
    private static partial void LogStillUsed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "The private database has stopped (process {ProcessId}, {Milliseconds} ms)")]
    private static partial void LogStopped(ILogger logger, int processId, long milliseconds);
}
