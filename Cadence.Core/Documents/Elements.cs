namespace Cadence.Core.Documents;

/// <summary>A piece of a page. It knows its height at a width, draws itself, and may be broken over sheets.</summary>
internal abstract class Element
{
    private float _measuredWidth = -1;
    private float _measuredHeight;

    public static Element Nothing { get; } = new Space(0);

    /// <summary>Height at the width, measured once per width.</summary>
    public float HeightAt(float width)
    {
        if (_measuredWidth != width)
        {
            (_measuredWidth, _measuredHeight) = (width, Measure(width));
        }

        return _measuredHeight;
    }

    public abstract void Draw(Sheet sheet, float x, float y, float width);

    /// <summary>
    /// What fits into the height, and the rest. No head means that it begins on the next sheet; <paramref name="force"/> says
    /// that the sheet is empty, so that something must go on it.
    /// </summary>
    public virtual (Element? Head, Element? Tail) Split(float width, float height, bool force) =>
        force || HeightAt(width) <= height + 0.01f ? (this, null) : (null, this);

    public virtual void Visit(Action<Element> visitor) => visitor(this);

    protected abstract float Measure(float width);
}

internal sealed class Space(float height) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width)
    {
    }

    protected override float Measure(float width) => height;
}

internal sealed class PageBreak : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width)
    {
    }

    protected override float Measure(float width) => 0;
}

internal sealed class HorizontalLine(float thickness, string color) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width) => sheet.Line(x, y, width, thickness, color);

    protected override float Measure(float width) => thickness;
}

internal sealed class Drawing(float height, Action<Painter> paint) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width) => paint(new Painter(sheet, x, y, width, height));

    protected override float Measure(float width) => height;
}

internal sealed class Section(string name, Element inner) : Element
{
    public string Name => name;

    public override void Draw(Sheet sheet, float x, float y, float width) => inner.Draw(sheet, x, y, width);

    public override (Element? Head, Element? Tail) Split(float width, float height, bool force)
    {
        var (head, tail) = inner.Split(width, height, force);
        return (head is null ? null : new Section(name, head), head is null ? this : tail);
    }

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        inner.Visit(visitor);
    }

    protected override float Measure(float width) => inner.HeightAt(width);
}

internal sealed class Padded(Element inner, float left, float top, float right, float bottom) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width) => inner.Draw(sheet, x + left, y + top, width - left - right);

    public override (Element? Head, Element? Tail) Split(float width, float height, bool force)
    {
        if (HeightAt(width) <= height + 0.01f)
        {
            return (this, null);
        }

        var (head, tail) = inner.Split(width - left - right, height - top - bottom, force);
        return (head is null ? null : new Padded(head, left, top, right, bottom), tail is null ? null : new Padded(tail, left, top, right, bottom));
    }

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        inner.Visit(visitor);
    }

    protected override float Measure(float width) => inner.HeightAt(width - left - right) + top + bottom;
}

/// <summary>Goes to the next sheet rather than break.</summary>
internal sealed class Entire(Element inner) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width) => inner.Draw(sheet, x, y, width);

    // Only what fits on no sheet is broken after all.
    public override (Element? Head, Element? Tail) Split(float width, float height, bool force) =>
        force && HeightAt(width) > height ? inner.Split(width, height, force) : base.Split(width, height, force);

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        inner.Visit(visitor);
    }

    protected override float Measure(float width) => inner.HeightAt(width);
}

internal sealed class Stack(IReadOnlyList<Element> children, float spacing) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width)
    {
        foreach (var child in children)
        {
            child.Draw(sheet, x, y, width);
            y += child.HeightAt(width) + spacing;
        }
    }

    public override (Element? Head, Element? Tail) Split(float width, float height, bool force)
    {
        var left = height;
        for (var i = 0; i < children.Count; i++)
        {
            var child = children[i];
            if (child is PageBreak)
            {
                if (i > 0)
                {
                    return (new Stack([.. children.Take(i)], spacing), i + 1 < children.Count ? new Stack([.. children.Skip(i + 1)], spacing) : null);
                }

                continue;
            }

            var (head, tail) = child.Split(width, left, force && i == 0);
            if (tail is not null)
            {
                List<Element> heads = [.. children.Take(i)];
                if (head is not null)
                {
                    heads.Add(head);
                }

                return (heads.Count == 0 ? null : new Stack(heads, spacing), new Stack([tail, .. children.Skip(i + 1)], spacing));
            }

            left -= child.HeightAt(width) + spacing;
        }

        return (this, null);
    }

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        foreach (var child in children)
        {
            child.Visit(visitor);
        }
    }

    protected override float Measure(float width) => children.Sum(child => child.HeightAt(width)) + (Math.Max(0, children.Count - 1) * spacing);
}

