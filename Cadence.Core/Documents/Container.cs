namespace Cadence.Core.Documents;

/// <summary>A place for one thing: text, a line, a drawing, or more places in a column, row or table.</summary>
public sealed class Container
{
    private Func<Element, Element> _wrap = element => element;

    internal Element Element { get; private set; } = Element.Nothing;

    /// <summary>White around what comes.</summary>
    public Container Padding(float left = 0, float top = 0, float right = 0, float bottom = 0)
    {
        var wrap = _wrap;
        _wrap = element => wrap(new Padded(element, left, top, right, bottom));
        return this;
    }

    /// <summary>Names what comes, so that texts can say on which page it begins.</summary>
    public Container Section(string name)
    {
        var wrap = _wrap;
        _wrap = element => wrap(new Section(name, element));
        return this;
    }

    /// <summary>What comes stands on one page.</summary>
    public Container ShowEntire()
    {
        var wrap = _wrap;
        _wrap = element => wrap(new Entire(element));
        return this;
    }

    /// <summary>Text of one style; what is longer than <paramref name="maxLines"/> ends with an ellipsis.</summary>
    public void Text(string text, TextStyle style, TextAlignment alignment = TextAlignment.Left, int maxLines = int.MaxValue) =>
        Text(spans => spans.Span(text, style), alignment, maxLines);

    /// <summary>Text of several styles.</summary>
    public void Text(Action<TextDescriptor> compose, TextAlignment alignment = TextAlignment.Left, int maxLines = int.MaxValue)
    {
        var text = new TextDescriptor();
        compose(text);
        Put(new Paragraph(text.Spans, alignment, maxLines));
    }

    /// <summary>A line across.</summary>
    public void LineHorizontal(float thickness, string color) => Put(new HorizontalLine(thickness, color));

    /// <summary>A drawing of that height and the width there is.</summary>
    public void Canvas(float height, Action<Painter> paint) => Put(new Drawing(height, paint));

    /// <summary>A drawing with a word in its middle.</summary>
    public void Canvas(float height, Action<Painter> paint, string caption, TextStyle style)
    {
        var printable = Glyphs.Printable(caption);
        Canvas(height, painter =>
        {
            paint(painter);
            painter.Caption(printable, style);
        });
    }

    /// <summary>Things below each other.</summary>
    public void Column(Action<ColumnDescriptor> compose)
    {
        var column = new ColumnDescriptor();
        compose(column);
        Put(column.Build());
    }

    /// <summary>Things beside each other; a row is never broken over pages.</summary>
    public void Row(Action<RowDescriptor> compose)
    {
        var row = new RowDescriptor();
        compose(row);
        Put(row.Build());
    }

    /// <summary>A table; its header is repeated on every page.</summary>
    public void Table(Action<TableDescriptor> compose)
    {
        var table = new TableDescriptor();
        compose(table);
        Put(table.Build());
    }

    private void Put(Element element) => Element = _wrap(element);
}

/// <summary>The parts of a text.</summary>
public sealed class TextDescriptor
{
    internal List<TextSpan> Spans { get; } = [];

    /// <summary>A part in one style.</summary>
    public void Span(string text, TextStyle style)
    {
        var printable = Glyphs.Printable(text);
        Spans.Add(new TextSpan(_ => printable, style, SaysWhereItStands: false));
    }

    /// <summary>A part that says where it stands, as "Página 1 de 2"; it should be short enough for one line.</summary>
    public void PageNumber(Func<PageNumbers, string> text, TextStyle style) => Spans.Add(new TextSpan(numbers => Glyphs.Printable(text(numbers)), style, SaysWhereItStands: true));
}

/// <summary>The items of a column.</summary>
public sealed class ColumnDescriptor
{
    private readonly List<Func<Element>> _items = [];
    private float _spacing;

    /// <summary>White between the items.</summary>
    public void Spacing(float points) => _spacing = points;

    /// <summary>Adds an item.</summary>
    public Container Item()
    {
        var container = new Container();
        _items.Add(() => container.Element);
        return container;
    }

