using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Payouts;
using Cadence.Tests.Support;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Cadence.Tests.Payouts;

/// <summary>The golden month and its year on paper, in both languages, to the cent.</summary>
public sealed class VenueMonthDocumentTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CultureInfo Spanish = new("es-ES", useUserOverride: false);
    private static readonly CultureInfo English = new("en-IE", useUserOverride: false);
    private static readonly Month November = new(2026, 11);

    [Fact]
    public async Task The_month_in_spanish()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var text = Text(VenueMonthDocument.GeneratePdf(await lucia.MonthAsync(November), Spanish));

        foreach (var expected in new[]
        {
            "Resumen del mes", "Noviembre de 2026", "Resultado del mes", "624,00 €", "Locales que te pagan 516,00 €", "Lo que pagó tu alumnado 165,00 €", "Alquileres −57,00 €",
            "Devengado 601,00 €", "Clases privadas 85,00 €", "Cobrado 956,20 €", "De locales 791,20 €", "Alumnado propio 165,00 €",
            "Sevillanas · 3 clases, 30 asistencias 30 × 3,20 € 96,00 €", "Total de Centro Cívico Alba 96,00 €", "Fijo de noviembre 420,00 €", "Total de Estudio Norte 420,00 €",
            "Flamenco avanzado · 2 clases −27,00 €", "Clases privadas · 2 clases −30,00 €", "Total de La Nave −57,00 €", "mar 10 · Centro Cívico Alba 371,20 €", "mar 3 · 11:00 · Vega Luna La Nave · 60 min 35,00 €",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_month_in_english()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var text = Text(VenueMonthDocument.GeneratePdf(await lucia.MonthAsync(November), English));

        foreach (var expected in new[] { "Month summary", "November 2026", "€624.00", "Venues that pay you €516.00", "What your pupils paid €165.00", "Rents −€57.00", "Accrued €601.00", "Received €956.20", "30 × €3.20 €96.00" })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_venues_statement_is_addressed_to_it_and_asks_for_the_whole_account()
    {
        var lucia = await VenueStage.CreateAsync(database);
        await lucia.School.ScalarAsync<object>("update organizations set bank_account = 'ES7921000813610123456789' where id = $1", lucia.School.OrganizationId);
        var preview = (await lucia.Statements.StatementAsync(lucia.School.Owner, lucia.Alba, November, default)).Ok();

        var text = Text(PayoutStatementDocument.GeneratePdf(preview, Spanish));
        Assert.Contains("Local Docente independiente", text, StringComparison.Ordinal);
        Assert.Contains("Centro Cívico Alba", text, StringComparison.Ordinal);
        Assert.Contains("ES7921000813610123456789", text, StringComparison.Ordinal);
        Assert.Contains("96,00 €", text, StringComparison.Ordinal);
        Assert.Contains("Vista previa: estas cifras pueden cambiar hasta que se cierre el mes.", text, StringComparison.Ordinal);

        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 96), default)).Ok();
        var closed = Text(PayoutStatementDocument.GeneratePdf((await lucia.Statements.StatementAsync(lucia.School.Owner, lucia.Alba, November, default)).Ok(), English));
        Assert.Contains("Venue Independent teacher", closed, StringComparison.Ordinal);
        Assert.Contains("no. L2026-11-01", closed, StringComparison.Ordinal);
        Assert.Contains("€96.00", closed, StringComparison.Ordinal);
        Assert.Contains("These figures were closed.", closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_month_is_the_same_bytes()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var month = await lucia.MonthAsync(November);

        Assert.Equal(VenueMonthDocument.GeneratePdf(month, Spanish), VenueMonthDocument.GeneratePdf(month, Spanish));
    }

    [Fact]
    public async Task The_year_in_both_languages_by_quarter_and_by_venue()
    {
        var lucia = await VenueStage.CreateAsync(database);
        await lucia.School.AddSessionAsync(lucia.Sevillanas, new DateOnly(2026, 11, 9), "09:30", "10:30");
        var year = (await lucia.Statements.YearAsync(lucia.School.Owner, 2026, default)).Ok();

        var spanish = Text(VenueYearDocument.GeneratePdf(year, Spanish));
        foreach (var expected in new[]
        {
            "Resumen del año", "2026 · calculado el 19 nov", "1.464,00 €", "Locales que te pagan 1.356,00 €", "Lo que pagó tu alumnado 165,00 €", "Alquileres −57,00 €", "Devengado 1.441,00 €", "Cobrado 956,20 €",
            "Mes Resultado Locales Alumnado Alquileres Devengado Cobrado", "Septiembre 420,00 € 420,00 € 0,00 € 0,00 € 420,00 € 0,00 €", "Noviembre (incompleto) 624,00 € 516,00 € 165,00 € −57,00 € 601,00 € 956,20 €",
            "Trimestre 3 420,00 €", "Trimestre 4 1.044,00 € 936,00 € 165,00 € −57,00 € 1.021,00 € 956,20 €", "Total del año 1.464,00 €", "Centro Cívico Alba 96,00 € 371,20 € 0,00 €", "La Nave 0,00 € 0,00 € −57,00 €",
        })
        {
            Assert.Contains(expected, spanish, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Diciembre", spanish, StringComparison.Ordinal);
        var english = Text(VenueYearDocument.GeneratePdf(year, English));
        foreach (var expected in new[] { "Year summary", "Result of the year", "€1,464.00", "Quarter 4", "November (incomplete) €624.00", "Total of the year €1,464.00" })
        {
            Assert.Contains(expected, english, StringComparison.Ordinal);
        }

        Assert.Equal(VenueYearDocument.GeneratePdf(year, Spanish), VenueYearDocument.GeneratePdf(year, Spanish));
    }

    [Theory]
    [InlineData("EUR", 98_765.43, "−1.185.185,16 €")]
    [InlineData("ARS", 7_654_321.98, "−91.851.863,76 $")]
    public async Task The_year_prints_amounts_in_the_millions_whole(string currency, decimal rent, string total)
    {
        var lucia = await VenueStage.CreateAsync(database);
        var none = Money.Zero(currency);
        var year = (await lucia.Statements.YearAsync(lucia.School.Owner, 2025, default)).Ok();
        var months = year.Months.Select(month => month with { Totals = new VenueMonthTotals(none, none, none, none, new Money(rent, currency)) }).ToList();
        year = year with { Currency = currency, Months = months, Totals = VenueMonthTotals.Sum([.. months.Select(month => month.Totals)], currency) };

        var text = Text(VenueYearDocument.GeneratePdf(year, Spanish));

        var zero = $"0,00 {total.Split(' ')[1]}";
        Assert.Contains($"Total del año {total} {zero} {zero} {total} {zero} {zero}", text, StringComparison.Ordinal);
    }

    private static string Text(byte[] paper)
    {
        using var pdf = PdfDocument.Open(paper);
        return string.Join(' ', pdf.GetPages().Select(Text)).Replace('\u00a0', ' ');
    }

    // Words by line, from left to right.
    private static string Text(Page page) => string.Join(' ', page.GetWords()
        .GroupBy(word => Math.Round(word.BoundingBox.Bottom / 4)).OrderByDescending(line => line.Key)
        .SelectMany(line => line.OrderBy(word => word.BoundingBox.Left)).Select(word => word.Text));
}
