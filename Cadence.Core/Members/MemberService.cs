using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Members;

/// <summary>
/// Who belongs to the organization: their role, their places, their teacher record. Nobody changes somebody whose role may do more than their own,
/// and an organization always keeps an active owner.
/// </summary>
public sealed class MemberService(TenantDb db)
{
    private static readonly TimeSpan EndedShown = TimeSpan.FromDays(14);

    /// <summary>Members and the invitations on their way; what came to its end is shown two weeks.</summary>
    public Task<Result<MemberList>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<MemberList>(actor, Permission.MembersRead, async (session, ct) => await MemberSql.ListAsync(session, session.Now - EndedShown, ct), cancellationToken);

    /// <summary>What the reader may give: roles, places, teacher records.</summary>
    public Task<Result<MemberChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<MemberChoices>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            var roles = await MemberSql.RolesAsync(session, ct);
            var venues = await session.Db.Set<Venue>().OrderBy(venue => venue.Name).Select(venue => new PlaceTag(venue.Id, venue.Name, false)).Take(500).ToListAsync(ct);
            var groups = await session.Db.Set<Group>().Where(group => group.Status != GroupStatus.Closed).OrderBy(group => group.Name).Select(group => new PlaceTag(group.Id, group.Name, true)).Take(500).ToListAsync(ct);
            var teachers = await session.Db.Set<Teacher>().Where(teacher => teacher.EmployedTo == null || teacher.EmployedTo >= session.Today)
                .OrderBy(teacher => teacher.FamilyNames).ThenBy(teacher => teacher.GivenName)
                .Select(teacher => new TeacherRecordChoice(teacher.Id, teacher.FullName, teacher.UserId, teacher.Email)).Take(1000).ToListAsync(ct);
            return new MemberChoices(
                [.. roles.Roles.Where(role => !role.IsBeyond).Select(role => new RoleChoice(role.Key, role.Name, MembershipChecks.NeedsPlaces(role.Grants)))],
                [.. venues, .. groups], teachers, session.Organization.Language);
        }, cancellationToken);

    /// <summary>Gives a member another role, other places or another teacher record, unless somebody else changed them since. Gives back the new version.</summary>
    public Task<Result<int>> ChangeAsync(Actor actor, ChangeMember command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            var owners = await MemberSql.LockOwnersAsync(session, ct);
            var grants = await MemberSql.GrantsAsync(session, ct);
            var giver = await MemberSql.GiverAsync(session, grants, ct);
            var found = await FindAsync(session, command.MemberId, command.Version, giver, grants, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            var member = found.Value;
            var checks = new FieldChecks();
            await MembershipChecks.CheckAsync(session, checks, command, giver, grants, member.UserId, ct);
            if (checks.Passed && member.Role == RolePresets.Owner && command.Role != RolePresets.Owner && IsLast(owners, member))
            {
                checks.Add(Error.Conflict(nameof(SharedTexts.ErrorLastOwner), nameof(Membership.Role)));
            }

            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            if (member.Role != command.Role)
            {
                member.ChangeRole(command.Role);
                session.Record("member.role_changed", member.Id);
            }

            await session.RecordSecurityAsync(SecurityEventKind.MemberChanged, member.Id, command.Role, ct);
            await LinkAsync(session, member.UserId, command.TeacherId, ct);
            await PlaceAsync(session, member.Id, command, ct);
            await session.Db.SaveChangesAsync(ct);
            return member.Version;
        }, cancellationToken);

    /// <summary>
    /// Suspends a member, gives back what was suspended, or removes them: then their teacher record is free and their invitations are taken back.
    /// Whoever wants to go themselves leaves instead. Gives back the new version.
    /// </summary>
    public Task<Result<int>> ChangeStatusAsync(Actor actor, ChangeMemberStatus command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            var owners = await MemberSql.LockOwnersAsync(session, ct);
            var grants = await MemberSql.GrantsAsync(session, ct);
            var found = await FindAsync(session, command.MemberId, command.Version, await MemberSql.GiverAsync(session, grants, ct), grants, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            var member = found.Value;
            if (!Enum.IsDefined(command.Status))
            {
                return Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(ChangeMemberStatus.Status));
            }

            if (command.Status != MemberStatus.Active)
            {
                if (member.UserId == actor.UserId)
                {
                    return Error.Conflict(nameof(MembersTexts.ErrorNotYourself));
                }

                if (IsLast(owners, member))
                {
                    return Error.Conflict(nameof(SharedTexts.ErrorLastOwner));
                }
            }

            await EndAsync(session, member, command.Status, ct);
            await session.Db.SaveChangesAsync(ct);
            return member.Version;
        }, cancellationToken);

    /// <summary>A user gives up their own membership. The only owner can't: <c>ErrorLastOwnerLeaves</c>.</summary>
    /// <param name="sessionId">The sign-in they act by.</param>
    public Task<Result<bool>> LeaveAsync(Guid organizationId, Guid userId, Guid? sessionId, CancellationToken cancellationToken) =>
        db.WriteOwnMembershipAsync<bool>(Actor.User(organizationId, userId, sessionId), async (session, ct) =>
        {
            var owners = await MemberSql.LockOwnersAsync(session, ct);
            if (await session.Db.Set<OrganizationMember>().SingleOrDefaultAsync(member => member.UserId == userId && member.Status == MemberStatus.Active, ct) is not { } member)
            {
                return Error.NotFound();
            }

            if (IsLast(owners, member))
            {
                return Error.Conflict(nameof(MembersTexts.ErrorLastOwnerLeaves));
            }

            await EndAsync(session, member, MemberStatus.Removed, ct);
            return true;
        }, cancellationToken);

    /// <summary>Links a user to a teacher record, and to no other; null frees the one they have.</summary>
    internal static async Task LinkAsync(TenantSession session, Guid userId, Guid? teacherId, CancellationToken ct)
    {
        var linked = await session.Db.Set<Teacher>().SingleOrDefaultAsync(teacher => teacher.UserId == userId, ct);
        if (linked?.Id == teacherId)
        {
            return;
        }

        // First the one, then the other: a user stands at one record only.
        linked?.LinkUser(null);
        await session.Db.SaveChangesAsync(ct);
        if (teacherId is { } id && await session.Db.Set<Teacher>().SingleAsync(teacher => teacher.Id == id, ct) is { UserId: null } free)
        {
            free.LinkUser(userId);
            session.Record("teacher.linked", free.Id);
        }
    }

    private static async Task PlaceAsync(TenantSession session, Guid memberId, Membership wanted, CancellationToken ct)
    {
        var there = await session.Db.Set<MemberPlace>().Where(place => place.MemberId == memberId).ToListAsync(ct);
        session.Db.RemoveRange(there.Where(place => !(place.VenueId is { } venue && wanted.VenueIds.Contains(venue)) && !(place.GroupId is { } group && wanted.GroupIds.Contains(group))));
        session.Db.AddRange(wanted.VenueIds.Distinct().Where(id => !there.Exists(place => place.VenueId == id)).Select(id => MemberPlace.OfMember(memberId, id, null)));
        session.Db.AddRange(wanted.GroupIds.Distinct().Where(id => !there.Exists(place => place.GroupId == id)).Select(id => MemberPlace.OfMember(memberId, null, id)));
    }

    private static async Task<Result<OrganizationMember>> FindAsync(
        TenantSession session, Guid id, int version, Giver giver, IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>> grants, CancellationToken ct)
    {
        if (await session.Db.Set<OrganizationMember>().SingleOrDefaultAsync(member => member.Id == id && member.Status != MemberStatus.Removed, ct) is not { } member)
        {
            return Error.NotFound();
        }

        if (GivingRules.IsBeyond(giver, grants.GetValueOrDefault(member.Role) ?? MemberSql.NoGrants))
        {
            return Error.Conflict(nameof(MembersTexts.ErrorMemberAboveYou));
        }

        if (member.Version != version)
        {
            return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
        }

        return member;
    }

    private static bool IsLast(IReadOnlyList<Guid> owners, OrganizationMember member) => owners is [var only] && only == member.Id;

    private static async Task EndAsync(TenantSession session, OrganizationMember member, MemberStatus status, CancellationToken ct)
    {
        if (member.Status == status)
        {
            return;
        }

        member.ChangeStatus(status);
        await session.RecordSecurityAsync(status == MemberStatus.Removed ? SecurityEventKind.MemberRemoved : SecurityEventKind.MemberChanged, member.Id, SnakeCase.Of(status), ct);
        session.Record(status switch { MemberStatus.Active => "member.restored", MemberStatus.Suspended => "member.suspended", _ => "member.removed" }, member.Id);
        if (status == MemberStatus.Active)
        {
            return;
        }

        // What somebody promised who may no longer promise it.
        foreach (var invitation in await session.Db.Set<Invitation>().Where(i => i.InvitedBy == member.UserId && i.AcceptedAt == null && i.RejectedAt == null && i.CancelledAt == null).ToListAsync(ct))
        {
            invitation.Cancel(session.Now);
        }

        if (status == MemberStatus.Removed)
        {
            await LinkAsync(session, member.UserId, null, ct);
            session.Db.RemoveRange(await session.Db.Set<MemberPlace>().Where(place => place.MemberId == member.Id).ToListAsync(ct));
        }
    }
}
