using System.Globalization;
using System.Text.RegularExpressions;

namespace Cadence.Core.Sessions;

/// <summary>A time of day as people type it.</summary>
public static partial class SchoolTimeText
{
    /// <summary>
    /// Reads "18:30", "18.30", "18h30", "1830", "930", "18", "18 h" and, with am or pm behind, the twelve-hour clock.
    /// Null for anything else: a time is never guessed from half of one.
    /// </summary>
    public static TimeOnly? Parse(string? text)
    {
        if (text is null || text.Length > 20 || Shape().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var hour = Number(match.Groups["hour"]);
        var minute = match.Groups["minute"].Success ? Number(match.Groups["minute"]) : 0;
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12)
            {
                return null;
            }

            hour = (hour % 12) + (match.Groups["half"].ValueSpan[0] is 'p' or 'P' ? 12 : 0);
        }

        return hour > 23 || minute > 59 ? null : new TimeOnly(hour, minute);
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<hour>[0-9]{1,2})(?:\s*[:.,hH]\s*(?<minute>[0-9]{2})|(?<minute>[0-9]{2}))?\s*[hH]?\s*(?:(?<half>[aApP])\.?\s?[mM]\.?)?\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
