using System.Globalization;
using Cadence.Core.Sessions;

namespace Cadence.Tests.Sessions;

/// <summary>School time against the clock on the wall: written out, zone by zone, with both changes of the clocks.</summary>
public sealed class SchoolTimeTests
{
    [Theory]
    // An ordinary winter and summer evening.
    [InlineData("Europe/Madrid", "2026-11-19", "17:30", "18:30", "2026-11-19T16:30Z", "2026-11-19T17:30Z")]
    [InlineData("Europe/Madrid", "2026-07-01", "17:30", "18:30", "2026-07-01T15:30Z", "2026-07-01T16:30Z")]
    [InlineData("Atlantic/Canary", "2026-11-19", "17:30", "18:30", "2026-11-19T17:30Z", "2026-11-19T18:30Z")]
    [InlineData("Atlantic/Canary", "2026-07-01", "17:30", "18:30", "2026-07-01T16:30Z", "2026-07-01T17:30Z")]
    // Mexico gave up summer time in 2022: the same offset in July and December, another one in July 2022.
    [InlineData("America/Mexico_City", "2026-07-01", "17:30", "18:30", "2026-07-01T23:30Z", "2026-07-02T00:30Z")]
    [InlineData("America/Mexico_City", "2026-12-01", "17:30", "18:30", "2026-12-01T23:30Z", "2026-12-02T00:30Z")]
    [InlineData("America/Mexico_City", "2022-07-01", "17:30", "18:30", "2022-07-01T22:30Z", "2022-07-01T23:30Z")]
    // An end at or before the start is on the next day.
    [InlineData("Europe/Madrid", "2026-11-19", "23:30", "00:30", "2026-11-19T22:30Z", "2026-11-19T23:30Z")]
    [InlineData("Europe/Madrid", "2026-11-19", "23:00", "00:00", "2026-11-19T22:00Z", "2026-11-19T23:00Z")]
    [InlineData("Europe/Madrid", "2026-12-31", "22:00", "02:00", "2026-12-31T21:00Z", "2027-01-01T01:00Z")]
    // Spring: at 02:00 (01:00 in the Canaries) the clocks jump an hour.
    [InlineData("Europe/Madrid", "2026-03-29", "01:30", "03:30", "2026-03-29T00:30Z", "2026-03-29T01:30Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "02:30", "03:45", "2026-03-29T01:30Z", "2026-03-29T01:45Z")]
    [InlineData("Europe/Madrid", "2026-03-28", "23:00", "04:00", "2026-03-28T22:00Z", "2026-03-29T02:00Z")]
    [InlineData("Atlantic/Canary", "2026-03-29", "01:30", "02:45", "2026-03-29T01:30Z", "2026-03-29T01:45Z")]
    [InlineData("Atlantic/Canary", "2026-03-29", "02:30", "03:30", "2026-03-29T01:30Z", "2026-03-29T02:30Z")]
    [InlineData("America/Mexico_City", "2026-03-29", "02:30", "03:30", "2026-03-29T08:30Z", "2026-03-29T09:30Z")]
    // Autumn: what happens twice is meant the first time; a class over the change lasts an hour longer.
    [InlineData("Europe/Madrid", "2026-10-25", "02:30", "03:30", "2026-10-25T00:30Z", "2026-10-25T02:30Z")]
    [InlineData("Europe/Madrid", "2026-10-24", "23:00", "04:00", "2026-10-24T21:00Z", "2026-10-25T03:00Z")]
    [InlineData("Atlantic/Canary", "2026-10-25", "01:30", "02:30", "2026-10-25T00:30Z", "2026-10-25T02:30Z")]
    [InlineData("America/Mexico_City", "2026-10-25", "01:30", "02:30", "2026-10-25T07:30Z", "2026-10-25T08:30Z")]
    public void A_class_begins_and_ends_when_the_clock_of_its_place_says(string zone, string date, string start, string end, string startsAt, string endsAt)
    {
        var instants = SchoolTime.Instants(Date(date), Time(start), Time(end), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((Instant(startsAt), Instant(endsAt)), instants);
        Assert.Equal(TimeSpan.Zero, instants.StartsAt.Offset);
    }

    [Fact]
    public void A_weekly_class_stays_at_its_hour_over_both_changes_of_the_clocks()
    {
        var madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(7))
        {
            var (startsAt, endsAt) = SchoolTime.Instants(day, new TimeOnly(18, 0), new TimeOnly(19, 0), madrid);
            Assert.Equal(day.ToDateTime(new TimeOnly(18, 0)), TimeZoneInfo.ConvertTime(startsAt, madrid).DateTime);
            Assert.Equal(TimeSpan.FromHours(1), endsAt - startsAt);
        }
    }

    [Theory]
    [InlineData("Europe/Madrid", "2026-11-19T22:59Z", "2026-11-19")]
    [InlineData("Europe/Madrid", "2026-11-19T23:00Z", "2026-11-20")]
    [InlineData("Atlantic/Canary", "2026-11-19T23:59Z", "2026-11-19")]
    [InlineData("America/Mexico_City", "2026-11-20T05:59Z", "2026-11-19")]
    public void The_school_day_turns_at_midnight_of_its_place(string zone, string instant, string date) =>
        Assert.Equal(Date(date), SchoolTime.DateAt(Instant(instant), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("18:30", "18:30")]
    [InlineData("1830", "18:30")]
    [InlineData("18.30", "18:30")]
    [InlineData("18,30", "18:30")]
    [InlineData("18h30", "18:30")]
    [InlineData("18 h", "18:00")]
    [InlineData("18:30 h", "18:30")]
    [InlineData(" 9 ", "09:00")]
    [InlineData("930", "09:30")]
    [InlineData("0930", "09:30")]
    [InlineData("00:00", "00:00")]
    [InlineData("6:30 pm", "18:30")]
    [InlineData("6.30 p. m.", "18:30")]
    [InlineData("12 am", "00:00")]
    [InlineData("12PM", "12:00")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("24:00", null)]
    [InlineData("18:60", null)]
    [InlineData("1860", null)]
    [InlineData("18:3", null)]
    [InlineData("13 pm", null)]
    [InlineData("0 am", null)]
    [InlineData("18301", null)]
    [InlineData("-1:30", null)]
    [InlineData("١٨:٣٠", null)]
    [InlineData("las seis", null)]
    [InlineData("18:30; drop table", null)]
    public void Times_are_read_as_people_type_them_and_never_guessed(string? typed, string? read) =>
        Assert.Equal(read, SchoolTimeText.Parse(typed)?.ToString("HH:mm", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(SessionStatus.Scheduled, false, -1, SessionState.Scheduled)]
    [InlineData(SessionStatus.Scheduled, false, 0, SessionState.Running)]
    [InlineData(SessionStatus.Scheduled, false, 59, SessionState.Running)]
    [InlineData(SessionStatus.Scheduled, false, 60, SessionState.Missing)]
    [InlineData(SessionStatus.Scheduled, false, 60 * 24 * 30, SessionState.Missing)]
    [InlineData(SessionStatus.Held, true, 10, SessionState.Held)]
    [InlineData(SessionStatus.Held, true, 600, SessionState.Held)]
    [InlineData(SessionStatus.Scheduled, true, 600, SessionState.Held)]
    [InlineData(SessionStatus.Cancelled, false, -600, SessionState.Cancelled)]
    [InlineData(SessionStatus.Cancelled, false, 10, SessionState.Cancelled)]
    [InlineData(SessionStatus.Cancelled, false, 600, SessionState.Cancelled)]
    public void A_class_of_an_hour_stands_as_the_clock_and_its_roll_call_say(SessionStatus status, bool isClosed, int minutesIn, SessionState expected)
    {
        var start = Instant("2026-11-19T16:30Z");

        Assert.Equal(expected, SessionStates.Of(status, start, start.AddHours(1), isClosed, start.AddMinutes(minutesIn)));
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
