using System.Globalization;
using Cadence.Core.Documents;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>A year by venues on A4, for whoever does the taxes: by quarter and month, and by venue.</summary>
public static class VenueYearDocument
{
    /// <summary>Writes the year in the reader's language. The same year gives the same bytes.</summary>
    /// <param name="logo">The organization's logo as PNG; null prints the house's beats in its colour.</param>
    public static byte[] GeneratePdf(VenueYearView year, CultureInfo reader, byte[]? logo = null)
    {
        using var spoken = ReaderCulture.Speak(reader);
        var name = year.Year.ToString(CultureInfo.InvariantCulture);
        var sheet = new VenueSheet(
            year.Organization,
            VenueStatementsTexts.YearDocumentTitle,
            name,
            PayoutText.Format(VenueStatementsTexts.CalculatedOnFormat, name, ReaderDate.Compact(year.Today, new DateOnly(year.Year, 1, 1))),
            VenueStatementsTexts.FooterYear,
            year.Today);
        return sheet.GeneratePdf(logo, column =>
        {
            VenueSheet.Summary(column, VenueStatementsTexts.YearNet, year.Totals);
            Months(column, year);
            Venues(column, year);
        });
    }

    private static void Months(ColumnDescriptor column, VenueYearView year) => column.Item().Padding(top: 18).Table(table =>
    {
        table.RelativeColumn(1.9f);
        foreach (var _ in Amounts(year.Totals))
        {
            table.RelativeColumn();
        }

        Head(table, VenueStatementsTexts.ColumnMonth, VenueStatementsTexts.ColumnNet, VenueStatementsTexts.ColumnVenues, VenueStatementsTexts.ColumnPupils, VenueStatementsTexts.Rents, VenueStatementsTexts.Accrued, VenueStatementsTexts.Received);
        var size = AmountSize(year);
        foreach (var quarter in year.Quarters)
        {
            foreach (var month in quarter.Months)
            {
                Row(table, Named(month), Amounts(month.Totals), HouseStyle.Body, size);
            }

            Row(table, PayoutText.Format(VenueStatementsTexts.QuarterFormat, quarter.Number), Amounts(quarter.Totals), HouseStyle.Strong, size);
        }

        Row(table, VenueStatementsTexts.YearTotal, Amounts(year.Totals), HouseStyle.Strong, size);
    });

    private static void Venues(ColumnDescriptor column, VenueYearView year) => column.Item().Padding(top: 18).Table(table =>
    {
        table.RelativeColumn(2.2f);
        table.RelativeColumn();
        table.RelativeColumn();
        table.RelativeColumn();
        Head(table, VenueStatementsTexts.ByVenue, VenueStatementsTexts.Accrued, VenueStatementsTexts.Received, VenueStatementsTexts.Rents);
        foreach (var venue in year.Venues)
        {
            Row(table, venue.Venue.Name, [venue.Owed, venue.Received, -venue.Rent], HouseStyle.Body);
        }

        Row(table, VenueStatementsTexts.YearTotal, [year.Totals.FromVenues, year.Totals.ReceivedFromVenues, -year.Totals.Rents], HouseStyle.Strong);
    });

    private static Money[] Amounts(VenueMonthTotals totals) => [totals.Net, totals.FromVenues, totals.ReceivedFromPupils, -totals.Rents, totals.Accrued, totals.Received];

    // Six amounts a row: those in the millions, as in Argentina, are printed smaller, with the month beside them, rather than cut.
    private static float AmountSize(VenueYearView year) =>
        year.Months.Select(month => month.Totals).Append(year.Totals).SelectMany(Amounts).Max(amount => Figures.Money(amount).Length) switch { <= 11 => HouseStyle.Body.Size, <= 13 => 7.75f, <= 16 => 6.5f, _ => 5.5f };

    private static string Named(VenueYearMonth month)
    {
        var name = ReaderDate.Sentence(ReaderDate.MonthName(month.Month));
        return month.IsIncomplete ? PayoutText.Format(VenueStatementsTexts.IncompleteFormat, name) : name;
    }

    private static void Head(TableDescriptor table, string first, params ReadOnlySpan<string> amounts)
    {
        var header = table.HeaderRow().Padding(0, 5).BorderBottom(1, HouseStyle.Ink);
        header.Cell(0).Text(first, HouseStyle.Strong, maxLines: 1);
        for (var i = 0; i < amounts.Length; i++)
        {
            header.Cell(i + 1).Text(amounts[i], HouseStyle.LabelText, TextAlignment.Right, maxLines: 2);
        }
    }

    private static void Row(TableDescriptor table, string name, Money[] amounts, TextStyle style, float? size = null)
    {
        style = style with { Size = size ?? style.Size };
        var row = table.Row().Padding(2.6f, 2.6f).BorderBottom(0.75f, HouseStyle.Hairline);
        row.Cell(0).Text(name, style, maxLines: 2);
        for (var i = 0; i < amounts.Length; i++)
        {
            row.Cell(i + 1).Text(Figures.Money(amounts[i]), style, TextAlignment.Right);
        }
    }
}
