using System.Globalization;
using System.Text.RegularExpressions;

namespace Cadence.Core.Students;

/// <summary>Amounts of a roster, with Spanish or English marks: <c>45,00</c>, <c>1.234,50</c>, <c>1,234.50</c>.</summary>
internal static partial class RosterAmount
{
    /// <summary>
    /// The amount, with all its decimals; null when it is none or negative. One mark before exactly three digits parts thousands:
    /// no price has three decimals.
    /// </summary>
    public static decimal? Read(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        var digits = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        return digits.Length > 12 ? null : decimal.Parse($"{digits}.{match.Groups["decimals"].Value}0", CultureInfo.InvariantCulture);
    }

    // Thousands parted by one kind of mark in threes, then decimals behind another; or digits only, then any number of decimals but three.
    [GeneratedRegex(@"\A(?:(?<whole>[0-9]{1,3}(?<mark>[.,'’ \u00A0\u202F])[0-9]{3}(?:\k<mark>[0-9]{3})*)(?:(?!\k<mark>)[.,](?<decimals>[0-9]{1,9}))?|(?<whole>[0-9]+)(?:[.,](?<decimals>[0-9]{1,2}|[0-9]{4,9}))?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
