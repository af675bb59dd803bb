namespace Cadence.Core.Organizations;

/// <summary>Who acts (domain.md §1).</summary>
public enum ActorKind
{
    User,
    FamilyLink,
    ApiKey,
    Job,
    CopilotForUser,
    Platform,
}

/// <summary>Who acts, in which organization, and why. Set on the connection with the tenant, so that audit and history know it.</summary>
/// <param name="OrganizationId">The tenant; decided by the address and checked, never by the client's data.</param>
/// <param name="Kind">What sort of actor it is.</param>
/// <param name="Id">Id of the user, link, key or job.</param>
/// <param name="UserId">The user behind it, if any.</param>
/// <param name="Reason">Why, where an act needs a reason.</param>
/// <param name="SessionId">
/// The sign-in they act by; once it is revoked, nothing is read or written by it, and what needs a fresh proof needs one of this very sign-in.
/// Only reviewed code acts for a user without one.
/// </param>
public sealed record Actor(Guid OrganizationId, ActorKind Kind, Guid Id, Guid? UserId = null, string? Reason = null, Guid? SessionId = null)
{
    /// <summary>A signed-in user in an organization.</summary>
    public static Actor User(Guid organizationId, Guid userId, Guid? sessionId = null) => new(organizationId, ActorKind.User, userId, userId, SessionId: sessionId);

    /// <summary>The program itself, for one organization; its rights are those of the code that runs.</summary>
    public static Actor Job(Guid organizationId, Guid jobId) => new(organizationId, ActorKind.Job, jobId);

    /// <summary>Whoever holds a family's private link; its row says now whose it is and whether it lives.</summary>
    public static Actor FamilyLink(Guid organizationId, Guid linkId) => new(organizationId, ActorKind.FamilyLink, linkId);

    /// <summary>The same actor, with a reason that history and audit keep.</summary>
    public Actor Because(string reason) => this with { Reason = reason };
}

/// <summary>Things a role may be granted. The database stores their snake_case names.</summary>
public enum Permission
{
    DashboardRead,
    PeopleRead,
    PeopleWrite,
    GroupsRead,
    GroupsWrite,
    SessionsRead,
    SessionsWrite,
    AttendanceTake,
    AttendanceOverride,
    PayRead,
    PayWrite,
    /// <summary>Approve pay, note that it was paid, close months; asks for a fresh proof of who it is.</summary>
    PayApprove,
    OrganizationEdit,
    /// <summary>Archive it, bring it back, hand it over to another owner; asks for a fresh proof of who it is.</summary>
    OrganizationArchive,
    /// <summary>See or change bank accounts; asks for a fresh proof of who it is.</summary>
    BankDetails,
    MembersRead,
    /// <summary>Invite, change roles, suspend, remove. Nobody grants what they lack.</summary>
    MembersWrite,
    RolesWrite,
    AuditRead,
    /// <summary>Take everything out; asks for a fresh proof of who it is.</summary>
    ExportAll,
    /// <summary>Give and revoke the private links of families.</summary>
    FamilyLinks,
}

/// <summary>How far a grant reaches. Order matters: the wider is the greater.</summary>
public enum GrantScope
{
    /// <summary>What is the actor's own: a teacher's sessions, groups, pay.</summary>
    Own,
    /// <summary>The groups that the member was given, and what belongs to them.</summary>
    Group,
    /// <summary>The venues that the member was given, and what happens there.</summary>
    Venue,
    /// <summary>The whole organization.</summary>
    All,
}

/// <summary>What every page of an organization needs to know of it.</summary>
/// <param name="TimeZone">IANA zone of school time.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Language">es or en.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
public sealed record OrganizationProfile(Guid Id, string Slug, string Name, OrganizationType Type, string Currency, string TimeZone, string Language, string Country, string? Color)
{
    /// <summary>Whether somebody else than the reader works here: what is only about others is hidden from a teacher alone.</summary>
    public bool HasOthers { get; init; }

    /// <summary>Name of its logo (<see cref="Organization.LogoHash"/>); null without one.</summary>
    public string? LogoHash { get; init; }
}
