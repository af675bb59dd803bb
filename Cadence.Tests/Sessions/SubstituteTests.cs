using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using static Cadence.Tests.Sessions.SessionServiceTests;

namespace Cadence.Tests.Sessions;

/// <summary>Who teaches a class: substitutes, assistants, and what each of them sees.</summary>
public sealed class SubstituteTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Friday = new(2026, 11, 20);

    [Fact]
    public async Task A_substitute_takes_the_class_and_the_replaced_teacher_is_free()
    {
        var (school, sessions, irene, _) = await SchoolAsync();
        var jazz = await school.AddGroupAsync("Jazz");
        var salsa = await school.AddGroupAsync("Salsa", roomId: await school.AddRoomAsync("Sala Azul"));
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(jazz), default));
        Assert.Equal(["TeacherId"], (await sessions.ScheduleAsync(school.Admin, New(salsa), default)).Errors.Select(e => e.Field));

        Done(await sessions.AssignSubstituteAsync(school.Staff, Substitute(id, school.TeacherId, irene), default));

        var item = (await DayAsync(sessions, school.Admin)).Items.Single();
        Assert.Equal(["Leo", "Irene"], item.Teachers.Select(t => t.ShortName));
        Assert.Equal(["Irene"], item.Teaching.Select(t => t.ShortName));
        Assert.Equal("Irene Sanz", item.SubstituteOf(school.TeacherId)?.Name);
        Assert.Equal(1L, await BookingsAsync(school, irene));
        Assert.Equal(0L, await BookingsAsync(school, school.TeacherId));
        Done(await sessions.ScheduleAsync(school.Admin, New(salsa), default));
        Assert.Equal("class_session.substitute_assigned", await school.ScalarAsync<string>("select type from domain_events where subject_id = $1 order by sequence desc limit 1", id));

        // Taking the substitute back would put Leo in two rooms at once.
        var taken = await sessions.RemoveSubstituteAsync(school.Admin, new RemoveSessionTeacher { SessionId = id, TeacherId = irene }, default);
        Assert.Equal([("ErrorAlreadyBooked", null)], taken.Errors.Select(e => (e.Code, e.Field)));
    }

    [Fact]
    public async Task Naming_the_same_substitute_again_changes_nothing_and_another_one_replaces_the_first()
    {
        var (school, sessions, irene, nadia) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));

        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, school.TeacherId, irene), default));
        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, school.TeacherId, irene), default));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from domain_events where subject_id = $1 and type = 'class_session.substitute_assigned'", id));

        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, school.TeacherId, nadia), default));
        Assert.Equal(["Nadia"], (await DayAsync(sessions, school.Admin)).Items.Single().Teaching.Select(t => t.ShortName));
        Assert.Equal((0L, 1L), (await BookingsAsync(school, irene), await BookingsAsync(school, nadia)));

        Done(await sessions.RemoveSubstituteAsync(school.Admin, new RemoveSessionTeacher { SessionId = id, TeacherId = nadia }, default));
        Done(await sessions.RemoveSubstituteAsync(school.Admin, new RemoveSessionTeacher { SessionId = id, TeacherId = nadia }, default));
        Assert.Equal(["Leo"], (await DayAsync(sessions, school.Admin)).Items.Single().Teaching.Select(t => t.ShortName));
        // Nothing is deleted: both stand there, voided.
        Assert.Equal(2L, await school.ScalarAsync<long>("select count(*) from session_teachers where class_session_id = $1 and role = 'substitute' and voided_at is not null", id));
    }

    [Fact]
    public async Task Somebody_busy_gone_unknown_or_already_there_cannot_stand_in()
    {
        var (school, sessions, irene, _) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));
        var azul = await school.AddRoomAsync("Sala Azul");
        Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Salsa", teacherId: irene, roomId: azul)), default));
        var gone = await school.AddTeacherAsync("Ainara", "Vidal", employedTo: new DateOnly(2026, 6, 30));

        Assert.Equal(("ErrorTaken", "TeacherId"), await RefusalAsync(irene));
        Assert.Equal(("ErrorTeacherNotEmployed", "TeacherId"), await RefusalAsync(gone));
        Assert.Equal(("ErrorTeachesAlready", "TeacherId"), await RefusalAsync(school.TeacherId));
        Assert.Equal(("ErrorRequired", "TeacherId"), await RefusalAsync(null));
        Assert.Equal(("ErrorNotFound", null), await RefusalAsync(Guid.CreateVersion7()));
        Assert.Equal(("ErrorTeachesNotThere", "ReplacesTeacherId"), await RefusalAsync(gone, irene));

        async Task<(string Code, string? Field)> RefusalAsync(Guid? teacher, Guid? replaces = null)
        {
            var error = Assert.Single((await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, replaces ?? school.TeacherId, teacher), default)).Errors);
            return (error.Code, error.Field);
        }
    }

    [Fact]
    public async Task An_assistant_is_booked_can_be_replaced_and_leaves_with_who_stands_in()
    {
        var (school, sessions, irene, nadia) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Salsa")), default));

        Done(await sessions.AddAssistantAsync(school.Admin, new AddAssistant { SessionId = id, TeacherId = irene }, default));
        Done(await sessions.AddAssistantAsync(school.Admin, new AddAssistant { SessionId = id, TeacherId = irene }, default));
        Assert.Equal(1L, await BookingsAsync(school, irene));

        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, irene, nadia), default));
        Assert.Equal((0L, 1L), (await BookingsAsync(school, irene), await BookingsAsync(school, nadia)));

        Done(await sessions.RemoveAssistantAsync(school.Admin, new RemoveSessionTeacher { SessionId = id, TeacherId = irene }, default));
        Assert.Equal(["Leo"], (await DayAsync(sessions, school.Admin)).Items.Single().Teachers.Select(t => t.ShortName));
        Assert.Equal((0L, 0L, 1L), (await BookingsAsync(school, irene), await BookingsAsync(school, nadia), await BookingsAsync(school, school.TeacherId)));
    }

    [Fact]
    public async Task Who_taught_a_held_class_can_still_be_corrected_but_a_cancelled_one_had_nobody()
    {
        var (school, sessions, irene, nadia) = await SchoolAsync();
        var jazz = await school.AddGroupAsync("Jazz", students: 1);
        var held = await school.AddSessionAsync(jazz, school.Today.AddDays(-1));
        await school.CloseAsync(held);
        var cancelled = await school.AddSessionAsync(jazz, school.Today.AddDays(-2));
        await school.CancelAsync(cancelled);

        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(held, school.TeacherId, irene), default));
        Assert.Equal("ErrorClassCancelled", (await sessions.AssignSubstituteAsync(school.Admin, Substitute(cancelled, school.TeacherId, irene), default)).Errors.Single().Code);
        Assert.Equal("ErrorClassCancelled", (await sessions.AddAssistantAsync(school.Admin, new AddAssistant { SessionId = cancelled, TeacherId = nadia }, default)).Errors.Single().Code);
    }

    [Fact]
    public async Task Naming_another_lead_takes_back_who_stood_in_for_the_old_one()
    {
        var (school, sessions, irene, nadia) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));
        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, school.TeacherId, irene), default));
        var edit = new EditSession { SessionId = id, Version = 1, VenueId = school.VenueId, RoomId = school.RoomId, TeacherId = nadia, Date = Friday, StartTime = "18:30", EndTime = "19:45" };

        var version = Done(await sessions.EditAsync(school.Admin, edit, default));
        Assert.Equal(["Nadia"], (await DayAsync(sessions, school.Admin)).Items.Single().Teachers.Select(t => t.ShortName));
        Assert.Equal((0L, 1L), (await BookingsAsync(school, irene), await BookingsAsync(school, nadia)));

        // Also when the substitute becomes the lead.
        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, nadia, irene), default));
        Done(await sessions.EditAsync(school.Admin, edit with { Version = version, TeacherId = irene }, default));
        Assert.Equal([("Irene", SessionTeacherRole.Lead)], (await DayAsync(sessions, school.Admin)).Items.Single().Teachers.Select(t => (t.ShortName, t.Role)));
    }

    [Fact]
    public async Task A_moved_class_takes_its_substitute_along_and_clashes_with_their_hours()
    {
        var (school, sessions, irene, _) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));
        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(id, school.TeacherId, irene), default));
        var salsa = await school.AddGroupAsync("Salsa", teacherId: irene, roomId: await school.AddRoomAsync("Sala Azul"));
        Done(await sessions.ScheduleAsync(school.Admin, New(salsa) with { StartTime = "20", EndTime = "21" }, default));
        var edit = new EditSession { SessionId = id, Version = 1, VenueId = school.VenueId, RoomId = school.RoomId, TeacherId = school.TeacherId, Date = Friday, StartTime = "20:30", EndTime = "21:30" };

        Assert.Equal([("ErrorTaken", "StartTime")], (await sessions.EditAsync(school.Admin, edit, default)).Errors.Select(e => (e.Code, e.Field)));
        Done(await sessions.EditAsync(school.Admin, edit with { StartTime = "21", EndTime = "22" }, default));
    }

    [Fact]
    public async Task Teachers_see_what_they_lead_assist_or_stand_in_for_and_a_replaced_one_sees_who_does_it()
    {
        var (school, sessions, irene, _) = await SchoolAsync();
        var ireneActor = await LinkedAsync(school, irene);
        var stranger = await school.AddMemberAsync(RolePresets.Teacher);
        var mine = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));
        Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Salsa")) with { StartTime = "20", EndTime = "21" }, default));
        Done(await sessions.AssignSubstituteAsync(school.Admin, Substitute(mine, school.TeacherId, irene), default));

        var leo = await DayAsync(sessions, school.TeacherActor);
        Assert.Equal(["Jazz", "Salsa"], leo.Items.Select(i => i.Name));
        Assert.Equal("Irene", leo.Items[0].SubstituteOf(leo.OwnTeacherId!.Value)?.ShortName);
        Assert.Null(leo.Items[1].SubstituteOf(leo.OwnTeacherId!.Value));
        Assert.Empty(leo.Teachers);

        Assert.Equal([mine], (await DayAsync(sessions, ireneActor)).Items.Select(i => i.Id));
        Assert.Empty((await DayAsync(sessions, stranger)).Items);
        Assert.Equal(2, (await DayAsync(sessions, school.Staff)).Items.Count);
        Assert.Equal([mine], Done(await sessions.AgendaAsync(school.Staff, Friday, Friday, irene, default)).Items.Select(i => i.Id));

        // Seven days later the substitute still sees it, on the eighth no more.
        school.Time.SetUtcNow(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        Assert.Single((await DayAsync(sessions, ireneActor)).Items);
        school.Time.SetUtcNow(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        Assert.Empty((await DayAsync(sessions, ireneActor)).Items);
        Assert.Equal(2, (await DayAsync(sessions, school.TeacherActor)).Items.Count);
    }

    private static AssignSubstitute Substitute(Guid session, Guid replaces, Guid? teacher) => new() { SessionId = session, ReplacesTeacherId = replaces, TeacherId = teacher };

    private static Task<long> BookingsAsync(TestSchool school, Guid resource) => school.ScalarAsync<long>("select count(*) from bookings where resource_id = $1", resource);

    private static async Task<Agenda> DayAsync(SessionService sessions, Actor actor) => Done(await sessions.AgendaAsync(actor, Friday, Friday, null, default));

    private static async Task<Actor> LinkedAsync(TestSchool school, Guid teacher)
    {
        var actor = await school.AddMemberAsync(RolePresets.Teacher);
        await school.WriteAsync(async (session, ct) => (await session.Db.FindAsync<Core.Teachers.Teacher>([school.OrganizationId, teacher], ct))!.LinkUser(actor.UserId));
        return actor;
    }

    private async Task<(TestSchool School, SessionService Sessions, Guid Irene, Guid Nadia)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new SessionService(school.Tenants), await school.AddTeacherAsync("Irene", "Sanz"), await school.AddTeacherAsync("Nadia", "Prats"));
    }
}
