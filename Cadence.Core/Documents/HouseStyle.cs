using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Documents;

/// <summary>The shapes of a person's beat; each reads in black.</summary>
public enum BeatShape
{
    /// <summary>There.</summary>
    Full,
    /// <summary>There, but late.</summary>
    Split,
    /// <summary>Not there.</summary>
    Stub,
    /// <summary>Not there, with a reason.</summary>
    Hollow,
    /// <summary>Not known.</summary>
    Faint,
}

/// <summary>How an organization shows itself on paper.</summary>
/// <param name="Color">#RRGGBB; null is the house's colour, without the line.</param>
/// <param name="Logo">PNG; null prints the house's beats in the colour.</param>
public sealed record Brand(string? Color, byte[]? Logo);

/// <summary>What every paper of the house shares: type, lines, the logo, a person's beat, the foot with the page number. Reads in black.</summary>
public static class HouseStyle
{
    /// <summary>Black.</summary>
    public const string Ink = "#000000";

    /// <summary>Second voice.</summary>
    public const string Soft = "#444444";

    /// <summary>Labels and small print.</summary>
    public const string Label = "#595959";

    /// <summary>Lines between rows.</summary>
    public const string Hairline = "#CCCCCC";

    /// <summary>The house's colour, where an organization has none of its own.</summary>
    public const string Mora = "#8A2560";

    private const string White = "#FFFFFF";
    private const float HeadBottom = 24;
    private const float AboveLine = 8;
    private const float BrandLine = 1.5f;
    private const float LogoSide = 30;
    private const string BeatColor = "#333333";
    private const string FaintColor = "#A6A6A6";

    /// <summary>Ordinary text.</summary>
    public static TextStyle Body { get; } = new(9);

    /// <summary>Ordinary text that counts.</summary>
    public static TextStyle Strong { get; } = new(9, FontWeight.SemiBold);

    /// <summary>Second voice.</summary>
    public static TextStyle SoftBody { get; } = new(9, Color: Soft);

    /// <summary>Above columns and blocks.</summary>
    public static TextStyle LabelText { get; } = new(8, FontWeight.SemiBold, Label);

    /// <summary>Legends and notes.</summary>
    public static TextStyle Small { get; } = new(8.25f, Color: Soft);

    /// <summary>The name of the paper.</summary>
    public static TextStyle Title { get; } = new(17.75f, FontWeight.SemiBold, LineHeight: 1.15f, LetterSpacing: -0.02f);

    /// <summary>The name of the organization.</summary>
    public static TextStyle Organization { get; } = new(14.25f, FontWeight.SemiBold, LineHeight: 1.2f, LetterSpacing: -0.02f);

    /// <summary>The figure the paper is about.</summary>
    public static TextStyle Figure { get; } = new(22, FontWeight.SemiBold, LineHeight: 1.1f, LetterSpacing: -0.02f);

    /// <summary>
    /// Organization at the left, name of the paper at the right; a preview says so in a frame. An own colour is the mark and a thin line below,
    /// darkened until both can be seen on white; words stay black.
    /// </summary>
    public static void Letterhead(Container place, string organization, string kind, Brand brand, string title, string subtitle, bool isPreview)
    {
        var color = BrandColor.Parse(brand.Color) is { } own ? BrandColor.On(own, White, BrandColor.ShapeContrast) : null;
        if (color is null)
        {
            Head(place.Padding(bottom: HeadBottom));
            return;
        }

        place.Column(column =>
        {
            Head(column.Item().Padding(bottom: AboveLine));
            column.Item().Padding(bottom: HeadBottom - AboveLine - BrandLine).LineHorizontal(BrandLine, color);
        });

        void Head(Container head) => head.Row(row =>
        {
            row.Spacing(10);
            row.AlignMiddle();
            row.ConstantItem(brand.Logo is null ? 25 : LogoSide).Canvas(brand.Logo is null ? 24 : LogoSide, painter =>
            {
                if (brand.Logo is null || !painter.Picture(brand.Logo))
                {
                    Logo(painter, color ?? Mora);
                }
            });
            row.RelativeItem(isPreview ? 0.9f : 1.1f).Column(column =>
            {
                column.Item().Text(organization, Organization, maxLines: 2);
                column.Item().Text(kind, SoftBody, maxLines: 1);
            });
            if (isPreview)
            {
                row.ConstantItem(88).Canvas(20, painter => painter.Outline(0, 0, painter.Width, painter.Height, 4, Mora, 1.2f), DocumentsTexts.Preview, new TextStyle(9, FontWeight.SemiBold, Mora));
            }

            row.RelativeItem(isPreview ? 1.1f : 0.9f).Column(column =>
            {
                column.Item().Text(title, Title, TextAlignment.Right, maxLines: 1);
                column.Item().Text(subtitle, SoftBody, TextAlignment.Right, maxLines: 2);
            });
        });
    }

