namespace Cadence.Core.Sessions;

/// <summary>Date and times of a class as typed.</summary>
public interface ISessionTimes
{
    /// <summary>School date of the start.</summary>
    DateOnly? Date { get; }

    /// <summary>As typed, see <see cref="SchoolTimeText"/>.</summary>
    string? StartTime { get; }

    /// <summary>As typed; at or before the start it is on the next day.</summary>
    string? EndTime { get; }
}

/// <summary>A new class. What is left open comes from the group.</summary>
public sealed record ScheduleSession : ISessionTimes
{
    /// <summary>Made by the client, so that a repeated request is one class.</summary>
    public required Guid Id { get; init; }

    /// <summary>Null for a one-off event.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>Name of a one-off event; with a group, what to call this one class.</summary>
    public string? Title { get; init; }

    public Guid? VenueId { get; init; }

    /// <summary>May be left open where the venue has a single room.</summary>
    public Guid? RoomId { get; init; }

    public Guid? TeacherId { get; init; }

    public DateOnly? Date { get; init; }

    public string? StartTime { get; init; }

    public string? EndTime { get; init; }
}

/// <summary>Another day, time, place, teacher or title for a class that has not been held or cancelled.</summary>
public sealed record EditSession : ISessionTimes
{
    public required Guid SessionId { get; init; }

    /// <summary>The version that was shown.</summary>
    public required int Version { get; init; }

    public string? Title { get; init; }

    public Guid? VenueId { get; init; }

    public Guid? RoomId { get; init; }

    /// <summary>The lead teacher. Naming another one takes back who stood in for the old one.</summary>
    public Guid? TeacherId { get; init; }

    public DateOnly? Date { get; init; }

    public string? StartTime { get; init; }

    public string? EndTime { get; init; }
}

/// <summary>Cancels a class. Whether it is charged and paid is fixed from the settings of its day.</summary>
public sealed record CancelSession
{
    public required Guid SessionId { get; init; }

    public CancellationKind? Kind { get; init; }

    public string? Reason { get; init; }

    /// <summary>The version that was shown.</summary>
    public required int Version { get; init; }
}

/// <summary>Takes a cancellation back.</summary>
public sealed record RestoreSession
{
    public required Guid SessionId { get; init; }

    /// <summary>The version that was shown.</summary>
    public required int Version { get; init; }
}

/// <summary>Somebody teaches a class in place of one of its teachers.</summary>
public sealed record AssignSubstitute
{
    public required Guid SessionId { get; init; }

    /// <summary>Who is replaced: the lead or an assistant.</summary>
    public required Guid ReplacesTeacherId { get; init; }

    /// <summary>Who teaches instead.</summary>
    public Guid? TeacherId { get; init; }
}

/// <summary>Takes a substitute or an assistant back.</summary>
public sealed record RemoveSessionTeacher
{
    public required Guid SessionId { get; init; }

    public required Guid TeacherId { get; init; }
}

/// <summary>A second teacher beside the lead.</summary>
public sealed record AddAssistant
{
    public required Guid SessionId { get; init; }

    public Guid? TeacherId { get; init; }
}

/// <summary>What would be booked: asked while somebody still types.</summary>
public sealed record PlannedBooking : ISessionTimes
{
    /// <summary>The class that is being changed; its own bookings don't count.</summary>
    public Guid? SessionId { get; init; }

    public Guid? VenueId { get; init; }

    public Guid? RoomId { get; init; }

    public Guid? TeacherId { get; init; }

    public DateOnly? Date { get; init; }

    public string? StartTime { get; init; }

    public string? EndTime { get; init; }
}

/// <summary>Another class that already has the teacher or the room.</summary>
/// <param name="ResourceId">The teacher or room.</param>
/// <param name="ResourceName">Their name.</param>
/// <param name="SessionName">The other class.</param>
public sealed record SessionClash(Guid ResourceId, string ResourceName, Guid SessionId, string SessionName, TimeOnly StartTime, TimeOnly EndTime);

