using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Cadence.Core.Documents;

/// <summary>The two weights of the house's font.</summary>
public enum FontWeight
{
    /// <summary>400.</summary>
    Normal,
    /// <summary>600.</summary>
    SemiBold,
}

/// <summary>The embedded fonts: what can be printed, and how wide it is.</summary>
internal static class Glyphs
{
    // The font's own blank is narrow; the look widens it by this share of the size.
    private const float WordSpacing = 0.04f;

    private const char NoBreakSpace = '\u00a0';

    private static readonly Face[] Faces = [Load("instrument-sans-pdf-400.ttf"), Load("instrument-sans-pdf-600.ttf")];

    /// <summary>The typeface; safe to share between threads.</summary>
    public static SKTypeface Typeface(FontWeight weight) => Faces[(int)weight].Typeface;

    /// <summary>Width in points at the size, without kerning.</summary>
    public static float Measure(ReadOnlySpan<char> text, TextStyle style)
    {
        var widths = Faces[(int)style.Weight].Widths;
        float width = 0;
        foreach (var c in text)
        {
            width += widths.GetValueOrDefault(c);
        }

        return (width * style.Size) + (style.LetterSpacing * style.Size * text.Length);
    }

    /// <summary>Width of one character in points.</summary>
    public static float Measure(char c, TextStyle style) => (Faces[(int)style.Weight].Widths.GetValueOrDefault(c) * style.Size) + (style.LetterSpacing * style.Size);

    /// <summary>
    /// The text as the fonts can print it: controls and marks of direction are left out, so that no name can turn the line around it;
    /// letters with accents the fonts lack lose the accent; what is left is a question mark. Line ends stay.
    /// </summary>
    public static string Printable(string text)
    {
        var widths = Faces[0].Widths;
        var plain = true;
        foreach (var c in text)
        {
            plain &= c is >= ' ' and < '\u007f' || widths.ContainsKey(c);
        }

        if (plain)
        {
            return text;
        }

        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var c = rune.IsBmp ? (char)rune.Value : '\0';
            if (c is '\n' || (c != '\0' && widths.ContainsKey(c)))
            {
                printable.Append(c);
            }
            else if (c is '\t' or '\u0085' or '\u2028' or '\u2029')
            {
                printable.Append(' ');
            }
            else if (Lookalike(c) is { } lookalike)
            {
                printable.Append(lookalike);
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                var letters = rune.ToString().Normalize(NormalizationForm.FormKD).Where(letter => widths.ContainsKey(letter) && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark).ToArray();
                printable.Append(letters.Length == 0 ? "?" : new string(letters));
            }
        }

        return printable.ToString();
    }

    /// <summary>Whether a line may break after the character.</summary>
    public static bool IsBreak(char c) => c != NoBreakSpace && (char.IsWhiteSpace(c) || c == '-');

    // Letters that Unicode does not take apart into a base letter and an accent, and blanks and dashes the fonts lack.
    private static char? Lookalike(char c) => c switch
    {
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ı' => 'i',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ŧ' => 't',
        'Ŧ' => 'T',
        '\u2009' => ' ',
        '\u2007' or '\u202f' => NoBreakSpace,
        '\u2010' or '\u2011' => '-',
        '\u2012' => '–',
        '\u2015' => '—',
        _ => null,
    };

    private static Face Load(string file)
    {
        var assembly = typeof(Glyphs).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Cadence.Core.Documents.Fonts.{file}") ?? throw new InvalidOperationException($"The font {file} is not embedded.");
        using var data = SKData.Create(stream);
        var typeface = SKTypeface.FromData(data);
        using var font = new SKFont(typeface, 1000) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };
        var characters = Enumerable.Range(' ', 0xFFFF - ' ').Select(code => (char)code).Where(c => !char.IsSurrogate(c) && typeface.ContainsGlyph(c)).ToArray();
        var widths = font.GetGlyphWidths(characters);
        return new Face(typeface, characters.Zip(widths).ToFrozenDictionary(pair => pair.First, pair => (pair.Second / 1000) + (pair.First is ' ' or NoBreakSpace ? WordSpacing : 0)));
    }

    private sealed record Face(SKTypeface Typeface, FrozenDictionary<char, float> Widths);
}
