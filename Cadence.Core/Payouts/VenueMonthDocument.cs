using System.Globalization;
using Cadence.Core.Documents;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>A month by venues on A4: what each venue owes, what own pupils paid, what rents cost, and the money that came in, row by row.</summary>
public static class VenueMonthDocument
{
    /// <summary>Writes the month in the reader's language. The same month gives the same bytes.</summary>
    /// <param name="logo">The organization's logo as PNG; null prints the house's beats in its colour.</param>
    public static byte[] GeneratePdf(VenueMonthView month, CultureInfo reader, byte[]? logo = null)
    {
        using var spoken = ReaderCulture.Speak(reader);
        var name = ReaderDate.Sentence(ReaderDate.Month(month.Month));
        var sheet = new VenueSheet(
            month.Organization,
            VenueStatementsTexts.DocumentTitle,
            name,
            PayoutText.Format(VenueStatementsTexts.CalculatedOnFormat, name, ReaderDate.Compact(month.Today, month.Month.FirstDay)),
            VenueStatementsTexts.FooterMonth,
            month.Today);
        return sheet.GeneratePdf(logo, column => Content(column, month));
    }

    private static void Content(ColumnDescriptor column, VenueMonthView month)
    {
        VenueSheet.Summary(column, VenueStatementsTexts.Net, month.Totals);
        Section(column, VenueStatementsTexts.FromVenues, table =>
        {
            foreach (var venue in month.Venues)
            {
                Statement(table, venue.Statement, negative: false);
            }
        });
        Section(column, VenueStatementsTexts.Rents, table =>
        {
            foreach (var rent in month.Rents)
            {
                Statement(table, rent, negative: true);
            }
        });
        Section(column, VenueStatementsTexts.PupilsPaid, table => Payments(table, [.. month.FromPupils.Where(row => !row.IsVoid)], month.Totals.ReceivedFromPupils));
        Section(column, VenueStatementsTexts.OfVenues, table => Payments(table, [.. month.FromVenues.Where(row => !row.IsVoid)], month.Totals.ReceivedFromVenues));
        Section(column, PayoutsTexts.PrivateClasses, table =>
        {
            foreach (var row in month.Privates.Where(row => row.Owed is not null && (row.State == PaySessionState.Held || row.Owed.Value.Amount != 0)))
            {
                Line(
                    table,
                    $"{ReaderDate.DayInMonth(row.Item.Date)} · {ReaderDate.Time(row.Item.StartTime)} · {row.Item.StudentName}",
                    $"{row.Item.VenueName} · {row.Item.DurationMinutes} min",
                    row.Owed!.Value);
            }

            Total(table, VenueStatementsTexts.Accrued, month.Totals.PrivatesGiven);
        });
    }

    private static void Section(ColumnDescriptor column, string title, Action<TableDescriptor> rows) => column.Item().Padding(top: 16).Table(table =>
    {
        table.RelativeColumn(1.2f);
        table.RelativeColumn();
        table.ConstantColumn(86);
        var header = table.HeaderRow().Padding(0, 5).BorderBottom(1, HouseStyle.Ink);
        header.Cell(0, 2).Text(title, HouseStyle.Strong);
        header.Cell(2).Text(VenueStatementsTexts.ColumnAmount, HouseStyle.LabelText, TextAlignment.Right);
        rows(table);
    });

    private static void Statement(TableDescriptor table, PayoutStatement statement, bool negative)
    {
        table.Row().Padding(7, 3).KeepWithNext().Cell(0, 3).Text(
            string.Join(" · ", new[]
            {
                statement.Venue!.Name,
                statement.Number is { } number ? PayoutText.Format(VenueStatementsTexts.NumberFormat, number) : "",
                string.Join(", ", statement.Rates.DistinctBy(rate => (rate.Model, rate.Amount, rate.ScopeName)).Select(rate => $"{PayoutText.ModelAndScope(rate)} {PayoutText.Rate(rate.Amount, statement.Currency)}")),
            }.Where(part => part.Length > 0)),
            HouseStyle.Body);
        foreach (var line in statement.Sections.Others)
        {
            Line(table, PayoutText.Title(line, statement), line.Kind == PayLineKind.Adjustment ? line.Title : "", Signed(line.Amount));
        }

        foreach (var section in statement.Sections.Groups)
        {
            Line(table, $"{PayoutText.SectionTitle(section)} · {PayoutText.Counts(section, withHeads: section.Lines.Any(line => line.Formula?.Model == PayModel.PerHead))}", Product(section), Signed(section.Amount));
        }

        Total(table, PayoutText.Format(VenueStatementsTexts.TotalOfVenueFormat, statement.Venue.Name), negative ? -statement.Net : statement.Net);

        Money Signed(decimal amount) => new(negative ? -amount : amount, statement.Currency);

        string Product(StatementSection section) => section.Product is not { } product ? ""
            : PayoutText.Format(
                PayoutsTexts.TimesFormat,
                section.Lines.Any(line => line.Formula?.Model == PayModel.PerHour) ? PayoutText.Hours(product.Times * 60) : Figures.Number(product.Times),
                PayoutText.Rate(product.Each, statement.Currency));
    }

    private static void Payments(TableDescriptor table, List<ReceivedRow> rows, Money total)
    {
        foreach (var row in rows)
        {
            Line(table, $"{ReaderDate.DayInMonth(row.ValueDate)} · {row.From ?? VenueStatementsTexts.OwnPupils}", row.Note ?? "", row.Amount);
        }

        Total(table, VenueStatementsTexts.Received, total);
    }

    private static void Line(TableDescriptor table, string what, string detail, Money amount)
    {
        var row = table.Row().Padding(2.6f, 2.6f).BorderBottom(0.75f, HouseStyle.Hairline);
        row.Cell(0).Text(what, HouseStyle.Body, maxLines: 2);
        row.Cell(1).Text(detail, HouseStyle.SoftBody, maxLines: 2);
        row.Cell(2).Text(Figures.Money(amount), HouseStyle.Body, TextAlignment.Right, maxLines: 1);
    }

    private static void Total(TableDescriptor table, string label, Money amount)
    {
        var row = table.Row().Padding(3.6f, 3.6f);
        row.Cell(0, 2).Text(label, HouseStyle.Strong);
        row.Cell(2).Text(Figures.Money(amount), HouseStyle.Strong, TextAlignment.Right, maxLines: 1);
    }
}
