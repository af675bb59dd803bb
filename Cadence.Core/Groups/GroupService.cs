using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Groups;

/// <summary>The groups of an organization: of these a member sees what <see cref="ReachSql.Groups"/> says.</summary>
public sealed class GroupService(TenantDb db)
{
    /// <summary>Longest name of a group.</summary>
    public const int LongestName = 80;

    /// <summary>Most places a group can have.</summary>
    public const int MostPlaces = 1000;

    private const int LongestWord = 40;
    private const int Colors = 12;

    /// <summary>Groups with how full they are, when they meet next and how many come.</summary>
    public Task<Result<GroupList>> ListAsync(Actor actor, GroupFilter filter, CancellationToken cancellationToken) =>
        db.ReadAsync<GroupList>(actor, Permission.GroupsRead, async (session, token) => await GroupSql.ListAsync(session, filter, token), cancellationToken);

    /// <summary>One group with its classes, people and marks; unknown, foreign and unseen ones are all NotFound.</summary>
    public Task<Result<GroupOverview>> OverviewAsync(Actor actor, Guid id, CancellationToken cancellationToken) =>
        db.ReadAsync<GroupOverview>(actor, Permission.GroupsRead, async (session, token) => await GroupSql.OverviewAsync(session, id, token) is { } group ? group : Error.NotFound(), cancellationToken);

