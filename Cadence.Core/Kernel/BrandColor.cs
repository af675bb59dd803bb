using System.Globalization;

namespace Cadence.Core.Kernel;

/// <summary>An organization's own colour, kept readable: contrasts as WCAG 2.2 computes them.</summary>
public static class BrandColor
{
    /// <summary>What text needs on its ground.</summary>
    public const double TextContrast = 4.5;

    /// <summary>What a shape needs on its ground.</summary>
    public const double ShapeContrast = 3;

    /// <summary>The house's ink, letters on light colours.</summary>
    public const string Ink = "#271A2B";

    private const string White = "#FFFFFF";
    private const string Black = "#000000";

    /// <summary>Proposed colours; each carries white letters.</summary>
    public static IReadOnlyList<string> Presets { get; } = ["#8A2560", "#B1365F", "#C2410C", "#8A5A00", "#4D6B00", "#0B7458", "#0F7079", "#2C5FB0", "#323FA2", "#6B3FA0", "#5D1252", "#3B4252"];

    /// <summary>#RRGGBB in capitals; null for anything else. A missing # is forgiven.</summary>
    public static string? Parse(string? text)
    {
        var hex = text?.Trim().TrimStart('#');
        return hex is { Length: 6 } && hex.All(char.IsAsciiHexDigit) ? "#" + hex.ToUpperInvariant() : null;
    }

    /// <summary>From 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Letters on the colour: white or the house's ink, and black where neither can be read. One of white and black always can.</summary>
    public static string TextOn(string color) =>
        Contrast(Ink, color) >= Contrast(White, color) && Contrast(Ink, color) >= TextContrast ? Ink
        : Contrast(White, color) >= TextContrast ? White
        : Black;

    /// <summary>The colour, moved towards black on light grounds and towards white on dark ones just until it stands out from the ground.</summary>
    public static string On(string color, string ground, double contrast = TextContrast)
    {
        var end = Luminance(ground) > 0.18 ? Black : White;
        for (var step = 0; step <= 100; step++)
        {
            var moved = Mix(color, end, step / 100.0);
            if (Contrast(moved, ground) >= contrast)
            {
                return moved;
            }
        }

        return end;
    }

    private static string Mix(string color, string end, double part)
    {
        return string.Create(CultureInfo.InvariantCulture, $"#{Channel(1):X2}{Channel(3):X2}{Channel(5):X2}");

        int Channel(int start) => (int)Math.Round(Value(color, start) + ((Value(end, start) - Value(color, start)) * part));
    }

    private static double Luminance(string color) => (0.2126 * Linear(color, 1)) + (0.7152 * Linear(color, 3)) + (0.0722 * Linear(color, 5));

    private static double Linear(string color, int start)
    {
        var value = Value(color, start) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static int Value(string color, int start) => int.Parse(color.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
