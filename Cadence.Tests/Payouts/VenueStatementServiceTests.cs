using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payouts;

/// <summary>The month by venues on PostgreSQL.</summary>
public sealed class VenueStatementServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Month November = new(2026, 11);
    private static readonly Month December = new(2026, 12);

    [Fact]
    public async Task The_golden_month_from_rows_agrees_with_sql_that_knows_nothing_of_the_calculation()
    {
        var lucia = await VenueStage.CreateAsync(database);

        var month = await lucia.MonthAsync(November);

        Assert.Equal((516.00m, 85.00m, 791.20m, 165.00m, 57.00m, 624.00m), (month.Totals.FromVenues.Amount, month.Totals.PrivatesGiven.Amount, month.Totals.ReceivedFromVenues.Amount,
            month.Totals.ReceivedFromPupils.Amount, month.Totals.Rents.Amount, month.Totals.Net.Amount));
        Assert.Equal((7, 2), (month.Classes, month.PrivatesGiven));
        Assert.Equal(month.Totals.Net.Amount, await lucia.NetBySqlAsync(November));
        Assert.All(month.Venues, venue => Assert.Equal(venue.Statement.Net.Amount, venue.Statement.Lines.Sum(line => line.Amount)));
        Assert.All(month.Rents, rent => Assert.Equal(rent.Net.Amount, rent.Lines.Sum(line => line.Amount)));
    }

    [Fact]
    public async Task A_closed_month_keeps_its_figures_and_later_facts_are_adjustments_in_the_next()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var alba = (await lucia.MonthAsync(November)).Venues.Single(venue => venue.Statement.Venue!.Id == lucia.Alba).Statement;
        Assert.True(alba.IsPreview);

        var number = (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, alba.Net.Amount), default)).Ok();
        Assert.Equal(number, (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 1), default)).Ok());
        Assert.Equal("L2026-11-01", number);
        await lucia.School.MarkAsync(lucia.FirstClass, (lucia.Sevillanas.StudentIds[0], AttendanceStatus.Absent));

        var closed = (await lucia.Statements.StatementAsync(lucia.School.Owner, lucia.Alba, November, default)).Ok();
        Assert.Equal((alba.Net, number, false), (closed.Net, closed.Number, closed.IsPreview));
        Assert.Equal(alba.Lines.Select(line => (line.SessionId, line.Amount)), closed.Lines.Select(line => (line.SessionId, line.Amount)));
        lucia.School.Time.SetUtcNow(new DateTimeOffset(2026, 12, 2, 9, 0, 0, TimeSpan.Zero));
        var next = (await lucia.Statements.StatementAsync(lucia.School.Owner, lucia.Alba, December, default)).Ok();
        var adjustment = Assert.Single(next.Lines);
        Assert.Equal((PayLineKind.Adjustment, -3.20m, PayAdjustmentReason.Attendance, lucia.FirstClass), (adjustment.Kind, adjustment.Amount, adjustment.Reason, adjustment.SessionId));

        // Once the next one is closed too, the adjustment is settled and does not come again.
        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, December, -3.20m), default)).Ok();
        var after = (await lucia.Statements.StatementAsync(lucia.School.Owner, lucia.Alba, December.Next, default)).Ok();
        Assert.Equal([(PayLineKind.Carried, -3.20m)], after.Lines.Select(line => (line.Kind, line.Amount)));
    }

    [Fact]
    public async Task What_is_closed_is_what_was_seen()
    {
        var lucia = await VenueStage.CreateAsync(database);

        var refused = await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 1), default);

        Assert.Equal(nameof(VenueStatementsTexts.ErrorStatementChanged), Assert.Single(refused.Errors).Code);
        Assert.Equal(0L, await lucia.School.ScalarAsync<long>("select count(*) from venue_statements where organization_id = $1", lucia.School.OrganizationId));
    }

    [Fact]
    public async Task A_missing_roll_call_asks_for_a_reason()
    {
        var lucia = await VenueStage.CreateAsync(database);
        await lucia.School.AddSessionAsync(lucia.Sevillanas, new DateOnly(2026, 11, 9), "09:30", "10:30");

        var refused = await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 96), default);
        Assert.Equal((nameof(VenueStatementsTexts.ErrorListsMissing), nameof(CloseVenueStatement.OverrideReason)), (Assert.Single(refused.Errors).Code, refused.Errors[0].Field));
        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 96, "Se perdió la hoja"), default)).Ok();

        Assert.Equal("Se perdió la hoja", (await lucia.MonthAsync(November)).Venues.Single(venue => venue.Statement.Venue!.Id == lucia.Alba).OverrideReason);
    }

    [Fact]
    public async Task Two_clicks_at_once_close_one_statement()
    {
        var lucia = await VenueStage.CreateAsync(database);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Norte, November, 420), default)));

        Assert.Single(numbers.Select(number => number.Ok()).Distinct());
        Assert.Equal(1L, await lucia.School.ScalarAsync<long>("select count(*) from venue_statements where organization_id = $1", lucia.School.OrganizationId));
    }

    [Fact]
    public async Task A_void_payment_stays_in_sight_and_does_not_count()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var row = (await lucia.MonthAsync(November)).FromPupils.First();

        (await lucia.Money.VoidAsync(lucia.School.Owner, new VoidReceivedPayment(row.Id, row.Version, "Devuelto"), default)).Ok();

        var month = await lucia.MonthAsync(November);
        Assert.Equal(165.00m - row.Amount.Amount, month.Totals.ReceivedFromPupils.Amount);
        Assert.Equal("Devuelto", month.FromPupils.Single(other => other.Id == row.Id).VoidReason);
    }

    [Fact]
    public async Task A_class_where_nothing_was_agreed_is_named()
    {
        var lucia = await VenueStage.CreateAsync(database);
        var other = await lucia.School.AddGroupAsync("Bulerías", students: 3);
        await lucia.School.AddHeldSessionAsync(other, new DateOnly(2026, 11, 12), _ => AttendanceStatus.Present);

        Assert.Equal(["Bulerías · Estudio Centro"], (await lucia.MonthAsync(November)).WithoutAgreement);
    }

    [Fact]
    public async Task A_year_shows_every_month_as_that_month_shows_itself()
    {
        var lucia = await VenueStage.CreateAsync(database);
        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 96), default)).Ok();
        await lucia.School.MarkAsync(lucia.FirstClass, (lucia.Sevillanas.StudentIds[0], AttendanceStatus.Absent));
        (await lucia.Money.AddAsync(lucia.School.Owner, new AddReceivedPayment { ValueDate = new DateOnly(2026, 12, 1), Amount = 12.34m, VenueId = lucia.Nave }, default)).Ok();
        lucia.School.Time.SetUtcNow(new DateTimeOffset(2026, 12, 2, 9, 0, 0, TimeSpan.Zero));
        await lucia.School.AddSessionAsync(lucia.Sevillanas, new DateOnly(2026, 12, 1), "09:30", "10:30");

        var year = await YearAsync(lucia, 2026);

        Assert.Equal(Enumerable.Range(1, 12).Select(month => new Month(2026, month)), year.Months.Select(month => month.Month));
        foreach (var month in year.Months)
        {
            var alone = await lucia.MonthAsync(month.Month);
            Assert.Equal((alone.Totals, alone.Classes, alone.PrivatesGiven), (month.Totals, month.Classes, month.PrivatesGiven));
        }

        // The fixed amount of September to December, the golden month, and in December the mark that was corrected.
        Assert.Equal((4 * 420m) + 96 - 3.20m, year.Totals.FromVenues.Amount);
        Assert.Equal((85m, 791.20m + 12.34m, 165m, 57m), (year.Totals.PrivatesGiven.Amount, year.Totals.ReceivedFromVenues.Amount, year.Totals.ReceivedFromPupils.Amount, year.Totals.Rents.Amount));
        Assert.Equal(year.Totals, VenueMonthTotals.Sum([.. year.Quarters.Select(quarter => quarter.Totals)], "EUR"));
        Assert.Equal([(1, 3), (2, 3), (3, 3), (4, 3)], year.Quarters.Select(quarter => (quarter.Number, quarter.Months.Count)));
        Assert.Equal(420m, year.Quarters[2].Totals.FromVenues.Amount);
        Assert.Equal(
            [("Centro Cívico Alba", 92.80m, 371.20m, 0m), ("Estudio Norte", 4 * 420m, 420m, 0m), ("La Nave", 0m, 12.34m, 57m)],
            year.Venues.Select(venue => (venue.Venue.Name, venue.Owed.Amount, venue.Received.Amount, venue.Rent.Amount)));
        Assert.Equal([December], year.Months.Where(month => month.IsIncomplete).Select(month => month.Month));
    }

    [Fact]
    public async Task A_balance_carried_to_the_next_month_counts_once_in_the_year()
    {
        var lucia = await VenueStage.CreateAsync(database);
        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, November, 96), default)).Ok();
        await lucia.School.MarkAsync(lucia.FirstClass, (lucia.Sevillanas.StudentIds[0], AttendanceStatus.Absent));
        lucia.School.Time.SetUtcNow(new DateTimeOffset(2027, 1, 2, 9, 0, 0, TimeSpan.Zero));
        (await lucia.Statements.CloseAsync(lucia.School.Owner, new CloseVenueStatement(lucia.Alba, December, -3.20m), default)).Ok();

        Assert.Equal(-3.20m, (await lucia.MonthAsync(December.Next)).Venues.Single(venue => venue.Statement.Venue!.Id == lucia.Alba).Statement.Net.Amount);
        Assert.Equal(92.80m, (await YearAsync(lucia, 2026)).Venues.Single(venue => venue.Venue.Id == lucia.Alba).Owed.Amount);
        var next = await YearAsync(lucia, 2027);
        Assert.Equal((0m, 420m), (next.Venues.Single(venue => venue.Venue.Id == lucia.Alba).Owed.Amount, next.Totals.FromVenues.Amount));
        Assert.Equal([December.Next], next.Months.Select(month => month.Month));
    }

    [Theory]
    [InlineData(1999)]
    [InlineData(2027)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_year_that_has_not_begun_or_is_out_of_reach_is_not_found(int year)
    {
        var lucia = await VenueStage.CreateAsync(database);

        Assert.Equal(ErrorKind.NotFound, Assert.Single((await lucia.Statements.YearAsync(lucia.School.Owner, year, default)).Errors).Kind);
        Assert.True((await YearAsync(lucia, 2025)).IsEmpty);
        Assert.False((await YearAsync(lucia, 2026)).IsEmpty);
    }

    [Fact]
    public async Task Staff_and_teachers_see_none_of_it()
    {
        var lucia = await VenueStage.CreateAsync(database);

        foreach (var actor in new[] { lucia.School.Staff, lucia.School.TeacherActor })
        {
            Assert.Equal(ErrorKind.Forbidden, Assert.Single((await lucia.Statements.MonthAsync(actor, November, default)).Errors).Kind);
            Assert.Equal(ErrorKind.Forbidden, Assert.Single((await lucia.Statements.YearAsync(actor, 2026, default)).Errors).Kind);
            Assert.Equal(ErrorKind.Forbidden, Assert.Single((await lucia.Agreements.ListAsync(actor, default)).Errors).Kind);
        }
    }

    private static async Task<VenueYearView> YearAsync(VenueStage lucia, int year) => (await lucia.Statements.YearAsync(lucia.School.Owner, year, default)).Ok();
}
