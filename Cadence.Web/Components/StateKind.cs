using Cadence.Core.Resources;

namespace Cadence.Web.Components;

/// <summary>Every state that has a glyph, a colour and a word (look.md §4).</summary>
public enum StateKind
{
    Present,
    Late,
    Absent,
    Excused,
    Unmarked,
    Scheduled,
    Running,
    Held,
    Cancelled,
    /// <summary>Ended, not cancelled, and nobody took the roll.</summary>
    NoRoll,
    Pending,
    PartlyPaid,
    Paid,
    Overdue,
    /// <summary>The server has answered for this mark.</summary>
    Saved,
    /// <summary>The mark waits on the device.</summary>
    OnTablet,
    /// <summary>The mark could not be sent yet.</summary>
    Retrying,
}

/// <summary>The colour and the word of a state; the shape is <see cref="StateShape"/>.</summary>
public static class StateLook
{
    /// <summary>The colour token of the state: ok, late, no, info, rest or spot.</summary>
    public static string ColourOf(StateKind state) => state switch
    {
        StateKind.Present or StateKind.Held or StateKind.Paid => "ok",
        StateKind.Late or StateKind.PartlyPaid or StateKind.OnTablet => "late",
        StateKind.Absent or StateKind.Overdue or StateKind.NoRoll or StateKind.Retrying => "no",
        StateKind.Excused => "info",
        StateKind.Running => "spot",
        _ => "rest",
    };

    /// <summary>The state in the reader's language.</summary>
    public static string WordOf(StateKind state) => state switch
    {
        StateKind.Present => SharedTexts.StatePresent,
        StateKind.Late => SharedTexts.StateLate,
        StateKind.Absent => SharedTexts.StateAbsent,
        StateKind.Excused => SharedTexts.StateExcused,
        StateKind.Unmarked => SharedTexts.StateUnmarked,
        StateKind.Scheduled => SharedTexts.StateScheduled,
        StateKind.Running => SharedTexts.StateRunning,
        StateKind.Held => SharedTexts.StateHeld,
        StateKind.Cancelled => SharedTexts.StateCancelled,
        StateKind.NoRoll => SharedTexts.StateNoRoll,
        StateKind.Pending => SharedTexts.StatePending,
        StateKind.PartlyPaid => SharedTexts.StatePartlyPaid,
        StateKind.Paid => SharedTexts.StatePaid,
        StateKind.Overdue => SharedTexts.StateOverdue,
        StateKind.Saved => SharedTexts.StateSaved,
        StateKind.OnTablet => SharedTexts.StateOnTablet,
        StateKind.Retrying => SharedTexts.StateRetrying,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
