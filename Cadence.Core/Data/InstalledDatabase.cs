using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>
/// The database of this installation, reachable: the private one, brought up first, or the one the settings name, waited for.
/// Disposing it lets go of the private one.
/// </summary>
public sealed partial class InstalledDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private InstalledDatabase(DatabaseSettings settings, LocalPostgres? postgres)
    {
        Settings = settings;
        Private = postgres;
    }

    /// <summary>The settings with the addresses to use.</summary>
    public DatabaseSettings Settings { get; }

    /// <summary>The private server; null where the settings name a database.</summary>
    public LocalPostgres? Private { get; }

    /// <summary>The runtime role's connection string.</summary>
    public string App => Settings.App!;

    /// <summary>Brings it up or waits for it, up to half a minute.</summary>
    /// <param name="stop">What happens to a private server at the end.</param>
    /// <exception cref="StartException">It can't be reached or does not take the password.</exception>
    public static async Task<InstalledDatabase> OpenAsync(DatabaseSettings settings, LocalPostgresStop stop, ILogger logger, CancellationToken ct)
    {
        if (!settings.IsPrivate)
        {
            await WaitAsync(settings.App!, DatabaseSettings.AppKey, logger, ct);
            return new(settings, null);
        }

        var postgres = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = settings.DataPath, BinariesFolder = settings.BinariesFolder, Stop = stop }, logger, ct);
        return new(settings.With(postgres), postgres);
    }

    /// <summary>For building the program without asking it anything that needs a database, such as which routes it has.</summary>
    public static InstalledDatabase NotOpened(DatabaseSettings settings) => new(settings with { App = settings.App ?? "Host=unused;Username=unused;Database=unused" }, null);

    /// <summary>Brings the schema up to this program, as the owner. The second run changes nothing.</summary>
    /// <exception cref="StartException">The owner's connection string is missing or is refused.</exception>
    public async Task MigrateAsync(ILogger logger, CancellationToken ct)
    {
        var owner = Settings.OwnerFor("migrating the database");
        await WaitAsync(owner, DatabaseSettings.OwnerKey, logger, ct);
        await CadenceDatabase.MigrateAsync(owner, App, ct);
    }

    /// <summary>
    /// What must hold before anybody is served: the runtime role can pass no wall and the schema is this program's.
    /// Migrates where the owner's connection string is at hand, refuses an old schema where it is not.
    /// </summary>
    /// <exception cref="StartException">One of the two does not hold.</exception>
    public async Task EnsureReadyAsync(ILogger logger, CancellationToken ct)
    {
        await RuntimeRoleCheck.EnsureAsync(App, ct);
        if (Settings.Owner is not null)
        {
            await MigrateAsync(logger, ct);
        }
        else if (await PendingAsync(ct) is { Count: > 0 } pending)
        {
            throw StartException.Of(DatabaseSettings.OwnerKey, $"is missing and the database lacks {pending.Count} migration(s), first {pending[0]}: set it, or run the verb migrate with it.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Private?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct)
    {
        try
        {
            return await CadenceDatabase.PendingMigrationsAsync(App, ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName)
        {
            return ["all"]; // nobody has granted the runtime role anything yet
        }
    }

    private static async Task WaitAsync(string connectionString, string key, ILogger logger, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(builder.ConnectionString);
                await connection.OpenAsync(ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState is not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections) || waited.Elapsed > Patience)
            {
                throw StartException.Of(key, $"is refused by the server {builder.Host}: {e.MessageText}.");
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
            {
                if (waited.Elapsed > Patience)
                {
                    throw StartException.Of(key, $"names a server that can't be reached, {builder.Host}:{builder.Port}: {e.Message}");
                }

                LogWaiting(logger, builder.Host, e.Message);
                await Task.Delay(1000, ct);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database server {Host}: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string? host, string reason);
}
