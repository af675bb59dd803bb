namespace Cadence.Core.Documents;

/// <summary>How text looks.</summary>
/// <param name="Size">Points.</param>
/// <param name="Weight">Normal or semibold.</param>
/// <param name="Color">#RRGGBB.</param>
/// <param name="LineHeight">Times the size.</param>
/// <param name="LetterSpacing">Times the size; negative is tighter.</param>
public sealed record TextStyle(float Size = 9, FontWeight Weight = FontWeight.Normal, string Color = "#000000", float LineHeight = 1.4f, float LetterSpacing = 0);

/// <summary>Where a line of text stands in its width.</summary>
public enum TextAlignment
{
    /// <summary>At the left.</summary>
    Left,
    /// <summary>In the middle.</summary>
    Center,
    /// <summary>At the right, as amounts are.</summary>
    Right,
}

internal sealed record TextSpan(Func<PageNumbers, string> Text, TextStyle Style, bool SaysWhereItStands);

/// <summary>Text that wraps at its width, and in the middle of words that are wider.</summary>
internal sealed class Paragraph(IReadOnlyList<TextSpan> spans, TextAlignment alignment, int maxLines) : Element
{
    // Long enough for every page number this product will print.
    private static readonly PageNumbers Unknown = new(88, 88, new Dictionary<string, int>());

    private readonly bool _isDynamic = spans.Any(span => span.SaysWhereItStands);
    private List<Line>? _lines;
    private float _linesWidth = -1;

    public override void Draw(Sheet sheet, float x, float y, float width)
    {
        var lines = _isDynamic ? Wrap(width, sheet.Numbers) : LinesAt(width);
        foreach (var line in lines)
        {
            var at = x + (alignment switch { TextAlignment.Right => width - line.Width, TextAlignment.Center => (width - line.Width) / 2, _ => 0 });

            // Instrument Sans: 970 above and 250 below the baseline of 1000 units.
            var baseline = y + ((line.Height - (line.Size * 1.22f)) / 2) + (line.Size * 0.97f);
            foreach (var (text, style, runWidth) in line.Runs)
            {
                sheet.Text(text, at, baseline, style);
                at += runWidth;
            }

            y += line.Height;
        }
    }

    public override (Element? Head, Element? Tail) Split(float width, float height, bool force)
    {
        var lines = LinesAt(width);
        if (_isDynamic || lines.Sum(line => line.Height) <= height + 0.01f)
        {
            return base.Split(width, height, force);
        }

        var fit = 0;
        while (lines[fit].Height <= height)
        {
            height -= lines[fit].Height;
            fit++;
        }

        fit = fit == 0 && force ? 1 : fit;
        return fit == 0 ? (null, this) : (Of(lines.Take(fit)), fit == lines.Count ? null : Of(lines.Skip(fit)));
    }

    protected override float Measure(float width) => LinesAt(width).Sum(line => line.Height);

    private Paragraph Of(IEnumerable<Line> some) => new(spans, alignment, int.MaxValue) { _lines = [.. some], _linesWidth = _linesWidth };

    private List<Line> LinesAt(float width)
    {
        if (_lines is null || _linesWidth != width)
        {
            (_lines, _linesWidth) = (Wrap(width, Unknown), width);
        }

        return _lines;
    }

    private List<Line> Wrap(float width, PageNumbers numbers)
    {
        var lines = new List<Line>();
        var line = new Line();
        foreach (var span in spans)
        {
            foreach (var (word, endsLine) in Words(span.Text(numbers)))
            {
                var wordWidth = Glyphs.Measure(word, span.Style);
                if (line.Width + Glyphs.Measure(word.AsSpan().TrimEnd(' '), span.Style) > width + 0.01f && line.Runs.Count > 0)
                {
                    line = Next(lines, line);
                }

                if (wordWidth > width)
                {
                    foreach (var piece in Pieces(word, span.Style, width))
                    {
                        if (line.Runs.Count > 0)
                        {
                            line = Next(lines, line);
                        }

                        line.Add(piece, span.Style, Glyphs.Measure(piece, span.Style));
                    }
                }
                else if (word.Length > 0)
                {
                    line.Add(word, span.Style, wordWidth);
                }

                if (endsLine)
                {
                    line.AtLeast(span.Style);
                    line = Next(lines, line);
                }
            }

            line.AtLeast(span.Style);
        }

        line.TrimEnd();
        lines.Add(line);
        return lines.Count > maxLines ? Shorten(lines, width) : lines;
    }

    private List<Line> Shorten(List<Line> lines, float width)
    {
        var kept = lines.GetRange(0, maxLines);
        kept[^1].Ellipsis(width);
        return kept;
    }

    private static Line Next(List<Line> lines, Line line)
    {
        line.TrimEnd();
        lines.Add(line);
        return new Line();
    }

    private static IEnumerable<(string Word, bool EndsLine)> Words(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                yield return (text[start..i], true);
                start = i + 1;
            }
            else if (Glyphs.IsBreak(text[i]) && (i + 1 == text.Length || !Glyphs.IsBreak(text[i + 1])))
            {
                yield return (text[start..(i + 1)], false);
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            yield return (text[start..], false);
        }
    }

    private static IEnumerable<string> Pieces(string word, TextStyle style, float width)
    {
        var start = 0;
        float used = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var next = Glyphs.Measure(word[i], style);
            if (used + next > width && i > start)
            {
                yield return word[start..i];
                (start, used) = (i, 0);
            }

            used += next;
        }

        yield return word[start..];
    }

    private sealed class Line
    {
        public List<(string Text, TextStyle Style, float Width)> Runs { get; } = [];

        public float Width { get; private set; }

        public float Size { get; private set; }

        public float Height { get; private set; }

        public void Add(string text, TextStyle style, float width)
        {
            AtLeast(style);
            if (Runs.Count > 0 && Runs[^1].Style == style)
            {
                Runs[^1] = (Runs[^1].Text + text, style, Runs[^1].Width + width);
            }
            else
            {
                Runs.Add((text, style, width));
            }

            Width += width;
        }

        public void AtLeast(TextStyle style)
        {
            Size = Math.Max(Size, style.Size);
            Height = Math.Max(Height, style.Size * style.LineHeight);
        }

        public void TrimEnd() => KeepOfLast(text => text.TrimEnd(' '));

        public void Ellipsis(float width)
        {
            while (Runs.Count > 0 && Width + Glyphs.Measure('…', Runs[^1].Style) > width)
            {
                if (Runs[^1].Text.Length > 1)
                {
                    KeepOfLast(text => text[..^1]);
                }
                else
                {
                    Width -= Runs[^1].Width;
                    Runs.RemoveAt(Runs.Count - 1);
                }
            }

            KeepOfLast(text => text.TrimEnd(' ') + "…");
        }

        private void KeepOfLast(Func<string, string> change)
        {
            if (Runs.Count > 0)
            {
                var (text, style, width) = Runs[^1];
                var changed = change(text);
                var changedWidth = Glyphs.Measure(changed, style);
                Runs[^1] = (changed, style, changedWidth);
                Width += changedWidth - width;
            }
        }
    }
}
