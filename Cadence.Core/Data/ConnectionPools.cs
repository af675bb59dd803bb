using Npgsql;

namespace Cadence.Core.Data;

/// <summary>The pooled connections of this process.</summary>
public sealed class ConnectionPools(NpgsqlDataSource dataSource)
{
    /// <summary>Gives up all that wait for use; those in use go when they come back.</summary>
    public void Clear()
    {
        dataSource.Clear();
        NpgsqlConnection.ClearAllPools();
    }
}
