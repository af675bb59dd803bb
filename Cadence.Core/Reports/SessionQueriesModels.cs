using Cadence.Core.Attendance;
using Cadence.Core.Sessions;

namespace Cadence.Core.Reports;

/// <summary>Everything about one class.</summary>
/// <param name="Version">For the next change.</param>
/// <param name="Charged">Whether a cancelled class is charged; null where it is not cancelled.</param>
/// <param name="Paid">Whether a cancelled class is paid; null where it is not cancelled.</param>
/// <param name="IsLocked">Whether its month is locked for attendance.</param>
/// <param name="HasTitle">Whether it has a name of its own.</param>
/// <param name="People">The roster with the marks that count, by family name.</param>
public sealed record SessionPicture(
    SessionItem Item,
    Guid VenueId,
    Guid RoomId,
    Guid LeadTeacherId,
    string? Title,
    int? Capacity,
    int Version,
    DateTimeOffset? CancelledAt,
    bool? Charged,
    bool? Paid,
    bool IsLocked,
    DateOnly Today,
    IReadOnlyList<SessionPerson> People);

/// <summary>Somebody on the roster of a class.</summary>
/// <param name="Name">Preferred or given name with the family names.</param>
/// <param name="Guest">Why a guest is there; null for people of the group.</param>
/// <param name="Status">The mark that counts; null where there is none or it was withdrawn.</param>
public sealed record SessionPerson(Guid StudentId, string Name, GuestKind? Guest, AttendanceStatus? Status);

/// <summary>What happened to a class, the newest first.</summary>
public sealed record SessionHistory(IReadOnlyList<SessionEvent> Events);

/// <summary>What somebody did.</summary>
public enum SessionEventKind
{
    Scheduled,
    Edited,
    Cancelled,
    Restored,
    Closed,
    SubstituteAssigned,
    SubstituteRemoved,
    AssistantAdded,
    AssistantRemoved,
    GuestAdded,
    GuestRemoved,
    Marked,
}

/// <summary>One act of one person.</summary>
/// <param name="Who">Name of the user; null where the program itself did it.</param>
/// <param name="Person">The teacher or guest it was about.</param>
/// <param name="Other">Whom a substitute replaces.</param>
/// <param name="Changes">What was edited.</param>
/// <param name="Marks">The marks somebody made in one go.</param>
public sealed record SessionEvent(
    DateTimeOffset At,
    string? Who,
    SessionEventKind Kind,
    string? Person = null,
    string? Other = null,
    CancellationKind? CancellationKind = null,
    string? Reason = null,
    IReadOnlyList<SessionChange>? Changes = null,
    IReadOnlyList<SessionMark>? Marks = null);

/// <summary>A column of a class that can be edited.</summary>
public enum SessionField
{
    Title,
    Date,
    StartTime,
    EndTime,
    VenueId,
    RoomId,
    TeacherId,
}

/// <summary>One edited field: dates and times in invariant form, people and places by name.</summary>
public sealed record SessionChange(SessionField Field, string? Old, string? New);

/// <summary>One tap, or an absence that closing wrote.</summary>
public sealed record SessionMark(string Person, AttendanceStatus? Old, AttendanceStatus? New, MarkOutcome Outcome, DateTimeOffset EffectiveAt);
