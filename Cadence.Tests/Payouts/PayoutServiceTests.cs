using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payouts;

/// <summary>Pay of one school: Leo per head at 1.40, Ana per class at 27.50, Eva fixed at 950.</summary>
public sealed class PayoutServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Month November = new(2026, 11);
    private static readonly DateOnly Rates = new(2026, 9, 1);

    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_month_of_all_teachers_agrees_with_plain_sql_over_marks_and_rates(TenantMode mode)
    {
        var staff = await StaffAsync(mode);

        var month = await staff.MonthAsync();

        Assert.Equal(["Gil", "Sanz", "Vega"], month.Rows.Select(row => row.FullName.Split(' ')[^1]));
        foreach (var row in month.Rows)
        {
            var expected = await staff.School.ScalarAsync<decimal>(
                """
                select coalesce(sum(round(case r.model when 'per_class' then r.amount else r.amount * x.came end, 2)), 0)
                     + coalesce((select max(f.amount) from pay_rates f where f.teacher_id = $1 and f.model = 'fixed_monthly'), 0)
                from class_sessions s
                cross join lateral (select count(*) as came from attendance_records a where a.class_session_id = s.id and a.status in ('present', 'late')) x
                join pay_rates r on r.teacher_id = $1 and r.model <> 'fixed_monthly' and s.date >= r.valid_from and (r.valid_to is null or s.date <= r.valid_to)
                where s.date between '2026-11-01' and '2026-11-30' and s.status = 'held'
                  and coalesce((select b.teacher_id from session_teachers b where b.class_session_id = s.id and b.role = 'substitute' and b.voided_at is null), s.teacher_id) = $1
                """,
                row.TeacherId);
            Assert.Equal(expected, row.Net.Amount);

            var view = (await staff.Payouts.PreviewTeacherAsync(staff.School.Admin, row.TeacherId, November, default)).Value;
            Assert.Equal(row.Net, view.Statement.Net);
            Assert.Equal(row.Net.Amount, view.Statement.Lines.Sum(line => line.Amount));
            Assert.Equal(row.Missing, view.Missing.Count);
        }

        // 8 + 7 heads, and 9 of the class taught for Ana: 24 × 1.40. One class of Ana's. Eva's salary.
        Assert.Equal([950.00m, 33.60m, 27.50m], month.Rows.Select(row => row.Net.Amount));
        Assert.Equal(1011.10m, month.Total.Amount);
        Assert.Equal([0, 1, 0], month.Rows.Select(row => row.Missing));
    }

    [Fact]
    public async Task A_line_shows_the_marks_and_the_rate_behind_it()
    {
        var staff = await StaffAsync();

        var view = (await staff.Payouts.PreviewTeacherAsync(staff.School.Admin, staff.Leo, November, default)).Value;

        var line = view.Statement.Lines.First(l => l.Kind == PayLineKind.Session);
        Assert.Equal((8, 1.40m, 11.20m), (line.Formula!.Heads, line.Formula.Rate, line.Amount));
        Assert.Equal(10, line.Marks.Count);
        Assert.Equal(8, line.Marks.Count(mark => mark.Came));
        Assert.Equal(Rates, line.Rate!.ValidFrom);
        var substitution = view.Statement.Sections.Others.Single();
        Assert.Equal("Ana Vega", view.Statement.TeacherNames[substitution.OtherTeacherId!.Value]);
        Assert.Equal([new MonthTotal(November, view.Statement.Net)], view.History.Skip(5));
        Assert.All(view.History.Take(5), month => Assert.Null(month.Total));
    }

    [Fact]
    public async Task Missing_roll_calls_stop_the_approval_until_somebody_says_why()
    {
        var staff = await StaffAsync();

        var refused = await staff.ApproveAsync(staff.Leo);
        Assert.Equal(nameof(PayoutsTexts.ErrorRollsMissing), Assert.Single(refused.Errors).Code);
        Assert.Equal(0L, await staff.CountAsync("teacher_payouts"));

        var approved = await staff.ApproveAsync(staff.Leo, reason: "Se pasó en papel");
        Assert.Equal("2026-11-01", approved.Value.Number);
        Assert.Equal("Se pasó en papel", await staff.School.ScalarAsync<string>("select override_reason from teacher_payouts where id = $1", approved.Value.Id));

        // One teacher's gaps don't stop another.
        Assert.Equal("2026-11-02", (await staff.ApproveAsync(staff.Ana)).Value.Number);
    }

    [Fact]
    public async Task A_line_without_a_rate_stops_the_approval_whatever_the_reason()
    {
        var staff = await StaffAsync();
        var noa = await staff.School.AddTeacherAsync("Noa", "Ruiz");
        var group = await staff.School.AddGroupAsync("Sin tarifa", students: 2, teacherId: noa);
        await staff.School.AddHeldSessionAsync(group, new DateOnly(2026, 11, 7), _ => AttendanceStatus.Present, "09:00", "10:00");

        var row = (await staff.MonthAsync()).Rows.Single(r => r.TeacherId == noa);
        Assert.Equal((0m, 1), (row.Net.Amount, row.WithoutRate));

        var refused = await staff.ApproveAsync(noa, reason: "da igual");
        Assert.Equal(nameof(PayoutsTexts.ErrorLinesWithoutRate), Assert.Single(refused.Errors).Code);
    }

    [Fact]
    public async Task What_is_approved_is_what_was_seen()
    {
        var staff = await StaffAsync();

        var refused = await staff.Payouts.ApproveAsync(staff.School.Admin, new ApprovePayout(staff.Ana, November, 27.49m), default);

        Assert.Equal(nameof(PayoutsTexts.ErrorPayoutChanged), Assert.Single(refused.Errors).Code);
        Assert.Equal(0L, await staff.CountAsync("teacher_payouts"));
    }

    [Fact]
    public async Task Approving_twice_or_at_the_same_time_is_one_payout()
    {
        var staff = await StaffAsync();
        var command = new ApprovePayout(staff.Ana, November, 27.50m);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => staff.Payouts.ApproveAsync(staff.School.Admin, command, default))));

        Assert.All(all, result => Assert.True(result.IsSuccess));
        Assert.Single(all.Select(result => result.Value.Id).Distinct());
        Assert.Equal(1L, await staff.CountAsync("teacher_payouts"));
        Assert.Equal(1L, await staff.CountAsync("payout_lines"));
        Assert.Equal(1L, await staff.School.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1 and type = 'payout.approved'", staff.School.OrganizationId));
    }

    [Fact]
    public async Task Numbers_of_a_month_have_no_gaps_when_many_are_approved_at_once()
    {
        var staff = await StaffAsync();

        var numbers = await Task.WhenAll(new[] { (staff.Ana, 27.50m), (staff.Eva, 950m), (staff.Leo, 33.60m) }
            .Select(pair => Task.Run(async () => (await staff.Payouts.ApproveAsync(staff.School.Admin, new ApprovePayout(pair.Item1, November, pair.Item2, "sin lista"), default)).Value.Number)));

        Assert.Equal(["2026-11-01", "2026-11-02", "2026-11-03"], numbers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_approved_payout_never_changes_and_what_comes_later_is_an_adjustment_of_the_next()
    {
        var staff = await StaffAsync();
        var approved = await staff.ApproveAsync(staff.Leo, reason: "sin lista");
        var before = (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, November, default)).Value;

        // An absence becomes a presence, and the missing roll call comes: 10 present.
        staff.School.Time.Advance(TimeSpan.FromDays(15));
        await staff.School.MarkAsync(staff.First, (staff.Group.StudentIds[8], AttendanceStatus.Present));
        await staff.School.MarkAsync(staff.WithoutRoll, [.. staff.Group.StudentIds.Select(student => (student, (AttendanceStatus?)AttendanceStatus.Present))]);
        await staff.School.CloseAsync(staff.WithoutRoll);

        var after = (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, November, default)).Value;
        Assert.Equal(approved.Value.Number, after.Number);
        Assert.Equal(PayoutJsonOf(before), PayoutJsonOf(after));

        var december = (await staff.Payouts.PreviewTeacherAsync(staff.School.Admin, staff.Leo, November.Next, default)).Value;
        Assert.Equal(
            [(staff.First, 1.40m, PayAdjustmentReason.Attendance), (staff.WithoutRoll, 14.00m, PayAdjustmentReason.RollTaken)],
            december.Statement.Lines.Select(line => (line.SessionId!.Value, line.Amount, line.Reason!.Value)));
        Assert.Equal(15.40m, (await staff.MonthAsync(November.Next)).Rows.Single(row => row.TeacherId == staff.Leo).Net.Amount);

        // Once carried, it is not adjusted again, neither there nor in January.
        Assert.True((await staff.ApproveAsync(staff.Leo, November.Next)).IsSuccess);
        Assert.Empty((await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, new Month(2027, 1), default)).Value.Lines);
    }

    [Fact]
    public async Task A_month_with_pay_of_its_own_carries_the_adjustments_alone()
    {
        var staff = await StaffAsync();
        await staff.ApproveAsync(staff.Leo, reason: "sin lista");
        await staff.School.AddHeldSessionAsync(staff.Group, new DateOnly(2026, 12, 1), _ => AttendanceStatus.Present);
        await staff.School.MarkAsync(staff.First, (staff.Group.StudentIds[8], AttendanceStatus.Present));

        Assert.Equal(15.40m, (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, new Month(2026, 12), default)).Value.Net.Amount);
        Assert.Equal(0m, (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, new Month(2027, 1), default)).Value.Net.Amount);
    }

    [Fact]
    public async Task A_substitute_named_after_the_approval_moves_the_pay()
    {
        var staff = await StaffAsync();
        await staff.ApproveAsync(staff.Leo, reason: "sin lista");
        await staff.School.SubstituteAsync(staff.First, staff.Ana, staff.Leo);

        var leo = (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, November.Next, default)).Value;
        Assert.Equal([(-11.20m, (PayAdjustmentReason?)PayAdjustmentReason.Replaced, "Urbano inicial")], leo.Lines.Select(line => (line.Amount, line.Reason, line.Title)));

        // Ana's November is still open: there it is an ordinary line.
        Assert.Equal(55.00m, (await staff.MonthAsync()).Rows.Single(row => row.TeacherId == staff.Ana).Net.Amount);
    }

    [Fact]
    public async Task A_balance_below_zero_is_carried_into_the_next_payout_and_never_paid()
    {
        var staff = await StaffAsync();
        await staff.ApproveAsync(staff.Leo, reason: "sin lista");
        await staff.School.SubstituteAsync(staff.First, staff.Ana, staff.Leo);
        var december = await staff.ApproveAsync(staff.Leo, November.Next);
        Assert.Equal(-11.20m, december.Value.Net.Amount);

        var refused = await staff.Payouts.MarkPaidAsync(staff.School.Admin, new MarkPayoutPaid(staff.Leo, November.Next), default);
        Assert.Equal(nameof(PayoutsTexts.ErrorNegativePayout), Assert.Single(refused.Errors).Code);

        await staff.School.AddHeldSessionAsync(staff.Group, new DateOnly(2027, 1, 12), _ => AttendanceStatus.Present);
        var january = (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, new Month(2027, 1), default)).Value;
        Assert.Equal([(PayLineKind.Session, 14.00m), (PayLineKind.Carried, -11.20m)], january.Lines.Select(line => (line.Kind, line.Amount)));
        await staff.ApproveAsync(staff.Leo, new Month(2027, 1));
        Assert.Empty((await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, new Month(2027, 2), default)).Value.Lines);
    }

    [Fact]
    public async Task A_payout_is_paid_once_and_is_overdue_after_the_pay_day()
    {
        var staff = await StaffAsync();
        await staff.School.WriteAsync(db => db.Add(new OrganizationSetting(PaySettings.PayDayKey, "5", new DateOnly(2026, 1, 1))));
        await staff.ApproveAsync(staff.Ana);
        Assert.Equal(PayoutState.Approved, await StateAsync());

        staff.School.Time.Advance(TimeSpan.FromDays(17));
        Assert.Equal(PayoutState.Overdue, await StateAsync());

        Assert.True((await staff.Payouts.MarkPaidAsync(staff.School.Admin, new MarkPayoutPaid(staff.Ana, November), default)).IsSuccess);
        Assert.True((await staff.Payouts.MarkPaidAsync(staff.School.Admin, new MarkPayoutPaid(staff.Ana, November), default)).IsSuccess);
        Assert.Equal(PayoutState.Paid, await StateAsync());
        Assert.Equal(1L, await staff.School.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1 and type = 'payout.paid'", staff.School.OrganizationId));

        async Task<PayoutState> StateAsync() => (await staff.MonthAsync()).Rows.Single(row => row.TeacherId == staff.Ana).State;
    }

    [Fact]
    public async Task Settings_change_pay_from_their_day_on()
    {
        var staff = await StaffAsync();
        var guest = await staff.School.AddStudentAsync();
        var session = await staff.School.AddSessionAsync(staff.Group, new DateOnly(2026, 11, 13));
        await staff.School.AddGuestAsync(session, guest);
        await staff.School.MarkAsync(session, [.. staff.Group.StudentIds.Append(guest).Select(student => (student, (AttendanceStatus?)AttendanceStatus.Present))]);
        await staff.School.CloseAsync(session);
        Assert.Equal(15.40m, await AmountAsync());

        await staff.School.WriteAsync(db => db.Add(new OrganizationSetting(PaySettings.GuestsCountKey, "false", new DateOnly(2026, 11, 14))));
        Assert.Equal(15.40m, await AmountAsync());

        await staff.School.WriteAsync(db => db.Add(new OrganizationSetting(PaySettings.GuestsCountKey, "false", new DateOnly(2026, 11, 13))));
        Assert.Equal(14.00m, await AmountAsync());

        async Task<decimal> AmountAsync() => (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, November, default)).Value.Lines.Single(line => line.SessionId == session).Amount;
    }

    [Fact]
    public async Task Groups_taught_together_count_each_pupil_once()
    {
        var staff = await StaffAsync();
        var other = await staff.School.AddGroupAsync("Urbano dos", students: 4);
        await staff.School.EnrolAsync(other, staff.Group.StudentIds[0], new DateOnly(2026, 1, 1));
        var room = await staff.School.AddRoomAsync("Sala Azul");
        var joint = Guid.CreateVersion7();
        var day = new DateOnly(2026, 11, 14);
        Guid[] sessions = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        await staff.School.WriteAsync(db =>
        {
            foreach (var (id, group, roomId) in new[] { (sessions[0], staff.Group.Id, staff.School.RoomId), (sessions[1], other.Id, room) })
            {
                var session = new ClassSession(id, group, null, staff.School.VenueId, roomId, staff.Leo, 26);
                session.Schedule(day, new TimeOnly(12, 0), new TimeOnly(13, 0), staff.School.Zone);
                session.Join(joint);
                db.Add(session);
            }
        });
        foreach (var (session, students) in new[] { (sessions[0], staff.Group.StudentIds), (sessions[1], [.. other.StudentIds, staff.Group.StudentIds[0]]) })
        {
            await staff.School.MarkAsync(session, [.. students.Select(student => (student, (AttendanceStatus?)AttendanceStatus.Present))]);
            await staff.School.CloseAsync(session);
        }

        var lines = (await staff.Payouts.StatementAsync(staff.School.Admin, staff.Leo, November, default)).Value.Lines.Where(line => line.Date == day).ToList();
        Assert.Equal([0m, 19.60m], lines.Select(line => line.Amount).Order());
        Assert.Equal(14, lines.Single(line => line.Amount > 0).Formula!.Heads);
        Assert.Equal(33.60m + 19.60m, (await staff.MonthAsync()).Rows.Single(row => row.TeacherId == staff.Leo).Net.Amount);
    }

    [Fact]
    public async Task A_teacher_sees_the_own_pay_and_nobody_elses()
    {
        var staff = await StaffAsync();
        var teacher = staff.School.TeacherActor;

        Assert.Equal([staff.Leo], (await staff.Payouts.PreviewMonthAsync(teacher, November, default)).Value.Rows.Select(row => row.TeacherId));
        Assert.True((await staff.Payouts.PreviewTeacherAsync(teacher, staff.Leo, November, default)).IsSuccess);
        Assert.Equal(ErrorKind.NotFound, (await staff.Payouts.PreviewTeacherAsync(teacher, staff.Ana, November, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.NotFound, (await staff.Payouts.StatementAsync(teacher, staff.Ana, November, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.Forbidden, (await staff.Payouts.ApproveAsync(teacher, new ApprovePayout(staff.Leo, November, 33.60m, "yo"), default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.Forbidden, (await staff.Payouts.PreviewMonthAsync(staff.School.Staff, November, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.NotFound, (await staff.PayRates.OfTeacherAsync(teacher, staff.Ana, default)).Errors.Single().Kind);
    }

    [Fact]
    public async Task Another_school_sees_nothing()
    {
        var staff = await StaffAsync();
        var other = await TestSchool.CreateAsync(database);
        var theirs = new PayoutService(other.Tenants);

        Assert.Equal(ErrorKind.NotFound, (await theirs.PreviewTeacherAsync(other.Admin, staff.Leo, November, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.NotFound, (await theirs.ApproveAsync(other.Admin, new ApprovePayout(staff.Leo, November, 33.60m), default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.NotFound, (await theirs.MarkPaidAsync(other.Admin, new MarkPayoutPaid(staff.Leo, November), default)).Errors.Single().Kind);
        Assert.Equal([other.TeacherId], (await theirs.PreviewMonthAsync(other.Admin, November, default)).Value.Rows.Select(row => row.TeacherId));
    }

    [Fact]
    public async Task There_is_a_statement_for_who_is_employed_or_has_lines_and_for_nobody_else()
    {
        var staff = await StaffAsync();
        var past = await staff.School.AddTeacherAsync("Pau", "Antes", new DateOnly(2025, 1, 1), new DateOnly(2026, 10, 31));
        var idle = await staff.School.AddTeacherAsync("Iris", "Quieta", new DateOnly(2026, 11, 30));

        Assert.Equal(ErrorKind.NotFound, (await staff.Payouts.StatementAsync(staff.School.Admin, past, November, default)).Errors.Single().Kind);
        Assert.True((await staff.Payouts.StatementAsync(staff.School.Admin, past, new Month(2026, 10), default)).IsSuccess);
        Assert.Empty((await staff.Payouts.StatementAsync(staff.School.Admin, idle, November, default)).Value.Lines);
        Assert.Equal(ErrorKind.NotFound, (await staff.Payouts.StatementAsync(staff.School.Admin, Guid.CreateVersion7(), November, default)).Errors.Single().Kind);
        Assert.Equal(nameof(PayoutsTexts.ErrorNothingToApprove), (await staff.ApproveAsync(idle)).Errors.Single().Code);

        // Who taught after leaving has lines.
        await staff.School.SubstituteAsync(staff.First, past, staff.Leo);
        Assert.Single((await staff.Payouts.StatementAsync(staff.School.Admin, past, November, default)).Value.Lines);
        Assert.Contains((await staff.MonthAsync()).Rows, row => row.TeacherId == past);
    }

    [Fact]
    public async Task Approved_payouts_and_their_lines_cannot_be_changed_in_the_database()
    {
        var staff = await StaffAsync();
        var approved = (await staff.ApproveAsync(staff.Ana)).Value;

        foreach (var sql in new[]
        {
            "update teacher_payouts set gross = 1 where id = $1 returning 1",
            "delete from teacher_payouts where id = $1 returning 1",
            "update payout_lines set amount = 1 where payout_id = $1 returning 1",
            "delete from payout_lines where payout_id = $1 returning 1",
        })
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => staff.School.ScalarAsync<int>(sql, approved.Id));
        }
    }

    [Fact]
    public async Task A_period_from_the_26th_is_named_by_the_month_it_ends_in()
    {
        var staff = await StaffAsync();
        await staff.School.WriteAsync(db => db.Add(new OrganizationSetting(PaySettings.StartDayKey, "26", new DateOnly(2026, 1, 1))));
        await staff.School.AddHeldSessionAsync(staff.Group, new DateOnly(2026, 10, 26), _ => AttendanceStatus.Present);
        await staff.School.AddHeldSessionAsync(staff.Group, new DateOnly(2026, 10, 25), _ => AttendanceStatus.Present);

        var month = await staff.MonthAsync();

        Assert.Equal(new DateRange(new DateOnly(2026, 10, 26), new DateOnly(2026, 11, 25)), month.Period);
        Assert.Equal(33.60m + 14.00m, month.Rows.Single(row => row.TeacherId == staff.Leo).Net.Amount);
    }

    private static string PayoutJsonOf(PayoutStatement statement) => System.Text.Json.JsonSerializer.Serialize(new { statement.Lines, statement.Gross, statement.Number, statement.Rules, statement.Payer });

    private async Task<TestStaff> StaffAsync(TenantMode? mode = null)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var rates = new PayRateService(school.Tenants);
        var ana = await school.AddTeacherAsync("Ana", "Vega");
        var eva = await school.AddTeacherAsync("Eva", "Gil");
        foreach (var (teacher, model, amount) in new[] { (school.TeacherId, PayModel.PerHead, 1.40m), (ana, PayModel.PerClass, 27.50m), (eva, PayModel.FixedMonthly, 950m) })
        {
            Assert.True((await rates.AddAsync(school.Admin, new AddPayRate { TeacherId = teacher, Model = model, Amount = amount, ValidFrom = Rates }, default)).IsSuccess);
        }

        var urban = await school.AddGroupAsync("Urbano inicial", students: 10);
        var salsa = await school.AddGroupAsync("Salsa", students: 12, teacherId: ana);
        var ballet = await school.AddGroupAsync("Ballet", students: 3, teacherId: eva);
        var first = await school.AddHeldSessionAsync(urban, new DateOnly(2026, 11, 3), i => i < 8 ? AttendanceStatus.Present : AttendanceStatus.Absent);
        await school.AddHeldSessionAsync(urban, new DateOnly(2026, 11, 5), i => i switch { 0 => AttendanceStatus.Late, < 7 => AttendanceStatus.Present, < 9 => AttendanceStatus.Excused, _ => null });
        var withoutRoll = await school.AddSessionAsync(urban, new DateOnly(2026, 11, 10));
        await school.AddSessionAsync(urban, new DateOnly(2026, 11, 24));
        await school.CancelAsync(await school.AddSessionAsync(urban, new DateOnly(2026, 11, 12)));
        await school.AddHeldSessionAsync(salsa, new DateOnly(2026, 11, 4), i => i < 9 ? AttendanceStatus.Present : AttendanceStatus.Absent);
        var replaced = await school.AddHeldSessionAsync(salsa, new DateOnly(2026, 11, 11), i => i < 9 ? AttendanceStatus.Present : AttendanceStatus.Absent);
        await school.SubstituteAsync(replaced, school.TeacherId, ana);
        await school.AddHeldSessionAsync(ballet, new DateOnly(2026, 11, 6), _ => AttendanceStatus.Present);
        return new TestStaff(school, new PayoutService(school.Tenants), rates, school.TeacherId, ana, eva, urban, first, withoutRoll);
    }

    private sealed record TestStaff(TestSchool School, PayoutService Payouts, PayRateService PayRates, Guid Leo, Guid Ana, Guid Eva, TestGroup Group, Guid First, Guid WithoutRoll)
    {
        public async Task<PayoutMonth> MonthAsync(Month? month = null) => (await Payouts.PreviewMonthAsync(School.Admin, month ?? November, default)).Value;

        public async Task<Result<ApprovedPayout>> ApproveAsync(Guid teacher, Month? month = null, string? reason = null)
        {
            var seen = (await Payouts.StatementAsync(School.Admin, teacher, month ?? November, default)).Value.Net.Amount;
            return await Payouts.ApproveAsync(School.Admin, new ApprovePayout(teacher, month ?? November, seen, reason), default);
        }

        public Task<long> CountAsync(string table) => School.ScalarAsync<long>($"select count(*) from {table} where organization_id = $1", School.OrganizationId);
    }
}
