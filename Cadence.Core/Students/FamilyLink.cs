using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cadence.Core.Data;

namespace Cadence.Core.Students;

/// <summary>
/// A guardian's private way in without an account. Only the hash of its token is stored. A new one ends the old; it lasts until it
/// is revoked or expires, however often it is opened, because mail scanners and link previews open it too.
/// </summary>
public sealed class FamilyLink : TenantEntity
{
    private FamilyLink()
    {
    }

    /// <param name="createdBy">The user who gave it; null for the program itself.</param>
    public FamilyLink(Guid guardianId, DateTimeOffset expiresAt, Guid? createdBy)
    {
        GuardianId = guardianId;
        ExpiresAt = expiresAt;
        CreatedBy = createdBy;
    }

    public Guid GuardianId { get; private set; }

    /// <summary>SHA-256 of the token; null until the mail that brings it leaves.</summary>
    public byte[]? TokenHash { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When somebody, or the preview of some program, last looked.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Whether it opens anything now, or will once its mail has left.</summary>
    public bool IsLive(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;

    /// <summary>Gives it a token that nobody had before and says it, this once. A former token opens nothing any more.</summary>
    public string Mint()
    {
        var token = FamilyToken.New();
        TokenHash = FamilyToken.HashOf(token);
        return token;
    }

    /// <summary>Ends it.</summary>
    public void Revoke(DateTimeOffset at) => RevokedAt = at;
}

/// <summary>The secret part of a family link: 256 random bits in letters that survive addresses and mails.</summary>
public static class FamilyToken
{
    private const int Bytes = 32;

    /// <summary>A new token of 43 letters.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored of a token. No salt: nobody guesses 256 bits.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
