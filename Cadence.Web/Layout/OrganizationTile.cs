using System.Globalization;
using System.Text.RegularExpressions;

namespace Cadence.Web.Layout;

/// <summary>An organization's own colour: it stays in its tile (look.md §2), with letters that can be read on it.</summary>
public static partial class OrganizationTile
{
    /// <summary>Style of the tile; null, for the brand's colours, when the organization has none or it is no hex colour.</summary>
    public static string? StyleOf(string? colour)
    {
        if (colour is null || !Hex().IsMatch(colour))
        {
            return null;
        }

        return $"background:{colour};color:{(Luminance(colour) > 0.36 ? "#271A2B" : "#FFFFFF")}";
    }

    // WCAG relative luminance: at 0.36 white and ink contrast about the same.
    private static double Luminance(string colour) => (0.2126 * Channel(colour, 1)) + (0.7152 * Channel(colour, 3)) + (0.0722 * Channel(colour, 5));

    private static double Channel(string colour, int start)
    {
        var value = int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Hex();
}
