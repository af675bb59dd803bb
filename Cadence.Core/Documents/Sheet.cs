using SkiaSharp;

namespace Cadence.Core.Documents;

/// <summary>Fonts and paints of one document; the library's are not safe to share between threads.</summary>
internal sealed class Ink : IDisposable
{
    private readonly Dictionary<(FontWeight Weight, float Size), SKFont> _fonts = [];
    private readonly Dictionary<(string Color, float Stroke, bool RoundEnds), SKPaint> _paints = [];
    private readonly Dictionary<byte[], SKImage?> _pictures = [];

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
    public SKPaint Paint(string color, float stroke = 0, bool roundEnds = false)
    {
        if (!_paints.TryGetValue((color, stroke, roundEnds), out var paint))
        {
            paint = new SKPaint
            {
                Color = SKColor.Parse(color),
                IsAntialias = true,
                Style = stroke > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill,
                StrokeWidth = stroke,
                StrokeCap = roundEnds ? SKStrokeCap.Round : SKStrokeCap.Butt,
            };
            _paints.Add((color, stroke, roundEnds), paint);
        }

        return paint;
    }

    /// <summary>A picture, decoded once for all pages; null for bytes that are none.</summary>
    public SKImage? Picture(byte[] file)
    {
        if (!_pictures.TryGetValue(file, out var picture))
        {
            picture = SKImage.FromEncodedData(file);
            _pictures.Add(file, picture);
        }

        return picture;
    }

    public void Dispose()
    {
        foreach (var picture in _pictures.Values)
        {
            picture?.Dispose();
        }

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
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var font = ink.Font(style);
        if (style.LetterSpacing == 0 && !text.Contains(' ', StringComparison.Ordinal) && !text.Contains('\u00a0', StringComparison.Ordinal))
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

    /// <summary>An upright bar with round ends. A thick line is a tenth of the bytes of an outline, and a page has hundreds.</summary>
    public void Bar(float x, float y, float width, float height, string color)
    {
        var middle = x + (width / 2);
        canvas.DrawLine(middle, y + (width / 2), middle, y + Math.Max(height - (width / 2), (width / 2) + 0.0625f), ink.Paint(color, width, roundEnds: true));
    }

    /// <summary>A bar with round ends whose top is shifted to the right.</summary>
    public void LeaningBar(float x, float foot, float width, float height, float shift, string color)
    {
        canvas.Save();
        canvas.Translate(x, foot);
        canvas.Skew(-shift / height, 0);
        canvas.DrawRoundRect(0, -height, width, height, width / 2, width / 2, ink.Paint(color));
        canvas.Restore();
    }

    /// <summary>A picture in the middle of a box, as large as it fits; false for bytes that are none.</summary>
    public bool Picture(byte[] file, float x, float y, float width, float height)
    {
        if (ink.Picture(file) is not { } picture)
        {
            return false;
        }

        var scale = Math.Min(width / picture.Width, height / picture.Height);
        var (w, h) = (picture.Width * scale, picture.Height * scale);
        canvas.DrawImage(picture, SKRect.Create(x + ((width - w) / 2), y + ((height - h) / 2), w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return true;
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

    /// <summary>A filled upright bar with round ends; not shorter than wide.</summary>
    public void Bar(float x, float y, float width, float height, string color) => _sheet.Bar(_x + x, _y + y, width, height, color);

    /// <summary>The outline of a rectangle with round corners; the line lies inside.</summary>
    public void Outline(float x, float y, float width, float height, float radius, string color, float thickness) =>
        _sheet.RoundedRectangle(_x + x + (thickness / 2), _y + y + (thickness / 2), width - thickness, height - thickness, Math.Max(0, radius - (thickness / 2)), color, thickness);

    /// <summary>A filled bar with round ends that stands on <paramref name="foot"/> and leans to the right by <paramref name="shift"/>.</summary>
    public void Lean(float x, float foot, float width, float height, float shift, string color) => _sheet.LeaningBar(_x + x, _y + foot, width, height, shift, color);

    /// <summary>A picture (PNG, JPEG or WebP), as large as it fits; false for bytes that are none.</summary>
    public bool Picture(byte[] file) => _sheet.Picture(file, _x, _y, Width, Height);

    /// <summary>A word in the middle.</summary>
    internal void Caption(string text, TextStyle style) =>
        _sheet.Text(text, _x + ((Width - Glyphs.Measure(text, style)) / 2), _y + (Height / 2) + (style.Size * 0.36f), style);
}
