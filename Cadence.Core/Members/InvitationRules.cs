using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cadence.Core.Members;

/// <summary>What an invitation is good for (promises.md S15).</summary>
public static class InvitationRules
{
    private const int TokenBytes = 32;

    /// <summary>From the moment it is sent.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromHours(72);

    /// <summary>Longest token anybody need look at: 32 bytes in base64url.</summary>
    public const int TokenLength = 43;

    /// <summary>256 random bits as text for an address.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What is stored of a token: too much was random to guess it from this.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>An address as it is compared: without blanks around it, in lower case.</summary>
    public static string Plain(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Where an invitation stands at a moment.</summary>
    public static InvitationState StateOf(DateTimeOffset? acceptedAt, DateTimeOffset? rejectedAt, DateTimeOffset? cancelledAt, DateTimeOffset expiresAt, DateTimeOffset now) =>
        acceptedAt is not null ? InvitationState.Accepted
        : rejectedAt is not null ? InvitationState.Rejected
        : cancelledAt is not null ? InvitationState.Cancelled
        : now >= expiresAt ? InvitationState.Expired
        : InvitationState.Pending;

    /// <summary>Where it stands at a moment.</summary>
    public static InvitationState StateOf(Invitation invitation, DateTimeOffset now) =>
        StateOf(invitation.AcceptedAt, invitation.RejectedAt, invitation.CancelledAt, invitation.ExpiresAt, now);

    /// <summary>An address as a hint for somebody who may not know it: first letter and domain.</summary>
    public static string Masked(string email)
    {
        var at = email.LastIndexOf('@');
        return at < 1 ? "…" : $"{email[0]}…{email[at..]}";
    }
}
