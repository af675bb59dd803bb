using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Localization;

/// <summary>Dates and times of the school as people say them, in the current culture. Everything here is local school time; who calls knows the zone.</summary>
public static class ReaderDate
{
    /// <summary>"jueves, 19 de noviembre"; the year only when it is not <paramref name="today"/>'s.</summary>
    public static string WithWeekday(DateOnly date, DateOnly today) =>
        string.Format(CultureInfo.CurrentCulture, SharedTexts.DateWithWeekdayFormat, Weekday(date), date.Year == today.Year ? DayAndMonth(date) : FullDate(date));

    /// <summary>"19 nov"; with the year when it is not <paramref name="today"/>'s.</summary>
    public static string Compact(DateOnly date, DateOnly today) => Plain(date.ToString(date.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture));

    /// <summary>"mar 3": the narrow first column of a list inside one month.</summary>
    public static string DayInMonth(DateOnly date) => Plain(date.ToString("ddd d", CultureInfo.CurrentCulture));

    /// <summary>"Hoy", "Ayer", "Mañana", otherwise the short weekday and date ("mar 3 nov").</summary>
    public static string Relative(DateOnly date, DateOnly today) => (date.DayNumber - today.DayNumber) switch
    {
        0 => SharedTexts.Today,
        -1 => SharedTexts.Yesterday,
        1 => SharedTexts.Tomorrow,
        _ => Plain(date.ToString("ddd ", CultureInfo.CurrentCulture)) + Compact(date, today),
    };

    /// <summary>"19 de noviembre de 2026".</summary>
    public static string FullDate(DateOnly date) => DayAndMonth(date) + YearPart(date);

    /// <summary>"noviembre de 2026", "November 2026".</summary>
    public static string Month(Month month) => month.FirstDay.ToString("Y", CultureInfo.CurrentCulture);

    /// <summary>"noviembre".</summary>
    public static string MonthName(Month month) => month.FirstDay.ToString("MMMM", CultureInfo.CurrentCulture);

    /// <summary>"nov": a column of a chart.</summary>
    public static string ShortMonth(Month month) => Plain(month.FirstDay.ToString("MMM", CultureInfo.CurrentCulture));

    /// <summary>"18:12": 24 hours in every language, as timetables are written.</summary>
    public static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"17:30–18:30".</summary>
    public static string Times(TimeOnly start, TimeOnly end) => string.Format(CultureInfo.CurrentCulture, SharedTexts.TimeRangeFormat, Time(start), Time(end));

    /// <summary>"Hoy, 17:30", "Ayer, 02:00": the day as people say it and the time, in <paramref name="zone"/>.</summary>
    public static string RelativeWithTime(DateTimeOffset then, DateTimeOffset now, TimeZoneInfo zone) =>
        $"{Relative(DayIn(then, zone), DayIn(now, zone))}, {Time(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(then, zone).DateTime))}";

    /// <summary>"ahora", "6 min", "2 h" since <paramref name="then"/>; from a day on the short date in <paramref name="zone"/>.</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now, TimeZoneInfo zone)
    {
        var passed = now - then;
        return passed switch
        {
            _ when passed < TimeSpan.FromMinutes(1) => SharedTexts.Now,
            _ when passed < TimeSpan.FromHours(1) => string.Format(CultureInfo.CurrentCulture, SharedTexts.MinutesAgoFormat, (int)passed.TotalMinutes),
            _ when passed < TimeSpan.FromDays(1) => string.Format(CultureInfo.CurrentCulture, SharedTexts.HoursAgoFormat, (int)passed.TotalHours),
            _ => Compact(DayIn(then, zone), DayIn(now, zone)),
        };
    }

    /// <summary>The text with a capital first letter, for headings and starts of sentences.</summary>
    public static string Sentence(string text) =>
        string.IsNullOrEmpty(text) ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private static string Weekday(DateOnly date) => date.ToString("dddd", CultureInfo.CurrentCulture);

    private static string DayAndMonth(DateOnly date) => date.ToString("M", CultureInfo.CurrentCulture);

    private static string YearPart(DateOnly date)
    {
        // The culture's own joint between month and year: " de 2026" in Spanish, " 2026" in English.
        var month = date.ToString("MMMM", CultureInfo.CurrentCulture);
        var monthAndYear = date.ToString("Y", CultureInfo.CurrentCulture);
        return monthAndYear.StartsWith(month, StringComparison.Ordinal) ? monthAndYear[month.Length..] : " " + date.Year.ToString(CultureInfo.CurrentCulture);
    }

    // Some ICU versions write abbreviations with a point, and September with four letters among months of three.
    private static string Plain(string text) => text.Replace(".", string.Empty, StringComparison.Ordinal).Replace("sept", "sep", StringComparison.Ordinal).Replace("Sept", "Sep", StringComparison.Ordinal);

    private static DateOnly DayIn(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