    /// <summary>What comes begins on a new page.</summary>
    public void PageBreak() => _items.Add(() => new PageBreak());

    internal Stack Build() => new([.. _items.Select(item => item())], _spacing);
}

/// <summary>The items of a row.</summary>
public sealed class RowDescriptor
{
    private readonly List<(ColumnWidth Width, Container Container)> _items = [];
    private float _spacing;
    private VerticalAlignment _alignment = VerticalAlignment.Top;

    /// <summary>White between the items.</summary>
    public void Spacing(float points) => _spacing = points;

    /// <summary>Lower items stand at the foot of the row.</summary>
    public void AlignBottom() => _alignment = VerticalAlignment.Bottom;

    /// <summary>Lower items stand in the middle of the row.</summary>
    public void AlignMiddle() => _alignment = VerticalAlignment.Middle;

    /// <summary>An item of fixed width.</summary>
    public Container ConstantItem(float points) => Item(new ColumnWidth(points, 0));

    /// <summary>An item that takes its share of the width that is left.</summary>
    public Container RelativeItem(float share = 1) => Item(new ColumnWidth(0, share));

    internal SideBySide Build() => new([.. _items.Select(item => (item.Width, item.Container.Element))], _spacing, _alignment);

    private Container Item(ColumnWidth width)
    {
        var container = new Container();
        _items.Add((width, container));
        return container;
    }
}

/// <summary>Columns and rows of a table.</summary>
public sealed class TableDescriptor
{
    private readonly List<ColumnWidth> _columns = [];
    private readonly List<RowOfTable> _header = [];
    private readonly List<RowOfTable> _rows = [];
    private float _spacing;

    /// <summary>White between the columns.</summary>
    public void Spacing(float points) => _spacing = points;

    /// <summary>A column of fixed width.</summary>
    public void ConstantColumn(float points) => _columns.Add(new ColumnWidth(points, 0));

    /// <summary>A column that takes its share of the width that is left.</summary>
    public void RelativeColumn(float share = 1) => _columns.Add(new ColumnWidth(0, share));

    /// <summary>A row at the top of every page.</summary>
    public RowOfTable HeaderRow()
    {
        var row = new RowOfTable();
        _header.Add(row);
        return row;
    }

    /// <summary>A row; it is never broken.</summary>
    public RowOfTable Row()
    {
        var row = new RowOfTable();
        _rows.Add(row);
        return row;
    }

    internal Grid Build() => new(_columns, _spacing, [.. _header.Select(row => row.Build())], [.. _rows.Select(row => row.Build())]);
}

/// <summary>One row of a table; what does not stand in a cell is white.</summary>
public sealed class RowOfTable
{
    private readonly List<(int Column, int Span, Container Container)> _cells = [];
    private float _paddingTop;
    private float _paddingBottom;
    private float _lineThickness;
    private string _lineColor = "#000000";
    private bool _keepWithNext;

    /// <summary>White above and below.</summary>
    public RowOfTable Padding(float top, float bottom)
    {
        (_paddingTop, _paddingBottom) = (top, bottom);
        return this;
    }

    /// <summary>A line below the whole row.</summary>
    public RowOfTable BorderBottom(float thickness, string color)
    {
        (_lineThickness, _lineColor) = (thickness, color);
        return this;
    }

    /// <summary>It stands on the same page as the next row, as headings do.</summary>
    public RowOfTable KeepWithNext()
    {
        _keepWithNext = true;
        return this;
    }

    /// <summary>The place at a column, counted from 0, over one or more.</summary>
    public Container Cell(int column, int span = 1)
    {
        var container = new Container();
        _cells.Add((column, span, container));
        return container;
    }

    internal TableRow Build() => new([.. _cells.Select(cell => new TableCell(cell.Column, cell.Span, cell.Container.Element))], _paddingTop, _paddingBottom, _lineThickness, _lineColor, _keepWithNext);
}
