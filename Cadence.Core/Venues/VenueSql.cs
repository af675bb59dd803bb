using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Venues;

/// <summary>SQL over places, and over the classes planned there.</summary>
internal static class VenueSql
{
    // The class table belongs to a later slice, so it is asked by name, not by type.
    private const string ClassesAhead = "select exists (select from class_sessions where venue_id = $1 and ends_at > $2 and status = 'scheduled')";

    /// <summary>Venues the member sees: all, or those they were given. A teacher sees all but the homes of pupils.</summary>
    public static IQueryable<Venue> Seen(TenantSession session)
    {
        var (all, reach, others) = (session.Reach is null, session.Reach ?? [], session.Scope != GrantScope.Venue);
        return session.Db.Set<Venue>().AsNoTracking().Where(venue => all || reach.Contains(venue.Id) || (others && venue.Kind != VenueKind.Home));
    }

    /// <summary>Whether classes are still planned at a venue.</summary>
    public static async Task<bool> HasClassesAheadAsync(TenantSession session, Guid venue, CancellationToken cancellationToken)
    {
        await using var command = session.Command(ClassesAhead);
        command.Parameters.Add(new() { Value = venue });
        command.Parameters.Add(new() { Value = session.Now });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
