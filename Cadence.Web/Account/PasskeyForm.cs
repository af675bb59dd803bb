namespace Cadence.Web.Account;

/// <summary>What the browser answers for a passkey, and what somebody called it.</summary>
public sealed class PasskeyForm
{
    /// <summary>The browser's answer as JSON.</summary>
    public string? Credential { get; set; }

    /// <summary>Which of the passkeys, in base64url.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }
}
