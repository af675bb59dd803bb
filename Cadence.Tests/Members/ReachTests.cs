using Cadence.Core.Attendance;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Cadence.Tests.Support;

namespace Cadence.Tests.Members;

/// <summary>How far a role of venues, of groups, or of what is one's own reaches, in every service that keeps to it.</summary>
public sealed class ReachTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Permission[] Work =
    [
        Permission.SessionsRead, Permission.SessionsWrite, Permission.AttendanceTake, Permission.GroupsRead, Permission.GroupsWrite, Permission.PeopleRead, Permission.PeopleWrite,
    ];

    [Fact]
    public async Task Somebody_of_a_venue_sees_what_happens_there_and_nothing_of_another()
    {
        var stage = await StageAsync();
        var actor = await stage.School.AddMemberAsync(GrantScope.Venue, Work, venues: [stage.Near.VenueId]);

        await AssertSeesOnlyNearAsync(stage, actor);
        Assert.Equal([stage.Near.VenueId], (await new VenueService(stage.School.Tenants).ListAsync(actor, default)).Ok().Select(venue => venue.Id));
    }

    [Fact]
    public async Task Somebody_of_a_group_sees_it_and_no_other()
    {
        var stage = await StageAsync();
        var actor = await stage.School.AddMemberAsync(GrantScope.Group, Work, groups: [stage.Near.Id]);

        await AssertSeesOnlyNearAsync(stage, actor);
    }

    [Fact]
    public async Task Somebody_of_places_without_a_place_sees_nothing()
    {
        var stage = await StageAsync();
        var actor = await stage.School.AddMemberAsync(GrantScope.Venue, Work);

        Assert.Empty((await new GroupService(stage.School.Tenants).ListAsync(actor, new GroupFilter(), default)).Ok().Items);
        Assert.Empty((await new SessionService(stage.School.Tenants).AgendaAsync(actor, stage.School.Today, stage.School.Today, null, default)).Ok().Items);
    }

    [Fact]
    public async Task A_class_is_not_moved_to_where_its_mover_may_do_nothing()
    {
        var stage = await StageAsync();
        var (school, service) = (stage.School, new SessionService(stage.School.Tenants));
        var actor = await school.AddMemberAsync(GrantScope.Venue, Work, venues: [stage.Near.VenueId]);
        var edit = new EditSession
        {
            SessionId = stage.NearSession,
            Version = 1,
            VenueId = stage.Far.VenueId,
            RoomId = stage.Far.RoomId,
            TeacherId = stage.Near.TeacherId,
            Date = school.Today,
            StartTime = "12:00",
            EndTime = "13:00",
        };

        Assert.Equal(nameof(SharedTexts.ErrorOutOfReach), (await service.EditAsync(actor, edit, default)).Refusals());
        Assert.Empty((await service.EditAsync(actor, edit with { VenueId = stage.Near.VenueId, RoomId = stage.Near.RoomId }, default)).Errors);
        (await service.EditAsync(actor, edit with { SessionId = stage.FarSession }, default)).IsNotFound();
        Assert.Equal(
            nameof(SharedTexts.ErrorOutOfReach),
            (await service.ScheduleAsync(actor, new ScheduleSession { Id = Guid.CreateVersion7(), GroupId = stage.Far.Id, Date = school.Today, StartTime = "15:00", EndTime = "16:00" }, default)).Refusals());
    }

    [Fact]
    public async Task A_group_is_neither_taken_from_another_venue_nor_put_there()
    {
        var stage = await StageAsync();
        var service = new GroupService(stage.School.Tenants);
        var actor = await stage.School.AddMemberAsync(GrantScope.Venue, Work, venues: [stage.Near.VenueId]);

        var moved = await service.EditAsync(actor, Edited(stage.Near) with { VenueId = stage.Far.VenueId, RoomId = stage.Far.RoomId }, default);
        var foreign = await service.EditAsync(actor, Edited(stage.Far), default);
        var kept = await service.EditAsync(actor, Edited(stage.Near), default);

        Assert.Equal(nameof(SharedTexts.ErrorOutOfReach), moved.Refusals());
        foreign.IsNotFound();
        Assert.Empty(kept.Errors);

        static EditGroup Edited(TestGroup group) => new() { Id = group.Id, Version = 1, Name = group.Name, Capacity = group.Capacity, TeacherId = group.TeacherId, VenueId = group.VenueId, RoomId = group.RoomId };
    }

    [Fact]
    public async Task A_newcomer_belongs_to_nobody_yet_and_is_enrolled_only_where_one_reaches()
    {
        var stage = await StageAsync();
        var school = stage.School;
        var actor = await school.AddMemberAsync(GrantScope.Venue, Work, venues: [stage.Near.VenueId]);
        var added = (await new StudentService(school.Tenants).AddAsync(actor, new AddStudent { Id = Guid.CreateVersion7(), GivenName = "Nueva", FamilyNames = "Llegada" }, default)).Ok();
        var enrolments = new EnrolmentService(school.Tenants);

        Assert.NotEmpty((await enrolments.EnrolAsync(actor, new Enrol { StudentId = added, GroupId = stage.Far.Id, StartDate = school.Today }, default)).Errors);
        Assert.Empty((await enrolments.EnrolAsync(actor, new Enrol { StudentId = added, GroupId = stage.Near.Id, StartDate = school.Today.AddDays(7) }, default)).Errors);
        Assert.Contains((await new StudentService(school.Tenants).ListAsync(actor, new StudentSearch(), default)).Ok().Items, student => student.Id == added);
        (await enrolments.LeaveAsync(actor, new Leave { EnrolmentId = await EnrolmentAsync(stage.Far), EndDate = school.Today }, default)).IsNotFound();

        Task<Guid> EnrolmentAsync(TestGroup group) => school.ScalarAsync<Guid>("select id from student_groups where organization_id = $1 and group_id = $2 limit 1", school.OrganizationId, group.Id);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public async Task A_teachers_own_group_is_one_they_taught_in_the_last_thirty_days(int daysAgo, bool isOwn)
    {
        var stage = await StageAsync();
        var school = stage.School;
        var session = await school.AddSessionAsync(stage.Far, school.Today.AddDays(-daysAgo), "10:00", "11:00");
        await school.WriteAsync(db => db.Add(new SessionTeacher(session, school.TeacherId, SessionTeacherRole.Assistant, null)));

        var groups = (await new GroupService(school.Tenants).ListAsync(school.TeacherActor, new GroupFilter(), default)).Ok().Items.Select(group => group.Id);
        var students = (await new StudentService(school.Tenants).ListAsync(school.TeacherActor, new StudentSearch(), default)).Ok().Items.Select(student => student.Id);

        Assert.Equal(isOwn, groups.Contains(stage.Far.Id));
        Assert.Equal(isOwn, students.Contains(stage.Far.StudentIds[0]));
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public async Task A_substitute_sees_one_roll_call_until_seven_days_after_and_never_the_group(int daysAgo, bool isSeen)
    {
        var stage = await StageAsync();
        var school = stage.School;
        var session = await school.AddSessionAsync(stage.Far, school.Today.AddDays(-daysAgo), "10:00", "11:00");
        await school.SubstituteAsync(session, school.TeacherId, stage.Far.TeacherId);

        var roll = await new AttendanceService(school.Tenants).RollCallAsync(school.TeacherActor, session, default);
        var picture = await new SessionQueries(school.Tenants).SessionAsync(school.TeacherActor, session, default);
        var groups = (await new GroupService(school.Tenants).ListAsync(school.TeacherActor, new GroupFilter(), default)).Ok().Items;

        Assert.Equal((isSeen, isSeen), (roll.IsSuccess, picture.IsSuccess));
        Assert.DoesNotContain(groups, group => group.Id == stage.Far.Id);
    }

    /// <summary>S9, second half: what a teacher is told holds nobody else's pay, also where a row of the database says otherwise.</summary>
    [Theory]
    [InlineData("own")]
    [InlineData("group")]
    [InlineData("venue")]
    public async Task Nobody_sees_others_pay_by_a_scope_that_is_not_all(string scope)
    {
        var stage = await StageAsync();
        var school = stage.School;
        await school.WriteAsync(async (session, ct) =>
        {
            await using var command = session.Command("update role_grants set scope = $1 where role_key = 'teacher' and permission = 'pay_read'");
            command.Parameters.AddWithValue(scope);
            await command.ExecuteNonQueryAsync(ct);
        });
        await school.GivePlacesAsync(school.TeacherActor, venues: [stage.Near.VenueId, stage.Far.VenueId], groups: [stage.Near.Id, stage.Far.Id]);
        var (payouts, rates) = (new PayoutService(school.Tenants), new PayRateService(school.Tenants));
        (await rates.AddAsync(school.Owner, new AddPayRate { TeacherId = stage.Far.TeacherId, Model = PayModel.PerClass, Amount = 77.77m, ValidFrom = new DateOnly(2026, 1, 1) }, default)).Ok();
        await school.AddHeldSessionAsync(stage.Far, school.Today.AddDays(-1), _ => AttendanceStatus.Present, "08:00", "09:00");

        var told = System.Text.Json.JsonSerializer.Serialize(new object?[]
        {
            Answer(await payouts.PreviewMonthAsync(school.TeacherActor, Month.Of(school.Today), default)),
            Answer(await payouts.StatementAsync(school.TeacherActor, stage.Far.TeacherId, Month.Of(school.Today), default)),
            Answer(await rates.OfTeacherAsync(school.TeacherActor, stage.Far.TeacherId, default)),
            Answer(await new TeacherService(school.Tenants).ListAsync(school.TeacherActor, default)),
        });

        Assert.DoesNotContain("77.77", told, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Far.TeacherId.ToString(), told, StringComparison.Ordinal);

        static object? Answer<T>(Result<T> result) => result.IsSuccess ? result.Value : null;
    }

    [Fact]
    public async Task The_permission_check_of_a_write_is_still_one_query()
    {
        var stage = await StageAsync();
        var actor = await stage.School.AddMemberAsync(GrantScope.Venue, Work, venues: [stage.Near.VenueId]);

        // Prelude and rights are one batch; reach comes with them.
        var reach = await stage.School.Tenants.ReadAsync<Guid[]?>(actor, Permission.SessionsRead, (session, _) => Task.FromResult<Result<Guid[]?>>(session.Reach), default);

        Assert.Equal([stage.Near.VenueId, stage.School.OrganizationId], reach.Ok()!);
    }

    private static async Task AssertSeesOnlyNearAsync(Stage stage, Actor actor)
    {
        var tenants = stage.School.Tenants;
        Assert.Equal([stage.Near.Id], (await new GroupService(tenants).ListAsync(actor, new GroupFilter(), default)).Ok().Items.Select(group => group.Id));
        (await new GroupService(tenants).OverviewAsync(actor, stage.Far.Id, default)).IsNotFound();
        Assert.Equal([stage.NearSession], (await new SessionService(tenants).AgendaAsync(actor, stage.School.Today, stage.School.Today, null, default)).Ok().Items.Select(item => item.Id));
        Assert.True((await new SessionQueries(tenants).SessionAsync(actor, stage.NearSession, default)).IsSuccess);
        (await new SessionQueries(tenants).SessionAsync(actor, stage.FarSession, default)).IsNotFound();
        Assert.True((await new AttendanceService(tenants).RollCallAsync(actor, stage.NearSession, default)).IsSuccess);
        (await new AttendanceService(tenants).RollCallAsync(actor, stage.FarSession, default)).IsNotFound();
        (await new AttendanceService(tenants).MarkAsync(actor, stage.FarSession, [new Tap(Guid.CreateVersion7(), stage.Far.StudentIds[0], AttendanceStatus.Present, TimeSpan.Zero)], default)).IsNotFound();
        Assert.Equal(stage.Near.StudentIds.Order(), (await new StudentService(tenants).ListAsync(actor, new StudentSearch(), default)).Ok().Items.Select(student => student.Id).Order());
        (await new StudentService(tenants).GetAsync(actor, stage.Far.StudentIds[0], default)).IsNotFound();
        Assert.Equal([stage.Near.Id], (await new EnrolmentService(tenants).GroupsAsync(actor, default)).Ok().Select(group => group.Id));
        Assert.Equal([stage.Near.Id], (await new SessionService(tenants).ChoicesAsync(actor, default)).Ok().Groups.Select(group => group.Id));
        (await new SessionService(tenants).CancellationEffectsAsync(actor, stage.FarSession, default)).IsNotFound();
    }

    private async Task<Stage> StageAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        var (venue, room) = await school.AddVenueAsync("Local Lejano");
        var teacher = await school.AddTeacherAsync("Lea", "Lejana");
        var near = await school.AddGroupAsync("Cerca", students: 2, teacherId: await school.AddTeacherAsync("Cira", "Cercana"));
        var far = await school.AddGroupAsync("Lejos", students: 2, teacherId: teacher, venueId: venue, roomId: room);
        return new Stage(school, near, far, await school.AddSessionAsync(near, school.Today, "18:00", "19:00"), await school.AddSessionAsync(far, school.Today, "18:00", "19:00"));
    }

    private sealed record Stage(TestSchool School, TestGroup Near, TestGroup Far, Guid NearSession, Guid FarSession);
}
