using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Web.Account;

/// <summary>What somebody typed to sign in.</summary>
public sealed class SignInForm
{
    private const int MaxLength = 256;

    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>The browser's answer for a passkey, as JSON, in place of the two.</summary>
    public string? Credential { get; set; }

    /// <summary>What is missing before anything is looked up; says nothing about whether the account exists.</summary>
    public IReadOnlyList<Error> Check()
    {
        var errors = new List<Error>();
        if (EmailText.Check(Email, nameof(Email)) is { } error)
        {
            errors.Add(error);
        }

        if (string.IsNullOrEmpty(Password))
        {
            errors.Add(Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), nameof(Password)));
        }
        else if (Password.Length > MaxLength)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLong), nameof(Password), MaxLength));
        }

        return errors;
    }
}
