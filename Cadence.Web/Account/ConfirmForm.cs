using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Web.Account;

/// <summary>What somebody typed to prove again who they are.</summary>
public sealed class ConfirmForm
{
    private const int MaxLength = 256;

    public string? Password { get; set; }

    /// <summary>What is missing before anything is compared.</summary>
    public IReadOnlyList<Error> Check() => Password switch
    {
        null or "" => [Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), nameof(Password))],
        { Length: > MaxLength } => [Error.Invalid(nameof(SharedTexts.ErrorTooLong), nameof(Password), MaxLength)],
        _ => [],
    };
}
