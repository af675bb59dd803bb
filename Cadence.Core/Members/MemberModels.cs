using Cadence.Core.Organizations;

namespace Cadence.Core.Members;

/// <summary>A venue or group that somebody was given.</summary>
/// <param name="IsGroup">A group; otherwise a venue.</param>
public sealed record PlaceTag(Guid Id, string Name, bool IsGroup);

/// <summary>A member as the list shows them.</summary>
/// <param name="Name">Given and family names; the e-mail for somebody who gave none.</param>
/// <param name="RoleName">Of an own role; null for a preset, whose name comes from the resources.</param>
/// <param name="IsSelf">Whether it is the reader.</param>
/// <param name="IsBeyond">Whether their role may do more than the reader: then the reader changes nothing about them.</param>
public sealed record MemberItem(
    Guid Id, int Version, Guid UserId, string Name, string Email, string Role, string? RoleName, MemberStatus Status, DateTimeOffset JoinedAt,
    Guid? TeacherId, string? TeacherName, IReadOnlyList<PlaceTag> Places, bool IsSelf, bool IsBeyond);

/// <summary>An invitation as the list shows it.</summary>
public sealed record InvitationItem(Guid Id, string Email, string Role, string? RoleName, string? TeacherName, InvitationState State, DateTimeOffset ExpiresAt, string? InvitedBy, IReadOnlyList<PlaceTag> Places);

/// <summary>Who works here, and who was asked to.</summary>
public sealed record MemberList(IReadOnlyList<MemberItem> Members, IReadOnlyList<InvitationItem> Invitations);

/// <summary>A role that the reader may give.</summary>
/// <param name="Name">Null for a preset.</param>
/// <param name="NeedsPlaces">Whether it reaches only as far as the venues or groups the member is given.</param>
public sealed record RoleChoice(string Key, string? Name, bool NeedsPlaces);

/// <summary>A teacher record somebody can be linked to.</summary>
/// <param name="UserId">The user who already signs in as this teacher.</param>
/// <param name="Email">For proposing it where an invitation has the same address.</param>
public sealed record TeacherRecordChoice(Guid Id, string Name, Guid? UserId, string? Email);

/// <summary>What the forms of members and invitations offer: what the reader may give.</summary>
public sealed record MemberChoices(IReadOnlyList<RoleChoice> Roles, IReadOnlyList<PlaceTag> Places, IReadOnlyList<TeacherRecordChoice> Teachers, string Language);

/// <summary>What somebody is given as a member.</summary>
public abstract record Membership
{
    /// <summary>Key of a role that may do no more than who gives it.</summary>
    public string Role { get; init; } = "";

    /// <summary>The teacher record they sign in as; null for none.</summary>
    public Guid? TeacherId { get; init; }

    /// <summary>Where a role of venues reaches.</summary>
    public IReadOnlyList<Guid> VenueIds { get; init; } = [];

    /// <summary>Where a role of groups reaches, and one of venues besides.</summary>
    public IReadOnlyList<Guid> GroupIds { get; init; } = [];
}

/// <summary>Another role, other places, another teacher record for a member.</summary>
public sealed record ChangeMember : Membership
{
    public required Guid MemberId { get; init; }

    public required int Version { get; init; }
}

/// <summary>Suspends a member, gives back what was suspended, or removes them.</summary>
public sealed record ChangeMemberStatus(Guid MemberId, int Version, MemberStatus Status);

/// <summary>Asks somebody to become a member.</summary>
public sealed record InviteMember : Membership
{
    public string Email { get; init; } = "";

    /// <summary>Of the mail: es or en; nothing is the organization's.</summary>
    public string? Language { get; init; }
}

/// <summary>Sends a new link; the old one is dead.</summary>
public sealed record ResendInvitation(Guid InvitationId);

/// <summary>Takes an invitation back.</summary>
public sealed record CancelInvitation(Guid InvitationId);

/// <summary>An invitation that was sent. The token is told this once.</summary>
/// <param name="IsMailed">Whether a mail leaves; otherwise the link must be handed over.</param>
public sealed record SentInvitation(Guid Id, string Email, string Token, bool IsMailed);

/// <summary>What the page of an invitation shows to whoever has its link.</summary>
/// <param name="RoleName">Of an own role; null for a preset.</param>
/// <param name="MaskedEmail">A hint at whom it is for.</param>
/// <param name="IsForReader">Whether the signed-in reader is that person; false for anonymous.</param>
public sealed record ShownInvitation(string Organization, string Slug, string? Color, string? Inviter, string Role, string? RoleName, string MaskedEmail, DateTimeOffset ExpiresAt, bool IsForReader);

/// <summary>One grant of a role as a form sends it.</summary>
public sealed record GrantChoice(Permission Permission, GrantScope Scope);

/// <summary>A role as the page of roles shows it.</summary>
/// <param name="Id">Of an own role; null for a preset, which never changes.</param>
/// <param name="Name">Null for a preset.</param>
/// <param name="Members">How many have it or had it: their history names it.</param>
/// <param name="Invitations">How many pending invitations name it.</param>
/// <param name="IsBeyond">Whether it may do more than the reader, who then can't change it.</param>
/// <param name="AsksSecondFactor">Whether who has it needs a second factor to get in.</param>
public sealed record RoleItem(Guid? Id, string Key, string? Name, int Version, IReadOnlyDictionary<Permission, GrantScope> Grants, int Members, int Invitations, bool IsBeyond, bool AsksSecondFactor);

/// <summary>All roles, and how far the reader's own rights go: nobody grants what they lack.</summary>
public sealed record RoleList(IReadOnlyList<RoleItem> Roles, IReadOnlyDictionary<Permission, GrantScope> Held);

/// <summary>Name and grants of a role.</summary>
public abstract record RoleDetails
{
    public string Name { get; init; } = "";

    public IReadOnlyList<GrantChoice> Grants { get; init; } = [];
}

/// <summary>Makes a role. The id is the client's, so that sending it twice makes one.</summary>
public sealed record AddRole : RoleDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes an own role.</summary>
public sealed record EditRole : RoleDetails
{
    public required Guid RoleId { get; init; }

    public required int Version { get; init; }
}

/// <summary>From now on a role asks for a second factor, or no longer.</summary>
/// <param name="Role">Key of any role, also of a preset.</param>
/// <param name="Asks">Whether it asks.</param>
public sealed record ChangeSecondFactor(string Role, int Version, bool Asks);

/// <summary>Removes a role that nobody has.</summary>
public sealed record DeleteRole(Guid RoleId, int Version);
