using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Venues;
using Cadence.Tests.Support;

namespace Cadence.Tests.Sessions;

/// <summary>Planning, changing and cancelling classes, on a real database as the runtime role.</summary>
public sealed class SessionServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Friday = new(2026, 11, 20);

    [Fact]
    public async Task A_class_of_a_group_takes_what_is_left_open_from_the_group()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Ballet juvenil", students: 3, capacity: 14, color: 9);

        var id = Done(await sessions.ScheduleAsync(school.Staff, New(group), default));

        var item = Assert.Single((await AgendaAsync(sessions, school.Staff)).Items);
        Assert.Equal((id, "Ballet juvenil", 9, "Estudio Centro", null, 3, 3), (item.Id, item.Name, item.Color, item.VenueName, item.RoomName, item.RosterCount, item.Unmarked));
        Assert.Equal(("Leo Sanz", "Leo", SessionTeacherRole.Lead, false), (item.Teachers[0].Name, item.Teachers[0].ShortName, item.Teachers[0].Role, item.Teachers[0].IsReplaced));
        Assert.Equal((new TimeOnly(18, 30), new TimeOnly(19, 45)), (item.StartTime, item.EndTime));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 17, 30, 0, TimeSpan.Zero), item.StartsAt);
        Assert.Equal("class_session.scheduled", await school.ScalarAsync<string>("select type from domain_events where subject_id = $1", id));
        Assert.Equal(14, await school.ScalarAsync<int>("select capacity from class_sessions where id = $1", id));
    }

    [Fact]
    public async Task The_same_request_twice_is_one_class_also_at_the_same_moment()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var command = New(group);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => sessions.ScheduleAsync(school.Admin, command, default)));

        Assert.All(results, result => Assert.Equal(command.Id, Done(result)));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from class_sessions where organization_id = $1", school.OrganizationId));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task An_event_without_a_group_needs_a_title_a_place_and_a_teacher()
    {
        var (school, sessions) = await SchoolAsync();

        var empty = await sessions.ScheduleAsync(school.Admin, new ScheduleSession { Id = Guid.CreateVersion7() }, default);
        Assert.Equal(["Date", "EndTime", "GroupId", "StartTime", "TeacherId", "VenueId"], empty.Errors.Select(e => e.Field).Order());

        var gala = New() with { Title = " Ensayo de la gala ", VenueId = school.VenueId, TeacherId = school.TeacherId };
        Done(await sessions.ScheduleAsync(school.Admin, gala, default));
        var item = Assert.Single((await AgendaAsync(sessions, school.Admin)).Items);
        Assert.Equal(("Ensayo de la gala", null, null, 0), (item.Name, item.GroupId, item.Color, item.RosterCount));
    }

    [Theory]
    [InlineData("", "1945", "ErrorRequired", "StartTime")]
    [InlineData("25:00", "1945", "ErrorTimeInvalid", "StartTime")]
    [InlineData("18:30", "siete", "ErrorTimeInvalid", "EndTime")]
    [InlineData("18:30", "18:30", "ErrorClassTooLong", "EndTime")]
    [InlineData("18:30", "17:30", "ErrorClassTooLong", "EndTime")]
    [InlineData("18:30", "18:34", "ErrorClassTooShort", "EndTime")]
    public async Task Wrong_times_are_refused_at_their_field(string start, string end, string code, string field)
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");

        var refused = await sessions.ScheduleAsync(school.Admin, New(group) with { StartTime = start, EndTime = end }, default);

        Assert.Equal([(code, field)], refused.Errors.Select(e => (e.Code, e.Field)));
    }

    [Fact]
    public async Task Dates_far_away_too_long_titles_and_people_who_left_are_refused_at_their_field()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var gone = await school.AddTeacherAsync("Ainara", "Vidal", employedTo: new DateOnly(2026, 6, 30));

        Assert.Equal([("ErrorDateRange", "Date")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { Date = new DateOnly(2036, 11, 20) }, default)));
        Assert.Equal([("ErrorDateRange", "Date")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { Date = DateOnly.MinValue }, default)));
        Assert.Equal([("ErrorTooLong", "Title")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { Title = new string('x', 121) }, default)));
        Assert.Equal([("ErrorUnreadableText", "Title")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { Title = "a\0b" }, default)));
        Assert.Equal([("ErrorTeacherNotEmployed", "TeacherId")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { TeacherId = gone }, default)));
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from class_sessions where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task A_room_must_be_of_the_venue_and_a_single_one_needs_no_choice()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var (home, homeRoom) = await school.AddVenueAsync("Casa de Vega", VenueKind.Home);
        var (nave, _) = await school.AddVenueAsync("La Nave", room: "Sala 1");
        await school.AddRoomAsync("Sala 2", venueId: nave);

        Assert.Equal([("ErrorRoomOfOtherVenue", "RoomId")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { VenueId = nave, RoomId = homeRoom }, default)));
        Assert.Equal([("ErrorRequired", "RoomId")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { VenueId = nave }, default)));
        Done(await sessions.ScheduleAsync(school.Admin, New(group) with { VenueId = home }, default));
    }

    [Fact]
    public async Task A_teacher_or_room_that_is_taken_is_an_error_at_its_field_that_names_the_other_class()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var other = await school.AddTeacherAsync("Irene", "Sanz");
        var otherRoom = await school.AddRoomAsync("Sala Azul");
        Done(await sessions.ScheduleAsync(school.Admin, New(group), default));

        var both = await sessions.ScheduleAsync(school.Admin, New(group) with { StartTime = "19:00", EndTime = "20:00" }, default);
        Assert.Equal([("ErrorTaken", "RoomId"), ("ErrorTaken", "TeacherId")], Refusals(both));
        using (ReaderCulture.Speak(ReaderCulture.Of("es")))
        {
            Assert.Contains("Sala Roja ya tiene Jazz de 18:30 a 19:45.", both.Errors.Select(Core.Localization.ErrorText.Of));
        }

        Assert.Equal([("ErrorTaken", "RoomId")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { TeacherId = other }, default)));
        Assert.Equal([("ErrorTaken", "TeacherId")], Refusals(await sessions.ScheduleAsync(school.Admin, New(group) with { RoomId = otherRoom }, default)));
        Done(await sessions.ScheduleAsync(school.Admin, New(group) with { TeacherId = other, RoomId = otherRoom }, default));
        // Back to back is no overlap.
        Done(await sessions.ScheduleAsync(school.Admin, New(group) with { StartTime = "19:45", EndTime = "20:45" }, default));
    }

    [Fact]
    public async Task Two_people_who_book_the_same_room_at_once_get_one_class_and_one_error_at_a_field()
    {
        var (school, sessions) = await SchoolAsync();
        var first = await school.AddGroupAsync("Jazz");
        var second = await school.AddGroupAsync("Salsa", teacherId: await school.AddTeacherAsync("Irene", "Sanz"));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => sessions.ScheduleAsync(i % 2 == 0 ? school.Admin : school.Staff, New(i % 2 == 0 ? first : second), default)));

        Assert.Single(results, result => result.IsSuccess);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.All(result.Errors, error => Assert.NotNull(error.Field)));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from class_sessions where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task While_somebody_types_the_classes_in_the_way_are_named_before_saving()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var typed = new PlannedBooking { VenueId = school.VenueId, RoomId = school.RoomId, TeacherId = school.TeacherId, Date = Friday, StartTime = "1900" };

        Assert.Empty(Done(await sessions.ClashesAsync(school.Admin, typed, default)));
        var clashes = Done(await sessions.ClashesAsync(school.Admin, typed with { EndTime = "20" }, default));
        Assert.Equal(["Leo Sanz", "Sala Roja"], clashes.Select(c => c.ResourceName).Order());
        Assert.Empty(Done(await sessions.ClashesAsync(school.Admin, typed with { EndTime = "20", SessionId = id }, default)));
    }

    [Fact]
    public async Task Instants_are_computed_in_the_zone_of_the_venue()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var (canary, _) = await school.AddVenueAsync("Las Palmas", timeZone: "Atlantic/Canary");

        Done(await sessions.ScheduleAsync(school.Admin, New(group) with { VenueId = canary }, default));

        Assert.Equal(new DateTimeOffset(2026, 11, 20, 18, 30, 0, TimeSpan.Zero), Assert.Single((await AgendaAsync(sessions, school.Admin)).Items).StartsAt);
    }

    [Fact]
    public async Task An_edit_moves_time_place_and_teacher_and_an_older_form_is_told_so()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var irene = await school.AddTeacherAsync("Irene", "Sanz");
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var edit = Edit(school, id, 1) with { TeacherId = irene, StartTime = "2000", EndTime = "2100", Title = "Ensayo" };

        var version = Done(await sessions.EditAsync(school.Staff, edit, default));

        var item = Assert.Single((await AgendaAsync(sessions, school.Admin)).Items);
        Assert.Equal(("Ensayo", new TimeOnly(20, 0), "Irene"), (item.Name, item.StartTime, Assert.Single(item.Teachers).ShortName));
        Assert.Equal([("ErrorChangedMeanwhile", null)], Refusals(await sessions.EditAsync(school.Staff, edit, default)));
        Done(await sessions.EditAsync(school.Staff, edit with { Version = version, Title = null }, default));
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from bookings where resource_id = $1", school.TeacherId));
    }

    [Fact]
    public async Task Held_and_cancelled_classes_are_neither_edited_nor_cancelled()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz", students: 1);
        var held = await school.AddSessionAsync(group, school.Today.AddDays(-1));
        await school.CloseAsync(held);
        var cancelled = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var version = Done(await sessions.CancelAsync(school.Admin, Cancel(cancelled, 1), default));

        Assert.Equal([("ErrorClassHeld", null)], Refusals(await sessions.EditAsync(school.Admin, Edit(school, held, 2), default)));
        Assert.Equal([("ErrorClassHeld", null)], Refusals(await sessions.CancelAsync(school.Admin, Cancel(held, 2), default)));
        Assert.Equal([("ErrorClassCancelled", null)], Refusals(await sessions.EditAsync(school.Admin, Edit(school, cancelled, version), default)));
        Assert.Equal([("ErrorClassCancelled", null)], Refusals(await sessions.CancelAsync(school.Admin, Cancel(cancelled, version), default)));
        Assert.Equal([("ErrorNotCancelled", null)], Refusals(await sessions.RestoreAsync(school.Admin, new RestoreSession { SessionId = held, Version = 2 }, default)));
    }

    [Theory]
    [InlineData(CancellationKind.Teacher, false, false)]
    [InlineData(CancellationKind.School, false, false)]
    [InlineData(CancellationKind.Closure, false, false)]
    [InlineData(CancellationKind.PupilInTime, false, false)]
    [InlineData(CancellationKind.PupilLate, true, false)]
    [InlineData(CancellationKind.NoShow, true, false)]
    public async Task A_cancelled_class_is_charged_and_paid_as_the_defaults_say(CancellationKind kind, bool charged, bool paid)
    {
        var (school, sessions) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));

        Done(await sessions.CancelAsync(school.Admin, Cancel(id, 1) with { Kind = kind }, default));

        Assert.Equal((charged, paid), (await school.ScalarAsync<bool>("select charged from class_sessions where id = $1", id), await school.ScalarAsync<bool>("select paid from class_sessions where id = $1", id)));
        Assert.Equal(SessionState.Cancelled, Assert.Single((await AgendaAsync(sessions, school.Admin)).Items).StateAt(school.Time.GetUtcNow()));
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from bookings where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Settings_of_the_day_of_the_class_decide_what_cancelling_means()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        await school.WriteAsync(db => db.AddRange(
            new OrganizationSetting("cancellation.school.paid", "true", new DateOnly(2026, 1, 1)),
            new OrganizationSetting("cancellation.school.paid", "false", new DateOnly(2026, 11, 21)),
            new OrganizationSetting("cancellation.no_show.charged", "false", new DateOnly(2026, 11, 21))));
        var friday = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var saturday = Done(await sessions.ScheduleAsync(school.Admin, New(group) with { Date = Friday.AddDays(1) }, default));

        var onFriday = Done(await sessions.CancellationEffectsAsync(school.Admin, friday, default)).ToDictionary(e => e.Kind);
        var onSaturday = Done(await sessions.CancellationEffectsAsync(school.Admin, saturday, default)).ToDictionary(e => e.Kind);

        Assert.Equal((true, true), (onFriday[CancellationKind.School].Paid, onFriday[CancellationKind.NoShow].Charged));
        Assert.Equal((false, false), (onSaturday[CancellationKind.School].Paid, onSaturday[CancellationKind.NoShow].Charged));
        Done(await sessions.CancelAsync(school.Admin, Cancel(friday, 1), default));
        Assert.True(await school.ScalarAsync<bool>("select paid from class_sessions where id = $1", friday));
    }

    [Fact]
    public async Task Cancelling_needs_a_kind_and_a_reason()
    {
        var (school, sessions) = await SchoolAsync();
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(await school.AddGroupAsync("Jazz")), default));

        Assert.Equal([("ErrorRequired", "Kind"), ("ErrorRequired", "Reason")], Refusals(await sessions.CancelAsync(school.Admin, new CancelSession { SessionId = id, Version = 1, Reason = "  " }, default)));
        Assert.Equal([("ErrorChoiceInvalid", "Kind")], Refusals(await sessions.CancelAsync(school.Admin, Cancel(id, 1) with { Kind = (CancellationKind)99 }, default)));
        Assert.Equal([("ErrorTooLong", "Reason")], Refusals(await sessions.CancelAsync(school.Admin, Cancel(id, 1) with { Reason = new string('x', 501) }, default)));
    }

    [Fact]
    public async Task A_cancellation_is_taken_back_unless_the_hour_was_given_to_another_class()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var first = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var version = Done(await sessions.CancelAsync(school.Admin, Cancel(first, 1), default));
        var second = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));

        var taken = await sessions.RestoreAsync(school.Admin, new RestoreSession { SessionId = first, Version = version }, default);
        Assert.Equal([("ErrorTaken", null), ("ErrorTaken", null)], Refusals(taken));

        Done(await sessions.CancelAsync(school.Admin, Cancel(second, 1), default));
        Done(await sessions.RestoreAsync(school.Admin, new RestoreSession { SessionId = first, Version = version }, default));
        Assert.Equal(2L, await school.ScalarAsync<long>("select count(*) from bookings where source_id = $1", first));
        Assert.Equal("scheduled", await school.ScalarAsync<string>("select status from class_sessions where id = $1", first));
    }

    [Fact]
    public async Task Two_classes_swap_their_hours_in_one_transaction_and_a_real_overlap_is_refused_at_its_end()
    {
        var (school, _) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var early = await school.AddSessionAsync(group, Friday, "17:00", "18:00");
        var late = await school.AddSessionAsync(group, Friday, "18:00", "19:00");

        await school.WriteAsync(async (session, ct) =>
        {
            (await session.Db.FindAsync<ClassSession>([school.OrganizationId, early], ct))!.Schedule(Friday, new TimeOnly(18, 0), new TimeOnly(19, 0), school.Zone);
            await session.Db.SaveChangesAsync(ct);
            (await session.Db.FindAsync<ClassSession>([school.OrganizationId, late], ct))!.Schedule(Friday, new TimeOnly(17, 0), new TimeOnly(18, 0), school.Zone);
        });
        Assert.Equal(new TimeOnly(18, 0), await school.ScalarAsync<TimeOnly>("select start_time from class_sessions where id = $1", early));

        var refused = await school.Tenants.WriteAsync<bool>(school.Job, Permission.SessionsWrite, async (session, ct) =>
        {
            (await session.Db.FindAsync<ClassSession>([school.OrganizationId, late], ct))!.Schedule(Friday, new TimeOnly(17, 30), new TimeOnly(18, 30), school.Zone);
            return true;
        }, default);
        Assert.Equal(["ErrorAlreadyBooked"], refused.Errors.Select(e => e.Code));
    }

    [Fact]
    public async Task Another_organizations_class_group_room_and_teacher_do_not_exist()
    {
        var (school, sessions) = await SchoolAsync();
        var (neighbour, theirs) = await SchoolAsync();
        var foreign = await neighbour.AddGroupAsync("Salsa");
        var foreignId = Done(await theirs.ScheduleAsync(neighbour.Admin, New(foreign), default));
        var group = await school.AddGroupAsync("Jazz");

        foreach (var command in new[]
        {
            New(foreign), New(group) with { TeacherId = neighbour.TeacherId }, New(group) with { VenueId = neighbour.VenueId }, New(group) with { RoomId = neighbour.RoomId },
        })
        {
            Assert.Equal([ErrorKind.NotFound], (await sessions.ScheduleAsync(school.Admin, command, default)).Errors.Select(e => e.Kind));
        }

        Assert.Equal(ErrorKind.NotFound, (await sessions.EditAsync(school.Admin, Edit(school, foreignId, 1), default)).Errors[0].Kind);
        Assert.Equal(ErrorKind.NotFound, (await sessions.CancelAsync(school.Admin, Cancel(foreignId, 1), default)).Errors[0].Kind);
        Assert.Equal(ErrorKind.NotFound, (await sessions.AssignSubstituteAsync(school.Admin, new AssignSubstitute { SessionId = foreignId, ReplacesTeacherId = neighbour.TeacherId, TeacherId = school.TeacherId }, default)).Errors[0].Kind);
        Assert.Empty((await AgendaAsync(sessions, school.Admin)).Items);
        Assert.Equal(ErrorKind.Forbidden, (await sessions.AgendaAsync(neighbour.Admin with { OrganizationId = school.OrganizationId }, Friday, Friday, null, default)).Errors[0].Kind);
    }

    [Fact]
    public async Task Teachers_read_their_classes_but_plan_and_cancel_none()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz");
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));

        Assert.Equal(ErrorKind.Forbidden, (await sessions.ScheduleAsync(school.TeacherActor, New(group), default)).Errors[0].Kind);
        Assert.Equal(ErrorKind.Forbidden, (await sessions.CancelAsync(school.TeacherActor, Cancel(id, 1), default)).Errors[0].Kind);
        Assert.Equal(ErrorKind.Forbidden, (await sessions.ChoicesAsync(school.TeacherActor, default)).Errors[0].Kind);
        Assert.Single((await AgendaAsync(sessions, school.TeacherActor)).Items);
    }

    [Fact]
    public async Task Choices_offer_active_groups_with_the_hours_of_their_latest_class()
    {
        var (school, sessions) = await SchoolAsync();
        var group = await school.AddGroupAsync("Jazz", color: 4);
        await school.AddGroupAsync("Salsa");
        await school.AddSessionAsync(group, Friday, "17:15", "18:00");
        await school.AddTeacherAsync("Ainara", "Vidal", employedTo: new DateOnly(2026, 6, 30));

        var choices = Done(await sessions.ChoicesAsync(school.Staff, default));

        Assert.Equal(["Jazz", "Salsa"], choices.Groups.Select(g => g.Name));
        Assert.Equal((new TimeOnly(17, 15), new TimeOnly(18, 0), 4, school.RoomId), (choices.Groups[0].StartTime, choices.Groups[0].EndTime, choices.Groups[0].Color, choices.Groups[0].RoomId!.Value));
        Assert.Equal(["Leo Sanz"], choices.Teachers.Select(t => t.Name));
        Assert.Equal("Sala Roja", Assert.Single(Assert.Single(choices.Venues).Rooms).Name);
    }

    internal static ScheduleSession New(TestGroup? group = null) => new() { Id = Guid.CreateVersion7(), GroupId = group?.Id, Date = Friday, StartTime = "18:30", EndTime = "1945" };

    internal static CancelSession Cancel(Guid id, int version) => new() { SessionId = id, Version = version, Kind = CancellationKind.School, Reason = "Obras en la sala" };

    internal static T Done<T>(Result<T> result)
    {
        Assert.Empty(result.Errors);
        return result.Value;
    }

    private static EditSession Edit(TestSchool school, Guid id, int version) => new()
    {
        SessionId = id,
        Version = version,
        VenueId = school.VenueId,
        RoomId = school.RoomId,
        TeacherId = school.TeacherId,
        Date = Friday,
        StartTime = "18:30",
        EndTime = "19:45",
    };

    private static IEnumerable<(string Code, string? Field)> Refusals<T>(Result<T> result) => result.Errors.Select(e => (e.Code, e.Field)).OrderBy(e => e.Field);

    private static async Task<Agenda> AgendaAsync(SessionService sessions, Actor actor) => Done(await sessions.AgendaAsync(actor, Friday, Friday, null, default));

    private async Task<(TestSchool School, SessionService Sessions)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new SessionService(school.Tenants));
    }
}
