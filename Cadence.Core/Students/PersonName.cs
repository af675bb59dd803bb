using System.Text.RegularExpressions;

namespace Cadence.Core.Students;

/// <summary>Whole names in one cell, parted the Spanish way: the last two words are family names, particles stay with theirs.</summary>
internal static partial class PersonName
{
    private static readonly HashSet<string> Particles = new(StringComparer.OrdinalIgnoreCase)
    {
        "de", "del", "la", "las", "los", "y", "i", "e", "da", "do", "das", "dos", "di", "van", "von", "der", "den", "san", "santa",
    };

    /// <summary>Given and family names of "Juan Rodarte Cantú" or "Rodarte Cantú, Juan".</summary>
    /// <param name="text">The cell.</param>
    /// <param name="familyFirst">Whether family names come first where no comma tells.</param>
    public static (string Given, string Family) Split(string text, bool familyFirst)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && comma < text.Length - 1 && text.IndexOf(',', comma + 1) < 0)
        {
            return (text[(comma + 1)..].Trim(' '), text[..comma].Trim(' '));
        }

        // Where a name word begins, its particles included.
        var starts = new List<int>();
        var bound = false;
        foreach (Match word in Word().Matches(text))
        {
            if (!bound)
            {
                starts.Add(word.Index);
            }

            bound = Particles.Contains(word.Value);
        }

        if (starts.Count < 2)
        {
            return (text, "");
        }

        var cut = (familyFirst, starts.Count) switch
        {
            (false, 2) => starts[1],
            (false, _) => starts[^2],
            (true, 2) => starts[1],
            (true, _) => starts[2],
        };
        var (first, second) = (text[..cut].TrimEnd(' '), text[cut..]);
        return familyFirst ? (second, first) : (first, second);
    }

    [GeneratedRegex("[^ ]+")]
    private static partial Regex Word();
}