    /// <summary>What a group's form offers.</summary>
    public Task<Result<GroupChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<GroupChoices>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var today = session.Today;
            var teachers = await session.Db.Set<Teacher>()
                .Where(teacher => teacher.EmployedTo == null || teacher.EmployedTo >= today)
                .OrderBy(teacher => teacher.FamilyNames == "" ? teacher.GivenName : teacher.FamilyNames).ThenBy(teacher => teacher.GivenName).ThenBy(teacher => teacher.Id)
                .Select(teacher => new TeacherChoice(teacher.Id, teacher.PreferredName == null ? teacher.FullName : (teacher.PreferredName + " " + teacher.FamilyNames).Trim()))
                .Take(1000).ToListAsync(token);
            var rooms = (await session.Db.Set<Room>().AsNoTracking().OrderBy(room => room.Name).ThenBy(room => room.Id).Take(5000).ToListAsync(token))
                .ToLookup(room => room.VenueId, room => new RoomChoice(room.Id, room.Name));
            var (reach, anywhere) = (session.Reach ?? [], session.Scope != GrantScope.Venue);
            var venues = await session.Db.Set<Venue>().AsNoTracking().Where(venue => anywhere || reach.Contains(venue.Id)).OrderBy(venue => venue.Name).ThenBy(venue => venue.Id).Take(500).ToListAsync(token);
            var used = await session.Db.Set<Group>().Where(group => group.Status != GroupStatus.Closed)
                .GroupBy(group => group.Color).Select(same => new { Color = same.Key, Count = same.Count() }).ToDictionaryAsync(same => same.Color, same => same.Count, token);
            return new GroupChoices(
                teachers,
                venues.ConvertAll(venue => new VenueChoice(venue.Id, venue.Name, venue.Kind, [.. rooms[venue.Id]])),
                Enumerable.Range(1, Colors).MinBy(color => used.GetValueOrDefault(color)),
                session.Organization.Currency);
        }, cancellationToken);

    /// <summary>Adds an active group and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddGroup command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            if (await session.Db.Set<Group>().AnyAsync(group => group.Id == command.Id, token))
            {
                return command.Id;
            }

            var added = new Group(command.Id, "", 1, 1);
            if (await WriteAsync(session, added, command, token) is { Count: > 0 } errors)
            {
                return Result<Guid>.Failure(errors);
            }

            session.Db.Add(added);
            session.Record("group.added", added.Id);
            await session.Db.SaveChangesAsync(token);
            return added.Id;
        }, cancellationToken);

    /// <summary>Changes a group, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditGroup command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.GroupsWrite, async (session, token) =>
        {
            var group = session.Reach is null || await GroupSql.IsVisibleAsync(session, command.Id, token)
                ? await session.Db.Set<Group>().SingleOrDefaultAsync(group => group.Id == command.Id, token)
                : null;
            if (group is null)
            {
                return Error.NotFound();
            }

            if (await WriteAsync(session, group, command, token) is { Count: > 0 } errors)
            {
                return Result<int>.Failure(errors);
            }

            session.Db.Entry(group).Property(g => g.Version).OriginalValue = command.Version;
            session.Record("group.changed", group.Id);
            await session.Db.SaveChangesAsync(token);
            return group.Version;
        }, cancellationToken);

    /// <summary>Checks the command and, if nothing is wrong, writes it into the group.</summary>
    private static async Task<IReadOnlyList<Error>> WriteAsync(TenantSession session, Group group, GroupDetails command, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var name = checks.Required(nameof(GroupDetails.Name), command.Name, LongestName);
        var level = checks.Optional(nameof(GroupDetails.Level), command.Level, LongestWord);
        var style = checks.Optional(nameof(GroupDetails.Style), command.Style, LongestWord);
        var age = checks.Optional(nameof(GroupDetails.AgeRange), command.AgeRange, LongestWord);
        checks.Amount(nameof(GroupDetails.MonthlyPrice), command.MonthlyPrice, session.Organization.Currency);
        if (command.Capacity is null)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(GroupDetails.Capacity)));
        }
        else if (command.Capacity < 1)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorNotPositive), nameof(GroupDetails.Capacity)));
        }
        else if (command.Capacity > MostPlaces)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLarge), nameof(GroupDetails.Capacity), MostPlaces));
        }

        if (command.Color is < 1 or > Colors)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(GroupDetails.Color)));
        }

        if (command.TeacherId is { } teacher && teacher != group.TeacherId && !await session.Db.Set<Teacher>().AnyAsync(t => t.Id == teacher, cancellationToken))
        {
            checks.Add(Error.NotFound() with { Field = nameof(GroupDetails.TeacherId) });
        }

        var room = await RoomAsync(session, checks, command, cancellationToken);

        // What a group becomes must be within reach like what it was.
        if (checks.Passed && !session.Reaches(group.Id, command.VenueId, command.TeacherId))
        {
            checks.Add(Error.Forbidden(nameof(SharedTexts.ErrorOutOfReach)));
        }

        if (checks.Passed)
        {
            group.Describe(name, level, style, age, command.Color);
            group.Place(command.TeacherId, command.VenueId, room, command.Capacity!.Value);
            group.SetPrice(command.MonthlyPrice);
        }

        return checks.Errors;
    }

    private static async Task<Guid?> RoomAsync(TenantSession session, FieldChecks checks, GroupDetails command, CancellationToken cancellationToken)
    {
        if (command.VenueId is not { } venue)
        {
            if (command.RoomId is not null)
            {
                checks.Add(Error.Invalid(nameof(GroupsTexts.ErrorRoomElsewhere), nameof(GroupDetails.RoomId)));
            }

            return null;
        }

        // A venue has at least one room, so none means none of this organization.
        var rooms = await session.Db.Set<Room>().Where(room => room.VenueId == venue).Select(room => room.Id).ToListAsync(cancellationToken);
        if (rooms.Count == 0)
        {
            checks.Add(Error.NotFound() with { Field = nameof(GroupDetails.VenueId) });
            return null;
        }

        switch (command.RoomId)
        {
            case null when rooms.Count == 1:
                return rooms[0];
            case null:
                checks.Add(Error.Invalid(nameof(GroupsTexts.ErrorRoomMissing), nameof(GroupDetails.RoomId)));
                return null;
            case { } room when !rooms.Contains(room):
                checks.Add(Error.Invalid(nameof(GroupsTexts.ErrorRoomElsewhere), nameof(GroupDetails.RoomId)));
                return null;
            default:
                return command.RoomId;
        }
    }
}
