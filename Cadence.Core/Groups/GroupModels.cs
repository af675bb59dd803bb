using Cadence.Core.Kernel;
using Cadence.Core.Students;
using Cadence.Core.Venues;

namespace Cadence.Core.Groups;

/// <summary>What people write about a group, when adding as when editing.</summary>
public abstract record GroupDetails
{
    /// <summary>Name, unique among groups that are not closed.</summary>
    public string Name { get; init; } = "";

    /// <summary>The lead teacher.</summary>
    public Guid? TeacherId { get; init; }

    public Guid? VenueId { get; init; }

    /// <summary>A room of the venue; may be left out where the venue has one only.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>Number of places; required, 1 to 1000.</summary>
    public int? Capacity { get; init; }

    public string? Level { get; init; }

    public string? Style { get; init; }

    public string? AgeRange { get; init; }

    /// <summary>One of the twelve group colours, 1 to 12.</summary>
    public int Color { get; init; } = 1;

    /// <summary>Monthly fee in the organization's currency.</summary>
    public decimal? MonthlyPrice { get; init; }
}

/// <summary>Adds an active group. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddGroup : GroupDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes a group as last seen in <see cref="Version"/>. Classes already planned keep their teacher, place and capacity.</summary>
public sealed record EditGroup : GroupDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>Asks for groups.</summary>
/// <param name="Status">Only these; null = all.</param>
/// <param name="TeacherId">Only those this teacher leads.</param>
public sealed record GroupFilter(GroupStatus? Status = null, Guid? TeacherId = null);

/// <summary>What became of a class, with what the clock says.</summary>
public enum GroupSessionState
{
    Scheduled,
    Running,
    /// <summary>Ended, not cancelled, not closed.</summary>
    NoRoll,
    Held,
    Cancelled,
}

/// <summary>One person's mark in one class of the group.</summary>
public enum GroupMark
{
    /// <summary>Not on that class's roster.</summary>
    None,
    Unmarked,
    Present,
    Late,
    Absent,
    Excused,
}

/// <summary>Marks that count for a percentage: own group, closed classes, without guests and withdrawn marks.</summary>
public readonly record struct CountedMarks(int Present, int Late, int Absent)
{
    /// <summary>A ratio between 0 and 1, null when nothing counts.</summary>
    public decimal? Percentage => AttendancePercentage.Of(Present, Late, Absent);
}

/// <summary>When a group meets next.</summary>
public sealed record NextClass(Guid SessionId, DateOnly Date, TimeOnly StartTime, TimeOnly EndTime);

/// <summary>A closed class as a quantity: who came out of those on its roster.</summary>
public readonly record struct RecentClass(int Heads, int Roster);

/// <summary>A group in a list.</summary>
/// <param name="RoomName">Null where the venue has one room only.</param>
/// <param name="Enrolled">People enrolled today.</param>
/// <param name="Recent">The closed ones among the last twelve classes, oldest first.</param>
/// <param name="Marks">The marks of those classes.</param>
public sealed record GroupItem(
    Guid Id, string Name, int Color, GroupStatus Status, string? Level, Guid? TeacherId, string? TeacherName, string? VenueName, string? RoomName,
    int Enrolled, int Capacity, NextClass? Next, IReadOnlyList<RecentClass> Recent, CountedMarks Marks);

/// <summary>Groups by name, those that run first, and how many there are of each status whatever was asked for.</summary>
public sealed record GroupList(IReadOnlyList<GroupItem> Items, int Active, int Paused, int Closed, DateOnly Today)
{
    /// <summary>All groups the reader may see.</summary>
    public int Total => Active + Paused + Closed;
}

/// <summary>One class of a group: a tower.</summary>
/// <param name="Heads">Present or late, guests included.</param>
/// <param name="Late">The late ones among them.</param>
/// <param name="RollOpen">Whether its roll can be taken: from an hour before the start until it is closed.</param>
public sealed record GroupSession(
    Guid Id, DateOnly Date, TimeOnly StartTime, TimeOnly EndTime, GroupSessionState State, int Roster, int Heads, int Late, int Absent, int Excused, int Unmarked, bool RollOpen);

/// <summary>Somebody who is in a group, or will be.</summary>
/// <param name="Marks">One per class of <see cref="GroupOverview.MarkedSessions"/>, in their order.</param>
/// <param name="PausedNow">Whether the enrolment rests today.</param>
/// <param name="Ahead">Whether it begins later than today.</param>
public sealed record GroupPerson(
    Guid EnrolmentId, Guid StudentId, string FullName, StudentStatus Status, DateOnly StartDate, DateOnly? EndDate, bool PausedNow, bool Ahead,
    IReadOnlyList<GroupMark> Marks, CountedMarks Counted);

/// <summary>All that a group's page shows.</summary>
/// <param name="MonthlyPrice">In the organization's currency.</param>
/// <param name="RoomName">Null where the venue has one room only.</param>
/// <param name="Sessions">The last twelve classes that have begun, cancellations between them, and the next three, by time.</param>
/// <param name="MarkedSessions">The last twelve alone, oldest first.</param>
/// <param name="People">Those enrolled today, then those to come, by family names.</param>
/// <param name="Marks">All marks that count in <paramref name="MarkedSessions"/>.</param>
/// <param name="Joined">Enrolments that began in the last 90 days.</param>
/// <param name="Left">Enrolments that ended in the last 90 days.</param>
public sealed record GroupOverview(
    Guid Id, int Version, string Name, int Color, GroupStatus Status, string? Level, string? Style, string? AgeRange, int Capacity, decimal? MonthlyPrice,
    Guid? TeacherId, string? TeacherName, Guid? VenueId, string? VenueName, Guid? RoomId, string? RoomName,
    IReadOnlyList<GroupSession> Sessions, IReadOnlyList<Guid> MarkedSessions, IReadOnlyList<GroupPerson> People, CountedMarks Marks, int Joined, int Left, DateOnly Today)
{
    /// <summary>Places taken today.</summary>
    public int Enrolled => People.Count(person => !person.Ahead);

    /// <summary>Those among them who are on trial.</summary>
    public int OnTrial => People.Count(person => !person.Ahead && person.Status == StudentStatus.Trial);

    /// <summary>Places left; negative when there are more people than places.</summary>
    public int Free => Capacity - Enrolled;

    /// <summary>The class whose roll to take now: the latest that is open.</summary>
    public GroupSession? OpenRoll => Sessions.LastOrDefault(session => session.RollOpen);

    /// <summary>The first class that has not begun.</summary>
    public GroupSession? Next => Sessions.FirstOrDefault(session => session.State == GroupSessionState.Scheduled);
}

/// <summary>A teacher to choose.</summary>
public sealed record TeacherChoice(Guid Id, string Name);

/// <summary>A venue to choose, with its rooms.</summary>
public sealed record VenueChoice(Guid Id, string Name, VenueKind Kind, IReadOnlyList<RoomChoice> Rooms);

/// <summary>A room to choose.</summary>
public sealed record RoomChoice(Guid Id, string Name);

/// <summary>What a group's form offers.</summary>
/// <param name="Teachers">Employed today or later, by family names.</param>
/// <param name="FreeColor">The colour that the fewest running groups have.</param>
public sealed record GroupChoices(IReadOnlyList<TeacherChoice> Teachers, IReadOnlyList<VenueChoice> Venues, int FreeColor, string Currency);
