using Bunit;
using Cadence.Core.Localization;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Tests.Payouts;
using Cadence.Tests.Support;
using Cadence.Web.Components;
using Cadence.Web.Payments;
using Cadence.Web.Payouts;
using Cadence.Web.Sessions;
using MudBlazor;

namespace Cadence.Tests.Payments;

/// <summary>The three forms an independent teacher's figures come from, and the page that shows them.</summary>
public sealed class PaymentFormTests(TestDatabase database) : SchoolPageTest(database)
{
    private readonly TestDatabase _database = database;

    [Theory]
    [InlineData("es", "Falta este dato.", "No puede ser menor que cero.", "-3,20", "3,20")]
    [InlineData("en", "This is missing.", "It can't be below zero.", "-3.20", "3.20")]
    public async Task An_agreement_says_what_is_missing_or_wrong_and_is_added_once(string language, string missing, string negative, string wrong, string right)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        await EnterAsync();
        var closed = OpenAsync<AgreementDialog>();
        await SubmitAsync();
        Assert.Equal((missing, missing, ""), (SaidAt("VenueId"), SaidAt("Amount"), SaidAt("ValidFrom")));

        await ChooseAsync<Guid?>("VenueId", School.VenueId);
        await TypeAsync("Amount", wrong);
        await SubmitAsync();
        Assert.Equal(("", negative), (SaidAt("VenueId"), SaidAt("Amount")));

        await TypeAsync("Amount", right);
        await SubmitTwiceAsync();
        await closed.WaitAsync(TimeSpan.FromSeconds(15));
        var item = Assert.Single((await new VenueAgreementService(School.Tenants).ListAsync(School.Admin, default)).Ok());
        Assert.Equal((3.2m, AgreementModel.PerHead, new DateOnly(2026, 11, 1)), (item.Amount, item.Model, item.ValidFrom));
    }

    [Theory]
    [InlineData("es", "Falta este dato.", "Esa hora no vale. Escríbela como 18:30.")]
    [InlineData("en", "This is missing.", "That isn't a time. Write it like 18:30.")]
    public async Task A_private_class_says_what_is_missing_or_wrong_and_is_added_once(string language, string missing, string noTime)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        await EnterAsync();
        var pupil = await School.AddStudentAsync("Vega", "Luna");
        var closed = OpenAsync<PrivateDialog>();
        await SubmitAsync();
        Assert.Equal((missing, missing, missing, missing), (SaidAt("StudentId"), SaidAt("VenueId"), SaidAt("StartTime"), SaidAt("Price")));

        await ChooseAsync<Guid?>("StudentId", pupil);
        await ChooseAsync<Guid?>("VenueId", School.VenueId);
        await TypeAsync("StartTime", "25:70");
        await TypeAsync("Price", "35");
        await SubmitAsync();
        Assert.Equal(("", noTime, ""), (SaidAt("StudentId"), SaidAt("StartTime"), SaidAt("Price")));

        await TypeAsync("StartTime", "11:00");
        await SubmitTwiceAsync();
        await closed.WaitAsync(TimeSpan.FromSeconds(15));
        var item = Assert.Single((await new PrivateSessionService(School.Tenants).ListAsync(School.Admin, School.Today, School.Today, default)).Ok());
        Assert.Equal((pupil, 35m, 60, SessionStatus.Held), (item.StudentId, item.Price, item.DurationMinutes, item.Status));
    }

    [Theory]
    [InlineData("es", "Falta este dato.", "Tiene que ser mayor que cero.")]
    [InlineData("en", "This is missing.", "It must be above zero.")]
    public async Task Money_received_says_what_is_missing_or_wrong_and_is_added_once(string language, string missing, string nothing)
    {
        using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
        await EnterAsync();
        var closed = OpenAsync<ReceivedDialog>();
        await SubmitAsync();
        Assert.Equal((missing, ""), (SaidAt("Amount"), SaidAt("ValueDate")));
        await TypeAsync("Amount", "0");
        await SubmitAsync();
        Assert.Equal(nothing, SaidAt("Amount"));

        await TypeAsync("Amount", "40");
        await TypeAsync("Note", "Cuota");
        await SubmitTwiceAsync();
        await closed.WaitAsync(TimeSpan.FromSeconds(15));
        var month = (await new VenueStatementService(School.Tenants).MonthAsync(School.Admin, new(2026, 11), default)).Ok();
        Assert.Equal([(40m, "Cuota", School.Today)], month.FromPupils.Select(row => (row.Amount.Amount, row.Note!, row.ValueDate)));
    }

    [Fact]
    public async Task Taking_money_back_asks_why()
    {
        var stage = await VenueStage.CreateAsync(_database);
        Enter(stage.School);
        var page = Render<VenueMonthPage>(p => p.Add(month => month.MonthText, "2026-11"));
        page.WaitForElement("[data-figure='month.net']");
        page.FindAll(".month-list button").First(button => button.TextContent.Trim() == "Anular").Click();
        Dialogs.WaitForElement("form");
        await SubmitAsync();
        Assert.Equal("Falta este dato.", SaidAt("Reason"));
        await TypeAsync("Reason", "Devuelto");
        await SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Anulado: Devuelto", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_shows_the_golden_figures_and_every_total_opens_to_rows_that_add_up()
    {
        var stage = await VenueStage.CreateAsync(_database);
        Enter(stage.School);
        var page = Render<VenueMonthPage>(p => p.Add(month => month.MonthText, "2026-11"));
        page.WaitForElement("[data-figure='month.net']");

        Assert.Equal(
            ["624.00 EUR", "516.00 EUR", "165.00 EUR", "-57.00 EUR", "601.00 EUR", "956.20 EUR"],
            new[] { "month.net", "month.venues", "month.pupils", "month.rents", "month.accrued", "month.received" }.Select(name => page.Find($"[data-figure='{name}']").GetAttribute("data-value")));
        foreach (var (rows, total) in new[] { ("venue.session", 516.00m), ("venue.line", 516.00m), ("rent.session", -57.00m), ("rent.line", -57.00m), ("private.owed", 85.00m), ("received.amount", 956.20m) })
        {
            Assert.Equal((rows, total), (rows, page.FindAll($"[data-figure='{rows}']").Sum(row => decimal.Parse(row.GetAttribute("data-value")!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    [Fact]
    public async Task A_month_that_is_not_over_can_not_be_closed_by_a_press()
    {
        var stage = await VenueStage.CreateAsync(_database);
        Enter(stage.School);
        var page = Render<VenueMonthPage>(p => p.Add(month => month.MonthText, "2026-11"));
        page.WaitForElement("[data-figure='month.net']");
        Assert.Empty(page.FindAll("[data-action=close]"));

        stage.School.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero));
        var later = Render<VenueMonthPage>(p => p.Add(month => month.MonthText, "2026-11"));
        later.WaitForElements("[data-action=close]")[0].Click();
        later.WaitForAssertion(() => Assert.Equal("Cerrada", later.Find($"[data-venue='{stage.Alba}'] .chip").TextContent.Trim()));
    }
}
