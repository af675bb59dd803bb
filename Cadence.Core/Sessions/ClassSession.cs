using Cadence.Core.Data;

namespace Cadence.Core.Sessions;

/// <summary>What became of a class.</summary>
public enum SessionStatus
{
    Scheduled,
    Held,
    Cancelled,
}

/// <summary>Who or what cancelled it; charged and paid are fixed from it at that moment.</summary>
public enum CancellationKind
{
    Teacher,
    School,
    Closure,
    PupilInTime,
    PupilLate,
    NoShow,
}

/// <summary>
/// One class on one day. Local date and times in the venue's zone are authoritative; the instants follow from them.
/// Never deleted: it is cancelled, with who, when and why.
/// </summary>
public sealed class ClassSession : VersionedTenantEntity
{
    private ClassSession()
    {
    }

    public ClassSession(Guid id, Guid? groupId, string? title, Guid venueId, Guid roomId, Guid teacherId, int? capacity)
    {
        UseId(id);
        GroupId = groupId;
        Title = title;
        VenueId = venueId;
        RoomId = roomId;
        TeacherId = teacherId;
        Capacity = capacity;
    }

    /// <summary>Null for a one-off event.</summary>
    public Guid? GroupId { get; private set; }

    /// <summary>Name of a one-off event; null means the group's.</summary>
    public string? Title { get; private set; }

    public Guid VenueId { get; private set; }

    public Guid RoomId { get; private set; }

    /// <summary>The lead teacher; substitutes stand in session_teachers.</summary>
    public Guid TeacherId { get; private set; }

    /// <summary>School date; month and pay belong to it.</summary>
    public DateOnly Date { get; private set; }

    public TimeOnly StartTime { get; private set; }

    /// <summary>An end at or before the start is on the next day.</summary>
    public TimeOnly EndTime { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public SessionStatus Status { get; private set; }

    public CancellationKind? CancellationKind { get; private set; }

    public string? CancelReason { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Whether pupils are charged for a cancelled class.</summary>
    public bool? Charged { get; private set; }

    /// <summary>Whether the teacher is paid for a cancelled class.</summary>
    public bool? Paid { get; private set; }

    public Guid? ScheduleSlotId { get; private set; }

    /// <summary>The day the plan made it for; stays when it is moved.</summary>
    public DateOnly? OriginDate { get; private set; }

    /// <summary>Shared by two groups taught together.</summary>
    public Guid? JointId { get; private set; }

    /// <summary>Places, as they were when it was planned.</summary>
    public int? Capacity { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public Guid? ClosedBy { get; private set; }

    /// <summary>People on the roster; kept by triggers, like the four counts below.</summary>
    public int RosterCount { get; private set; }

    /// <summary>Present or late.</summary>
    public int Heads { get; private set; }

    public int Absent { get; private set; }

    public int Excused { get; private set; }

    public int Unmarked { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Puts it on a day; the instants are computed in <paramref name="zone"/>.</summary>
    public void Schedule(DateOnly date, TimeOnly start, TimeOnly end, TimeZoneInfo zone)
    {
        Date = date;
        StartTime = start;
        EndTime = end;
        (StartsAt, EndsAt) = SchoolTime.Instants(date, start, end, zone);
    }

    /// <summary>Where it happens and who leads it; the database keeps the lead's row among the teachers.</summary>
    public void Place(Guid venueId, Guid roomId, Guid teacherId)
    {
        VenueId = venueId;
        RoomId = roomId;
        TeacherId = teacherId;
    }

    /// <summary>Names it; null means the group's name.</summary>
    public void Rename(string? title) => Title = title;

    /// <summary>Cancels it. Charged and paid stay as they are fixed here.</summary>
    public void Cancel(CancellationKind kind, string reason, bool charged, bool paid, DateTimeOffset at)
    {
        Status = SessionStatus.Cancelled;
        CancellationKind = kind;
        CancelReason = reason;
        Charged = charged;
        Paid = paid;
        CancelledAt = at;
    }

    /// <summary>Takes a cancellation back, while nothing else happened in its place.</summary>
    public void Restore()
    {
        Status = SessionStatus.Scheduled;
        CancellationKind = null;
        CancelReason = null;
        Charged = null;
        Paid = null;
        CancelledAt = null;
    }

    /// <summary>Teaches two groups as one class.</summary>
    public void Join(Guid jointId) => JointId = jointId;
}

/// <summary>What a teacher does in a session.</summary>
public enum SessionTeacherRole
{
    Lead,
    Assistant,
    Substitute,
}

/// <summary>Who taught: the lead always has a row, a substitute's row names the one replaced. Voided, never deleted.</summary>
public sealed class SessionTeacher : TenantEntity
{
    private SessionTeacher()
    {
    }

    public SessionTeacher(Guid classSessionId, Guid teacherId, SessionTeacherRole role, Guid? replacesTeacherId = null)
    {
        ClassSessionId = classSessionId;
        TeacherId = teacherId;
        Role = role;
        ReplacesTeacherId = replacesTeacherId;
    }

    public Guid ClassSessionId { get; private set; }

    public Guid TeacherId { get; private set; }

    public SessionTeacherRole Role { get; private set; }

    public Guid? ReplacesTeacherId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>Takes the row back; history keeps it.</summary>
    public void Void(DateTimeOffset at) => VoidedAt = at;
}

/// <summary>Why a guest is there.</summary>
public enum GuestKind
{
    Trial,
    MakeUp,
    DropIn,
    Pack,
}

/// <summary>Someone on the roster of one session only.</summary>
public sealed class SessionGuest : TenantEntity
{
    private SessionGuest()
    {
    }

    public SessionGuest(Guid classSessionId, Guid studentId, GuestKind kind)
    {
        ClassSessionId = classSessionId;
        StudentId = studentId;
        Kind = kind;
    }

    public Guid ClassSessionId { get; private set; }

    public Guid StudentId { get; private set; }

    public GuestKind Kind { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }

    /// <summary>Takes the guest off the roster again.</summary>
    public void Void(DateTimeOffset at) => VoidedAt = at;
}

/// <summary>The roster of a closed session, frozen.</summary>
public sealed class SessionRosterEntry : ITenantOwned
{
    private SessionRosterEntry()
    {
    }

    public SessionRosterEntry(Guid classSessionId, Guid studentId, bool guest)
    {
        ClassSessionId = classSessionId;
        StudentId = studentId;
        Guest = guest;
    }

    public Guid OrganizationId { get; private set; }

    public Guid ClassSessionId { get; private set; }

    public Guid StudentId { get; private set; }

    public bool Guest { get; private set; }
}
