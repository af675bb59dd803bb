using System.Globalization;
using Cadence.Core.Notifications;

namespace Cadence.Tests.Notifications;

/// <summary>When a reminder leaves, by the clocks of the school.</summary>
public sealed class NotificationRulesTests
{
    // End of the class (UTC) | quiet from-to | zone | leaves (UTC)
    [Theory]
    [InlineData("2026-11-19 17:30", "21:00", "09:00", "Europe/Madrid", "2026-11-19 19:30")]
    [InlineData("2026-11-19 17:59", "21:00", "09:00", "Europe/Madrid", "2026-11-19 19:59")]
    [InlineData("2026-11-19 18:00", "21:00", "09:00", "Europe/Madrid", "2026-11-20 08:00")]
    [InlineData("2026-11-19 21:30", "21:00", "09:00", "Europe/Madrid", "2026-11-20 08:00")]
    [InlineData("2026-11-20 05:59", "21:00", "09:00", "Europe/Madrid", "2026-11-20 08:00")]
    [InlineData("2026-11-20 06:00", "21:00", "09:00", "Europe/Madrid", "2026-11-20 08:00")]
    [InlineData("2026-11-19 20:00", "21:00", "09:00", "Atlantic/Canary", "2026-11-20 09:00")]
    [InlineData("2026-11-20 01:00", "21:00", "09:00", "America/Mexico_City", "2026-11-20 15:00")]
    [InlineData("2026-11-19 12:30", "14:00", "16:00", "Europe/Madrid", "2026-11-19 15:00")]
    [InlineData("2026-11-19 21:30", "00:00", "00:00", "Europe/Madrid", "2026-11-19 23:30")]
    [InlineData("2026-10-24 20:00", "21:00", "09:00", "Europe/Madrid", "2026-10-25 08:00")]
    [InlineData("2027-03-27 21:00", "21:00", "09:00", "Europe/Madrid", "2027-03-28 07:00")]
    [InlineData("2027-03-27 21:00", "21:00", "02:30", "Europe/Madrid", "2027-03-28 01:30")]
    public void A_reminder_leaves_two_hours_after_the_class_and_never_in_quiet_hours(string endsAt, string from, string to, string zone, string leaves)
    {
        var quiet = new QuietHours(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture));

        Assert.Equal(Utc(leaves), NotificationRules.RemindAt(Utc(endsAt), quiet, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToUniversalTime());
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
