using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;

namespace Cadence.Tests.Payouts;

/// <summary>What happens to an approved November when something about it changes: 2 classes of 10 and 12 heads at 1.40 = 14.00 + 16.80.</summary>
public class PayAdjusterTests
{
    private static readonly Guid Leo = Guid.CreateVersion7();
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly Guid FirstId = Guid.CreateVersion7();
    private static readonly Guid SecondId = Guid.CreateVersion7();
    private static readonly PayRateTerms Rate = new() { Id = Guid.CreateVersion7(), Model = PayModel.PerHead, Amount = 1.40m, ValidFrom = new DateOnly(2026, 9, 1) };

    private static readonly PaySession First = Session(FirstId, 3, 10);
    private static readonly PaySession Second = Session(SecondId, 10, 12);

    [Fact]
    public void Nothing_changed_nothing_to_adjust() => Assert.Empty(Adjust(Approved(First, Second), [], First, Second));

    [Fact]
    public void An_absence_that_becomes_a_presence_pays_one_head_and_says_so()
    {
        var absent = Marked(First, 9, 1);

        var adjustment = Assert.Single(Adjust(Approved(absent, Second), [], First, Second));

        Assert.Equal((FirstId, 1.40m, PayAdjustmentReason.Attendance), (adjustment.SessionId, adjustment.Amount.Amount, adjustment.Reason));
        Assert.Equal(new PayMarkChange(AttendanceStatus.Absent, AttendanceStatus.Present, 1), Assert.Single(adjustment.Changes));
    }

    [Fact]
    public void What_an_earlier_payout_adjusted_is_not_adjusted_again()
    {
        var frozen = Approved(Marked(First, 8, 2), Second);

        Assert.Equal(2.80m, Assert.Single(Adjust(frozen, [], First, Second)).Amount.Amount);
        Assert.Equal(1.40m, Assert.Single(Adjust(frozen, [(FirstId, Euro(1.40m))], First, Second)).Amount.Amount);
        Assert.Empty(Adjust(frozen, [(FirstId, Euro(1.40m)), (FirstId, Euro(1.40m))], First, Second));
        Assert.Equal(-1.40m, Assert.Single(Adjust(frozen, [(FirstId, Euro(4.20m))], First, Second)).Amount.Amount);
    }

    [Fact]
    public void A_roll_call_that_comes_after_the_approval_is_paid_in_the_next_payout()
    {
        var adjustment = Assert.Single(Adjust(Approved(First, Second with { State = PaySessionState.WithoutRoll }), [], First, Second));

        Assert.Equal((16.80m, PayAdjustmentReason.RollTaken), (adjustment.Amount.Amount, adjustment.Reason));
    }

    [Fact]
    public void A_session_cancelled_after_the_approval_is_taken_back()
    {
        var adjustment = Assert.Single(Adjust(Approved(First, Second), [], First, Second with { State = PaySessionState.Cancelled }));

        Assert.Equal((-16.80m, PayAdjustmentReason.Cancelled), (adjustment.Amount.Amount, adjustment.Reason));
    }

    [Fact]
    public void A_substitute_named_after_the_approval_takes_the_pay_with_them()
    {
        var replaced = Second with { Teachers = [new(Leo, SessionTeacherRole.Lead), new(Ana, SessionTeacherRole.Substitute, Leo)] };

        var adjustment = Assert.Single(Adjust(Approved(First, Second), [], First, replaced));
        Assert.Equal((-16.80m, PayAdjustmentReason.Replaced), (adjustment.Amount.Amount, adjustment.Reason));

        var back = Assert.Single(Adjust(Approved(First, replaced), [], First, Second));
        Assert.Equal((16.80m, PayAdjustmentReason.Taught), (back.Amount.Amount, back.Reason));
    }

    [Fact]
    public void A_session_that_moved_to_another_month_is_taken_back()
    {
        var adjustment = Assert.Single(Adjust(Approved(First, Second), [], First));

        Assert.Equal((SecondId, -16.80m, PayAdjustmentReason.Moved), (adjustment.SessionId, adjustment.Amount.Amount, adjustment.Reason));
    }

    [Fact]
    public void A_rate_dated_back_adjusts_every_session_it_pays()
    {
        var better = Rate with { Id = Guid.CreateVersion7(), Amount = 1.50m };

        var adjustments = PayAdjuster.Adjust(PayoutCalculator.Calculate(Inputs(better, First, Second)), Approved(First, Second), []);

        Assert.Equal([(FirstId, 1.00m, PayAdjustmentReason.Rate), (SecondId, 1.20m, PayAdjustmentReason.Rate)], adjustments.Select(a => (a.SessionId!.Value, a.Amount.Amount, a.Reason)));
    }

