namespace Cadence.Web.Account;

/// <summary>What somebody typed as the second factor.</summary>
public sealed class SignInCodeForm
{
    public string? Code { get; set; }

    /// <summary>Whether this browser needs no code for some time.</summary>
    public bool Remember { get; set; }
}
