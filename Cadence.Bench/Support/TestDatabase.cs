using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>
/// A database of its own for one test class, <c>IClassFixture&lt;TestDatabase&gt;</c>, or one run of a fault. Tests connect as the
/// runtime role, which is checked first, or nothing that they show about the walls would count.
/// </summary>
public sealed partial class TestDatabase
{
    /// <summary>Connects as the runtime role.</summary>
    public string AppConnectionString { get; private set; } = "";

    /// <summary>Connects as the owner: to prepare what the product itself can't do, and to look behind the walls.</summary>
    public string OwnerConnectionString { get; private set; } = "";

    /// <summary>Name of the runtime role.</summary>
    public string RuntimeRole => new NpgsqlConnectionStringBuilder(AppConnectionString).Username!;

    /// <summary>A database that a test has prepared itself, such as one that must survive being killed.</summary>
    internal static TestDatabase At(string appConnectionString, string ownerConnectionString) => new() { AppConnectionString = appConnectionString, OwnerConnectionString = ownerConnectionString };

    public async Task InitializeAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        (AppConnectionString, OwnerConnectionString) = await cluster.CloneAsync();
        await RuntimeRoleCheck.EnsureAsync(AppConnectionString, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        foreach (var connectionString in new[] { AppConnectionString, OwnerConnectionString })
        {
            using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
        }

        return Task.CompletedTask;
    }
}
