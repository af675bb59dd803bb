namespace Cadence.Core.Accounts;

/// <summary>What is written down about doors and keys, whoever did it.</summary>
public enum SecurityEventKind
{
    SignedUp,
    EmailConfirmed,
    SignInSucceeded,
    SignInFailed,
    /// <summary>Refused because wrong passwords had locked the account.</summary>
    SignInLocked,
    SignedOut,
    /// <summary>The owner ended one of their sign-ins, or all others.</summary>
    SignInEnded,
    MagicLinkAsked,
    MagicLinkUsed,
    ResetAsked,
    ResetUsed,
    PasswordChanged,
    EmailChangeAsked,
    EmailChanged,
    AccountDeleted,
    StepUpPassed,
    StepUpFailed,
    SecondFactorOn,
    SecondFactorOff,
    SecondFactorFailed,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    MemberInvited,
    InvitationAccepted,
    MemberChanged,
    MemberRemoved,
    RoleChanged,
    BankDetailsChanged,
    DataExported,
    TokenMade,
    TokenRevoked,
    TokenUsed,
    AccessRefused,
    /// <summary>An operator read a mail of an account, which may hold a link.</summary>
    MailRead,
    PlatformSettingChanged,
}

/// <summary>Where somebody came from.</summary>
/// <param name="Address">Network address; null where unknown.</param>
/// <param name="Device">Browser and device in words, as <see cref="DeviceName"/> says them; null where unknown.</param>
public sealed record Whereabouts(string? Address, string? Device)
{
    /// <summary>The program itself, or an operator at the command line.</summary>
    public static readonly Whereabouts None = new(null, null);
}

/// <summary>One fact about doors and keys. Ids and words of the program only, never names, addresses of mail or secrets.</summary>
/// <param name="UserId">Whose account it is about, or who acted; null where nobody is known.</param>
public sealed record SecurityEvent(SecurityEventKind Kind, Guid? UserId)
{
    /// <summary>The organization it happened in; null outside one.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>What it was done to: a member, a token, a passkey.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>The sign-in by which it was done. Address and device are taken from it where the caller says none.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>One more word of the program, such as a role's key; at most 100 characters.</summary>
    public string? Detail { get; init; }
}

/// <summary>A security event as it was written down.</summary>
public sealed record RecordedSecurityEvent(Guid Id, DateTimeOffset At, SecurityEventKind Kind, Guid? UserId, Guid? OrganizationId, Guid? SubjectId, string? Detail, string? Address, string? Device);
