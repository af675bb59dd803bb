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

/// <summary>Closes what a venue owes for a month, as it is sent.</summary>
/// <param name="SeenTotal">The amount on the button: what is closed is what was seen, otherwise nothing is.</param>
/// <param name="OverrideReason">Why it is closed although sessions lack their roll call; needed only then.</param>
public sealed record CloseVenueStatement(Guid VenueId, Month Month, decimal SeenTotal, string? OverrideReason = null);
