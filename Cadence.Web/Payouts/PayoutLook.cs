using Cadence.Core.Attendance;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Web.Components;

namespace Cadence.Web.Payouts;

/// <summary>Glyphs, words and beats of payouts.</summary>
internal static class PayoutLook
{
    public static StateKind KindOf(PayoutState state) => state switch
    {
        PayoutState.ToApprove => StateKind.Pending,
        PayoutState.Approved => StateKind.Held,
        PayoutState.Overdue => StateKind.Overdue,
        PayoutState.Paid => StateKind.Paid,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string WordOf(PayoutState state) => state switch
    {
        PayoutState.ToApprove => PayoutsTexts.StateToApprove,
        PayoutState.Approved => PayoutsTexts.StateApproved,
        PayoutState.Overdue => SharedTexts.StateOverdue,
        PayoutState.Paid => SharedTexts.StatePaid,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static BeatKind[] BeatsOf(IReadOnlyList<PayMark> marks) => [.. marks.Select(mark => mark.Status switch
    {
        AttendanceStatus.Present => BeatKind.Present,
        AttendanceStatus.Late => BeatKind.Late,
        AttendanceStatus.Absent => BeatKind.Absent,
        AttendanceStatus.Excused => BeatKind.Excused,
        _ => BeatKind.Unmarked,
    })];
}
