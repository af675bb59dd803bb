namespace Cadence.Core.Teachers;

/// <summary>Bank accounts as people type them: IBAN where there is one, otherwise the country's own number.</summary>
public static class BankAccountNumber
{
    /// <summary>Without blanks and hyphens, in capitals.</summary>
    public static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Whether a plain number can be one: an IBAN with right check digits, or 10 to 20 digits where no country stands in front (CLABE and the like).</summary>
    public static bool IsValid(string plain) => plain switch
    {
        _ when plain.Any(sign => !char.IsAsciiLetterOrDigit(sign)) => false,
        [>= 'A' and <= 'Z', >= 'A' and <= 'Z', ..] => plain.Length is >= 15 and <= 34 && char.IsAsciiDigit(plain[2]) && char.IsAsciiDigit(plain[3]) && Remainder(plain) == 1,
        _ => plain.Length is >= 10 and <= 20 && plain.All(char.IsAsciiDigit),
    };

    /// <summary>"•••• 1332".</summary>
    public static string Masked(string account) => "•••• " + (account.Length <= 4 ? "" : account[^4..]);

    // ISO 7064: country and check digits go to the end, letters count from 10, the whole modulo 97.
    private static int Remainder(string iban)
    {
        var remainder = 0;
        foreach (var sign in iban[4..] + iban[..4])
        {
            var value = char.IsAsciiDigit(sign) ? sign - '0' : sign - 'A' + 10;
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return remainder;
    }
}
