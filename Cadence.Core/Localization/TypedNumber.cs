using System.Globalization;
using System.Text.RegularExpressions;

namespace Cadence.Core.Localization;

/// <summary>
/// Numbers as people type them. "42.50" in a Spanish form means forty-two and a half, not four thousand: a point or comma
/// that can't part thousands is the decimal sign, whatever the culture.
/// </summary>
public static partial class TypedNumber
{
    /// <summary>Reads a number with a decimal part; blanks and one currency sign around it are passed over. Not negative zero, no exponents.</summary>
    public static bool TryParse(string? text, CultureInfo culture, out decimal value)
    {
        ArgumentNullException.ThrowIfNull(culture);
        var plain = Decoration().Replace(text ?? "", "").Replace('\u2212', '-');
        value = 0;
        if (!Shape().IsMatch(plain))
        {
            return false;
        }

        var decimalSign = DecimalSignOf(plain, culture.NumberFormat.NumberDecimalSeparator[0]);
        var digits = string.Concat(plain.Where(c => c is not ('.' or ',') || c == decimalSign)).Replace(decimalSign, '.');
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    // '\0' means that there is none.
    private static char DecimalSignOf(string plain, char usual)
    {
        var last = plain.LastIndexOfAny(['.', ',']);
        if (last < 0)
        {
            return '\0';
        }

        var sign = plain[last];
        var many = plain.Count(c => c == sign) > 1;
        var both = plain.Contains(sign == '.' ? ',' : '.', StringComparison.Ordinal);
        var partsThousands = Thousands().IsMatch(plain);
        return (many, both, partsThousands) switch
        {
            (true, _, _) => '\0',
            (_, true, _) => sign,
            // "1.234": three digits behind a sign that is not the usual decimal one are thousands.
            (_, _, true) when sign != usual => '\0',
            _ => sign,
        };
    }

    [GeneratedRegex(@"\s+|^\s*[€$£]|[€$£]\s*$")]
    private static partial Regex Decoration();

    [GeneratedRegex(@"^-?(\d{1,15}|\d{1,3}(\.\d{3})+(,\d{1,6})?|\d{1,3}(,\d{3})+(\.\d{1,6})?|\d{1,15}[.,]\d{1,6})$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"^-?\d{1,3}([.,]\d{3})+$")]
    private static partial Regex Thousands();
}
