namespace Cadence.Core.Accounts;

/// <summary>Somebody wants an account.</summary>
public sealed record SignUp
{
    public string? GivenName { get; init; }

    /// <summary>May be empty.</summary>
    public string? FamilyNames { get; init; }

    public string? Email { get; init; }

    public string? Password { get; init; }

    /// <summary>es or en.</summary>
    public string? Language { get; init; }

    /// <summary>A page of this site to go on to once the address is confirmed; the caller has checked that it is one.</summary>
    public string? ReturnUrl { get; init; }

    /// <summary>Whether whoever asks holds an invitation that is open: where accounts are by invitation only, nobody else gets one.</summary>
    public bool IsInvited { get; init; }
}

/// <summary>The password somebody has, and the one they want.</summary>
public sealed record ChangePassword
{
    public string? Current { get; init; }

    public string? Password { get; init; }
}

/// <summary>Another address for one's account, and the password that proves whose it is.</summary>
public sealed record ChangeEmail
{
    public string? Email { get; init; }

    public string? Password { get; init; }
}
