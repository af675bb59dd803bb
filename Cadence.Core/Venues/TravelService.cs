using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Venues;

/// <summary>How long the ways between venues take, where somebody has said so. The agenda shows them between two classes.</summary>
public sealed class TravelService(TenantDb db)
{
    /// <summary>The longest way that can be entered, in minutes.</summary>
    public const int LongestMinutes = 600;

    private const int Most = 2_000;

    /// <summary>Ways between venues whose both ends the member sees. Those of a venue that went online wait until it is a place again.</summary>
    public Task<Result<IReadOnlyList<TravelItem>>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<TravelItem>>(actor, Permission.GroupsRead, async (session, token) =>
        {
            var places = VenueSql.Seen(session).Where(venue => venue.Kind != VenueKind.Online);
            return await (from travel in session.Db.Set<VenueTravel>().AsNoTracking()
                          join one in places on travel.VenueId equals one.Id
                          join other in places on travel.OtherVenueId equals other.Id
                          orderby one.Name, other.Name
                          select new TravelItem(one.Id, one.Name, other.Id, other.Name, travel.Minutes, travel.Mode)).Take(Most).ToListAsync(token);
        }, cancellationToken);

    /// <summary>
    /// Says how long the way between two venues takes, or takes that back; what was said before gives way, because both ends know it equally
    /// well. An online venue has no way to it. Gives back whether the way is known now.
    /// </summary>
    public Task<Result<bool>> SetAsync(Actor actor, SetTravel command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var ids = new[] { command.VenueId, command.OtherVenueId ?? command.VenueId };
            var kinds = await session.Db.Set<Venue>().Where(venue => ids.Contains(venue.Id)).ToDictionaryAsync(venue => venue.Id, venue => venue.Kind, token);
            if (!kinds.TryGetValue(command.VenueId, out var kind) || kind == VenueKind.Online || !session.Reaches(command.VenueId))
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            Check(checks, command);
            if (command.OtherVenueId is { } other && (!kinds.TryGetValue(other, out var otherKind) || otherKind == VenueKind.Online || other == command.VenueId || !session.Reaches(other)))
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(SetTravel.OtherVenueId)));
            }

            if (!checks.Passed)
            {
                return Result<bool>.Failure(checks.Errors);
            }

            var (first, second) = VenueTravel.InOrder(command.VenueId, command.OtherVenueId!.Value);
            var travel = await session.Db.Set<VenueTravel>().SingleOrDefaultAsync(travel => travel.VenueId == first && travel.OtherVenueId == second, token);
            if (command.Remove)
            {
                if (travel is not null)
                {
                    session.Db.Remove(travel);
                    session.Record("venue.travel_removed", command.VenueId);
                    await session.Db.SaveChangesAsync(token);
                }

                return false;
            }

            if (travel is null)
            {
                session.Db.Add(new VenueTravel(first, second, command.Minutes!.Value, command.Mode));
            }
            else
            {
                travel.Take(command.Minutes!.Value, command.Mode);
            }

            session.Record("venue.travel_set", command.VenueId);
            await session.Db.SaveChangesAsync(token);
            return true;
        }, cancellationToken);

    private static void Check(FieldChecks checks, SetTravel command)
    {
        if (command.OtherVenueId is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(SetTravel.OtherVenueId)));
        }

        if (command.Remove)
        {
            return;
        }

        checks.Choice(nameof(SetTravel.Mode), command.Mode);
        if (command.Minutes is not { } minutes)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(SetTravel.Minutes)));
        }
        else if (minutes is < 1 or > LongestMinutes)
        {
            checks.Add(Error.Invalid(nameof(VenuesTexts.ErrorTravelMinutes), nameof(SetTravel.Minutes), 1, LongestMinutes));
        }
    }
}
