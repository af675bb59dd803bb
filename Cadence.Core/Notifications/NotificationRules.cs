using Cadence.Core.Accounts;
using Cadence.Core.Sessions;

namespace Cadence.Core.Notifications;

/// <summary>When somebody is told something (domain.md §2).</summary>
public static class NotificationRules
{
    /// <summary>A class without its roll call is mentioned this long after its end.</summary>
    public static readonly TimeSpan RemindAfter = TimeSpan.FromHours(2);

    /// <summary>Older gaps are for the list of missing roll calls, not for a mail.</summary>
    public static readonly TimeSpan RemindWithin = TimeSpan.FromDays(3);

    /// <summary>What could not be sent for so long would only confuse.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(3);

    /// <summary>A link that somebody asked for and has long stopped waiting for would only confuse, or serve who reads their mail later.</summary>
    public static TimeSpan AccountMailStaleAfter(string kind) => kind is AccountMailKinds.MagicLink or AccountMailKinds.ResetPassword ? TimeSpan.FromHours(1) : StaleAfter;

    /// <summary>The usual quiet hours in the organization's zone: nobody is written to in them.</summary>
    public static readonly QuietHours UsualQuietHours = new(new TimeOnly(21, 0), new TimeOnly(9, 0));

    /// <summary>When the reminder of a class leaves: two hours after its end, or at the end of the quiet hours these fall into.</summary>
    public static DateTimeOffset RemindAt(DateTimeOffset endsAt, QuietHours quiet, TimeZoneInfo zone) => quiet.Move(endsAt + RemindAfter, zone);
}

/// <summary>Hours in which nobody is written to, from <paramref name="From"/> until before <paramref name="To"/>, also over midnight; none where both are the same.</summary>
public readonly record struct QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>The instant itself, or the end of the quiet hours it falls into, by the clocks of <paramref name="zone"/>.</summary>
    public DateTimeOffset Move(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        var (date, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        // IsBetween knows ranges over midnight.
        if (From == To || !time.IsBetween(From, To))
        {
            return instant;
        }

        return SchoolTime.Instant(time < To ? date : date.AddDays(1), To, zone);
    }
}
