using Cadence.Core.Sessions;

namespace Cadence.Core.Demo;

/// <summary>One class of the demo; numbers point into the school's lists.</summary>
/// <param name="Substitute">Who teaches instead of the group's teacher.</param>
/// <param name="IsHeld">Its roll call was taken and closed.</param>
/// <param name="MarkedShare">Percent of the people who already have a mark, while it is not closed.</param>
internal sealed record DemoSession(
    Guid Id, int Group, int Teacher, int Room, DateOnly Date, TimeOnly Start, TimeOnly End, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    CancellationKind? Cancelled = null, string? Reason = null, int? Substitute = null, bool IsHeld = false, int MarkedShare = 0);

/// <summary>The classes of a demo organization around a moment: the promised ones first, then the weekly ones wherever teacher, room and group are free.</summary>
internal static class DemoTimetable
{
    /// <summary>Months of past classes.</summary>
    public const int Months = 14;

    private const int DaysAhead = 42;

    private static readonly (int Month, int Day)[] Holidays = [(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)];

    private static readonly (CancellationKind Kind, string Reason)[] Mishaps =
    [
        (CancellationKind.Teacher, "Gripe"), (CancellationKind.School, "Avería de la calefacción"), (CancellationKind.Teacher, "Viaje"), (CancellationKind.School, "Sala cedida para una función"),
    ];

    /// <summary>First day of the history.</summary>
    public static DateOnly FirstDay(DateOnly today) => today.AddMonths(-Months);

    /// <summary>
    /// All classes. With <paramref name="withPromises"/>, whatever the hour: one runs now, two are still to come today, and two of the last
    /// three days have no roll call.
    /// </summary>
    public static IReadOnlyList<DemoSession> Of(DemoSchool school, DateTimeOffset now, TimeZoneInfo zone, bool withPromises)
    {
        List<DemoSession> sessions = withPromises ? [.. Promised(school, now, zone)] : [];
        var busy = sessions.SelectMany(Days).GroupBy(day => day.Date).ToDictionary(day => day.Key, day => day.Select(d => d.Session).ToList());
        var today = SchoolTime.DateAt(now, zone);
        var number = 0;
        for (var date = FirstDay(today); date <= today.AddDays(DaysAhead); date = date.AddDays(1))
        {
            for (var i = 0; i < school.Groups.Count; i++)
            {
                var group = school.Groups[i];
                if (!group.Days.Contains(date.DayOfWeek))
                {
                    continue;
                }

                var regular = Session(i, group.Teacher, group.Room, date, group.Start, group.End, zone);
                if (busy.GetValueOrDefault(date) is not { } promised || promised.TrueForAll(other => !Collide(regular, other)))
                {
                    sessions.Add(Lived(school, regular, number++, now));
                }
            }
        }

        return sessions;
    }

    private static IEnumerable<DemoSession> Promised(DemoSchool school, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var today = DateOnly.FromDateTime(local);

        // Running: began about twenty minutes ago, on the day before where that was before midnight.
        var began = Floor(local.AddMinutes(-20));
        yield return Long(Session(0, school.Groups[0].Teacher, 0, DateOnly.FromDateTime(began), TimeOnly.FromDateTime(began), TimeOnly.FromDateTime(began.AddMinutes(60)), zone), now, zone);

        // Still to come today: at the last minutes of a day there is little room left before midnight.
        foreach (var (group, room, minutes) in new[] { (3, 1, 45), (6, 3, 90) })
        {
            var start = Floor(local.AddMinutes(minutes));
            if (DateOnly.FromDateTime(start) != today)
            {
                start = today.ToDateTime(local.TimeOfDay < new TimeSpan(23, 55, 0) ? new TimeOnly(23, 55) : new TimeOnly(23, 59));
            }

            yield return Session(group, school.Groups[group].Teacher, room, today, TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start.AddMinutes(75)), zone);
        }

        yield return Session(1, school.Groups[1].Teacher, 0, today.AddDays(-1), new TimeOnly(18, 0), new TimeOnly(19, 0), zone);
        yield return Session(12, school.Groups[12].Teacher, 0, today.AddDays(-2), new TimeOnly(19, 15), new TimeOnly(20, 15), zone);
    }

    /// <summary>What became of a weekly class: held, cancelled for a holiday or a mishap, taught by somebody else, or half marked while it runs.</summary>
    private static DemoSession Lived(DemoSchool school, DemoSession session, int number, DateTimeOffset now)
    {
        if (Holidays.Contains((session.Date.Month, session.Date.Day)))
        {
            return session with { Cancelled = CancellationKind.Closure, Reason = "Festivo" };
        }

        if (number % 71 == 23)
        {
            var (kind, reason) = Mishaps[number / 71 % Mishaps.Length];
            return session with { Cancelled = kind, Reason = reason };
        }

        if (session.EndsAt > now)
        {
            return session.StartsAt <= now ? session with { MarkedShare = 70 } : session;
        }

        int? substitute = number % 83 == 41 && school.Teachers.Count > 1 ? school.SubstituteOf(session.Teacher) : null;
        return session with { IsHeld = true, Substitute = substitute };
    }

    // An hour that the clocks repeat or skip must not end the running class too early.
    private static DemoSession Long(DemoSession session, DateTimeOffset now, TimeZoneInfo zone)
    {
        for (var hours = 1; session.EndsAt <= now.AddMinutes(10); hours++)
        {
            session = Session(session.Group, session.Teacher, session.Room, session.Date, session.Start, session.Start.AddHours(hours), zone) with { Id = session.Id };
        }

        return session;
    }

    private static DemoSession Session(int group, int teacher, int room, DateOnly date, TimeOnly start, TimeOnly end, TimeZoneInfo zone)
    {
        var (startsAt, endsAt) = SchoolTime.Instants(date, start, end, zone);
        return new DemoSession(Guid.CreateVersion7(startsAt), group, teacher, room, date, start, end, startsAt, endsAt);
    }

    // Who promised to be there is not elsewhere at the same hour, and a group meets once a day.
    private static bool Collide(DemoSession regular, DemoSession promised) =>
        (regular.Group == promised.Group && regular.Date == promised.Date)
        || ((regular.Room == promised.Room || regular.Teacher == promised.Teacher) && regular.StartsAt < promised.EndsAt && promised.StartsAt < regular.EndsAt);

    private static IEnumerable<(DateOnly Date, DemoSession Session)> Days(DemoSession session) => [(session.Date.AddDays(-1), session), (session.Date, session), (session.Date.AddDays(1), session)];

    private static DateTime Floor(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.FromMinutes(5).Ticks));
}
