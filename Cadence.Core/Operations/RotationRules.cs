using System.Globalization;

namespace Cadence.Core.Operations;

/// <summary>Which nightly backups stay. Days, weeks and months are those of UTC, as the names of the files.</summary>
public static class RotationRules
{
    private const string Form = "'cadence-'yyyy-MM-dd'T'HHmmss'Z.tar'";

    /// <summary>The name of a backup of this moment.</summary>
    public static string NameAt(DateTimeOffset moment) => moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The moment in a name; null for files that the rotation has not named, which it never touches.</summary>
    public static DateTimeOffset? MomentOf(string name) =>
        DateTimeOffset.TryParseExact(name, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary>When the night began that <paramref name="now"/> belongs to: one backup that is newer is enough.</summary>
    public static DateTimeOffset NightOf(DateTimeOffset now, int hour)
    {
        var tonight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        return tonight <= now ? tonight : tonight.AddDays(-1);
    }

    /// <summary>
    /// The moments that may go: neither the newest of all nor the newest of one of the last days, weeks or months that have a backup.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Superfluous(IReadOnlyCollection<DateTimeOffset> moments, int daily, int weekly, int monthly)
    {
        ArgumentNullException.ThrowIfNull(moments);
        var kept = new HashSet<DateTimeOffset>(moments.OrderDescending().Take(1));
        foreach (var (count, period) in new (int, Func<DateTime, int>)[]
        {
            (daily, day => day.DayOfYear + (day.Year * 400)),
            (weekly, day => ISOWeek.GetWeekOfYear(day) + (ISOWeek.GetYear(day) * 100)),
            (monthly, day => day.Month + (day.Year * 100)),
        })
        {
            kept.UnionWith(moments.GroupBy(moment => period(moment.UtcDateTime)).OrderByDescending(group => group.Key).Take(count).Select(group => group.Max()));
        }

        return [.. moments.Where(moment => !kept.Contains(moment)).Order()];
    }
}