/// <summary>Width of a column: fixed points, or a share of what the fixed ones leave.</summary>
internal readonly record struct ColumnWidth(float Points, float Share)
{
    public static float[] Resolve(IReadOnlyList<ColumnWidth> columns, float width, float spacing)
    {
        var left = width - columns.Sum(column => column.Points) - (spacing * (columns.Count - 1));
        var shares = columns.Sum(column => column.Share);
        return [.. columns.Select(column => column.Share > 0 ? Math.Max(0, left * column.Share / shares) : column.Points)];
    }
}

internal enum VerticalAlignment
{
    Top,
    Middle,
    Bottom,
}

internal sealed class SideBySide(IReadOnlyList<(ColumnWidth Width, Element Element)> items, float spacing, VerticalAlignment alignment) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width)
    {
        var height = HeightAt(width);
        var widths = Widths(width);
        for (var i = 0; i < items.Count; i++)
        {
            var spare = height - items[i].Element.HeightAt(widths[i]);
            items[i].Element.Draw(sheet, x, y + (alignment switch { VerticalAlignment.Bottom => spare, VerticalAlignment.Middle => spare / 2, _ => 0 }), widths[i]);
            x += widths[i] + spacing;
        }
    }

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        foreach (var (_, element) in items)
        {
            element.Visit(visitor);
        }
    }

    protected override float Measure(float width)
    {
        var widths = Widths(width);
        return items.Select((item, i) => item.Element.HeightAt(widths[i])).DefaultIfEmpty().Max();
    }

    private float[] Widths(float width) => ColumnWidth.Resolve([.. items.Select(item => item.Width)], width, spacing);
}

/// <summary>One row of a table.</summary>
internal sealed record TableRow(IReadOnlyList<TableCell> Cells, float PaddingTop, float PaddingBottom, float LineThickness, string LineColor, bool KeepWithNext)
{
    public float Height(float[] widths, float spacing) => PaddingTop + PaddingBottom + LineThickness + Cells.Select(cell => cell.Element.HeightAt(cell.Width(widths, spacing))).DefaultIfEmpty().Max();
}

/// <summary>What stands in one cell or over several.</summary>
internal sealed record TableCell(int Column, int Span, Element Element)
{
    public float Width(float[] widths, float spacing)
    {
        var width = spacing * (Span - 1);
        for (var i = Column; i < Column + Span; i++)
        {
            width += widths[i];
        }

        return width;
    }
}

internal sealed class Grid(IReadOnlyList<ColumnWidth> columns, float spacing, IReadOnlyList<TableRow> header, IReadOnlyList<TableRow> rows) : Element
{
    public override void Draw(Sheet sheet, float x, float y, float width)
    {
        var widths = ColumnWidth.Resolve(columns, width, spacing);
        foreach (var row in header.Concat(rows))
        {
            var height = row.Height(widths, spacing);
            var content = height - row.PaddingTop - row.PaddingBottom - row.LineThickness;
            foreach (var cell in row.Cells)
            {
                var left = x + (spacing * cell.Column);
                for (var i = 0; i < cell.Column; i++)
                {
                    left += widths[i];
                }

                var cellWidth = cell.Width(widths, spacing);
                cell.Element.Draw(sheet, left, y + row.PaddingTop + (cell.Element is Drawing ? (content - cell.Element.HeightAt(cellWidth)) / 2 : 0), cellWidth);
            }

            if (row.LineThickness > 0)
            {
                sheet.Line(x, y + height - row.LineThickness, width, row.LineThickness, row.LineColor);
            }

            y += height;
        }
    }

    public override (Element? Head, Element? Tail) Split(float width, float height, bool force)
    {
        var widths = ColumnWidth.Resolve(columns, width, spacing);
        var left = height - header.Sum(row => row.Height(widths, spacing));
        var fit = 0;
        while (fit < rows.Count && left + 0.01f >= rows[fit].Height(widths, spacing))
        {
            left -= rows[fit].Height(widths, spacing);
            fit++;
        }

        if (fit == rows.Count)
        {
            return (this, null);
        }

        // A heading never stands alone at the foot of a sheet.
        var together = fit;
        while (together > 0 && rows[together - 1].KeepWithNext)
        {
            together--;
        }

        fit = together > 0 ? together : force ? Math.Max(1, fit) : 0;
        return fit == 0 ? (null, this) : (With(rows.Take(fit)), fit == rows.Count ? null : With(rows.Skip(fit)));
    }

    public override void Visit(Action<Element> visitor)
    {
        visitor(this);
        foreach (var cell in header.Concat(rows).SelectMany(row => row.Cells))
        {
            cell.Element.Visit(visitor);
        }
    }

    protected override float Measure(float width)
    {
        var widths = ColumnWidth.Resolve(columns, width, spacing);
        return header.Concat(rows).Sum(row => row.Height(widths, spacing));
    }

    private Grid With(IEnumerable<TableRow> some) => new(columns, spacing, header, [.. some]);
}