    /// <summary>Small print at the left, "Página 1 de 2" at the right.</summary>
    public static void Foot(Container place, string note) => place.Column(column =>
    {
        column.Item().LineHorizontal(0.75f, Hairline);
        column.Item().Padding(top: 8).Row(row =>
        {
            row.Spacing(36);
            row.AlignMiddle();
            row.RelativeItem().Text(note, Small, maxLines: 3);
            row.ConstantItem(64).Text(text => text.PageNumber(numbers => string.Format(System.Globalization.CultureInfo.CurrentCulture, DocumentsTexts.PageOfFormat, numbers.Page, numbers.TotalPages), Small), TextAlignment.Right, maxLines: 1);
        });
    });

    /// <summary>A label over some lines of text.</summary>
    public static void Block(Container place, string label, IEnumerable<(string Text, TextStyle Style)> lines, int maxLines = 3) => place.Column(column =>
    {
        column.Item().Padding(bottom: 3).Text(label, LabelText, maxLines: 1);
        foreach (var (text, style) in lines)
        {
            column.Item().Text(text, style with { LineHeight = 1.54f }, maxLines: maxLines);
        }
    });

    /// <summary>One bar for each person's mark; they get narrower when there are many.</summary>
    public static void Beats(Painter painter, IReadOnlyList<BeatShape> marks)
    {
        // Quarters of a point print short.
        var pitch = marks.Count * 3.75f <= painter.Width ? 3.75f : painter.Width / marks.Count;
        for (var i = 0; i < marks.Count; i++)
        {
            Beat(painter, i * pitch, pitch / 1.5f, marks[i]);
        }
    }

    /// <summary>One bar: full, split near the top, a stub, hollow, or faint.</summary>
    public static void Beat(Painter painter, float x, float width, BeatShape shape)
    {
        var height = painter.Height;
        switch (shape)
        {
            case BeatShape.Full:
                painter.Bar(x, 0, width, height, BeatColor);
                break;
            case BeatShape.Split:
                painter.Bar(x, 0, width, width, BeatColor);
                painter.Bar(x, height * 0.375f, width, height * 0.625f, BeatColor);
                break;
            case BeatShape.Stub:
                painter.Bar(x, height - width, width, width, BeatColor);
                break;
            case BeatShape.Hollow:
                painter.Outline(x, 0, width, height, width / 2.4f, BeatColor, Math.Min(0.625f, width / 4));
                break;
            default:
                painter.Bar(x, (height - width) / 2, width, width, FaintColor);
                break;
        }
    }

    // Four beats; the last leans: movement.
    private static void Logo(Painter painter, string color)
    {
        var unit = painter.Width / 25;
        var foot = painter.Height - (1.5f * unit);
        painter.Fill(0.5f * unit, foot - (10.2f * unit), 4.4f * unit, 10.2f * unit, 2.2f * unit, color);
        painter.Fill(6.9f * unit, foot - (16.8f * unit), 4.4f * unit, 16.8f * unit, 2.2f * unit, color);
        painter.Fill(13.3f * unit, foot - (12.8f * unit), 4.4f * unit, 12.8f * unit, 2.2f * unit, color);
        painter.Lean(19.4f * unit, foot, 4.4f * unit, 21 * unit, 3.9f * unit, color);
    }
}
