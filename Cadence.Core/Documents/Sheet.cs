using SkiaSharp;

namespace Cadence.Core.Documents;

/// <summary>Fonts and paints of one document; the library's are not safe to share between threads.</summary>
internal sealed class Ink : IDisposable
{
    private readonly Dictionary<(FontWeight Weight, float Size), SKFont> _fonts = [];
    private readonly Dictionary<(string Color, float Stroke), SKPaint> _paints = [];

    public SKFont Font(TextStyle style)
    {
        if (!_fonts.TryGetValue((style.Weight, style.Size), out var font))
        {
            font = new SKFont(Glyphs.Typeface(style.Weight), style.Size) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };
            _fonts.Add((style.Weight, style.Size), font);
        }

        return font;
    }

    /// <summary>Fills with the colour, or draws lines of that thickness.</summary>
    public SKPaint Paint(string color, float stroke = 0)
    {
        if (!_paints.TryGetValue((color, stroke), out var paint))
        {
            paint = new SKPaint { Color = SKColor.Parse(color), IsAntialias = true, Style = stroke > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill, StrokeWidth = stroke };
            _paints.Add((color, stroke), paint);
        }

        return paint;
    }

    public void Dispose()
    {
        foreach (var font in _fonts.Values)
        {
            font.Dispose();
        }

        foreach (var paint in _paints.Values)
        {
            paint.Dispose();
        }
    }
}

/// <summary>One sheet of paper while it is drawn.</summary>
internal sealed class Sheet(SKCanvas canvas, Ink ink, int number, int total, IReadOnlyDictionary<string, int> sections)
{
    public PageNumbers Numbers => new(number, total, sections);

    public void Text(string text, float x, float baseline, TextStyle style)
    {
        var font = ink.Font(style);
        if (style.LetterSpacing == 0)
        {
            canvas.DrawText(text, x, baseline, font, ink.Paint(style.Color));
            return;
        }

        var positions = new float[text.Length];
        for (var i = 1; i < text.Length; i++)
        {
            positions[i] = positions[i - 1] + Glyphs.Measure(text[i - 1], style);
        }

        using var builder = new SKTextBlobBuilder();
        builder.AddHorizontalRun(font.GetGlyphs(text), font, positions, 0);
        using var blob = builder.Build();
        canvas.DrawText(blob, x, baseline, ink.Paint(style.Color));
    }

    public void Line(float x, float y, float width, float thickness, string color) => canvas.DrawRect(x, y, width, thickness, ink.Paint(color));

    public void RoundedRectangle(float x, float y, float width, float height, float radius, string color, float stroke) =>
        canvas.DrawRoundRect(x, y, width, height, radius, radius, ink.Paint(color, stroke));

    public void Polygon(ReadOnlySpan<(float X, float Y)> points, string color)
    {
        using var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points[1..])
        {
            path.LineTo(x, y);
        }

        path.Close();
        canvas.DrawPath(path, ink.Paint(color));
    }

    public void Clip(float x, float y, float width, float height, Action draw)
    {
        canvas.Save();
        canvas.ClipRect(new SKRect(x, y, x + width, y + height));
        draw();
        canvas.Restore();
    }
}

/// <summary>What a text may say about where it stands.</summary>
/// <param name="Page">This sheet, from 1.</param>
/// <param name="TotalPages">Number of sheets.</param>
/// <param name="Sections">The first sheet of every section.</param>
public sealed record PageNumbers(int Page, int TotalPages, IReadOnlyDictionary<string, int> Sections);

/// <summary>Draws shapes inside a canvas element; its corner is 0, 0.</summary>
public sealed class Painter
{
    private readonly Sheet _sheet;
    private readonly float _x;
    private readonly float _y;

    internal Painter(Sheet sheet, float x, float y, float width, float height)
    {
        _sheet = sheet;
        _x = x;
        _y = y;
        Width = width;
        Height = height;
    }

    /// <summary>Of the canvas, in points.</summary>
    public float Width { get; }

    /// <summary>Of the canvas, in points.</summary>
    public float Height { get; }

    /// <summary>A filled rectangle with round corners.</summary>
    public void Fill(float x, float y, float width, float height, float radius, string color) => _sheet.RoundedRectangle(_x + x, _y + y, width, height, radius, color, 0);

    /// <summary>The outline of a rectangle with round corners; the line lies inside.</summary>
    public void Outline(float x, float y, float width, float height, float radius, string color, float thickness) =>
        _sheet.RoundedRectangle(_x + x + (thickness / 2), _y + y + (thickness / 2), width - thickness, height - thickness, Math.Max(0, radius - (thickness / 2)), color, thickness);

    /// <summary>A filled polygon.</summary>
    public void Polygon(string color, params ReadOnlySpan<(float X, float Y)> points)
    {
        var moved = new (float X, float Y)[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            moved[i] = (points[i].X + _x, points[i].Y + _y);
        }

        _sheet.Polygon(moved, color);
    }
}