/// <summary>A teacher's part in a class.</summary>
/// <param name="Name">Preferred or given name with the family names.</param>
/// <param name="ShortName">Preferred or given name.</param>
/// <param name="ReplacesTeacherId">Whom a substitute stands in for.</param>
/// <param name="IsReplaced">Whether somebody else teaches in their place.</param>
public sealed record SessionTeaching(Guid TeacherId, string Name, string ShortName, SessionTeacherRole Role, Guid? ReplacesTeacherId, bool IsReplaced);

/// <summary>One class as lists show it.</summary>
/// <param name="Name">Its title or its group's name.</param>
/// <param name="Color">The group's colour, 1 to 12; null for a one-off event.</param>
/// <param name="RoomName">Null where the venue has a single room, which is hidden.</param>
/// <param name="Teachers">Lead first, then who stands in, then assistants.</param>
/// <param name="Heads">Present or late.</param>
public sealed record SessionItem(
    Guid Id,
    Guid? GroupId,
    string Name,
    int? Color,
    DateOnly Date,
    TimeOnly StartTime,
    TimeOnly EndTime,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    SessionStatus Status,
    CancellationKind? CancellationKind,
    string? CancelReason,
    bool IsClosed,
    Guid VenueId,
    string VenueName,
    string? RoomName,
    int RosterCount,
    int Heads,
    int Absent,
    int Excused,
    int Unmarked,
    IReadOnlyList<SessionTeaching> Teachers)
{
    /// <summary>Those who really teach it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<SessionTeaching> Teaching => Teachers.Where(teacher => !teacher.IsReplaced);

    /// <summary>How it stands at <paramref name="now"/>.</summary>
    public SessionState StateAt(DateTimeOffset now) => SessionStates.Of(Status, StartsAt, EndsAt, IsClosed, now);

    /// <summary>Whether its roll call can be taken at <paramref name="now"/> without asking for more rights.</summary>
    public bool RollCallIsOpenAt(DateTimeOffset now) => Status != SessionStatus.Cancelled && now >= StartsAt - SessionRules.RollCallOpensBefore;

    /// <summary>Who teaches in place of <paramref name="teacherId"/>; null where they teach themselves or have no part.</summary>
    public SessionTeaching? SubstituteOf(Guid teacherId) => Teachers.FirstOrDefault(teacher => teacher.ReplacesTeacherId == teacherId);
}

/// <summary>The classes of some days.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Items">By start. What began yesterday and still runs belongs to today's list.</param>
/// <param name="Teachers">Whom the list may be narrowed to; empty for somebody who sees only their own.</param>
/// <param name="OwnTeacherId">The teacher whose own classes these are; null where all are shown.</param>
public sealed record Agenda(DateOnly From, DateOnly To, DateOnly Today, IReadOnlyList<SessionItem> Items, IReadOnlyList<TeacherChoice> Teachers, Guid? OwnTeacherId, bool IsOwn);

/// <summary>Classes that ended without a closed roll call.</summary>
/// <param name="Items">The newest.</param>
/// <param name="Total">How many there are.</param>
public sealed record MissingSessions(IReadOnlyList<SessionItem> Items, int Total);

/// <summary>A teacher as a choice.</summary>
public sealed record TeacherChoice(Guid Id, string Name);

/// <summary>A room as a choice.</summary>
public sealed record RoomChoice(Guid Id, string Name);

/// <summary>A venue as a choice, with its rooms.</summary>
public sealed record VenueChoice(Guid Id, string Name, IReadOnlyList<RoomChoice> Rooms);

/// <summary>A group as a choice, with what it fills in.</summary>
/// <param name="StartTime">Of its latest class, if it had one.</param>
public sealed record SessionGroupChoice(Guid Id, string Name, int Color, Guid? TeacherId, Guid? VenueId, Guid? RoomId, TimeOnly? StartTime, TimeOnly? EndTime);

/// <summary>What a class can be made of.</summary>
public sealed record SessionChoices(DateOnly Today, IReadOnlyList<SessionGroupChoice> Groups, IReadOnlyList<TeacherChoice> Teachers, IReadOnlyList<VenueChoice> Venues);

/// <summary>What cancelling a class like this means for money, on its day.</summary>
public sealed record CancellationEffect(CancellationKind Kind, bool Charged, bool Paid);
