using Cadence.Core.Organizations;
using Npgsql;

namespace Cadence.Core.Students;

/// <summary>A live link, found by its secret.</summary>
/// <param name="Actor">Who acts by it; what they may read is asked again with every unit of work.</param>
public sealed record OpenFamilyLink(Actor Actor, DateTimeOffset ExpiresAt);

/// <summary>The question that comes before a family's unit of work: whether this secret opens anything.</summary>
public sealed class FamilyLinkDirectory(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>The link with this hash; null for unknown, revoked and expired ones alike. Notes that it was used.</summary>
    public async Task<OpenFamilyLink?> OpenAsync(byte[] tokenHash, CancellationToken ct)
    {
        await using var command = FamilyLinkSql.Open(dataSource, tokenHash, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new OpenFamilyLink(Actor.FamilyLink(reader.GetGuid(0), reader.GetGuid(1)), reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }
}

/// <summary>The statement of a link that is opened.</summary>
internal static class FamilyLinkSql
{
    public static NpgsqlCommand Open(NpgsqlDataSource source, byte[] tokenHash, DateTimeOffset now)
    {
        var command = source.CreateCommand("select organization_id, id, expires_at from open_family_link($1, $2)");
        command.Parameters.AddWithValue(tokenHash);
        command.Parameters.AddWithValue(now.ToUniversalTime());
        return command;
    }
}
