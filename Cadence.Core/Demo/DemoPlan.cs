using Cadence.Core.Sessions;

namespace Cadence.Core.Demo;

/// <summary>A class of the demo before it is written.</summary>
/// <param name="Closed">Whether its roll call was closed.</param>
/// <param name="Marked">Share of the roster with a mark, 0 to 1.</param>
internal sealed record DemoClass(int Group, int Teacher, int Room, DateOnly Date, TimeOnly Start, TimeOnly End, bool Closed, double Marked, int? Substitute, CancellationKind? Cancelled);

/// <summary>The demo school's timetable: pure, the same for the same instant. No teacher or room is in two places at once.</summary>
internal static class DemoPlan
{
    public const int Teachers = 12;
    public const int Groups = 30;
    public const int Rooms = 6;
    public const int Lucia = 11;
    public const int Months = 14;
    private const int WeeksAhead = 4;
    private const int LastMinute = (24 * 60) - 1;

    /// <summary>Ten groups share two weekdays: two waves in five rooms, nobody leads two of a wave.</summary>
    private static readonly DayOfWeek[][] DayPairs =
    [
        [DayOfWeek.Tuesday, DayOfWeek.Thursday], [DayOfWeek.Monday, DayOfWeek.Wednesday], [DayOfWeek.Friday, DayOfWeek.Saturday],
    ];

    /// <summary>The lead teacher of a group.</summary>
    public static int LeadOf(int group) => ((group % 10) + (group / 10 * 2)) % Teachers;

    /// <summary>First day of history: day one of the month fourteen months back.</summary>
    public static DateOnly FirstDay(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Months);

    /// <summary>All classes: the past held, today around <paramref name="now"/>, four weeks ahead.</summary>
    public static IReadOnlyList<DemoClass> Of(DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var classes = new List<DemoClass>();
        for (var day = FirstDay(today); day <= today.AddDays(7 * WeeksAhead); day = day.AddDays(1))
        {
            // August is closed, save the days that must show something; today has a plan of its own.
            if (day != today && (day.Month != 8 || day >= today.AddDays(-3)))
            {
                classes.AddRange(Regular(day, past: day < today));
            }
        }

        classes.AddRange(Today(now));
        return LeaveTwoOpen(classes, now);
    }

    private static IEnumerable<DemoClass> Regular(DateOnly day, bool past)
    {
        var pair = Array.FindIndex(DayPairs, days => days.Contains(day.DayOfWeek));
        if (pair < 0)
        {
            yield break;
        }

        for (var i = 0; i < 10; i++)
        {
            var group = (pair * 10) + i;
            var wave = i / 5;
            var start = (day.DayOfWeek == DayOfWeek.Saturday ? new TimeOnly(10, 30) : new TimeOnly(17, 30)).AddMinutes((wave * 85) + (i % 5 * 5));
            var dice = Dice(group, day.DayNumber);
            CancellationKind? cancelled = past && dice % 53 == 0 ? (dice % 2 == 0 ? CancellationKind.School : CancellationKind.Teacher) : null;

            // Of twelve teachers two have nothing on these days.
            var free = Enumerable.Range(0, Teachers).Where(t => Enumerable.Range(pair * 10, 10).All(g => LeadOf(g) != t)).ToList();
            int? substitute = past && cancelled is null && dice % 41 == 7 && i == dice % 10 ? free[dice % free.Count] : null;
            yield return new DemoClass(group, LeadOf(group), i % 5, day, start, start.AddMinutes(60), Closed: past && cancelled is null, Marked: past && cancelled is null ? 1 : 0, substitute, cancelled);
        }
    }

    /// <summary>Lanes of classes 75 minutes apart around now, so that some ended, some run and some come, at any hour that leaves room for it.</summary>
    private static IEnumerable<DemoClass> Today(DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var minute = (now.Hour * 60) + now.Minute;
        var used = new HashSet<int>();

        // Running: three rooms, begun at most 40 minutes ago. At night they begin at midnight.
        var running = Math.Max(0, (minute / 5 * 5) - 35);
        foreach (var (column, lanes) in new[] { (-2, 3), (-1, 4), (0, 3), (1, 5), (2, 3) })
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var start = column switch
                {
                    0 => running + (lane == 2 ? Math.Min(15, minute - running) : 0),
                    < 0 => running + (column * 75) + (lane * 5) - 5,
                    _ => Math.Max(running + (column * 75) + (lane * 5), minute + 1),
                };
                if (column > 0)
                {
                    // Late in the evening what is still to come begins in the minutes that are left, in rooms where nothing runs.
                    var late = start > LastMinute;
                    start = Math.Min(start, LastMinute);
                    if (late && lane < 3)
                    {
                        continue;
                    }
                }

                if (start < 0 || (column > 0 && start <= minute) || (column == 2 && start > LastMinute - 60))
                {
                    continue;
                }

                var teacher = ((lane + (column * 5)) % Teachers + Teachers) % Teachers;
                var group = Enumerable.Range(0, Groups).First(g => LeadOf(g) == teacher && !used.Contains(g));
                used.Add(group);
                var begins = TimeOnly.MinValue.AddMinutes(start);
                var cancelled = column == -1 && lane == 3 ? CancellationKind.School : (CancellationKind?)null;
                yield return new DemoClass(
                    group, teacher, lane + (column > 0 && lane == 4 ? 1 : 0), today, begins, begins.AddMinutes(column == 0 ? 70 : 60), Closed: column < 0 && cancelled is null,
                    Marked: column < 0 ? (cancelled is null ? 1 : 0) : column == 0 ? new[] { 0.85, 0.85, 0 }[lane] : 0, null, cancelled);
            }
        }
    }

    /// <summary>The latest class that ended today, and one of the days before, have no roll call.</summary>
    private static List<DemoClass> LeaveTwoOpen(List<DemoClass> classes, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        var ended = classes.Select((c, i) => (Class: c, Index: i)).Where(x => x.Class.Closed && x.Class.Date > today.AddDays(-3)).OrderByDescending(x => x.Class.Date).ThenByDescending(x => x.Class.Start).ThenBy(x => x.Index).ToList();
        var first = ended.First(x => Big(x.Class.Group));
        var second = ended.First(x => x.Class.Date < today && x.Class != first.Class && Big(x.Class.Group));
        foreach (var (open, index) in new[] { first, second })
        {
            classes[index] = open with { Closed = false, Marked = 0, Substitute = null };
        }

        return classes;
    }

    /// <summary>How many enrol in a group: 9 to 21.</summary>
    public static int SizeOf(int group) => 9 + (group * 5 % 13);

    private static bool Big(int group) => SizeOf(group) >= 10;

    /// <summary>A number that looks thrown and is the same every time.</summary>
    public static int Dice(int a, int b)
    {
        var x = unchecked((uint)((a * 73856093) ^ (b * 19349663)));
        x ^= x >> 13;
        x = unchecked(x * 0x5bd1e995);
        return (int)((x ^ (x >> 15)) & 0x7fffffff);
    }
}
