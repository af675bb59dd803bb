using Cadence.Core.Sessions;

namespace Cadence.Core.Attendance;

/// <summary>A tap as the tablet sends it.</summary>
/// <param name="Id">Made by the device; unique for ever.</param>
/// <param name="Status">Null withdraws the mark.</param>
/// <param name="Age">How long ago it was made, by the device's clock.</param>
/// <param name="After">The tap of the same device on the same person before it: of the two this one is the newer, however long the first was under way.</param>
public sealed record Tap(Guid Id, Guid StudentId, AttendanceStatus? Status, TimeSpan Age, Guid? After = null);

/// <summary>Why a tap was not saved.</summary>
public enum TapReason
{
    /// <summary>Somebody changed the mark since it was made.</summary>
    Older,
    /// <summary>The month is locked; it waits as a proposal.</summary>
    MonthLocked,
    /// <summary>The class is cancelled; it waits as a proposal.</summary>
    SessionCancelled,
    /// <summary>The student is not on this class's roster.</summary>
    NotOnRoster,
    /// <summary>The roll call is not open yet.</summary>
    NotOpen,
    /// <summary>The id came before with other content.</summary>
    ChangedTap,
}

/// <summary>What became of a tap.</summary>
/// <param name="Reason">Why, where it was not saved.</param>
public sealed record TapResult(Guid Id, Guid StudentId, MarkOutcome Outcome, TapReason? Reason);

/// <summary>The state of a session in which taps are judged.</summary>
/// <param name="OnRoster">Whose marks it takes.</param>
/// <param name="Known">Students of the organization among the tapped ones; taps for others leave no trace.</param>
/// <param name="Marks">The marks that count now.</param>
/// <param name="Seen">Taps of this batch that came before, with what became of them.</param>
public sealed record JudgedSession(
    Guid Id,
    SessionStatus Status,
    DateTimeOffset StartsAt,
    bool IsLocked,
    bool MayOpenEarly,
    IReadOnlySet<Guid> OnRoster,
    IReadOnlySet<Guid> Known,
    IReadOnlyDictionary<Guid, CurrentMark> Marks,
    IReadOnlyDictionary<Guid, SeenTap> Seen);

/// <summary>A mark as it stands.</summary>
public readonly record struct CurrentMark(AttendanceStatus? Status, DateTimeOffset EffectiveAt, bool ByClosing, Guid? TapId);

/// <summary>A tap that came before.</summary>
public readonly record struct SeenTap(Guid SessionId, Guid StudentId, AttendanceStatus? Status, MarkOutcome Outcome, TapReason? Reason);

/// <summary>One tap, judged: a row of history, and a mark where it counts.</summary>
public sealed record JudgedTap(Tap Tap, DateTimeOffset EffectiveAt, AttendanceStatus? OldStatus, MarkOutcome Outcome, TapReason? Reason, bool Counts);

/// <summary>The judgement of a batch.</summary>
/// <param name="Results">One per tap, replays included, in the order of the taps.</param>
/// <param name="New">Those that history has not seen; at most one per student counts.</param>
public sealed record Judgement(IReadOnlyList<TapResult> Results, IReadOnlyList<JudgedTap> New);

/// <summary>What may be marked when, and whose mark counts (domain.md §2).</summary>
public static class AttendanceRules
{
    /// <summary>Older than any tablet stays away; protects the arithmetic, not the school.</summary>
    public static readonly TimeSpan OldestTap = TimeSpan.FromDays(366);

    /// <summary>From when on marks are taken.</summary>
    public static DateTimeOffset OpensAt(DateTimeOffset startsAt) => startsAt - SessionRules.RollCallOpensBefore;

    /// <summary>When the tap was made: arrival less its age, never in the future.</summary>
    public static DateTimeOffset EffectiveAt(DateTimeOffset arrival, TimeSpan age) =>
        arrival - (age < TimeSpan.Zero ? TimeSpan.Zero : age > OldestTap ? OldestTap : age);

    /// <summary>
    /// Judges a batch in the order of its taps, each after those before it.
    /// A replay gets its first outcome again; an id that comes back with other content is refused.
    /// </summary>
    public static Judgement Judge(JudgedSession session, IReadOnlyList<Tap> taps, DateTimeOffset arrival)
    {
        var results = new List<TapResult>(taps.Count);
        var judged = new List<JudgedTap>(taps.Count);
        var marks = new Dictionary<Guid, CurrentMark>(session.Marks);
        var winner = new Dictionary<Guid, int>();
        var inBatch = new Dictionary<Guid, JudgedTap>();
        foreach (var tap in taps)
        {
            if (session.Seen.TryGetValue(tap.Id, out var seen))
            {
                var same = seen.SessionId == session.Id && seen.StudentId == tap.StudentId && seen.Status == tap.Status;
                results.Add(same ? new(tap.Id, tap.StudentId, seen.Outcome, seen.Reason) : Changed(tap));
                continue;
            }

            if (inBatch.TryGetValue(tap.Id, out var twin))
            {
                results.Add(twin.Tap.StudentId == tap.StudentId && twin.Tap.Status == tap.Status ? new(tap.Id, tap.StudentId, twin.Outcome, twin.Reason) : Changed(tap));
                continue;
            }

            var effective = EffectiveAt(arrival, tap.Age);
            CurrentMark? mark = marks.TryGetValue(tap.StudentId, out var current) ? current : null;
            if (tap.After is { } before && mark?.TapId == before && effective < current.EffectiveAt)
            {
                effective = current.EffectiveAt;
            }

            var (outcome, reason) = OutcomeOf(session, tap, effective, mark, arrival);
            results.Add(new(tap.Id, tap.StudentId, outcome, reason));
            if (!session.Known.Contains(tap.StudentId))
            {
                continue;
            }

            if (outcome == MarkOutcome.Saved)
            {
                marks[tap.StudentId] = new(tap.Status, effective, ByClosing: false, tap.Id);
                winner[tap.StudentId] = judged.Count;
            }

            var entry = new JudgedTap(tap, effective, mark?.Status, outcome, reason, Counts: false);
            inBatch[tap.Id] = entry;
            judged.Add(entry);
        }

        foreach (var index in winner.Values)
        {
            judged[index] = judged[index] with { Counts = true };
        }

        return new(results, judged);
    }

    private static (MarkOutcome Outcome, TapReason? Reason) OutcomeOf(JudgedSession session, Tap tap, DateTimeOffset effective, CurrentMark? mark, DateTimeOffset arrival)
    {
        if (!session.OnRoster.Contains(tap.StudentId))
        {
            return (MarkOutcome.Refused, TapReason.NotOnRoster);
        }

        if (session.Status == SessionStatus.Cancelled)
        {
            return (MarkOutcome.Locked, TapReason.SessionCancelled);
        }

        if (session.IsLocked)
        {
            return (MarkOutcome.Locked, TapReason.MonthLocked);
        }

        if (arrival < OpensAt(session.StartsAt) && !session.MayOpenEarly)
        {
            return (MarkOutcome.Refused, TapReason.NotOpen);
        }

        return mark is { ByClosing: false } newer && newer.EffectiveAt > effective
            ? (MarkOutcome.Older, TapReason.Older)
            : (MarkOutcome.Saved, null);
    }

    private static TapResult Changed(Tap tap) => new(tap.Id, tap.StudentId, MarkOutcome.Refused, TapReason.ChangedTap);
}
