using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Web.Account;

/// <summary>What somebody typed to prove again who they are.</summary>
public sealed class ConfirmForm
{
    private const int MaxLength = 256;

    public string? Password { get; set; }

    /// <summary>A code of the app or for a lost phone, in place of the password.</summary>
    public string? Code { get; set; }

    /// <summary>The browser's answer for a passkey, as JSON, in place of both.</summary>
    public string? Credential { get; set; }

    /// <summary>What is missing before anything is compared.</summary>
    public IReadOnlyList<Error> Check() => Password switch
    {
        null or "" => [Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), nameof(Password))],
        { Length: > MaxLength } => [Error.Invalid(nameof(SharedTexts.ErrorTooLong), nameof(Password), MaxLength)],
        _ => [],
    };
}
