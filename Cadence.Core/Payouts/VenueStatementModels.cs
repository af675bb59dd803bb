using System.Text.Json.Serialization;
using Cadence.Core.Kernel;
using Cadence.Core.Payments;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>What one paying venue owes for a month, and what it paid in it.</summary>
/// <param name="Statement">What screen and paper show: computed now, or as it was closed.</param>
/// <param name="Missing">Sessions that are over and have no roll call or confirmation.</param>
/// <param name="OverrideReason">Why it was closed although some were missing.</param>
/// <param name="Received">What came in from it on days of the month.</param>
public sealed record VenueMonthStatement(PayoutStatement Statement, IReadOnlyList<MissingRoll> Missing, string? OverrideReason, Money Received);

/// <summary>A private class of the month.</summary>
/// <param name="Owed">What its pupil owes the organization; null where the venue collects.</param>
public sealed record MonthPrivate(PrivateItem Item, PaySessionState State, Money? Owed);

/// <summary>A month by venues (domain.md §6), complete.</summary>
/// <param name="Month">The calendar month.</param>
/// <param name="Today">Today in the organization's zone.</param>
/// <param name="Venues">Paying venues, by name.</param>
/// <param name="Rents">Venues that are paid rent, by name; their lines are what the organization owes.</param>
/// <param name="Privates">All private classes.</param>
/// <param name="Received">Money of the month, voided rows included, in order of day.</param>
/// <param name="Totals">The sums.</param>
/// <param name="Classes">Classes held.</param>
/// <param name="WithoutAgreement">Places and groups of held classes where nothing was agreed.</param>
public sealed record VenueMonthView(
    Month Month, DateOnly Today, string Currency, StatementPayer Organization, IReadOnlyList<VenueMonthStatement> Venues, IReadOnlyList<PayoutStatement> Rents, IReadOnlyList<MonthPrivate> Privates,
    IReadOnlyList<ReceivedRow> Received, VenueMonthTotals Totals, int Classes, IReadOnlyList<string> WithoutAgreement)
{
    /// <summary>Private classes given.</summary>
    [JsonIgnore]
    public int PrivatesGiven => Privates.Count(row => row.State == PaySessionState.Held);

    /// <summary>Whether the month is still going on.</summary>
    [JsonIgnore]
    public bool IsRunning => Month.Range.Contains(Today);

    /// <summary>Whether its last day has come.</summary>
    [JsonIgnore]
    public bool IsOver => Month.LastDay <= Today;

    /// <summary>Own pupils' money.</summary>
    [JsonIgnore]
    public IEnumerable<ReceivedRow> FromPupils => Received.Where(row => row.VenueId is null);

    /// <summary>Venues' money.</summary>
    [JsonIgnore]
    public IEnumerable<ReceivedRow> FromVenues => Received.Where(row => row.VenueId is not null);
}

/// <summary>One month of a year by venues.</summary>
/// <param name="Totals">As the month's page has them, without balances carried from the month before.</param>
/// <param name="Missing">Sessions that are over and have no roll call or confirmation: the month is not complete without them.</param>
/// <param name="HasClassesWithoutAgreement">Whether classes were held where nothing was agreed.</param>
public sealed record VenueYearMonth(Month Month, VenueMonthTotals Totals, int Classes, int PrivatesGiven, int Missing, bool HasClassesWithoutAgreement)
{
    /// <summary>Whether its figures will still change once somebody does what is missing.</summary>
    [JsonIgnore]
    public bool IsIncomplete => Missing > 0 || HasClassesWithoutAgreement;
}

/// <summary>What passed between the organization and one venue in a year.</summary>
/// <param name="Owed">What it owes for the months of the year.</param>
/// <param name="Received">What it paid on days of the year.</param>
/// <param name="Rent">What the organization owes it for the months of the year.</param>
public sealed record VenueYearVenue(StatementVenue Venue, Money Owed, Money Received, Money Rent);

/// <summary>Three months, as taxes of the self-employed are declared in Spain (forms 130 and 303 of the Agencia Tributaria).</summary>
/// <param name="Number">1 to 4.</param>
public sealed record VenueYearQuarter(int Number, IReadOnlyList<VenueYearMonth> Months, VenueMonthTotals Totals);

