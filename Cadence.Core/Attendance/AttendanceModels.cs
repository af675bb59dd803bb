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
