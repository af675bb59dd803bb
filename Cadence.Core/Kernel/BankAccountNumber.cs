using Cadence.Core.Resources;

namespace Cadence.Core.Kernel;

/// <summary>Bank accounts as people type them: IBAN where there is one, CLABE in Mexico, CBU in Argentina, otherwise the bank's own number.</summary>
public static class BankAccountNumber
{
    /// <summary>Most characters anybody types, blanks included.</summary>
    public const int Longest = 60;

    private const string Mexico = "MX";
    private const string Argentina = "AR";
    private const int ClabeLength = 18;
    private const int CbuLength = 22;
    private const int ShortestPlain = 6;
    private const int LongestPlain = 22;

    /// <summary>Length of an IBAN by country, as the registry of ISO 13616 (kept by SWIFT, release 99) lists them.</summary>
    private static readonly Dictionary<string, int> IbanLengths = new(StringComparer.Ordinal)
    {
        ["AD"] = 24,
        ["AE"] = 23,
        ["AL"] = 28,
        ["AT"] = 20,
        ["AZ"] = 28,
        ["BA"] = 20,
        ["BE"] = 16,
        ["BG"] = 22,
        ["BH"] = 22,
        ["BI"] = 27,
        ["BR"] = 29,
        ["BY"] = 28,
        ["CH"] = 21,
        ["CR"] = 22,
        ["CY"] = 28,
        ["CZ"] = 24,
        ["DE"] = 22,
        ["DJ"] = 27,
        ["DK"] = 18,
        ["DO"] = 28,
        ["EE"] = 20,
        ["EG"] = 29,
        ["ES"] = 24,
        ["FI"] = 18,
        ["FK"] = 18,
        ["FO"] = 18,
        ["FR"] = 27,
        ["GB"] = 22,
        ["GE"] = 22,
        ["GI"] = 23,
        ["GL"] = 18,
        ["GR"] = 27,
        ["GT"] = 28,
        ["HN"] = 28,
        ["HR"] = 21,
        ["HU"] = 28,
        ["IE"] = 22,
        ["IL"] = 23,
        ["IQ"] = 23,
        ["IS"] = 26,
        ["IT"] = 27,
        ["JO"] = 30,
        ["KW"] = 30,
        ["KZ"] = 20,
        ["LB"] = 28,
        ["LC"] = 32,
        ["LI"] = 21,
        ["LT"] = 20,
        ["LU"] = 20,
        ["LV"] = 21,
        ["LY"] = 25,
        ["MC"] = 27,
        ["MD"] = 24,
        ["ME"] = 22,
        ["MK"] = 19,
        ["MN"] = 20,
        ["MR"] = 27,
        ["MT"] = 31,
        ["MU"] = 30,
        ["NI"] = 28,
        ["NL"] = 18,
        ["NO"] = 15,
        ["OM"] = 23,
        ["PK"] = 24,
        ["PL"] = 28,
        ["PS"] = 29,
        ["PT"] = 25,
        ["QA"] = 29,
        ["RO"] = 24,
        ["RS"] = 22,
        ["RU"] = 33,
        ["SA"] = 24,
        ["SC"] = 31,
        ["SD"] = 18,
        ["SE"] = 24,
        ["SI"] = 19,
        ["SK"] = 24,
        ["SM"] = 27,
        ["SO"] = 23,
        ["ST"] = 25,
        ["SV"] = 28,
        ["TL"] = 23,
        ["TN"] = 24,
        ["TR"] = 26,
        ["UA"] = 29,
        ["VA"] = 22,
        ["VG"] = 24,
        ["XK"] = 20,
        ["YE"] = 30,
    };

    /// <summary>Without blanks and hyphens, in capitals.</summary>
    public static string Plain(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign) && sign is not ('-' or '.'))).ToUpperInvariant();

    /// <summary>
    /// What is wrong with a plain number for somebody in <paramref name="country"/> (ISO 3166 alpha-2); null when nothing is. An IBAN of any
    /// country is taken anywhere, and so are a right CLABE and CBU; in Mexico digits are a CLABE, in Argentina a CBU or CVU, and an IBAN is asked for
    /// where the country has them.
    /// </summary>
    public static Error? Check(string plain, string country, string field)
    {
        if (plain.Any(sign => !char.IsAsciiLetterOrDigit(sign)))
        {
            return Error.Invalid(nameof(SharedTexts.ErrorBankAccountInvalid), field);
        }

        if (plain is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', ..])
        {
            return CheckIban(plain, field);
        }

        if (plain.Any(sign => !char.IsAsciiDigit(sign)))
        {
            return Error.Invalid(nameof(SharedTexts.ErrorBankAccountInvalid), field);
        }

        return country switch
        {
            Mexico => plain.Length != ClabeLength ? Error.Invalid(nameof(SharedTexts.ErrorClabeLength), field, ClabeLength, plain.Length) : IsClabe(plain) ? null : Error.Invalid(nameof(SharedTexts.ErrorBankAccountDigits), field),
            Argentina => plain.Length != CbuLength ? Error.Invalid(nameof(SharedTexts.ErrorCbuLength), field, CbuLength, plain.Length) : IsCbu(plain) ? null : Error.Invalid(nameof(SharedTexts.ErrorBankAccountDigits), field),
            _ when (plain.Length == ClabeLength && IsClabe(plain)) || (plain.Length == CbuLength && IsCbu(plain)) => null,
            _ when IbanLengths.ContainsKey(country) => Error.Invalid(nameof(SharedTexts.ErrorIbanWithoutCountry), field, country),
            _ => plain.Length is >= ShortestPlain and <= LongestPlain ? null : Error.Invalid(nameof(SharedTexts.ErrorBankAccountInvalid), field),
        };
    }

    /// <summary>"•••• 1332".</summary>
    public static string Masked(string account) => "•••• " + (account.Length <= 4 ? "" : account[^4..]);

    /// <summary>In groups of four, as it stands on paper.</summary>
    public static string Spaced(string account) => string.Join(' ', account.Chunk(4).Select(group => new string(group)));

    private static Error? CheckIban(string iban, string field)
    {
        if (!IbanLengths.TryGetValue(iban[..2], out var length))
        {
            return Error.Invalid(nameof(SharedTexts.ErrorBankAccountInvalid), field);
        }

        if (iban.Length != length)
        {
            return Error.Invalid(nameof(SharedTexts.ErrorIbanLength), field, iban[..2], length, iban.Length);
        }

        return char.IsAsciiDigit(iban[2]) && char.IsAsciiDigit(iban[3]) && Remainder(iban) == 1 ? null : Error.Invalid(nameof(SharedTexts.ErrorBankAccountDigits), field);
    }

    // ISO 7064, modulo 97-10: country and check digits go to the end, letters count from 10.
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

    // Banco de México, circular 3/2012: bank, place and account weighed 3, 7, 1, each product modulo 10, the last digit fills up to ten.
    private static bool IsClabe(string clabe) => Filling(clabe[..^1], 3, 7, 1) == clabe[^1] - '0';

    // Banco Central de la República Argentina, communication "A" 2520: bank, branch and a digit; account and a digit.
    private static bool IsCbu(string cbu) => Filling(cbu[..7], 7, 1, 3, 9) == cbu[7] - '0' && Filling(cbu[8..21], 3, 9, 7, 1) == cbu[21] - '0';

    private static int Filling(string digits, params int[] weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i % weights.Length] % 10;
        }

        return (10 - (sum % 10)) % 10;
    }
}
