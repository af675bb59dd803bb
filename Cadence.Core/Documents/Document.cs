using SkiaSharp;

namespace Cadence.Core.Documents;

/// <summary>
/// A paper document: A4, fonts embedded, page numbers. It speaks QuestPDF's vocabulary (Document, Page, Header, Content, Footer,
/// Column, Row, Table, Text), so that changing the library is a change of this folder. All lengths are points (1/72 inch).
/// One instance is used by one thread; many may be written at once.
/// </summary>
public sealed class Document
{
    private readonly DocumentDescriptor _descriptor;

    private Document(DocumentDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Describes a document.</summary>
    public static Document Create(Action<DocumentDescriptor> compose)
    {
        var descriptor = new DocumentDescriptor();
        compose(descriptor);
        return new Document(descriptor);
    }

    /// <summary>How many pages it takes, without drawing them.</summary>
    public int CountPages() => _descriptor.Pages.Sum(page => page.Paginate().Count);

    /// <summary>Writes the document.</summary>
    public byte[] GeneratePdf()
    {
        // First pass: where everything breaks. Only then are the number of pages and the place of each section known.
        var sheets = _descriptor.Pages.SelectMany(page => page.Paginate().Select(content => (page, content))).ToList();
        var sections = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < sheets.Count; i++)
        {
            sheets[i].content.Visit(element =>
            {
                if (element is Section section)
                {
                    sections.TryAdd(section.Name, i + 1);
                }
            });
        }

        using var stream = new MemoryStream(64 * 1024);
        using (var pdf = SKDocument.CreatePdf(stream, _descriptor.PdfMetadata()))
        using (var ink = new Ink())
        {
            for (var i = 0; i < sheets.Count; i++)
            {
                var (page, content) = sheets[i];
                var canvas = pdf.BeginPage(PageDescriptor.Width, PageDescriptor.Height);
                page.Draw(new Sheet(canvas, ink, i + 1, sheets.Count, sections), content);
                pdf.EndPage();
            }

            pdf.Close();
        }

        return stream.ToArray();
    }
}

/// <summary>What a document consists of.</summary>
public sealed class DocumentDescriptor
{
    private string _title = "";
    private string _author = "";
    private DateTimeOffset _createdAt = DateTimeOffset.UnixEpoch;

    internal List<PageDescriptor> Pages { get; } = [];

    /// <summary>What readers and file lists show. The time comes from the caller, so that the same facts give the same file.</summary>
    public void Metadata(string title, string author, DateTimeOffset createdAt)
    {
        _title = Glyphs.Printable(title);
        _author = Glyphs.Printable(author);
        _createdAt = createdAt;
    }

    /// <summary>Adds a page, which goes on over as many sheets as its content needs.</summary>
    public void Page(Action<PageDescriptor> compose)
    {
        var page = new PageDescriptor();
        compose(page);
        Pages.Add(page);
    }

    internal SKDocumentPdfMetadata PdfMetadata() => new()
    {
        Title = _title,
        Author = _author,
        Creator = "Cadence",
        Creation = _createdAt.UtcDateTime,
        Modified = _createdAt.UtcDateTime,
        RasterDpi = 144,
        EncodingQuality = 90,
    };
}

/// <summary>One page: header and footer stand on every sheet, the content flows.</summary>
public sealed class PageDescriptor
{
    /// <summary>A4.</summary>
    public const float Width = 595.28f;

    /// <summary>A4.</summary>
    public const float Height = 841.89f;

    private readonly Container _header = new();
    private readonly Container _content = new();
    private readonly Container _footer = new();
    private float _horizontal = 48;
    private float _top = 45;
    private float _bottom = 36;

    /// <summary>The white around.</summary>
    public void Margin(float horizontal, float top, float bottom) => (_horizontal, _top, _bottom) = (horizontal, top, bottom);

    /// <summary>Repeated at the top of every sheet.</summary>
    public Container Header() => _header;

    /// <summary>Flows over the sheets.</summary>
    public Container Content() => _content;

    /// <summary>Repeated at the bottom of every sheet.</summary>
    public Container Footer() => _footer;

    internal List<Element> Paginate()
    {
        var room = Height - _top - _bottom - _header.Element.HeightAt(InnerWidth) - _footer.Element.HeightAt(InnerWidth);
        var sheets = new List<Element>();
        for (var rest = _content.Element; rest is not null;)
        {
            var (head, tail) = rest.Split(InnerWidth, room, force: true);
            sheets.Add(head!);
            rest = tail;
        }

        return sheets;
    }

    internal void Draw(Sheet sheet, Element content)
    {
        var headerHeight = _header.Element.HeightAt(InnerWidth);
        var footerHeight = _footer.Element.HeightAt(InnerWidth);
        _header.Element.Draw(sheet, _horizontal, _top, InnerWidth);
        _footer.Element.Draw(sheet, _horizontal, Height - _bottom - footerHeight, InnerWidth);

        // What can't be broken and is taller than a sheet is cut, never laid over the footer.
        sheet.Clip(_horizontal, _top + headerHeight, InnerWidth, Height - _top - _bottom - headerHeight - footerHeight, () =>
            content.Draw(sheet, _horizontal, _top + headerHeight, InnerWidth));
    }

    private float InnerWidth => Width - (2 * _horizontal);
}
