using Cadence.Core.Organizations;

namespace Cadence.Core.Members;

/// <summary>What somebody can give away: what they hold, as far as they hold it.</summary>
/// <param name="Held">Their own role's grants.</param>
/// <param name="Places">Venues and groups they were given.</param>
/// <param name="TeacherId">Their own teacher record.</param>
public sealed record Giver(IReadOnlyDictionary<Permission, GrantScope> Held, IReadOnlyCollection<Guid> Places, Guid? TeacherId);

/// <summary>Nobody gives what they lack: no permission, no wider scope, no place, and no teacher record whose own they may not see.</summary>
public static class GivingRules
{
    /// <summary>Whether a role with these grants may do more than the giver.</summary>
    public static bool IsBeyond(Giver giver, IReadOnlyDictionary<Permission, GrantScope> role) => PermissionScopes.Beyond(giver.Held, role).Count > 0;

    /// <summary>The places that the giver may not give with a role: a role of places reaches where its member was sent, the giver perhaps not.</summary>
    public static IReadOnlyList<Guid> PlacesBeyond(Giver giver, IReadOnlyDictionary<Permission, GrantScope> role, IEnumerable<Guid> places) =>
        HoldsEverywhere(giver, role, GrantScope.Group, GrantScope.Venue) ? [] : [.. places.Where(place => !giver.Places.Contains(place))];

    /// <summary>Whether linking somebody with this role to a teacher record would show them what the giver may not see.</summary>
    public static bool IsTeacherBeyond(Giver giver, IReadOnlyDictionary<Permission, GrantScope> role, Guid teacherId) =>
        giver.TeacherId != teacherId && !HoldsEverywhere(giver, role, GrantScope.Own, GrantScope.Group, GrantScope.Venue);

    private static bool HoldsEverywhere(Giver giver, IReadOnlyDictionary<Permission, GrantScope> role, params GrantScope[] scopes) =>
        role.Where(grant => scopes.Contains(grant.Value)).All(grant => giver.Held.GetValueOrDefault(grant.Key) == GrantScope.All);
}
