namespace Cadence.Core.Organizations;

/// <summary>What one member may do, as the role rows say now. Pages hide by it; services ask the database again.</summary>
public sealed class Rights(string role, Guid? teacherId, IReadOnlyDictionary<Permission, GrantScope> grants)
{
    /// <summary>Key of the member's role.</summary>
    public string Role { get; } = role;

    /// <summary>The member's own teacher record, if any.</summary>
    public Guid? TeacherId { get; } = teacherId;

    /// <summary>Whether the permission is held at all.</summary>
    public bool Allows(Permission permission) => grants.ContainsKey(permission);

    /// <summary>Whether it is held for the whole organization.</summary>
    public bool AllowsAll(Permission permission) => grants.TryGetValue(permission, out var scope) && scope == GrantScope.All;

    /// <summary>Whether both say the same.</summary>
    public bool Same(Rights other) => Role == other.Role && TeacherId == other.TeacherId
        && Enum.GetValues<Permission>().All(p => Allows(p) == other.Allows(p) && AllowsAll(p) == other.AllowsAll(p));

    /// <summary>Whether all that <paramref name="other"/> allows is allowed here too, for the same person.</summary>
    public bool Covers(Rights other) => Role == other.Role && TeacherId == other.TeacherId
        && Enum.GetValues<Permission>().All(p => (Allows(p) || !other.Allows(p)) && (AllowsAll(p) || !other.AllowsAll(p)));

    internal static Rights From(string role, Guid? teacherId, string[] permissions, string[] scopes) =>
        new(role, teacherId, permissions.Zip(scopes).ToDictionary(
            grant => Data.SnakeCase.Parse<Permission>(grant.First), grant => Data.SnakeCase.Parse<GrantScope>(grant.Second)));
}

/// <summary>A member's way into an organization.</summary>
public sealed record OrganizationAccess(OrganizationProfile Organization, Rights Rights);

/// <summary>One line of "my organizations".</summary>
public sealed record MyOrganization(Guid Id, string Slug, string Name, OrganizationType Type, string Role, string? Color, string? LogoHash);

/// <summary>An archived organization, as its owners see it.</summary>
public sealed record ArchivedOrganization(Guid Id, string Slug, string Name, OrganizationType Type, string? Color, string? LogoHash, DateTimeOffset ArchivedAt, int Members);

/// <summary>Where a slug leads: <paramref name="Slug"/> is the present one, also when an old one was asked for.</summary>
public sealed record SlugTarget(Guid OrganizationId, string Slug);
