using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static Cadence.Tests.Sessions.SessionServiceTests;

namespace Cadence.Tests.Sessions;

/// <summary>What the agenda reads: days, states, counts, rosters by date.</summary>
public sealed class AgendaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_day_shows_held_running_coming_and_cancelled_classes_in_order(TenantMode mode)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var sessions = new SessionService(school.Tenants);
        var group = await school.AddGroupAsync("Flamenco, nivel 2", students: 4);
        await school.AddSessionAsync(group, school.Today, "20:00", "21:00");
        await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        await school.AddHeldSessionAsync(group, school.Today, i => (AttendanceStatus?)i, "16:30", "17:15");
        await school.AddSessionAsync(group, school.Today, "17:15", "18:00");
        var cancelled = await school.AddSessionAsync(group, school.Today, "21:30", "22:30");
        await school.CancelAsync(cancelled, CancellationKind.Teacher);

        var agenda = Done(await sessions.AgendaAsync(school.Admin, school.Today, school.Today, null, default));

        // It is 18:12.
        Assert.Equal(
            [SessionState.Held, SessionState.Missing, SessionState.Running, SessionState.Scheduled, SessionState.Cancelled],
            agenda.Items.Select(item => item.StateAt(school.Time.GetUtcNow())));
        var held = agenda.Items[0];
        Assert.Equal((4, 2, 1, 1, 0), (held.RosterCount, held.Heads, held.Absent, held.Excused, held.Unmarked));
        Assert.Equal(CancellationKind.Teacher, agenda.Items[4].CancellationKind);
        Assert.Equal(["Leo Sanz"], agenda.Teachers.Select(t => t.Name));
    }

    [Fact]
    public async Task What_began_yesterday_and_still_runs_belongs_to_today()
    {
        var school = await TestSchool.CreateAsync(database, now: new DateTimeOffset(2026, 11, 19, 23, 10, 0, TimeSpan.Zero));
        var sessions = new SessionService(school.Tenants);
        var group = await school.AddGroupAsync("Ensayo nocturno");
        var running = await school.AddSessionAsync(group, school.Today.AddDays(-1), "23:30", "00:30");
        await school.AddSessionAsync(group, school.Today.AddDays(-1), "22:00", "23:00");

        Assert.Equal(new DateOnly(2026, 11, 20), school.Today);
        Assert.Equal([running], Done(await sessions.AgendaAsync(school.Admin, school.Today, school.Today.AddDays(6), null, default)).Items.Select(i => i.Id));
        Assert.Empty(Done(await sessions.AgendaAsync(school.Admin, school.Today.AddDays(1), school.Today.AddDays(1), null, default)).Items);
    }

    [Fact]
    public async Task A_single_room_is_hidden_and_one_of_several_is_named()
    {
        var school = await TestSchool.CreateAsync(database);
        var sessions = new SessionService(school.Tenants);
        await school.AddSessionAsync(await school.AddGroupAsync("Jazz"), school.Today);
        Assert.Null(Done(await sessions.AgendaAsync(school.Admin, school.Today, school.Today, null, default)).Items.Single().RoomName);

        await school.AddRoomAsync("Sala Azul");
        Assert.Equal("Sala Roja", Done(await sessions.AgendaAsync(school.Admin, school.Today, school.Today, null, default)).Items.Single().RoomName);
    }

    [Fact]
    public async Task Missing_roll_calls_are_ended_not_cancelled_not_closed_and_not_older_than_sixty_days()
    {
        var school = await TestSchool.CreateAsync(database);
        var sessions = new SessionService(school.Tenants);
        var group = await school.AddGroupAsync("Jazz", students: 2);
        var irene = await school.AddTeacherAsync("Irene", "Sanz");
        var newest = await school.AddSessionAsync(group, school.Today, "16:00", "17:00");
        var oldest = await school.AddSessionAsync(group, school.Today.AddDays(-60));
        await school.AddSessionAsync(group, school.Today.AddDays(-61));
        await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        await school.AddHeldSessionAsync(group, school.Today.AddDays(-3), _ => AttendanceStatus.Present);
        await school.CancelAsync(await school.AddSessionAsync(group, school.Today.AddDays(-4)));
        var replaced = await school.AddSessionAsync(group, school.Today.AddDays(-2));
        await school.SubstituteAsync(replaced, irene, school.TeacherId);

        var all = Done(await sessions.MissingAsync(school.Admin, 2, default));
        Assert.Equal(3, all.Total);
        Assert.Equal([newest, replaced], all.Items.Select(i => i.Id));
        // Whoever was replaced has no roll call to take.
        Assert.Equal([newest, oldest], Done(await sessions.MissingAsync(school.TeacherActor, 5, default)).Items.Select(i => i.Id));
    }

    [Fact]
    public async Task An_agenda_of_a_whole_year_is_refused()
    {
        var school = await TestSchool.CreateAsync(database);
        var sessions = new SessionService(school.Tenants);

        Assert.Equal(["ErrorTooManyDays"], (await sessions.AgendaAsync(school.Admin, school.Today, school.Today.AddDays(62), null, default)).Errors.Select(e => e.Code));
        Assert.Equal(["ErrorTooManyDays"], (await sessions.AgendaAsync(school.Admin, school.Today, school.Today.AddDays(-1), null, default)).Errors.Select(e => e.Code));
        Assert.True((await sessions.AgendaAsync(school.Admin, school.Today, school.Today.AddDays(61), null, default)).IsSuccess);
    }

    [Fact]
    public async Task Moving_a_student_leaves_past_rosters_unchanged()
    {
        var school = await TestSchool.CreateAsync(database);
        var enrolments = new EnrolmentService(school.Tenants);
        var jazz = await school.AddGroupAsync("Jazz", students: 3);
        var salsa = await school.AddGroupAsync("Salsa", students: 2);
        var moved = jazz.StudentIds[0];
        var enrolment = await school.ScalarAsync<Guid>("select id from student_groups where student_id = $1", moved);
        var closed = await school.AddHeldSessionAsync(jazz, school.Today.AddDays(-7), _ => AttendanceStatus.Present);
        var openBefore = await school.AddSessionAsync(jazz, school.Today.AddDays(-1));
        var after = await school.AddSessionAsync(jazz, school.Today.AddDays(7));
        var there = await school.AddSessionAsync(salsa, school.Today.AddDays(8));

        Done(await enrolments.MoveAsync(school.Staff, new Move { EnrolmentId = enrolment, GroupId = salsa.Id, StartDate = school.Today }, default));

        Assert.Equal((3, 3), await RosterAsync(closed));
        Assert.Equal((3, 3), await RosterAsync(openBefore));
        Assert.Equal((2, 2), await RosterAsync(after));
        Assert.Equal((3, 3), await RosterAsync(there));

        // Even a leave dated back to before a closed class changes no closed list.
        var second = await school.ScalarAsync<Guid>("select id from student_groups where student_id = $1", jazz.StudentIds[1]);
        Done(await enrolments.LeaveAsync(school.Staff, new Leave { EnrolmentId = second, EndDate = school.Today.AddDays(-30), Confirmed = true }, default));
        Assert.Equal((3, 3), await RosterAsync(closed));
        Assert.Equal((2, 2), await RosterAsync(openBefore));
        Assert.Equal((1, 1), await RosterAsync(after));

        async Task<(long People, int Count)> RosterAsync(Guid session) => (
            await school.ScalarAsync<long>("select count(*) from session_roster($1, array[$2])", school.OrganizationId, session),
            await school.ScalarAsync<int>("select roster_count from class_sessions where id = $1", session));
    }

    [Fact]
    public async Task Counts_kept_by_triggers_equal_those_of_a_rebuild()
    {
        var school = await TestSchool.CreateAsync(database);
        var jazz = await school.AddGroupAsync("Jazz", students: 6);
        var salsa = await school.AddGroupAsync("Salsa", students: 4);
        var guest = await school.AddStudentAsync();
        for (var i = 0; i < 6; i++)
        {
            await school.AddHeldSessionAsync(jazz, school.Today.AddDays(-i), student => (student + i) % 5 is 4 ? null : (AttendanceStatus?)((student + i) % 5), "10:00", "11:00");
            var open = await school.AddSessionAsync(salsa, school.Today.AddDays(i), "12:00", "13:00");
            await school.AddGuestAsync(open, guest);
            await school.MarkAsync(open, (salsa.StudentIds[i % 4], AttendanceStatus.Late), (guest, i % 2 == 0 ? AttendanceStatus.Present : null));
        }

        await school.WriteAsync(async (session, ct) =>
        {
            var enrolments = await session.Db.Set<Enrolment>().OrderBy(e => e.Id).ToListAsync(ct);
            enrolments[0].End(school.Today.AddDays(-3), null);
            enrolments[7].Void(session.Now, "Nunca vino");
            session.Db.Add(new EnrolmentPause(enrolments[8].Id, school.Today.AddDays(1), school.Today.AddDays(3), null));
            (await session.Db.Set<SessionGuest>().OrderBy(g => g.Id).FirstAsync(ct)).Void(session.Now);
        });

        const string counts = "select string_agg(id || ':' || roster_count || ':' || heads || ':' || absent || ':' || excused || ':' || unmarked, ' ' order by id) from class_sessions where organization_id = $1";
        var kept = await school.ScalarAsync<string>(counts, school.OrganizationId);
        await school.ScalarAsync<object>("update class_sessions set roster_count = 0, heads = 0, absent = 0, excused = 0, unmarked = 0 where organization_id = $1", school.OrganizationId);
        await school.ScalarAsync<object>("select refresh_session_counts($1, array(select id from class_sessions where organization_id = $1))", school.OrganizationId);

        Assert.Equal(await school.ScalarAsync<string>(counts, school.OrganizationId), kept);
        Assert.Contains(":3:", kept, StringComparison.Ordinal);
    }
}
