using Cadence.Core.Sessions;

namespace Cadence.Core.Attendance;

/// <summary>One person on a roll call.</summary>
/// <param name="Name">Preferred or given name with the family names, as the roll call shows it.</param>
/// <param name="Guest">Why a guest is there; null for people of the group.</param>
/// <param name="Status">The mark that counts now; null where there is none or it was withdrawn.</param>
/// <param name="EffectiveAt">When the tap was made.</param>
/// <param name="Version">Rises with every change of the mark; 0 where there never was one.</param>
public sealed record RollCallPerson(Guid StudentId, string Name, GuestKind? Guest, AttendanceStatus? Status, DateTimeOffset? EffectiveAt, int Version);

/// <summary>What a roll call needs to be shown.</summary>
/// <param name="Title">Name of the group or the one-off event.</param>
/// <param name="Color">Colour of the group, 1 to 12; null for a one-off event.</param>
/// <param name="Place">Room and venue, as far as they tell something.</param>
/// <param name="Teacher">Who teaches it, the substitute where there is one.</param>
/// <param name="TimeZone">IANA zone of the venue.</param>
/// <param name="OpensAt">From when on marks are taken.</param>
/// <param name="IsOpen">Whether this person may mark now.</param>
/// <param name="IsClosed">Whether the roll call was closed; marks can still be changed.</param>
/// <param name="IsLocked">Whether its month is locked: marks wait as proposals.</param>
/// <param name="People">The roster in the order of the shown names.</param>
/// <param name="Roster">A mark of who is on the roster, to notice that it changed.</param>
/// <param name="Cursor">From where on changes are new.</param>
public sealed record RollCall(
    Guid SessionId,
    string Title,
    int? Color,
    DateOnly Date,
    TimeOnly StartTime,
    TimeOnly EndTime,
    DateOnly Today,
    string Place,
    string Teacher,
    string TimeZone,
    SessionStatus Status,
    DateTimeOffset OpensAt,
    bool IsOpen,
    bool IsClosed,
    bool IsLocked,
    IReadOnlyList<RollCallPerson> People,
    string Roster,
    string Cursor,
    DateTimeOffset Now);

/// <summary>A mark as others see it.</summary>
/// <param name="ByName">Short name of who made it; null where it is the reader's own, or nobody of this organization is known by that user.</param>
/// <param name="IsMine">Whether the asking user made it.</param>
public sealed record MarkNow(Guid StudentId, AttendanceStatus? Status, DateTimeOffset EffectiveAt, int Version, string? ByName, bool IsMine, bool ByClosing);

/// <summary>What changed on a roll call since a cursor.</summary>
public sealed record RollCallChanges(IReadOnlyList<MarkNow> Marks, bool IsClosed, bool IsCancelled, string Roster, string Cursor, DateTimeOffset Now);

/// <summary>The answer to a batch: one result per tap, and the marks of the tapped students as they stand now.</summary>
public sealed record MarksTaken(IReadOnlyList<TapResult> Results, IReadOnlyList<MarkNow> Marks, DateTimeOffset Now);

/// <summary>What to do with people who have no mark when a roll call is closed.</summary>
public enum Gaps
{
    /// <summary>They were absent.</summary>
    Absent,
    /// <summary>They stay unmarked.</summary>
    Leave,
}

/// <summary>How a roll call is closed.</summary>
/// <param name="Gaps">For people without a mark; null refuses to decide.</param>
/// <param name="Held">For an empty roster: whether the class took place; null refuses to decide.</param>
/// <param name="CancelReason">What the cancelled session says, where <paramref name="Held"/> is false.</param>
public sealed record CloseRollCall(Guid SessionId, Gaps? Gaps, bool? Held, string CancelReason);

/// <summary>Somebody who could be added to a roll call.</summary>
/// <param name="Groups">Names of the groups they are in today.</param>
public sealed record GuestCandidate(Guid StudentId, string Name, IReadOnlyList<string> Groups);

/// <summary>A guest that was added.</summary>
public sealed record GuestAdded(Guid StudentId, string Name, GuestKind Kind, string Roster);

/// <summary>At most eight, by family name.</summary>
public sealed record GuestCandidates(IReadOnlyList<GuestCandidate> People);
