namespace Cadence.Core.Kernel;

/// <summary>Days from <paramref name="Start"/> to <paramref name="End"/>, both included; a null end is open.</summary>
public readonly record struct DateRange(DateOnly Start, DateOnly? End)
{
    /// <summary>Whether the day lies inside.</summary>
    public bool Contains(DateOnly day) => day >= Start && (End is null || day <= End);

    /// <summary>Whether the two share at least one day.</summary>
    public bool Overlaps(DateRange other) => (End is null || other.Start <= End) && (other.End is null || Start <= other.End);

    /// <summary>Number of days both share; needs at least one closed range.</summary>
    public int DaysShared(DateRange other)
    {
        var start = Start > other.Start ? Start : other.Start;
        var end = (End, other.End) switch
        {
            ({ } a, { } b) => a < b ? a : b,
            ({ } a, null) => a,
            (null, { } b) => b,
            _ => throw new InvalidOperationException("Two open ranges share no countable number of days."),
        };
        return end < start ? 0 : end.DayNumber - start.DayNumber + 1;
    }
}
