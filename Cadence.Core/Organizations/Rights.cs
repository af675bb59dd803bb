namespace Cadence.Core.Organizations;

/// <summary>What one member may do, as the role rows say now. Pages hide by it; services ask the database again.</summary>
public sealed class Rights(string role, Guid? teacherId, IReadOnlyDictionary<Permission, GrantScope> grants, IReadOnlyCollection<Guid>? places = null)
{
    /// <summary>Key of the member's role.</summary>
    public string Role { get; } = role;

    /// <summary>The member's own teacher record, if any.</summary>
    public Guid? TeacherId { get; } = teacherId;

    /// <summary>Whether the permission is held at all.</summary>
    public bool Allows(Permission permission) => Grants.ContainsKey(permission);

    /// <summary>Whether it is held for the whole organization.</summary>
    public bool AllowsAll(Permission permission) => Grants.TryGetValue(permission, out var scope) && scope == GrantScope.All;

    /// <summary>What is held, and how far.</summary>
    public IReadOnlyDictionary<Permission, GrantScope> Grants { get; } = grants;

    /// <summary>The venues and groups that the member was given.</summary>
    public IReadOnlyCollection<Guid> Places { get; } = places ?? [];

    /// <summary>Whether both say the same.</summary>
    public bool Same(Rights other) => Covers(other) && other.Covers(this);

    /// <summary>Whether all that <paramref name="other"/> allows is allowed here too, for the same person.</summary>
    public bool Covers(Rights other) => Role == other.Role && TeacherId == other.TeacherId
        && PermissionScopes.Beyond(Grants, other.Grants).Count == 0 && other.Places.All(Places.Contains);

    internal static Rights From(string role, Guid? teacherId, string[] permissions, string[] scopes, Guid[]? places = null) =>
        new(role, teacherId, permissions.Zip(scopes, (permission, scope) => (Permission: Data.SnakeCase.Parse<Permission>(permission), Scope: Data.SnakeCase.Parse<GrantScope>(scope)))
            .Where(grant => PermissionScopes.Fits(grant.Permission, grant.Scope)).ToDictionary(grant => grant.Permission, grant => grant.Scope), places);
}

/// <summary>A member's way into an organization.</summary>
public sealed record OrganizationAccess(OrganizationProfile Organization, Rights Rights)
{
    /// <summary>Whether the role asks for a second factor that this sign-in lacks: then there are no rights until it is given.</summary>
    public bool LacksSecondFactor { get; init; }
}

/// <summary>One line of "my organizations".</summary>
public sealed record MyOrganization(Guid Id, string Slug, string Name, OrganizationType Type, string Role, string? Color, string? LogoHash);

/// <summary>An archived organization, as its owners see it.</summary>
public sealed record ArchivedOrganization(Guid Id, string Slug, string Name, OrganizationType Type, string? Color, string? LogoHash, DateTimeOffset ArchivedAt, int Members);

/// <summary>Where a slug leads: <paramref name="Slug"/> is the present one, also when an old one was asked for.</summary>
public sealed record SlugTarget(Guid OrganizationId, string Slug);
