using Cadence.Core.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work: database, schema, disk, keys.
/// Both say one word and no detail, because anyone may ask; the reason is in the log.
/// </summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Add(IServiceCollection services, InstalledDatabase database)
    {
        services.AddHealthChecks()
            .Add(new("database", _ => new DatabaseHealth(database.App), HealthStatus.Unhealthy, [], Patience))
            .Add(new("disk", _ => new DiskHealth(database), HealthStatus.Unhealthy, [], Patience))
            .Add(new("keys", provider => new KeyHealth(provider.GetRequiredService<IDataProtectionProvider>()), HealthStatus.Unhealthy, [], Patience));
    }

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().WithMetadata(new MachineEndpointAttribute());
        endpoints.MapHealthChecks("/health/ready").AllowAnonymous().WithMetadata(new MachineEndpointAttribute());
    }
}

/// <summary>The runtime role can ask the database, and the schema is this program's.</summary>
internal sealed class DatabaseHealth(string connectionString) : IHealthCheck
{
    private static volatile string? _upToDate; // asked once per database: a schema does not go back while the program runs

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_upToDate != connectionString)
            {
                if (await CadenceDatabase.PendingMigrationsAsync(connectionString, cancellationToken) is { Count: > 0 } pending)
                {
                    return HealthCheckResult.Unhealthy($"{pending.Count} migration(s) pending");
                }

                _upToDate = connectionString;
            }

            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, MaxPoolSize = 2, ApplicationName = "cadence health" }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer", e);
        }
    }
}

/// <summary>There is room for another while, where the program and its private database write.</summary>
internal sealed class DiskHealth(InstalledDatabase database) : IHealthCheck
{
    private const long LeastBytes = 64L * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var folder in new[] { database.Settings.DataPath, database.Private?.Folder })
        {
            if (folder is not null && Directory.Exists(folder) && new DriveInfo(folder).AvailableFreeSpace < LeastBytes)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy($"Less than {LeastBytes >> 20} MB free in {folder}"));
            }
        }

        return Task.FromResult(HealthCheckResult.Healthy());
    }
}

/// <summary>Cookies can be made and read again.</summary>
internal sealed class KeyHealth(IDataProtectionProvider provider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var protector = provider.CreateProtector("Cadence.Health");
            return Task.FromResult(protector.Unprotect(protector.Protect("ready")) == "ready" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The key ring gives back something else"));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or NpgsqlException or InvalidOperationException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The key ring does not work", e));
        }
    }
}
