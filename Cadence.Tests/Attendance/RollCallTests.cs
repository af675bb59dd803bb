using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Tests.Attendance;

public sealed class RollCallTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task Marks_are_saved_with_their_history_and_the_counts_follow(TenantMode mode)
    {
        var (school, group, session) = await ClassAsync(4);
        var attendance = new AttendanceService(school.TenantsIn(mode));

        var taken = await attendance.MarkAsync(school.TeacherActor, session,
        [
            Tap(group.StudentIds[0], AttendanceStatus.Present), Tap(group.StudentIds[1], AttendanceStatus.Late),
            Tap(group.StudentIds[2], AttendanceStatus.Absent), Tap(group.StudentIds[0], AttendanceStatus.Present, age: 1),
        ], None);

        Assert.All(taken.Value.Results.Take(3), result => Assert.Equal(MarkOutcome.Saved, result.Outcome));
        Assert.Equal(MarkOutcome.Older, taken.Value.Results[3].Outcome);
        Assert.Equal("4|2|1|0|1", await ScalarAsync($"select concat_ws('|', roster_count, heads, absent, excused, unmarked) from class_sessions where id = '{session}'"));
        Assert.Equal("4", await ScalarAsync($"select count(*)::text from attendance_history where class_session_id = '{session}' and user_id = '{school.TeacherActor.UserId}' and actor_kind = 'user'"));
        Assert.Equal("3", await ScalarAsync($"select count(*)::text from attendance_records where class_session_id = '{session}'"));
    }

    [Fact]
    public async Task A_replay_gets_the_first_answer_and_has_no_second_effect()
    {
        var (school, group, session) = await ClassAsync(3);
        var attendance = new AttendanceService(school.Tenants);
        Tap[] batch = [Tap(group.StudentIds[0], AttendanceStatus.Present), Tap(group.StudentIds[1], AttendanceStatus.Absent), Tap(Guid.CreateVersion7(), AttendanceStatus.Absent)];

        var first = await attendance.MarkAsync(school.TeacherActor, session, batch, None);
        var before = await RowsAsync(session);
        var replays = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => attendance.MarkAsync(school.TeacherActor, session, [.. batch.Select(tap => tap with { Age = TimeSpan.FromMinutes(1) })], None)));

        Assert.All(replays, replay => Assert.Equal(first.Value.Results, replay.Value.Results));
        Assert.Equal(before, await RowsAsync(session));
        Assert.Equal("2", await ScalarAsync($"select count(*)::text from attendance_history where class_session_id = '{session}'"));
    }

    [Fact]
    public async Task Fifty_first_sendings_of_one_tap_at_once_are_one_tap()
    {
        var (school, group, session) = await ClassAsync(1);
        var attendance = new AttendanceService(school.Tenants);
        var tap = Tap(group.StudentIds[0], AttendanceStatus.Present);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => attendance.MarkAsync(school.TeacherActor, session, [tap], None)));

        Assert.All(answers, answer => Assert.Equal(MarkOutcome.Saved, answer.Value.Results[0].Outcome));
        Assert.Equal("1", await ScalarAsync($"select count(*)::text from attendance_history where class_session_id = '{session}'"));
    }

    [Fact]
    public async Task A_changed_tap_under_an_old_id_is_refused()
    {
        var (school, group, session) = await ClassAsync(1);
        var attendance = new AttendanceService(school.Tenants);
        var tap = Tap(group.StudentIds[0], AttendanceStatus.Present);
        await attendance.MarkAsync(school.TeacherActor, session, [tap], None);

        var changed = await attendance.MarkAsync(school.TeacherActor, session, [tap with { Status = AttendanceStatus.Absent }], None);

        Assert.Equal((MarkOutcome.Refused, TapReason.ChangedTap), (changed.Value.Results[0].Outcome, changed.Value.Results[0].Reason));
        Assert.Equal(AttendanceStatus.Present, changed.Value.Marks[0].Status);
    }

    [Fact]
    public async Task An_older_tap_never_replaces_a_newer_mark_and_its_sender_sees_what_counts()
    {
        var (school, group, session) = await ClassAsync(1);
        var attendance = new AttendanceService(school.Tenants);
        await attendance.MarkAsync(school.Admin, session, [Tap(group.StudentIds[0], AttendanceStatus.Absent, age: 10)], None);

        var late = await attendance.MarkAsync(school.TeacherActor, session, [Tap(group.StudentIds[0], AttendanceStatus.Present, age: 40)], None);

        Assert.Equal(MarkOutcome.Older, late.Value.Results[0].Outcome);
        var mark = Assert.Single(late.Value.Marks);
        Assert.Equal((AttendanceStatus.Absent, false, "Admin"), (mark.Status, mark.IsMine, mark.ByName));
        Assert.Equal("absent>present:older", await ScalarAsync($"select old_status || '>' || new_status || ':' || outcome from attendance_history where class_session_id = '{session}' and outcome = 'older'"));
    }

    [Fact]
    public async Task Taps_for_a_locked_month_or_a_cancelled_class_are_kept_as_proposals()
    {
        var (school, group, session) = await ClassAsync(1);
        var cancelled = await school.AddSessionAsync(group, school.Today, "20:00", "21:00");
        await school.CancelAsync(cancelled);
        var attendance = new AttendanceService(school.Tenants);

        var onCancelled = await attendance.MarkAsync(school.Admin, cancelled, [Tap(group.StudentIds[0], AttendanceStatus.Present)], None);
        await school.WriteAsync(db => db.Add(new MonthLock(new DateOnly(2026, 11, 1), school.Time.GetUtcNow(), null)));
        var onLocked = await attendance.MarkAsync(school.Admin, session, [Tap(group.StudentIds[0], AttendanceStatus.Present)], None);

        Assert.Equal(TapReason.SessionCancelled, onCancelled.Value.Results[0].Reason);
        Assert.Equal(TapReason.MonthLocked, onLocked.Value.Results[0].Reason);
        Assert.Equal("0", await ScalarAsync($"select count(*)::text from attendance_records where class_session_id in ('{session}', '{cancelled}')"));
        Assert.Equal("2", await ScalarAsync($"select count(*)::text from attendance_history where outcome = 'locked' and new_status = 'present' and class_session_id in ('{session}', '{cancelled}')"));
    }

    [Fact]
    public async Task Two_tablets_of_one_hundred_taps_each_lose_nothing()
    {
        var (school, group, session) = await ClassAsync(10);
        var attendance = new AttendanceService(school.Tenants);
        var random = new Random(7);
        var statuses = new AttendanceStatus?[] { AttendanceStatus.Present, AttendanceStatus.Absent, AttendanceStatus.Late, AttendanceStatus.Excused, null };
        List<Tap> TapsOf() => [.. Enumerable.Range(0, 100).Select(_ => Tap(group.StudentIds[random.Next(10)], statuses[random.Next(5)]))];
        var mine = TapsOf();
        var hers = TapsOf();

        async Task SendAsync(Actor actor, IEnumerable<Tap> taps)
        {
            foreach (var batch in taps.Chunk(4))
            {
                Assert.True((await attendance.MarkAsync(actor, session, batch, None)).IsSuccess);
            }
        }

        await Task.WhenAll(SendAsync(school.TeacherActor, mine), SendAsync(school.Admin, hers));

        Assert.Equal("200", await ScalarAsync($"select count(distinct tap_id)::text from attendance_history where class_session_id = '{session}' and outcome = 'saved'"));
        // The last mark in the order of writing is the one that stands, for each person.
        Assert.Equal("0", await ScalarAsync($"""
            select count(*)::text from attendance_records r
            where r.class_session_id = '{session}' and r.status is distinct from (
                select h.new_status from attendance_history h where h.class_session_id = r.class_session_id and h.student_id = r.student_id and h.tap_id = r.tap_id)
            """));
        Assert.Equal("0", await ScalarAsync($"""
            select count(*)::text from attendance_records r
            where r.class_session_id = '{session}' and r.recorded_at <> (select max(h.recorded_at) from attendance_history h where h.class_session_id = r.class_session_id and h.student_id = r.student_id)
            """));
    }

    [Fact]
    public async Task A_batch_is_taken_whole_or_not_at_all()
    {
        var (school, group, session) = await ClassAsync(3);
        await ExecuteAsync("""
            create or replace function refuse_one() returns trigger language plpgsql as $$ begin if new.new_status = 'excused' then raise exception 'refused'; end if; return new; end $$;
            create trigger refuse_one before insert on attendance_history for each row execute function refuse_one();
            """);
        try
        {
            var attendance = new AttendanceService(school.Tenants);
            await Assert.ThrowsAsync<PostgresException>(() => attendance.MarkAsync(school.TeacherActor, session,
                [Tap(group.StudentIds[0], AttendanceStatus.Present), Tap(group.StudentIds[1], AttendanceStatus.Excused), Tap(group.StudentIds[2], AttendanceStatus.Present)], None));
        }
        finally
        {
            await ExecuteAsync("drop trigger refuse_one on attendance_history");
        }

        Assert.Equal("0|0", await ScalarAsync($"select (select count(*) from attendance_records where class_session_id = '{session}') || '|' || (select count(*) from attendance_history where class_session_id = '{session}')"));
    }

    [Fact]
    public async Task A_batch_of_thirty_is_one_transaction()
    {
        var (school, group, session) = await ClassAsync(30);

        var taken = await new AttendanceService(school.Tenants).MarkAsync(school.TeacherActor, session, [.. group.StudentIds.Select(student => Tap(student, AttendanceStatus.Present))], None);

        Assert.Equal(30, taken.Value.Results.Count(result => result.Outcome == MarkOutcome.Saved));
        Assert.Equal("60|1", await ScalarAsync($"""
            select count(*) || '|' || count(distinct writer) from (
                select xmin::text as writer from attendance_records where class_session_id = '{session}'
                union all select xmin::text from attendance_history where class_session_id = '{session}') written
            """));
    }

    [Fact]
    public async Task Whose_session_it_is_decides_who_may_mark()
    {
        var (school, group, session) = await ClassAsync(2);
        var other = await school.AddMemberAsync(RolePresets.Teacher);
        var substitute = await school.AddTeacherAsync("Sara", "Vidal", user: other);
        var nobody = await school.AddMemberAsync(RolePresets.Teacher);
        var foreign = await TestSchool.CreateAsync(database);
        var attendance = new AttendanceService(school.Tenants);
        Tap[] taps = [Tap(group.StudentIds[0], AttendanceStatus.Present)];

        Assert.Equal(ErrorKind.NotFound, (await attendance.MarkAsync(other, session, taps, None)).Errors[0].Kind);
        await school.SubstituteAsync(session, substitute, school.TeacherId);
        Assert.True((await attendance.MarkAsync(other, session, taps, None)).IsSuccess);
        Assert.True((await attendance.RollCallAsync(other, session, None)).IsSuccess);
        Assert.Equal(ErrorKind.NotFound, (await attendance.MarkAsync(nobody, session, taps, None)).Errors[0].Kind);
        Assert.Equal(ErrorKind.NotFound, (await attendance.RollCallAsync(nobody, session, None)).Errors[0].Kind);
        Assert.Equal(ErrorKind.NotFound, (await attendance.MarkAsync(foreign.Admin, session, taps, None)).Errors[0].Kind);

        school.Time.Advance(TimeSpan.FromDays(7));
        Assert.True((await attendance.RollCallAsync(other, session, None)).IsSuccess);
        school.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(ErrorKind.NotFound, (await attendance.RollCallAsync(other, session, None)).Errors[0].Kind);
        Assert.True((await attendance.RollCallAsync(school.TeacherActor, session, None)).IsSuccess);
    }

    [Fact]
    public async Task The_roll_call_shows_who_is_enrolled_that_day_without_pauses_and_with_guests()
    {
        var (school, group, session) = await ClassAsync(2);
        var ended = await school.AddStudentAsync("Zoe", "Antes");
        await school.EnrolAsync(group, ended, new(2026, 1, 1), school.Today.AddDays(-1));
        var lastDay = await school.AddStudentAsync("Yago", "Hoy");
        await school.EnrolAsync(group, lastDay, new(2026, 1, 1), school.Today);
        var paused = await school.AddStudentAsync("Pau", "Pausa");
        var enrolment = await school.EnrolAsync(group, paused, new(2026, 1, 1));
        await school.WriteAsync(db => db.Add(new EnrolmentPause(enrolment, school.Today, school.Today.AddDays(7), null)));
        var guest = await school.AddStudentAsync("Álvaro", "Prueba");
        await school.AddGuestAsync(session, guest, GuestKind.Trial);

        using var spanish = ReaderCulture.Speak(ReaderCulture.Of("es"));
        var sheet = (await new AttendanceService(school.Tenants).RollCallAsync(school.TeacherActor, session, None)).Value;

        Assert.Equal(["Adela Bravo", "Álvaro Prueba", "Ander Ruiz", "Yago Hoy"], sheet.People.Select(person => person.Name));
        Assert.Equal(GuestKind.Trial, sheet.People[1].Guest);
        Assert.Equal(("Leo", "Estudio Centro", true, false), (sheet.Teacher, sheet.Place, sheet.IsOpen, sheet.IsClosed));
    }

    [Fact]
    public async Task A_mark_by_somebody_else_is_told_with_a_name_and_only_once()
    {
        var (school, group, session) = await ClassAsync(2);
        var attendance = new AttendanceService(school.Tenants);
        var cursor = long.Parse((await attendance.RollCallAsync(school.Admin, session, None)).Value.Cursor, CultureInfo.InvariantCulture);
        await attendance.MarkAsync(school.TeacherActor, session, [Tap(group.StudentIds[1], AttendanceStatus.Late)], None);

        var changes = (await attendance.ChangesAsync(school.Admin, session, cursor, null, None)).Value;

        var mark = Assert.Single(changes.Marks);
        Assert.Equal((group.StudentIds[1], AttendanceStatus.Late, "Leo", false), (mark.StudentId, mark.Status, mark.ByName, mark.IsMine));
        var later = long.Parse(changes.Cursor, CultureInfo.InvariantCulture) + 3_000_000;
        Assert.Empty((await attendance.ChangesAsync(school.Admin, session, later, null, None)).Value.Marks);
    }

    [Fact]
    public async Task Closing_asks_about_gaps_freezes_the_roster_and_sets_held()
    {
        var (school, group, session) = await ClassAsync(3);
        var attendance = new AttendanceService(school.Tenants);
        await attendance.MarkAsync(school.TeacherActor, session, [Tap(group.StudentIds[0], AttendanceStatus.Present)], None);

        var undecided = await attendance.CloseAsync(school.TeacherActor, Close(session), None);
        Assert.Equal(nameof(AttendanceTexts.ErrorGapsUndecided), undecided.Errors[0].Code);

        var closed = await attendance.CloseAsync(school.TeacherActor, Close(session, Gaps.Absent), None);
        Assert.True(closed.Value.IsClosed);
        Assert.Equal(2, closed.Value.Marks.Count(mark => mark is { ByClosing: true, Status: AttendanceStatus.Absent }));
        Assert.Equal("held|3|1|2|0", await ScalarAsync($"select concat_ws('|', status, roster_count, heads, absent, unmarked) from class_sessions where id = '{session}'"));

        // A backdated enrolment no longer alters it.
        await school.EnrolAsync(group, await school.AddStudentAsync("Tarde", "Llegado"), new(2026, 1, 1));
        Assert.Equal(3, (await attendance.RollCallAsync(school.TeacherActor, session, None)).Value.People.Count);

        var again = await attendance.CloseAsync(school.TeacherActor, Close(session, Gaps.Absent), None);
        Assert.True(again.IsSuccess);
        Assert.Equal("3|1", await ScalarAsync($"select (select count(*) from attendance_history where class_session_id = '{session}') || '|' || (select count(*) from domain_events where subject_id = '{session}')"));
    }

    [Fact]
    public async Task An_absence_that_closing_wrote_gives_way_to_an_older_tap_of_a_person()
    {
        var (school, group, session) = await ClassAsync(1);
        var attendance = new AttendanceService(school.Tenants);
        await attendance.CloseAsync(school.Admin, Close(session, Gaps.Absent), None);

        var offline = await attendance.MarkAsync(school.TeacherActor, session, [Tap(group.StudentIds[0], AttendanceStatus.Present, age: 600)], None);

        Assert.Equal(MarkOutcome.Saved, offline.Value.Results[0].Outcome);
        Assert.Equal("1|0", await ScalarAsync($"select concat_ws('|', heads, absent) from class_sessions where id = '{session}'"));
    }

    [Fact]
    public async Task Gaps_may_stay_unmarked()
    {
        var (school, _, session) = await ClassAsync(2);

        var closed = await new AttendanceService(school.Tenants).CloseAsync(school.TeacherActor, Close(session, Gaps.Leave), None);

        Assert.Empty(closed.Value.Marks);
        Assert.Equal("held|2|2", await ScalarAsync($"select concat_ws('|', status, roster_count, unmarked) from class_sessions where id = '{session}'"));
    }

    [Theory]
    [InlineData(true, "held")]
    [InlineData(false, "cancelled")]
    public async Task An_empty_roster_asks_held_or_cancelled(bool held, string status)
    {
        var (school, _, session) = await ClassAsync(0);
        var attendance = new AttendanceService(school.Tenants);

        Assert.Equal(nameof(AttendanceTexts.ErrorEmptyUndecided), (await attendance.CloseAsync(school.TeacherActor, Close(session), None)).Errors[0].Code);
        Assert.True((await attendance.CloseAsync(school.TeacherActor, Close(session, held: held), None)).IsSuccess);
        Assert.True((await attendance.CloseAsync(school.TeacherActor, Close(session, held: held), None)).IsSuccess);

        Assert.Equal(status, await ScalarAsync($"select status from class_sessions where id = '{session}'"));
    }

    [Fact]
    public async Task Closing_before_the_roll_call_opens_is_refused_with_the_time()
    {
        var (school, group, _) = await ClassAsync(1);
        var tomorrow = await school.AddSessionAsync(group, school.Today.AddDays(1));

        var error = (await new AttendanceService(school.Tenants).CloseAsync(school.TeacherActor, Close(tomorrow, Gaps.Leave), None)).Errors[0];

        Assert.Equal((nameof(AttendanceTexts.ErrorRollCallNotOpen), new TimeOnly(16, 30)), (error.Code, error.Arguments[0]));
    }

    [Fact]
    public async Task A_fully_marked_class_closes_itself_at_its_end()
    {
        var (school, group, session) = await ClassAsync(2);
        var gap = await school.AddSessionAsync(group, school.Today, "15:00", "16:00");
        var attendance = new AttendanceService(school.Tenants);
        await attendance.MarkAsync(school.TeacherActor, session, [.. group.StudentIds.Select(student => Tap(student, AttendanceStatus.Present))], None);
        await attendance.MarkAsync(school.TeacherActor, gap, [Tap(group.StudentIds[0], AttendanceStatus.Present)], None);

        await school.RunAsync(SchoolJobs.CloseComplete);
        Assert.Equal("scheduled", await ScalarAsync($"select status from class_sessions where id = '{session}'"));
        school.Time.Advance(TimeSpan.FromMinutes(30));
        await school.RunAsync(SchoolJobs.CloseComplete);
        Assert.Equal("held|scheduled", await ScalarAsync($"select (select status from class_sessions where id = '{session}') || '|' || (select status from class_sessions where id = '{gap}')"));
    }

    [Fact]
    public async Task A_guest_is_found_by_name_without_accents_and_added_once()
    {
        var (school, group, session) = await ClassAsync(2);
        var guest = await school.AddStudentAsync("Íñigo", "Núñez Peña");
        var attendance = new AttendanceService(school.Tenants);

        var found = await attendance.FindGuestsAsync(school.TeacherActor, session, " nunez iñ ", None);
        Assert.Equal([guest], found.Value.People.Select(person => person.StudentId));
        Assert.Empty((await attendance.FindGuestsAsync(school.TeacherActor, session, "%", None)).Value.People);
        Assert.DoesNotContain((await attendance.FindGuestsAsync(school.TeacherActor, session, "adela", None)).Value.People, person => group.StudentIds.Contains(person.StudentId));

        var added = await attendance.AddGuestAsync(school.TeacherActor, session, guest, GuestKind.Trial, None);
        var twice = await attendance.AddGuestAsync(school.TeacherActor, session, guest, GuestKind.Trial, None);
        Assert.Equal(added.Value, twice.Value);
        Assert.Equal(nameof(AttendanceTexts.ErrorGuestAlreadyOnRoster), (await attendance.AddGuestAsync(school.TeacherActor, session, group.StudentIds[0], GuestKind.Trial, None)).Errors[0].Code);
        Assert.Equal("1", await ScalarAsync($"select count(*)::text from session_guests where class_session_id = '{session}'"));

        await attendance.CloseAsync(school.TeacherActor, Close(session, Gaps.Leave), None);
        var later = await school.AddStudentAsync("Otra", "Persona");
        Assert.Equal(nameof(AttendanceTexts.ErrorRosterFrozen), (await attendance.AddGuestAsync(school.TeacherActor, session, later, GuestKind.Trial, None)).Errors[0].Code);
    }

    [Fact]
    public async Task The_runtime_role_can_write_marks_only_through_the_function_and_only_its_own_organization()
    {
        var (school, group, session) = await ClassAsync(1);
        var foreign = await TestSchool.CreateAsync(database);
        await using var app = new NpgsqlConnection(database.AppConnectionString);
        await app.OpenAsync();
        async Task<string> TryAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, app);
            return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState;
        }

        var call = $"select take_marks('{session}', array[gen_random_uuid()], array['{group.StudentIds[0]}'::uuid], array['present'], array[null::text], array[now()], array['saved'], array[null::text], array[true], false)";
        Assert.Equal(PostgresErrorCodes.NotNullViolation, await TryAsync(call));
        await using (var other = new NpgsqlCommand($"select set_config('cadence.organization_id', '{foreign.OrganizationId}', false)", app))
        {
            await other.ExecuteNonQueryAsync();
        }

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, await TryAsync(call));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await TryAsync($"insert into attendance_records (organization_id, class_session_id, student_id, effective_at, by_closing) values ('{foreign.OrganizationId}', '{session}', '{group.StudentIds[0]}', now(), false)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await TryAsync("update attendance_records set status = 'present'"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await TryAsync("delete from attendance_history"));
    }

    /// <summary>A class that runs now: 17:30 to 18:30, and it is 18:12.</summary>
    private async Task<(TestSchool School, TestGroup Group, Guid Session)> ClassAsync(int students)
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Urbano inicial", students);
        return (school, group, await school.AddSessionAsync(group, school.Today));
    }

    private static Tap Tap(Guid student, AttendanceStatus? status, int age = 0) => new(Guid.NewGuid(), student, status, TimeSpan.FromSeconds(age));

    private static CloseRollCall Close(Guid session, Gaps? gaps = null, bool? held = null) => new(session, gaps, held, "Nadie en la lista");

    private Task<string> RowsAsync(Guid session) => ScalarAsync($"""
        select coalesce(string_agg(concat_ws(',', student_id, status, effective_at, tap_id, recorded_at, version), ';' order by student_id), '') from attendance_records where class_session_id = '{session}'
        """);

    private async Task<string> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
