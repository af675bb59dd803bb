using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Sessions;

namespace Cadence.Core.Reports;

/// <summary>The school's day as it stands now.</summary>
/// <param name="Date">School date the picture is of.</param>
/// <param name="Lanes">Rooms with a class that day, in order of venue and room.</param>
/// <param name="Missing">Ended without a roll call, latest first; at most <see cref="DashboardQueries.MissingShown"/>.</param>
/// <param name="MissingCount">How many there are in all.</param>
/// <param name="Latest">What happened last, newest first.</param>
public sealed record DayPicture(DateOnly Date, IReadOnlyList<DayLane> Lanes, IReadOnlyList<MissingSession> Missing, int MissingCount, IReadOnlyList<LatestEvent> Latest)
{
    /// <summary>Every class of the day.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<DaySession> Sessions => Lanes.SelectMany(lane => lane.Sessions);
}

/// <summary>A room and its classes of the day.</summary>
public sealed record DayLane(Guid RoomId, string Room, string Venue, bool OnlyRoom, IReadOnlyList<DaySession> Sessions);

/// <summary>One class on the dashboard.</summary>
/// <param name="Start">Local, in the venue's zone.</param>
/// <param name="Marks">One letter per person in order of the roll call: p present, l late, a absent, e excused, n not marked.</param>
/// <param name="Color">Group colour 1 to 12.</param>
public sealed record DaySession(
    Guid Id, string Name, int Color, string Teacher, TimeOnly Start, TimeOnly End, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    SessionStatus Status, bool Closed, int RosterCount, int Heads, int Unmarked, string Marks)
{
    /// <summary>People with a mark.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Marked => RosterCount - Unmarked;
}

/// <summary>A class whose roll call is missing.</summary>
public sealed record MissingSession(Guid Id, string Name, string Teacher, DateTimeOffset EndedAt, DateOnly Date, int RosterCount);

/// <summary>What an entry of the live feed tells.</summary>
public enum LatestKind
{
    Marked,
    Closed,
    Cancelled,
}

/// <summary>Somebody did something to a class.</summary>
public sealed record LatestEvent(LatestKind Kind, Guid SessionId, string Who, string Session, DateTimeOffset At, int Marked, int RosterCount, string? Reason);

/// <summary>Figures that move more slowly than the day.</summary>
/// <param name="Fortnight">Attendance of the last 14 days, oldest first, one entry per day that had closed classes or not.</param>
/// <param name="Week">Attendance of this week's days, Monday first.</param>
/// <param name="Enrolled">People in running groups today.</param>
/// <param name="Capacity">Their places.</param>
/// <param name="Joined">Enrolments that began this month.</param>
/// <param name="LeftCount">Enrolments that ended this month.</param>
public sealed record StandingPicture(IReadOnlyList<DayAttendance> Fortnight, IReadOnlyList<DayAttendance> Week, int Enrolled, int Capacity, int Joined, int LeftCount, bool HasGroups, bool HasStudents)
{
    /// <summary>(present + late) / (all marks − excused) over the 14 days; null when there is nothing to divide by.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public decimal? FortnightRate => DayAttendance.Rate(Fortnight);
}

/// <summary>Marks of one day's closed classes, own group only.</summary>
public sealed record DayAttendance(DateOnly Date, int Present, int Late, int Absent, int Excused)
{
    /// <summary>People who came.</summary>
    public int Heads => Present + Late;

    /// <summary>Null for a day without marks.</summary>
    public decimal? DayRate => Rate([this]);

    /// <summary>The percentage of domain.md §2 over several days.</summary>
    public static decimal? Rate(IEnumerable<DayAttendance> days)
    {
        var (came, counted) = days.Aggregate((0, 0), (sum, day) => (sum.Item1 + day.Heads, sum.Item2 + day.Heads + day.Absent));
        return counted == 0 ? null : (decimal)came / counted;
    }
}
