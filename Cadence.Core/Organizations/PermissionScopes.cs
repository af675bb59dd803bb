namespace Cadence.Core.Organizations;

/// <summary>How far each permission can be granted, and what a grant is worth against another.</summary>
public static class PermissionScopes
{
    private static readonly GrantScope[] Everywhere = [GrantScope.Own, GrantScope.Group, GrantScope.Venue, GrantScope.All];

    private static readonly GrantScope[] WholeOnly = [GrantScope.All];

    /// <summary>
    /// The scopes a permission can have, the narrowest first. Pay is one's own or everybody's: between the two stand only other people's.
    /// What belongs to the organization as such has no part that could be somebody's.
    /// </summary>
    public static IReadOnlyList<GrantScope> Of(Permission permission) => permission switch
    {
        Permission.PeopleRead or Permission.PeopleWrite or Permission.GroupsRead or Permission.GroupsWrite
            or Permission.SessionsRead or Permission.SessionsWrite or Permission.AttendanceTake => Everywhere,
        Permission.PayRead => [GrantScope.Own, GrantScope.All],
        _ => WholeOnly,
    };

    /// <summary>Whether a permission can be granted with this scope at all. A grant that can't be gives nothing.</summary>
    public static bool Fits(Permission permission, GrantScope scope) => Of(permission).Contains(scope);

    /// <summary>The permissions of <paramref name="wanted"/> that <paramref name="held"/> lacks, or holds less far.</summary>
    public static IReadOnlyList<Permission> Beyond(IReadOnlyDictionary<Permission, GrantScope> held, IReadOnlyDictionary<Permission, GrantScope> wanted) =>
        [.. wanted.Where(grant => !held.TryGetValue(grant.Key, out var scope) || scope < grant.Value).Select(grant => grant.Key).Order()];
}