/// <summary>The year by venues (domain.md §6): every month that has begun, by quarter and by venue.</summary>
/// <param name="Today">Today in the organization's zone.</param>
/// <param name="Organization">Whose year it is, as printed.</param>
/// <param name="Venues">Every venue that owed, paid or was owed something, by name.</param>
public sealed record VenueYearView(
    int Year, DateOnly Today, string Currency, StatementPayer Organization, IReadOnlyList<VenueYearMonth> Months, IReadOnlyList<VenueYearVenue> Venues, VenueMonthTotals Totals)
{
    /// <summary>Whether the year is still going on.</summary>
    [JsonIgnore]
    public bool IsRunning => Year == Today.Year;

    /// <summary>Whether nothing at all happened.</summary>
    [JsonIgnore]
    public bool IsEmpty => Venues.Count == 0 && Months.All(month => month is { Classes: 0, PrivatesGiven: 0 } && month.Totals.Received.Amount == 0);

    /// <summary>The quarters that have begun.</summary>
    [JsonIgnore]
    public IReadOnlyList<VenueYearQuarter> Quarters =>
        [.. Months.GroupBy(month => (month.Month.Number + 2) / 3).Select(quarter => new VenueYearQuarter(quarter.Key, [.. quarter], VenueMonthTotals.Sum([.. quarter.Select(month => month.Totals)], Currency)))];

    /// <summary>The year of its months, in order.</summary>
    public static VenueYearView Of(int year, IReadOnlyList<VenueMonthView> months)
    {
        var last = months[^1];
        var currency = last.Currency;
        var of = months.Select(month => new VenueYearMonth(
            month.Month,
            month.Totals with { FromVenues = Money.Sum(month.Venues.Select(venue => Earned(venue.Statement)), currency) },
            month.Classes,
            month.PrivatesGiven,
            month.Venues.Sum(venue => venue.Missing.Count) + month.Rents.Sum(rent => rent.Lines.Count(line => line.Kind == PayLineKind.WithoutRoll)),
            month.WithoutAgreement.Count > 0)).ToList();
        var owed = months.SelectMany(month => month.Venues).ToLookup(venue => venue.Statement.Venue!.Id, venue => venue.Statement);
        var rents = months.SelectMany(month => month.Rents).ToLookup(rent => rent.Venue!.Id);
        var received = months.SelectMany(month => month.FromVenues).Where(row => !row.IsVoid).ToLookup(row => row.VenueId!.Value);
        var names = owed.SelectMany(venue => venue).Concat(rents.SelectMany(rent => rent)).Select(statement => statement.Venue!)
            .Concat(received.Select(row => new StatementVenue(row.Key, row.First().From!, null))).DistinctBy(venue => venue.Id);
        var venues = names
            .Select(venue => new VenueYearVenue(
                venue,
                Money.Sum(owed[venue.Id].Select(Earned), currency),
                Money.Sum(received[venue.Id].Select(row => row.Amount), currency),
                Money.Sum(rents[venue.Id].Select(rent => rent.Net), currency)))
            .OrderBy(venue => venue.Venue.Name, StringComparer.CurrentCultureIgnoreCase).ToList();
        return new VenueYearView(year, last.Today, currency, last.Organization, of, venues, VenueMonthTotals.Sum(of.ConvertAll(month => month.Totals), currency));
    }

    // A balance carried from the month before was earned, or lost, there.
    private static Money Earned(PayoutStatement statement) =>
        statement.Net - new Money(statement.Lines.Where(line => line.Kind == PayLineKind.Carried).Sum(line => line.Amount), statement.Currency);
}

/// <summary>Closes what a venue owes for a month, as it is sent.</summary>
/// <param name="SeenTotal">The amount on the button: what is closed is what was seen, otherwise nothing is.</param>
/// <param name="OverrideReason">Why it is closed although sessions lack their roll call; needed only then.</param>
public sealed record CloseVenueStatement(Guid VenueId, Month Month, decimal SeenTotal, string? OverrideReason = null);
