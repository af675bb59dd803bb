using Microsoft.AspNetCore.Identity;

namespace Cadence.Core.Accounts;

/// <summary>Somebody who signs in. One account, any number of organizations.</summary>
public sealed class User : IdentityUser<Guid>
{
    // Whoever makes the account, guessing its password locks it.
    public User() => LockoutEnabled = true;

    /// <summary>How the product greets them.</summary>
    public string GivenName { get; set; } = "";

    public string FamilyNames { get; set; } = "";

    /// <summary>Language of mails and of addresses without a prefix: es or en.</summary>
    public string Language { get; set; } = "es";

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>One signed-in browser. Its row going away, or being revoked, ends it everywhere.</summary>
public sealed class UserSession
{
    private UserSession()
    {
    }

    /// <param name="steppedUpAt">When its owner last proved who they are; null where signing in was no proof.</param>
    public UserSession(Guid userId, string? device, string? address, DateTimeOffset at, DateTimeOffset? steppedUpAt)
    {
        UserId = userId;
        Device = device;
        Address = address;
        SignedInAt = at;
        LastSeenAt = at;
        SteppedUpAt = steppedUpAt;
    }

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public Guid UserId { get; private set; }

    public string? Device { get; private set; }

    public string? Address { get; private set; }

    public DateTimeOffset SignedInAt { get; private set; }

    public DateTimeOffset LastSeenAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>When its owner last gave a password, a passkey or a code: acts that need a fresh proof are open for some minutes after it.</summary>
    public DateTimeOffset? SteppedUpAt { get; private set; }
}
