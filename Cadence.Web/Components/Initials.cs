using System.Globalization;

namespace Cadence.Web.Components;

/// <summary>Two letters that stand for a group or a person; they go with a colour or a circle and never stand alone for the name.</summary>
public static class Initials
{
    private static readonly HashSet<string> SmallWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "para", "por", "y", "and", "for", "in", "of", "the", "with", "nivel", "level",
    };

    /// <summary>"Urbano inicial" is UI, "Salsa en línea" SL, "Breaking" BR, "Flamenco, nivel 2" F2.</summary>
    public static string OfGroup(string name)
    {
        var words = WordsOf(name);
        return words.Count switch
        {
            0 => string.Empty,
            1 => Upper(Letters(words[0], 2)),
            _ => Upper(Letters(words[0], 1) + Letters(words[^1], 1)),
        };
    }

    /// <summary>"Compás" is Co, "Escuela del Sur" ES: the letters of an organization's tile.</summary>
    public static string OfOrganization(string name)
    {
        var words = WordsOf(name);
        return words.Count == 1 ? Upper(Letters(words[0], 1)) + Letters(words[0], 2)[Letters(words[0], 1).Length..] : OfGroup(name);
    }

    /// <summary>"Leo Sanz" is LS, "María del Mar Gil" MM: first name and the next name that is not a small word.</summary>
    public static string OfPerson(string name)
    {
        var words = WordsOf(name);
        return words.Count switch
        {
            0 => string.Empty,
            1 => Upper(Letters(words[0], 1)),
            _ => Upper(Letters(words[0], 1) + Letters(words[1], 1)),
        };
    }

    private static List<string> WordsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && (char.IsLetterOrDigit(name[i]) || char.IsSurrogate(name[i]) || char.GetUnicodeCategory(name[i]) is UnicodeCategory.NonSpacingMark))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                words.Add(name[start..i]);
                start = -1;
            }
        }

        var meaningful = words.Where(word => !SmallWords.Contains(word)).ToList();
        return meaningful.Count > 0 ? meaningful : words;
    }

    private static string Letters(string word, int count)
    {
        var info = new StringInfo(word);
        return info.SubstringByTextElements(0, Math.Min(count, info.LengthInTextElements));
    }

    private static string Upper(string letters) => letters.ToUpper(CultureInfo.CurrentCulture);
}
