using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Venues;

/// <summary>The places where classes happen.</summary>
public sealed class VenueService(TenantDb db)
{
    /// <summary>Longest name of a venue or room.</summary>
    public const int LongestName = 80;

    private const int LongestAddress = 200;
    private const int MostRooms = 50;
    private const int MostVenues = 500;

    /// <summary>Venues with their rooms, by name: all, or those the member was given. A teacher sees all but the homes of pupils.</summary>
    public Task<Result<IReadOnlyList<VenueItem>>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<VenueItem>>(actor, Permission.GroupsRead, async (session, token) =>
        {
            var venues = await VenueSql.Seen(session)
                .OrderBy(venue => venue.Name).ThenBy(venue => venue.Id).Take(MostVenues)
                .ToListAsync(token);
            var ids = venues.Select(venue => venue.Id).ToList();
            var rooms = (await session.Db.Set<Room>().AsNoTracking()
                .Where(room => ids.Contains(room.VenueId))
                .OrderBy(room => room.Name).ThenBy(room => room.Id)
                .ToListAsync(token)).ToLookup(room => room.VenueId, room => new RoomItem(room.Id, room.Name, room.Shared, room.Version));
            return venues.ConvertAll(venue => new VenueItem(venue.Id, venue.Name, venue.Kind, venue.Address, venue.TimeZone, venue.Version, [.. rooms[venue.Id]]));
        }, cancellationToken);

    /// <summary>Adds a venue with its first room and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddVenue command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            // A new venue is nobody's yet.
            if (session.Reach is not null)
            {
                return Error.Forbidden(nameof(SharedTexts.ErrorOutOfReach));
            }

            var checks = new FieldChecks();
            var details = Check(checks, command);
            var roomName = checks.Optional(nameof(AddVenue.RoomName), command.RoomName, LongestName) ?? details.Name;
            if (!checks.Passed)
            {
                return Result<Guid>.Failure(checks.Errors);
            }

            if (await session.Db.Set<Venue>().AnyAsync(venue => venue.Id == command.Id, token))
            {
                return command.Id;
            }

            session.Db.Add(new Venue(command.Id, details.Name, command.Kind, details.Address, details.TimeZone));
            session.Db.Add(new Room(command.RoomId, command.Id, roomName, command.RoomShared || IsAlwaysShared(command.Kind)));
            session.Record("venue.added", command.Id);
            await session.Db.SaveChangesAsync(token);
            return command.Id;
        }, cancellationToken);

    /// <summary>Changes a venue, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditVenue command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var venue = await session.Db.Set<Venue>().SingleOrDefaultAsync(venue => venue.Id == command.Id, token);
            if (venue is null || !session.Reaches(venue.Id))
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var details = Check(checks, command);
            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            // Planned classes hold instants computed in the old zone.
            if (venue.TimeZone != details.TimeZone && await VenueSql.HasClassesAheadAsync(session, venue.Id, token))
            {
                return Error.Conflict(nameof(VenuesTexts.ErrorZoneHasClasses), nameof(EditVenue.TimeZone));
            }

            session.Db.Entry(venue).Property(v => v.Version).OriginalValue = command.Version;
            venue.Describe(details.Name, command.Kind, details.Address, details.TimeZone);
            if (IsAlwaysShared(command.Kind))
            {
                foreach (var room in await session.Db.Set<Room>().Where(room => room.VenueId == command.Id && !room.Shared).ToListAsync(token))
                {
                    room.Describe(room.Name, shared: true);
                }
            }

            session.Record("venue.changed", venue.Id);
            await session.Db.SaveChangesAsync(token);
            return venue.Version;
        }, cancellationToken);

    /// <summary>Adds a room to a venue and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddRoomAsync(Actor actor, AddRoom command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var venue = await session.Db.Set<Venue>().SingleOrDefaultAsync(venue => venue.Id == command.VenueId, token);
            if (venue is null || !session.Reaches(venue.Id))
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var name = checks.Required(nameof(AddRoom.Name), command.Name, LongestName);
            if (!checks.Passed)
            {
                return Result<Guid>.Failure(checks.Errors);
            }

            var rooms = await session.Db.Set<Room>().Where(room => room.VenueId == command.VenueId).Select(room => room.Id).ToListAsync(token);
            if (rooms.Contains(command.Id))
            {
                return command.Id;
            }

            if (rooms.Count >= MostRooms)
            {
                return Error.Invalid(nameof(VenuesTexts.ErrorTooManyRooms), nameof(AddRoom.Name), MostRooms);
            }

            session.Db.Add(new Room(command.Id, command.VenueId, name, command.Shared || IsAlwaysShared(venue.Kind)));
            session.Record("room.added", command.Id);
            await session.Db.SaveChangesAsync(token);
            return command.Id;
        }, cancellationToken);

    /// <summary>
    /// Changes a room, unless somebody else did since the form was opened. Gives back the new version.
    /// A room with classes at the same time can't be closed to overlaps.
    /// </summary>
    public async Task<Result<int>> EditRoomAsync(Actor actor, EditRoom command, CancellationToken cancellationToken)
    {
        var result = await db.WriteAsync<int>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var room = await session.Db.Set<Room>().SingleOrDefaultAsync(room => room.Id == command.Id, token);
            if (room is null || !session.Reaches(room.VenueId))
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var name = checks.Required(nameof(EditRoom.Name), command.Name, LongestName);
            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            var kind = await session.Db.Set<Venue>().Where(venue => venue.Id == room.VenueId).Select(venue => venue.Kind).SingleAsync(token);
            session.Db.Entry(room).Property(r => r.Version).OriginalValue = command.Version;
            room.Describe(name, command.Shared || IsAlwaysShared(kind));
            session.Record("room.changed", room.Id);
            await session.Db.SaveChangesAsync(token);
            return room.Version;
        }, cancellationToken);
        return result.Errors is [{ Code: nameof(SharedTexts.ErrorAlreadyBooked) }]
            ? Error.Conflict(nameof(VenuesTexts.ErrorRoomHasOverlaps), nameof(EditRoom.Shared))
            : result;
    }

    private static bool IsAlwaysShared(VenueKind kind) => kind is VenueKind.Home or VenueKind.Online;

    private static (string Name, string? Address, string? TimeZone) Check(FieldChecks checks, VenueDetails details)
    {
        var name = checks.Required(nameof(VenueDetails.Name), details.Name, LongestName);
        checks.Choice(nameof(VenueDetails.Kind), details.Kind);
        var address = details.Kind == VenueKind.Online ? null : checks.Optional(nameof(VenueDetails.Address), details.Address, LongestAddress);
        var zone = checks.Optional(nameof(VenueDetails.TimeZone), details.TimeZone, 64);
        if (zone is not null && !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId))
        {
            checks.Add(Error.Invalid(nameof(VenuesTexts.ErrorTimeZoneUnknown), nameof(VenueDetails.TimeZone)));
        }

        return (name, address, zone);
    }
}
