using Cadence.Core.Attendance;
using Cadence.Core.Sessions;

namespace Cadence.Tests.Attendance;

public sealed class AttendanceRulesTests
{
    private static readonly Guid Session = Guid.CreateVersion7();
    private static readonly Guid Adela = Guid.CreateVersion7();
    private static readonly Guid Stranger = Guid.CreateVersion7();

    /// <summary>The class begins at 17:30; taps arrive at 17:40.</summary>
    private static readonly DateTimeOffset Start = new(2026, 11, 19, 17, 30, 0, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Arrival = Start.AddMinutes(10);

    // age s | mark stands (status, s ago, by closing) | session | locked | on roster | outcome | why
    public static TheoryData<int, string?, int, bool, SessionStatus, bool, bool, MarkOutcome, TapReason?> Cases => new()
    {
        { 0, null, 0, false, SessionStatus.Scheduled, false, true, MarkOutcome.Saved, null },
        { 40, null, 0, false, SessionStatus.Scheduled, false, true, MarkOutcome.Saved, null },
        { 40, "absent", 60, false, SessionStatus.Scheduled, false, true, MarkOutcome.Saved, null },
        { 40, "absent", 40, false, SessionStatus.Scheduled, false, true, MarkOutcome.Saved, null },
        { 40, "absent", 39, false, SessionStatus.Scheduled, false, true, MarkOutcome.Older, TapReason.Older },
        { 40, "withdrawn", 10, false, SessionStatus.Scheduled, false, true, MarkOutcome.Older, TapReason.Older },
        { 40, "absent", 10, true, SessionStatus.Held, false, true, MarkOutcome.Saved, null },
        { 0, "present", 60, false, SessionStatus.Held, false, true, MarkOutcome.Saved, null },
        { 0, null, 0, false, SessionStatus.Held, true, true, MarkOutcome.Locked, TapReason.MonthLocked },
        { 40, "absent", 10, false, SessionStatus.Held, true, true, MarkOutcome.Locked, TapReason.MonthLocked },
        { 0, null, 0, false, SessionStatus.Cancelled, false, true, MarkOutcome.Locked, TapReason.SessionCancelled },
        { 0, null, 0, false, SessionStatus.Scheduled, false, false, MarkOutcome.Refused, TapReason.NotOnRoster },
        { 0, null, 0, false, SessionStatus.Cancelled, false, false, MarkOutcome.Refused, TapReason.NotOnRoster },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_tap_is_judged_by_what_stands(int age, string? mark, int markAge, bool byClosing, SessionStatus status, bool locked, bool onRoster, MarkOutcome outcome, TapReason? reason)
    {
        var session = State(status, locked, onRoster ? [Adela] : []);
        if (mark is not null)
        {
            session = session with { Marks = new Dictionary<Guid, CurrentMark> { [Adela] = new(mark == "withdrawn" ? null : Enum.Parse<AttendanceStatus>(mark, ignoreCase: true), Arrival.AddSeconds(-markAge), byClosing, null) } };
        }

        var judgement = AttendanceRules.Judge(session, [Tap(age)], Arrival);

        Assert.Equal((outcome, reason), (judgement.Results[0].Outcome, judgement.Results[0].Reason));
        Assert.Equal(outcome == MarkOutcome.Saved, judgement.New[0].Counts);
        Assert.Equal(Arrival.AddSeconds(-age), judgement.New[0].EffectiveAt);
    }

    [Theory]
    [InlineData(-61, false, MarkOutcome.Refused)]
    [InlineData(-60, false, MarkOutcome.Saved)]
    [InlineData(-180, true, MarkOutcome.Saved)]
    [InlineData(60 * 24 * 20, false, MarkOutcome.Saved)]
    public void A_roll_call_opens_sixty_minutes_before_the_class_and_earlier_for_those_allowed(int minutes, bool early, MarkOutcome outcome) =>
        Assert.Equal(outcome, AttendanceRules.Judge(State() with { MayOpenEarly = early }, [Tap(0)], Start.AddMinutes(minutes)).Results[0].Outcome);

    [Theory]
    [InlineData(-5000, 0)]
    [InlineData(0, 0)]
    [InlineData(40_000, 40)]
    [InlineData(double.MaxValue, 366d * 24 * 3600)]
    public void A_tap_is_never_in_the_future_and_never_older_than_a_year(double ageMs, double secondsBefore) =>
        Assert.Equal(Arrival.AddSeconds(-secondsBefore), AttendanceRules.EffectiveAt(Arrival, ageMs > 1e15 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(ageMs)));

    [Fact]
    public void Of_several_taps_on_one_person_the_last_counts_and_history_has_them_all()
    {
        var judgement = AttendanceRules.Judge(State(), [Tap(30, AttendanceStatus.Present), Tap(20, AttendanceStatus.Absent), Tap(10, AttendanceStatus.Late)], Arrival);

        Assert.All(judgement.Results, result => Assert.Equal(MarkOutcome.Saved, result.Outcome));
        Assert.Equal([null, AttendanceStatus.Present, AttendanceStatus.Absent], judgement.New.Select(tap => tap.OldStatus));
        Assert.Equal([false, false, true], judgement.New.Select(tap => tap.Counts));
    }

    [Theory]
    [InlineData(true, MarkOutcome.Saved)]
    [InlineData(false, MarkOutcome.Older)]
    public void Of_two_taps_of_one_device_the_later_counts_however_long_the_first_was_under_way(bool sameDevice, MarkOutcome outcome)
    {
        var first = Guid.NewGuid();
        // The first stayed in the network for nine seconds, so its mark looks younger than it is.
        var session = State() with { Marks = new Dictionary<Guid, CurrentMark> { [Adela] = new(AttendanceStatus.Present, Arrival.AddSeconds(-1), ByClosing: false, first) } };

        var judgement = AttendanceRules.Judge(session, [Tap(8, AttendanceStatus.Absent) with { After = sameDevice ? first : Guid.NewGuid() }], Arrival);

        Assert.Equal(outcome, judgement.Results[0].Outcome);
        Assert.Equal(Arrival.AddSeconds(sameDevice ? -1 : -8), judgement.New[0].EffectiveAt);
    }

    [Fact]
    public void A_replay_gets_its_first_outcome_and_writes_nothing()
    {
        var tap = Tap(5);
        var session = State() with { Seen = new Dictionary<Guid, SeenTap> { [tap.Id] = new(Session, Adela, AttendanceStatus.Present, MarkOutcome.Older, TapReason.Older) } };

        var judgement = AttendanceRules.Judge(session, [tap with { Age = TimeSpan.FromHours(3) }], Arrival);

        Assert.Equal(new TapResult(tap.Id, Adela, MarkOutcome.Older, TapReason.Older), judgement.Results[0]);
        Assert.Empty(judgement.New);
    }

    [Fact]
    public void An_id_that_comes_back_with_other_content_is_refused()
    {
        var tap = Tap(5);
        var session = State(roster: [Adela, Stranger]) with { Seen = new Dictionary<Guid, SeenTap> { [tap.Id] = new(Session, Adela, AttendanceStatus.Present, MarkOutcome.Saved, null) } };

        foreach (var changed in new[] { tap with { Status = AttendanceStatus.Late }, tap with { StudentId = Stranger }, tap with { Status = null } })
        {
            var judgement = AttendanceRules.Judge(session, [changed], Arrival);
            Assert.Equal(TapReason.ChangedTap, judgement.Results[0].Reason);
            Assert.Empty(judgement.New);
        }

        var elsewhere = AttendanceRules.Judge(session with { Id = Guid.CreateVersion7() }, [tap], Arrival);
        Assert.Equal(TapReason.ChangedTap, elsewhere.Results[0].Reason);
    }

    [Fact]
    public void The_same_tap_twice_in_one_batch_is_one_tap()
    {
        var tap = Tap(5);

        var judgement = AttendanceRules.Judge(State(), [tap, tap, tap with { Status = AttendanceStatus.Absent }], Arrival);

        Assert.Equal([MarkOutcome.Saved, MarkOutcome.Saved, MarkOutcome.Refused], judgement.Results.Select(result => result.Outcome));
        Assert.Single(judgement.New);
        Assert.True(judgement.New[0].Counts);
    }

    [Fact]
    public void Somebody_unknown_to_the_school_leaves_no_trace()
    {
        var judgement = AttendanceRules.Judge(State() with { Known = new HashSet<Guid>() }, [Tap(0) with { StudentId = Stranger }], Arrival);

        Assert.Equal(TapReason.NotOnRoster, judgement.Results[0].Reason);
        Assert.Empty(judgement.New);
    }

    private static Tap Tap(int ageSeconds, AttendanceStatus? status = AttendanceStatus.Present) => new(Guid.NewGuid(), Adela, status, TimeSpan.FromSeconds(ageSeconds));

    private static JudgedSession State(SessionStatus status = SessionStatus.Scheduled, bool locked = false, Guid[]? roster = null) => new(
        Session, status, Start, locked, MayOpenEarly: false, new HashSet<Guid>(roster ?? [Adela]), new HashSet<Guid> { Adela, Stranger },
        new Dictionary<Guid, CurrentMark>(), new Dictionary<Guid, SeenTap>());
}
