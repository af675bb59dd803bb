using Cadence.Core.Accounts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>Brings a database to this program's schema and gives the runtime role just what it needs.</summary>
public static class CadenceDatabase
{
    /// <summary>
    /// Applies both contexts' migrations as the owner and grants the role named in <paramref name="appConnectionString"/> its rights.
    /// May be repeated and may run on two nodes at once: the second waits and finds nothing to do.
    /// </summary>
    public static async Task MigrateAsync(string ownerConnectionString, string appConnectionString, CancellationToken cancellationToken)
    {
        var runtimeRole = new NpgsqlConnectionStringBuilder(appConnectionString).Username
            ?? throw new InvalidOperationException("The runtime connection string names no role.");
        // One connection for lock and work: the lock of a program that was killed lasts until the server has ended what it was doing,
        // a commit under way included. EF's own lock is per transaction and needs its table.
        await using var connection = new NpgsqlConnection(Unpooled(ownerConnectionString));
        await connection.OpenAsync(cancellationToken);
        await RunAsync(connection, "select pg_advisory_lock(hashtextextended('cadence-migrate', 0))", cancellationToken);
        await using (var accounts = new AccountsDbContext(AccountsOptions(connection).Options))
        {
            await accounts.Database.MigrateAsync(cancellationToken);
        }

        await using (var tenants = new CadenceDbContext(TenantOptions(connection).Options))
        {
            await tenants.Database.MigrateAsync(cancellationToken);
        }

        await RunAsync(connection, Grants.Script(runtimeRole), cancellationToken);
        await RunAsync(connection, "select pg_advisory_unlock(hashtextextended('cadence-migrate', 0))", cancellationToken);
    }

    /// <summary>Migrations of both contexts that the database has not seen yet; empty when it is ready.</summary>
    public static async Task<IReadOnlyList<string>> PendingMigrationsAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var accounts = new AccountsDbContext(AccountsOptions(connectionString).Options);
        await using var tenants = new CadenceDbContext(TenantOptions(connectionString).Options);
        return [.. await accounts.Database.GetPendingMigrationsAsync(cancellationToken), .. await tenants.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>The migrations of both contexts that this program knows.</summary>
    internal static (IReadOnlyList<string> Accounts, IReadOnlyList<string> Tenants) KnownMigrations()
    {
        using var accounts = new AccountsDbContext(AccountsOptions("Host=unused").Options);
        using var tenants = new CadenceDbContext(TenantOptions("Host=unused").Options);
        return ([.. accounts.Database.GetMigrations()], [.. tenants.Database.GetMigrations()]);
    }

    /// <summary>
    /// For a connection of one's own, which ends at the server when it is closed. A pooled one is reset only when it is taken again:
    /// until then it keeps its locks.
    /// </summary>
    internal static string Unpooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    /// <summary>Prepared statements and round trips as measured to be best (auto-prepare is worth three times).</summary>
    public static string Tuned(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 200,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = false,
    }.ConnectionString;

    internal static DbContextOptionsBuilder<CadenceDbContext> TenantOptions(string connectionString) =>
        new DbContextOptionsBuilder<CadenceDbContext>().UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("schema_migrations", "public")).AddInterceptors(TenantStamp.Instance);

    internal static DbContextOptionsBuilder<AccountsDbContext> AccountsOptions(string connectionString) =>
        new DbContextOptionsBuilder<AccountsDbContext>().UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("schema_migrations", AccountsDbContext.Schema));

    private static DbContextOptionsBuilder<CadenceDbContext> TenantOptions(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<CadenceDbContext>().UseNpgsql(connection, npgsql => npgsql.MigrationsHistoryTable("schema_migrations", "public"));

    private static DbContextOptionsBuilder<AccountsDbContext> AccountsOptions(NpgsqlConnection connection) =>
        new DbContextOptionsBuilder<AccountsDbContext>().UseNpgsql(connection, npgsql => npgsql.MigrationsHistoryTable("schema_migrations", AccountsDbContext.Schema));

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Another node may migrate for minutes; this one waits.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
