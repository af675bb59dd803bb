using Cadence.Core.Data;

namespace Cadence.Core.Venues;

/// <summary>SQL over places, and over the classes planned there.</summary>
internal static class VenueSql
{
    // The class table belongs to a later slice, so it is asked by name, not by type.
    private const string ClassesAhead = "select exists (select from class_sessions where venue_id = $1 and ends_at > $2 and status = 'scheduled')";

    /// <summary>Whether classes are still planned at a venue.</summary>
    public static async Task<bool> HasClassesAheadAsync(TenantSession session, Guid venue, CancellationToken cancellationToken)
    {
        await using var command = session.Command(ClassesAhead);
        command.Parameters.Add(new() { Value = venue });
        command.Parameters.Add(new() { Value = session.Now });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
