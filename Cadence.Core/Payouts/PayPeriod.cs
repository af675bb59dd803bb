using Cadence.Core.Kernel;

namespace Cadence.Core.Payouts;

/// <summary>Which days a payout pays.</summary>
public static class PayPeriod
{
    /// <summary>The latest day a period may begin on, so that every month has it.</summary>
    public const int LatestStartDay = 28;

    /// <summary>
    /// The period named <paramref name="month"/>, from the day after the period before it to its own last day, so that a change of
    /// the start day leaves no day out and pays none twice. With day 1 in both months it is the calendar month.
    /// </summary>
    /// <param name="month">The month in which the period ends.</param>
    /// <param name="startDay">The start day that holds in the month.</param>
    /// <param name="startDayBefore">The start day that held in the month before; null means the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A start day is not 1 to 28.</exception>
    public static DateRange Named(Month month, int startDay = 1, int? startDayBefore = null) =>
        new(LastDay(month.Previous, startDayBefore ?? startDay).AddDays(1), LastDay(month, startDay));

    private static DateOnly LastDay(Month month, int startDay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startDay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startDay, LatestStartDay);
        return startDay == 1 ? month.LastDay : month.FirstDay.AddDays(startDay - 2);
    }
}
