using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Members;

/// <summary>What a membership may hold, whether it is changed or offered by an invitation.</summary>
internal static class MembershipChecks
{
    /// <summary>
    /// Checks role, places and teacher record, each failure at its field. <paramref name="userId"/> is the member's user, null for somebody not yet here.
    /// Unknown ids are NotFound at their field.
    /// </summary>
    public static async Task CheckAsync(
        TenantSession session, FieldChecks checks, Membership wanted, Giver giver, IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>> grants, Guid? userId, CancellationToken ct)
    {
        if (!await session.Db.Set<OrganizationRole>().AnyAsync(role => role.Key == wanted.Role, ct))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(Membership.Role)));
            return;
        }

        var role = grants.GetValueOrDefault(wanted.Role) ?? MemberSql.NoGrants;
        if (GivingRules.IsBeyond(giver, role))
        {
            checks.Add(Error.Invalid(nameof(MembersTexts.ErrorRoleBeyondYou), nameof(Membership.Role)));
            return;
        }

        var (venues, groups) = (wanted.VenueIds.Distinct().ToList(), wanted.GroupIds.Distinct().ToList());
        await PlacesAsync(session.Db.Set<Venue>().Where(venue => venues.Contains(venue.Id)), venues, nameof(Membership.VenueIds));
        await PlacesAsync(session.Db.Set<Group>().Where(group => groups.Contains(group.Id)), groups, nameof(Membership.GroupIds));
        if (NeedsPlaces(role) && venues.Count + groups.Count == 0)
        {
            checks.Add(Error.Invalid(nameof(MembersTexts.ErrorPlacesMissing), nameof(Membership.VenueIds)));
        }

        if (wanted.TeacherId is not { } teacherId)
        {
            return;
        }

        var teacher = await session.Db.Set<Teacher>().AsNoTracking().SingleOrDefaultAsync(teacher => teacher.Id == teacherId, ct);
        if (teacher is null)
        {
            checks.Add(Error.NotFound() with { Field = nameof(Membership.TeacherId) });
        }
        else if (teacher.UserId is { } other && other != userId)
        {
            checks.Add(Error.Conflict(nameof(MembersTexts.ErrorTeacherTaken), nameof(Membership.TeacherId)));
        }
        else if (teacher.UserId is null && GivingRules.IsTeacherBeyond(giver, role, teacherId))
        {
            checks.Add(Error.Invalid(nameof(MembersTexts.ErrorTeacherBeyondYou), nameof(Membership.TeacherId)));
        }

        async Task PlacesAsync<T>(IQueryable<T> found, List<Guid> ids, string field)
        {
            if (ids.Count > 0 && await found.CountAsync(ct) != ids.Count)
            {
                checks.Add(Error.NotFound() with { Field = field });
            }
            else if (GivingRules.PlacesBeyond(giver, role, ids).Count > 0)
            {
                checks.Add(Error.Invalid(nameof(MembersTexts.ErrorPlacesBeyondYou), field));
            }
        }
    }

    /// <summary>Whether a role reaches only as far as its member's places.</summary>
    public static bool NeedsPlaces(IReadOnlyDictionary<Permission, GrantScope> role) => role.Values.Any(scope => scope is GrantScope.Venue or GrantScope.Group);
}
