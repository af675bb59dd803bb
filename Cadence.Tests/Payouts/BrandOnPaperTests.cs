using Cadence.Core.Documents;
using Cadence.Core.Localization;
using Cadence.Core.Payouts;
using Cadence.Tests.Organizations;
using UglyToad.PdfPig;

namespace Cadence.Tests.Payouts;

/// <summary>The payer's logo and colour on the statement; the figures don't move for them.</summary>
public sealed class BrandOnPaperTests
{
    [Fact]
    public void A_logo_is_printed_once_a_page_and_anything_else_prints_the_houses_beats()
    {
        var statement = StatementExamples.Leos();
        var logo = LogoPicture.Read(Pictures.Make(300, 200)).Png!;

        using var with = PdfDocument.Open(PayoutStatementDocument.GeneratePdf(statement, ReaderCulture.Of("es"), logo));
        using var without = PdfDocument.Open(PayoutStatementDocument.GeneratePdf(statement, ReaderCulture.Of("es")));
        using var broken = PdfDocument.Open(PayoutStatementDocument.GeneratePdf(statement, ReaderCulture.Of("es"), [1, 2, 3]));

        Assert.All(with.GetPages(), page => Assert.Single(page.GetImages()));
        Assert.All(without.GetPages().Concat(broken.GetPages()), page => Assert.Empty(page.GetImages()));
        Assert.Equal(without.NumberOfPages, with.NumberOfPages);
        Assert.Equal(Words(without), Words(with));
    }

    [Fact]
    public void An_own_colour_moves_no_figure()
    {
        var plain = StatementExamples.Leos();
        var coloured = plain with { Payer = plain.Payer with { Color = "#FFD400" } };

        using var before = PdfDocument.Open(PayoutStatementDocument.GeneratePdf(plain, ReaderCulture.Of("es")));
        using var after = PdfDocument.Open(PayoutStatementDocument.GeneratePdf(coloured, ReaderCulture.Of("es")));

        Assert.Equal(before.NumberOfPages, after.NumberOfPages);
        Assert.Equal(Words(before), Words(after));
    }

    private static string Words(PdfDocument pdf) => string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
}
