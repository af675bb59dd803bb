using Cadence.Core.Kernel;

namespace Cadence.Core.Payouts;

/// <summary>Which days a payout pays.</summary>
public static class PayPeriod
{
    /// <summary>The latest day a period may begin on, so that every month has it.</summary>
    public const int LatestStartDay = 28;

    /// <summary>
    /// The period named <paramref name="month"/>: the calendar month when it starts on day 1,
    /// else from that day of the month before to the day before it in <paramref name="month"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The start day is not 1 to 28.</exception>
    public static DateRange Named(Month month, int startDay = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startDay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startDay, LatestStartDay);
        return startDay == 1
            ? month.Range
            : new DateRange(month.Previous.FirstDay.AddDays(startDay - 1), month.FirstDay.AddDays(startDay - 2));
    }
}
