using Cadence.Core.Kernel;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;

namespace Cadence.Tests.Payouts;

public class VenueMonthCalculatorTests
{
    private static readonly IReadOnlyList<GoldenVenue> Golden = GoldenVenue.ReadAll();

    public static TheoryData<string> Titles => [.. Golden.Select(golden => golden.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Golden_month_by_venue(string title)
    {
        var golden = Golden.Single(g => g.Title == title);
        var inputs = golden.Inputs;

        var owed = golden.Venues.ToDictionary(venue => venue, venue => VenueMonthCalculator.OfVenue(inputs, venue.Id, venue.Direction));
        Assert.Equal(
            golden.Lines.Select(line => (line.Venue, line.Id, line.Kind, line.Amount)),
            owed.SelectMany(venue => venue.Value.Lines.Select(line => (golden.Name(venue.Key.Id), golden.Name(line.Session?.Id ?? line.Rate!.Id), line.Kind, line.Amount.Amount))));
        Assert.All(golden.Lines, line => Assert.Equal(line.Amount, HandArithmetic.Of(line.Arithmetic)));
        Assert.All(golden.Sums.Values, sum => Assert.Equal(sum.Amount, HandArithmetic.Of(sum.Arithmetic)));

        var totals = new VenueMonthTotals(
            Sum(owed.Where(venue => venue.Key.Direction == AgreementDirection.VenuePays).Select(venue => venue.Value.Net)),
            Sum(VenueMonthCalculator.OwnPrivates(inputs).Select(given => given.Amount)),
            Sum(golden.Money.Where(money => money.From != "pupils").Select(money => new Money(money.Amount, "EUR"))),
            Sum(golden.Money.Where(money => money.From == "pupils").Select(money => new Money(money.Amount, "EUR"))),
            Sum(owed.Where(venue => venue.Key.Direction == AgreementDirection.OrganizationPays).Select(venue => venue.Value.Net)));
        Assert.Equal(
            [Expected("venues"), Expected("given"), Expected("came venues"), Expected("came pupils"), Expected("rents"), Expected("net")],
            new[] { totals.FromVenues, totals.PrivatesGiven, totals.ReceivedFromVenues, totals.ReceivedFromPupils, totals.Rents, totals.Net }.Select(money => money.Amount));
        Assert.Equal(golden.Alone, VenueMonthCalculator.WithoutAgreement(inputs).Select(session => golden.Name(session.Id)));

        decimal Expected(string word) => golden.Sums.GetValueOrDefault(word).Amount;
    }

    [Fact]
    public void There_are_enough_golden_months() => Assert.True(Golden.Count >= 8, $"{Golden.Count} cases");

    private static Money Sum(IEnumerable<Money> amounts) => Money.Sum(amounts, "EUR");
}
