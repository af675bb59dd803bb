namespace Cadence.Core.Organizations;

/// <summary>
/// What a sign-in alone is not enough for: a password, passkey or code of the same sign-in must have been given shortly before
/// (OWASP ASVS 5.0, 7.5.3 and 6.3.3). Whoever finds a computer unlocked can't pay or carry data away.
/// </summary>
public static class StepUpRules
{
    /// <summary>A proof counts this long.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>Whether units of work under this permission need a fresh proof.</summary>
    public static bool Needs(Permission permission) =>
        permission is Permission.PayApprove or Permission.BankDetails or Permission.ExportAll or Permission.OrganizationArchive;

    /// <summary>
    /// Whether this actor has to give one. The program itself and the platform run reviewed code, and so does whoever acts for a user without a sign-in;
    /// links, keys and the copilot have nobody who could prove anything.
    /// </summary>
    public static bool Asks(Actor actor) => actor switch
    {
        { Kind: ActorKind.Job or ActorKind.Platform } => false,
        { Kind: ActorKind.User, SessionId: null } => false,
        _ => true,
    };
}
