using System.Globalization;
using System.Text;

namespace Cadence.Core.Kernel;

/// <summary>Text as people compare it: without case, accents or spacing differences.</summary>
public static class FoldedText
{
    /// <summary>Lower case, no accents, runs of white space as one space, none at the ends. Text made of marks only stays itself.</summary>
    public static string Of(string text)
    {
        var folded = Fold(text, keepSpaces: true);
        return folded.Length == 0 ? text.Trim() : folded;
    }

    /// <summary>As <see cref="Of"/>, without any white space: "De la Torre" and "Delatorre" are one.</summary>
    public static string WithoutSpaces(string text)
    {
        var folded = Fold(text, keepSpaces: false);
        return folded.Length == 0 ? text.Trim() : folded;
    }

    private static string Fold(string text, bool keepSpaces)
    {
        var result = new StringBuilder(text.Length);
        var gap = false;
        foreach (var rune in Decomposed(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                gap = keepSpaces && result.Length > 0;
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (gap)
            {
                result.Append(' ');
                gap = false;
            }

            result.Append(Rune.ToLowerInvariant(rune));
        }

        return result.ToString();
    }

    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // Text with halves of characters can't be decomposed; it is compared as it is.
            return text;
        }
    }
}
