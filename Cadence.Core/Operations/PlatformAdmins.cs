using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>Who looks after the installation: given and taken as the owner role, by the verb.</summary>
public static class PlatformAdmins
{
    /// <summary>False where it was so already; null where nobody has that address.</summary>
    public static async Task<bool?> SetAsync(string ownerConnectionString, string email, bool isAdmin, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(cancellationToken);
        return await PlatformSql.SetAdminAsync(connection, email, isAdmin, cancellationToken);
    }
}
