using Cadence.Core.Data;

namespace Cadence.Core.Members;

/// <summary>Where an invitation stands; expired follows from the time and is never stored.</summary>
public enum InvitationState
{
    Pending,
    Accepted,
    Rejected,
    Cancelled,
    Expired,
}

/// <summary>
/// Somebody is asked to become a member, by their e-mail address and with a role. The link's token is known to whoever was sent it;
/// here stands its hash. Used once, by the user with that address, within <see cref="InvitationRules.ValidFor"/>.
/// </summary>
public sealed class Invitation : VersionedTenantEntity
{
    private Invitation()
    {
    }

    public Invitation(Guid id, string email, string role, Guid? teacherId, string language, Guid? invitedBy, DateTimeOffset now)
    {
        UseId(id);
        Email = email;
        Role = role;
        TeacherId = teacherId;
        Language = language;
        InvitedBy = invitedBy;
        CreatedAt = now;
        TokenHash = [];
    }

    /// <summary>Trimmed and in lower case.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Key of a role; checked again when it is accepted.</summary>
    public string Role { get; private set; } = "";

    /// <summary>The teacher record it is for, if any.</summary>
    public Guid? TeacherId { get; private set; }

    /// <summary>Of the mail: es or en.</summary>
    public string Language { get; private set; } = "";

    /// <summary>SHA-256 of the token sent last; an earlier one is dead.</summary>
    public byte[] TokenHash { get; private set; } = [];

    /// <summary>The user who sent it last.</summary>
    public Guid? InvitedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>The user who accepted.</summary>
    public Guid? AcceptedBy { get; private set; }

    public DateTimeOffset? RejectedAt { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>A new token, valid from now on; the old one is dead.</summary>
    public void Send(byte[] tokenHash, Guid? by, DateTimeOffset now)
    {
        TokenHash = tokenHash;
        InvitedBy = by;
        ExpiresAt = now + InvitationRules.ValidFor;
    }

    /// <summary>Somebody became a member by it.</summary>
    public void Accept(Guid userId, DateTimeOffset now) => (AcceptedBy, AcceptedAt) = (userId, now);

    /// <summary>The invited person does not want to.</summary>
    public void Reject(DateTimeOffset now) => RejectedAt = now;

    /// <summary>Taken back.</summary>
    public void Cancel(DateTimeOffset now) => CancelledAt = now;
}

/// <summary>A venue or a group that a member was given, or will be with the invitation: where the scopes of their role reach.</summary>
public sealed class MemberPlace : TenantEntity
{
    private MemberPlace()
    {
    }

    private MemberPlace(Guid? memberId, Guid? invitationId, Guid? venueId, Guid? groupId) =>
        (MemberId, InvitationId, VenueId, GroupId) = (memberId, invitationId, venueId, groupId);

    /// <summary>Whose; or else <see cref="InvitationId"/>.</summary>
    public Guid? MemberId { get; private set; }

    public Guid? InvitationId { get; private set; }

    /// <summary>Which; or else <see cref="GroupId"/>.</summary>
    public Guid? VenueId { get; private set; }

    public Guid? GroupId { get; private set; }

    public static MemberPlace OfMember(Guid memberId, Guid? venueId, Guid? groupId) => new(memberId, null, venueId, groupId);

    public static MemberPlace OfInvitation(Guid invitationId, Guid? venueId, Guid? groupId) => new(null, invitationId, venueId, groupId);
}
