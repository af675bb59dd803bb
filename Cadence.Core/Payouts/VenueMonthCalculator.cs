using Cadence.Core.Kernel;
using Cadence.Core.Payments;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>One agreement with a venue as the calculation reads it.</summary>
public sealed record AgreementTerms
{
    /// <summary>Amount, reach and days; the id is the agreement's.</summary>
    public required PayRateTerms Rate { get; init; }

    /// <summary>With whom.</summary>
    public required Guid VenueId { get; init; }

    /// <summary>Who owes whom.</summary>
    public required AgreementDirection Direction { get; init; }

    /// <summary>Who takes the pupils' money.</summary>
    public AgreementCollector CollectedBy { get; init; }

    /// <summary>Whether a cancelled class counts in full.</summary>
    public bool PaysCancelled { get; init; }
}

/// <summary>Everything a month by venues follows from.</summary>
public sealed record VenueMonthInputs
{
    /// <summary>The calendar month.</summary>
    public required Month Month { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Agreements that hold on a day of the month.</summary>
    public required IReadOnlyList<AgreementTerms> Agreements { get; init; }

    /// <summary>All classes and private classes of the month.</summary>
    public required IReadOnlyList<PaySession> Sessions { get; init; }
}

/// <summary>A private class whose pupil pays the organization.</summary>
/// <param name="Amount">Its price when it was given or is charged all the same, else 0.</param>
public sealed record OwnPrivate(PaySession Session, Money Amount);

/// <summary>The sums of a month by venues. What was earned and what came in stand apart.</summary>
/// <param name="FromVenues">What the paying venues owe for the month.</param>
/// <param name="PrivatesGiven">What own pupils owe for private classes of the month.</param>
/// <param name="ReceivedFromVenues">What venues paid on days of the month, whatever month it was for.</param>
/// <param name="ReceivedFromPupils">What own pupils paid on days of the month.</param>
/// <param name="Rents">What the organization owes to venues for the month.</param>
public sealed record VenueMonthTotals(Money FromVenues, Money PrivatesGiven, Money ReceivedFromVenues, Money ReceivedFromPupils, Money Rents)
{
    /// <summary>The sums of several months.</summary>
    public static VenueMonthTotals Sum(IReadOnlyCollection<VenueMonthTotals> months, string currency)
    {
        return new VenueMonthTotals(Of(m => m.FromVenues), Of(m => m.PrivatesGiven), Of(m => m.ReceivedFromVenues), Of(m => m.ReceivedFromPupils), Of(m => m.Rents));

        Money Of(Func<VenueMonthTotals, Money> part) => Money.Sum(months.Select(part), currency);
    }

    /// <summary>Earned: venues and private classes, before rents.</summary>
    public Money Accrued => FromVenues + PrivatesGiven;

    /// <summary>Came in.</summary>
    public Money Received => ReceivedFromVenues + ReceivedFromPupils;

    /// <summary>What venues owe plus what own pupils paid minus rents (domain.md §6).</summary>
    public Money Net => FromVenues + ReceivedFromPupils - Rents;
}

/// <summary>The month by venues (domain.md §6), with the calculation of pay: the venue stands where a teacher stands. Pure.</summary>
public static class VenueMonthCalculator
{
    /// <summary>What one venue owes, or is owed, for the month. Sessions no agreement reaches are left out: they are the organization's own.</summary>
    public static PayoutCalculation OfVenue(VenueMonthInputs inputs, Guid venueId, AgreementDirection direction, IReadOnlyList<PayAdjustment>? adjustments = null, CarriedBalance? carried = null)
    {
        var agreements = inputs.Agreements.Where(agreement => agreement.VenueId == venueId && agreement.Direction == direction).ToList();
        var rates = agreements.ConvertAll(agreement => agreement.Rate);
        var sessions = new List<PaySession>();
        foreach (var session in inputs.Sessions.Where(session => session.VenueId == venueId))
        {
            if (PayoutCalculator.RateFor(rates, session) is { } rate)
            {
                sessions.Add(session with
                {
                    Teachers = [new PaySessionTeacher(venueId, SessionTeacherRole.Lead)],
                    Paid = agreements.Exists(agreement => agreement.Rate.Id == rate.Id && agreement.PaysCancelled),
                });
            }
        }

        return PayoutCalculator.Calculate(new PayoutInputs
        {
            TeacherId = venueId,
            Month = inputs.Month,
            Period = inputs.Month.Range,
            Currency = inputs.Currency,
            Rates = rates,
            Sessions = sessions,
            Adjustments = adjustments ?? [],
            Carried = carried,
        });
    }

    /// <summary>Private classes whose pupils pay the organization: all but those where a venue collects.</summary>
    public static IReadOnlyList<OwnPrivate> OwnPrivates(VenueMonthInputs inputs)
    {
        var collected = inputs.Agreements.Where(agreement => agreement is { CollectedBy: AgreementCollector.Venue, Direction: AgreementDirection.VenuePays }).ToList();
        return
        [
            .. from session in inputs.Sessions
               where session.Private is not null && !collected.Exists(agreement => agreement.VenueId == session.VenueId && agreement.Rate.Covers(session))
               orderby session.Date, session.Start, session.Id
               let owed = session.State == PaySessionState.Held || (session.State == PaySessionState.Cancelled && session.Private!.Charged)
               select new OwnPrivate(session, new Money(owed ? session.Private!.Price : 0, inputs.Currency)),
        ];
    }

    /// <summary>Classes that took place where nothing was agreed.</summary>
    public static IReadOnlyList<PaySession> WithoutAgreement(VenueMonthInputs inputs) =>
        [.. inputs.Sessions.Where(session => session is { State: PaySessionState.Held, Private: null }
            && !inputs.Agreements.Any(agreement => agreement.VenueId == session.VenueId && agreement.Rate.Covers(session)))];
}
