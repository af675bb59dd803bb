namespace Cadence.Core.Sessions;

/// <summary>From the clock on the studio's wall to instants and back (domain.md §1).</summary>
public static class SchoolTime
{
    /// <summary>
    /// Instants of a class on a local date. An end at or before the start is on the next day.
    /// A time that the clocks skip in spring is read with the offset before the gap (02:30 becomes 03:30 of the new time);
    /// of a time that happens twice in autumn the first is meant.
    /// </summary>
    public static (DateTimeOffset StartsAt, DateTimeOffset EndsAt) Instants(DateOnly date, TimeOnly start, TimeOnly end, TimeZoneInfo zone)
    {
        var endDate = end <= start ? date.AddDays(1) : date;
        return (Instant(date, start, zone), Instant(endDate, end, zone));
    }

    /// <summary>The school date at an instant.</summary>
    public static DateOnly DateAt(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The instant of a local time, read as <see cref="Instants"/> reads it.</summary>
    public static DateTimeOffset Instant(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local.AddHours(-3))).ToUniversalTime();
        }

        // Of two offsets the greater is summer time, which comes first.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
