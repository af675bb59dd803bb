using System.Net.Mail;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Accounts;

/// <summary>What somebody wrote as their e-mail address.</summary>
public static class EmailText
{
    /// <summary>The longest address that is kept.</summary>
    public const int Longest = 256;

    /// <summary>What is wrong with it, at its field; null where it may be one. Says nothing about whether it exists.</summary>
    public static Error? Check(string? email, string field)
    {
        if (string.IsNullOrWhiteSpace(email))
        {
            return Error.Invalid(nameof(AccountTexts.ErrorEmailRequired), field);
        }

        var text = email.Trim();
        if (text.Length > Longest)
        {
            return Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, Longest);
        }

        return StorableText.Is(text) && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal)
            ? null
            : Error.Invalid(nameof(AccountTexts.ErrorEmailIncomplete), field);
    }
}