    [Fact]
    public void A_session_without_a_rate_any_more_takes_nothing_back_but_blocks()
    {
        var other = Rate with { ValidFrom = new DateOnly(2026, 11, 5) };

        var adjustment = Assert.Single(PayAdjuster.Adjust(PayoutCalculator.Calculate(Inputs(other, First, Second)), Approved(First, Second), []));

        Assert.Equal((FirstId, 0m, PayAdjustmentReason.NoRate), (adjustment.SessionId, adjustment.Amount.Amount, adjustment.Reason));
        var december = PayoutCalculator.Calculate(Inputs(Rate) with { Month = new Month(2026, 12), Period = new Month(2026, 12).Range, Adjustments = [adjustment] });
        Assert.Single(december.WithoutRate);
    }

    [Fact]
    public void What_a_payout_carried_for_another_period_is_not_its_own()
    {
        var frozen = Approved(First, Second).Append(new FrozenLine { SessionId = Guid.CreateVersion7(), Kind = PayLineKind.Adjustment, Amount = Euro(99) }).ToList();

        Assert.Empty(Adjust(frozen, [], First, Second));
    }

    [Fact]
    public void A_fixed_amount_that_changes_is_adjusted_once()
    {
        var salary = new PayRateTerms { Id = Guid.CreateVersion7(), Model = PayModel.FixedMonthly, Amount = 900, ValidFrom = new DateOnly(2026, 1, 1) };
        var frozen = Freeze(PayoutCalculator.Calculate(Inputs(salary, First, Second)));

        var adjustment = Assert.Single(PayAdjuster.Adjust(PayoutCalculator.Calculate(Inputs(salary with { Id = Guid.CreateVersion7(), Amount = 950 }, First, Second)), frozen, []));

        Assert.Equal((null, 50m, PayAdjustmentReason.Rate), (adjustment.SessionId, adjustment.Amount.Amount, adjustment.Reason));
    }

    [Fact]
    public void Adjustments_are_lines_of_the_payout_that_carries_them()
    {
        var adjustments = Adjust(Approved(Marked(First, 9, 1), Second), [], First, Second);

        var december = PayoutCalculator.Calculate(Inputs(Rate, Session(Guid.CreateVersion7(), 1, 10) with { Date = new DateOnly(2026, 12, 1) }) with { Adjustments = adjustments });

        Assert.Equal([(PayLineKind.Session, 14.00m), (PayLineKind.Adjustment, 1.40m)], december.Lines.Select(line => (line.Kind, line.Amount.Amount)));
        Assert.Equal(15.40m, december.Gross.Amount);
    }

    private static IReadOnlyList<PayAdjustment> Adjust(IReadOnlyList<FrozenLine> frozen, IEnumerable<(Guid?, Money)> earlier, params PaySession[] now) =>
        PayAdjuster.Adjust(PayoutCalculator.Calculate(Inputs(Rate, now)), frozen, earlier);

    private static List<FrozenLine> Approved(params PaySession[] sessions) => Freeze(PayoutCalculator.Calculate(Inputs(Rate, sessions)));

    private static List<FrozenLine> Freeze(PayoutCalculation calculation) =>
        [.. calculation.Lines.Select(line => new FrozenLine { SessionId = line.Session?.Id, Kind = line.Kind, Amount = line.Amount, RateId = line.Rate?.Id, Marks = line.Session?.Marks ?? [] })];

    private static PayoutInputs Inputs(PayRateTerms rate, params PaySession[] sessions) => new()
    {
        TeacherId = Leo,
        Month = new Month(2026, 11),
        Period = new Month(2026, 11).Range,
        Currency = "EUR",
        Rates = [rate],
        Sessions = sessions,
    };

    private static PaySession Session(Guid id, int day, int heads) => Marked(
        new PaySession
        {
            Id = id,
            VenueId = Guid.Empty,
            Date = new DateOnly(2026, 11, day),
            Start = new TimeOnly(18, 0),
            End = new TimeOnly(19, 0),
            State = PaySessionState.Held,
            Teachers = [new(Leo, SessionTeacherRole.Lead)],
        },
        heads,
        0);

    private static PaySession Marked(PaySession session, int present, int absent)
    {
        List<PayMark> marks = [.. Enumerable.Range(0, present + absent).Select(i => new PayMark(new Guid(i + 1, 0, 0, new byte[8]), i < present ? AttendanceStatus.Present : AttendanceStatus.Absent))];
        return session with { Marks = marks, Heads = PayHeads.Of(marks) };
    }

    private static Money Euro(decimal amount) => new(amount, "EUR");
}
