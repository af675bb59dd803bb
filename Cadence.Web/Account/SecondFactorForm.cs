namespace Cadence.Web.Account;

/// <summary>What somebody typed to turn on codes of an app.</summary>
public sealed class SecondFactorForm
{
    /// <summary>The key that was shown, sealed for this person.</summary>
    public string? Key { get; set; }

    public string? Code { get; set; }
}
