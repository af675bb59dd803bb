using Cadence.Core.Attendance;
using Cadence.Core.Localization;
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

    /// <summary>What is special about a line: why it was adjusted, who the pupil is, the arithmetic where it is more than a product.</summary>
    public static string RemarkOf(StatementLine line, PayoutStatement statement) => string.Join(" · ", new[]
    {
        line.Kind == PayLineKind.Adjustment ? ReaderDate.Sentence(PayoutText.Reason(line)) : "",
        PayoutText.Pupil(line, statement),
        PayoutText.Remark(line),
        PayoutText.NeedsFormula(line.Formula) || line.Formula?.DaysEmployed is not null ? PayoutText.Formula(line.Formula, statement.Currency) : "",
        line.Formula?.GuestsLeftOut is > 0 and var guests ? Counted.Text(guests, PayoutsTexts.GuestsLeftOutOne, PayoutsTexts.GuestsLeftOutMany) : "",
    }.Where(part => part.Length > 0));
}
