using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Localization;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Groups;

public sealed class GroupServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_group_is_added_changed_and_listed(TenantMode mode)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var groups = new GroupService(school.Tenants);
        var command = new AddGroup { Name = " Urbano inicial ", TeacherId = school.TeacherId, VenueId = school.VenueId, Capacity = 26, Level = "Nivel 1", Color = 2, MonthlyPrice = 42.5m };
        Assert.Equal(command.Id, (await groups.AddAsync(school.Admin, command, default)).Ok());

        // The only room of the venue goes without saying, and is not named.
        var added = (await groups.OverviewAsync(school.Admin, command.Id, default)).Ok();
        Assert.Equal(("Urbano inicial", school.RoomId, null, "Leo Sanz", 42.5m), (added.Name, added.RoomId, added.RoomName, added.TeacherName, added.MonthlyPrice));
        Assert.Equal((GroupStatus.Active, 26, 26, 1), (added.Status, added.Capacity, added.Free, added.Version));

        var blue = await school.AddRoomAsync("Sala Azul");
        Assert.Equal(2, (await groups.EditAsync(school.Staff, new EditGroup { Id = command.Id, Version = 1, Name = "Urbano", VenueId = school.VenueId, RoomId = blue, Capacity = 20, Color = 3 }, default)).Ok());
        var item = (await groups.ListAsync(school.Admin, new GroupFilter(), default)).Ok().Items.Single();
        Assert.Equal(("Urbano", null, "Estudio Centro", "Sala Azul", 20, 3), (item.Name, item.TeacherName, item.VenueName, item.RoomName, item.Capacity, item.Color));
    }

    [Fact]
    public async Task Sending_the_same_group_at_once_adds_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var groups = new GroupService(school.Tenants);
        var command = new AddGroup { Name = "Salsa", Capacity = 10 };
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => groups.AddAsync(school.Admin, command, default))), answer => Assert.Equal(command.Id, answer.Ok()));
        Assert.Equal(1, (await groups.ListAsync(school.Admin, new GroupFilter(), default)).Ok().Total);
    }

    public static TheoryData<AddGroup, string> WrongGroups => new()
    {
        { new AddGroup(), "Name: ErrorRequired, Capacity: ErrorRequired" },
        { new AddGroup { Name = "Ok", Capacity = 0 }, "Capacity: ErrorNotPositive" },
        { new AddGroup { Name = "Ok", Capacity = -3 }, "Capacity: ErrorNotPositive" },
        { new AddGroup { Name = "Ok", Capacity = 1001 }, "Capacity: ErrorTooLarge" },
        { new AddGroup { Name = "Ok", Capacity = 5, MonthlyPrice = -0.01m }, "MonthlyPrice: ErrorNegative" },
        { new AddGroup { Name = "Ok", Capacity = 5, MonthlyPrice = 1_000_000m }, "MonthlyPrice: ErrorTooLarge" },
        { new AddGroup { Name = "Ok", Capacity = 5, MonthlyPrice = 42.505m }, "MonthlyPrice: ErrorMoneyDecimals" },
        { new AddGroup { Name = "Ok", Capacity = 5, Color = 13 }, "Color: ErrorChoiceInvalid" },
        { new AddGroup { Name = new string('x', 81), Capacity = 5, Level = new string('x', 41), Style = new string('x', 41), AgeRange = new string('x', 41) }, "Name: ErrorTooLong, Level: ErrorTooLong, Style: ErrorTooLong, AgeRange: ErrorTooLong" },
        { new AddGroup { Name = "Ok", Capacity = 5, TeacherId = Guid.CreateVersion7() }, "TeacherId: ErrorNotFound" },
        { new AddGroup { Name = "Ok", Capacity = 5, VenueId = Guid.CreateVersion7() }, "VenueId: ErrorNotFound" },
        { new AddGroup { Name = "Ok", Capacity = 5, RoomId = Guid.CreateVersion7() }, "RoomId: ErrorRoomElsewhere" },
        { new AddGroup { Name = "Ya está", Capacity = 5 }, "Name: ErrorNameTaken" },
    };

    [Theory]
    [MemberData(nameof(WrongGroups), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_group_is_refused_at_its_fields_in_both_languages(AddGroup command, string expected)
    {
        ArgumentNullException.ThrowIfNull(command);
        var school = await TestSchool.CreateAsync(database);
        await school.AddGroupAsync("Ya está");
        var other = await school.AddGroupAsync("Otro");
        var groups = new GroupService(school.Tenants);
        var added = await groups.AddAsync(school.Admin, command, default);
        var edited = await groups.EditAsync(
            school.Admin,
            new EditGroup
            {
                Id = other.Id,
                Version = 1,
                Name = command.Name,
                Capacity = command.Capacity,
                Color = command.Color,
                Level = command.Level,
                Style = command.Style,
                AgeRange = command.AgeRange,
                MonthlyPrice = command.MonthlyPrice,
                TeacherId = command.TeacherId,
                VenueId = command.VenueId,
                RoomId = command.RoomId,
            },
            default);
        Assert.Equal((expected, expected), (added.Refusals(), edited.Refusals()));
        foreach (var language in new[] { "es", "en" })
        {
            using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
            Assert.All(added.Errors, error => Assert.DoesNotContain("{", ErrorText.Of(error), StringComparison.Ordinal));
        }

        Assert.Equal(["Otro", "Ya está"], (await groups.ListAsync(school.Admin, new GroupFilter(), default)).Ok().Items.Select(group => group.Name));
    }

    [Fact]
    public async Task A_venue_with_two_rooms_asks_which_and_takes_no_room_of_another()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddRoomAsync("Sala Azul");
        var (_, elsewhere) = await school.AddVenueAsync("Norte");
        var groups = new GroupService(school.Tenants);
        var command = new AddGroup { Name = "Salsa", Capacity = 10, VenueId = school.VenueId };
        Assert.Equal("RoomId: ErrorRoomMissing", (await groups.AddAsync(school.Admin, command, default)).Refusals());
        Assert.Equal("RoomId: ErrorRoomElsewhere", (await groups.AddAsync(school.Admin, command with { RoomId = elsewhere }, default)).Refusals());
    }

    [Fact]
    public async Task Nothing_of_another_organization_can_be_put_into_a_group_or_read()
    {
        var school = await TestSchool.CreateAsync(database);
        var other = await TestSchool.CreateAsync(database);
        var foreign = await other.AddGroupAsync("Ajeno", students: 2);
        var own = await school.AddGroupAsync("Propio");
        var groups = new GroupService(school.Tenants);
        foreach (var id in new[] { foreign.Id, Guid.CreateVersion7() })
        {
            (await groups.OverviewAsync(school.Admin, id, default)).IsNotFound();
            (await groups.EditAsync(school.Admin, new EditGroup { Id = id, Version = 1, Name = "Mío", Capacity = 1 }, default)).IsNotFound();
        }

        var command = new EditGroup { Id = own.Id, Version = 1, Name = "Propio", Capacity = 5 };
        Assert.Equal("TeacherId: ErrorNotFound", (await groups.EditAsync(school.Admin, command with { TeacherId = other.TeacherId }, default)).Refusals());
        Assert.Equal("VenueId: ErrorNotFound", (await groups.EditAsync(school.Admin, command with { VenueId = other.VenueId }, default)).Refusals());
        Assert.Equal("RoomId: ErrorRoomElsewhere", (await groups.EditAsync(school.Admin, command with { VenueId = school.VenueId, RoomId = other.RoomId }, default)).Refusals());
        Assert.Equal(["Propio"], (await groups.ListAsync(school.Admin, new GroupFilter(), default)).Ok().Items.Select(group => group.Name));
        var choices = (await groups.ChoicesAsync(school.Admin, default)).Ok();
        Assert.Equal([school.TeacherId], choices.Teachers.Select(teacher => teacher.Id));
        Assert.Equal([school.VenueId], choices.Venues.Select(venue => venue.Id));
    }

    [Fact]
    public async Task A_form_opened_before_somebody_elses_change_is_refused()
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa");
        var groups = new GroupService(school.Tenants);
        var command = new EditGroup { Id = group.Id, Version = 1, Name = "Salsa uno", Capacity = 12, Color = 2 };
        (await groups.EditAsync(school.Admin, command, default)).Ok();
        Assert.Equal("ErrorChangedMeanwhile", (await groups.EditAsync(school.Staff, command with { Name = "Salsa dos" }, default)).Refusals());
    }

    [Fact]
    public async Task The_list_counts_people_of_today_and_marks_of_the_last_twelve_classes()
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Urbano", students: 4);
        await school.AddGroupAsync("Antes que urbano");
        var left = await school.AddStudentAsync();
        await school.EnrolAsync(group, left, new DateOnly(2026, 1, 1), school.Today.AddDays(-1));
        await school.EnrolAsync(group, await school.AddStudentAsync(), school.Today.AddDays(1));

        // Thirteen classes; the first, all absent, is too old to count.
        await school.AddHeldSessionAsync(group, school.Today.AddDays(-14), _ => AttendanceStatus.Absent);
        for (var day = 13; day > 1; day--)
        {
            // Present, late, absent, excused: two of three that count.
            await school.AddHeldSessionAsync(group, school.Today.AddDays(-day), i => (AttendanceStatus)(i == 3 ? 2 : i == 2 ? 1 : i == 1 ? 3 : 0));
        }

        var cancelled = await school.AddSessionAsync(group, school.Today.AddDays(-1));
        await school.CancelAsync(cancelled);
        await school.AddSessionAsync(group, school.Today.AddDays(7));
        var next = await school.AddSessionAsync(group, school.Today.AddDays(5), "20:00", "21:00");

        var list = (await new GroupService(school.Tenants).ListAsync(school.Admin, new GroupFilter(), default)).Ok();
        Assert.Equal(["Antes que urbano", "Urbano"], list.Items.Select(item => item.Name));
        var urbano = list.Items[1];
        Assert.Equal((4, 26, next), (urbano.Enrolled, urbano.Capacity, urbano.Next!.SessionId));
        Assert.Equal(new CountedMarks(12, 12, 12), urbano.Marks);
        // The person who has left since stays on the lists of their classes, unmarked.
        Assert.Equal(Enumerable.Repeat(new RecentClass(2, 5), 12), urbano.Recent);
        Assert.Null(list.Items[0].Marks.Percentage);
        Assert.Empty(list.Items[0].Recent);
    }

    [Fact]
    public async Task The_overview_shows_classes_people_and_percentages_by_the_rule()
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Urbano", students: 3, from: school.Today.AddDays(-30));
        var (ana, ben, eva) = (group.StudentIds[0], group.StudentIds[1], group.StudentIds[2]);
        var guest = await school.AddStudentAsync("Invitada", "Aa");

        var first = await school.AddSessionAsync(group, school.Today.AddDays(-9));
        await school.AddGuestAsync(first, guest, GuestKind.MakeUp);
        await school.MarkAsync(first, (ana, AttendanceStatus.Present), (ben, AttendanceStatus.Absent), (eva, AttendanceStatus.Excused), (guest, AttendanceStatus.Late));
        await school.CloseAsync(first);
        var rest = await school.AddSessionAsync(group, school.Today.AddDays(-7));
        await school.CancelAsync(rest);
        var second = await school.AddSessionAsync(group, school.Today.AddDays(-5));
        await school.MarkAsync(second, (ana, AttendanceStatus.Late), (ben, null));
        await school.CloseAsync(second);
        // Ended without being closed: its marks show, but don't count yet.
        var open = await school.AddSessionAsync(group, school.Today.AddDays(-2));
        await school.MarkAsync(open, (ana, AttendanceStatus.Absent));
        var running = await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        var ahead = await school.AddSessionAsync(group, school.Today.AddDays(2));

        // The guest joins from tomorrow; Ben leaves today.
        var trial = await school.AddStudentAsync("Zoe", "Zz", StudentStatus.Trial);
        await school.EnrolAsync(group, trial, school.Today);
        await school.EnrolAsync(group, guest, school.Today.AddDays(1));

        var overview = (await new GroupService(school.Tenants).OverviewAsync(school.Admin, group.Id, default)).Ok();
        Assert.Equal([first, rest, second, open, running, ahead], overview.Sessions.Select(session => session.Id));
        Assert.Equal(
            [GroupSessionState.Held, GroupSessionState.Cancelled, GroupSessionState.Held, GroupSessionState.NoRoll, GroupSessionState.Running, GroupSessionState.Scheduled],
            overview.Sessions.Select(session => session.State));
        Assert.Equal((4, 2, 1, 1, 1, 0), Tower(overview.Sessions[0]));
        Assert.Equal((3, 1, 1, 0, 0, 2), Tower(overview.Sessions[2]));
        Assert.Equal([first, second, open, running], overview.MarkedSessions);
        Assert.Equal((ahead, running), (overview.Next!.Id, overview.OpenRoll!.Id));
        Assert.Equal([open, running], overview.Sessions.Where(session => session.RollOpen).Select(session => session.Id));

        // Own marks of closed classes: Ana present and late, Ben absent; the guest's and the excused one stand outside.
        Assert.Equal(new CountedMarks(1, 1, 1), overview.Marks);
        Assert.Equal([trial, guest], overview.People.Where(person => person.StudentId == trial || person.StudentId == guest).Select(person => person.StudentId));
        var people = overview.People.ToDictionary(person => person.StudentId);
        Assert.Equal([GroupMark.Present, GroupMark.Late, GroupMark.Absent, GroupMark.Unmarked], people[ana].Marks);
        Assert.Equal(1m, people[ana].Counted.Percentage);
        Assert.Equal([GroupMark.Absent, GroupMark.Unmarked, GroupMark.Unmarked, GroupMark.Unmarked], people[ben].Marks);
        Assert.Equal(0m, people[ben].Counted.Percentage);
        Assert.Null(people[eva].Counted.Percentage);
        Assert.Equal([GroupMark.None, GroupMark.None, GroupMark.None, GroupMark.Unmarked], people[trial].Marks);
        Assert.True(people[guest].Ahead);
        Assert.Equal((4, 1, 22, 4, 0), (overview.Enrolled, overview.OnTrial, overview.Free, overview.Joined, overview.Left));

        // The list says the same of the same marks.
        Assert.Equal(overview.Marks, (await new GroupService(school.Tenants).ListAsync(school.Admin, new GroupFilter(), default)).Ok().Items.Single().Marks);

        static (int, int, int, int, int, int) Tower(GroupSession session) => (session.Roster, session.Heads, session.Late, session.Absent, session.Excused, session.Unmarked);
    }

    [Fact]
    public async Task Figures_agree_with_a_count_by_hand_in_sql()
    {
        var school = await TestSchool.CreateAsync(database);
        var random = new Random(7);
        var group = await school.AddGroupAsync("Urbano", students: 9);
        for (var day = 20; day > 0; day--)
        {
            await school.AddHeldSessionAsync(group, school.Today.AddDays(-day), _ => random.Next(6) switch { 0 => null, 1 => AttendanceStatus.Absent, 2 => AttendanceStatus.Late, 3 => AttendanceStatus.Excused, _ => AttendanceStatus.Present });
        }

        var byHand = await school.ScalarAsync<string>(
            """
            with last as (select id from class_sessions where group_id = $1 and closed_at is not null order by starts_at desc limit 12)
            select concat_ws('/', sum((status = 'present')::int), sum((status = 'late')::int), sum((status = 'absent')::int))
            from attendance_records where class_session_id in (select id from last)
            """,
            group.Id);
        var overview = (await new GroupService(school.Tenants).OverviewAsync(school.Admin, group.Id, default)).Ok();
        Assert.Equal(byHand, $"{overview.Marks.Present}/{overview.Marks.Late}/{overview.Marks.Absent}");
        Assert.Equal(overview.Marks.Present, overview.People.Sum(person => person.Counted.Present));
        Assert.Equal(12, overview.MarkedSessions.Count);
    }

    [Fact]
    public async Task A_teacher_sees_the_groups_they_lead_or_taught_in_the_last_thirty_days()
    {
        var school = await TestSchool.CreateAsync(database);
        var eva = await school.AddTeacherAsync("Eva", "Gil");
        var own = await school.AddGroupAsync("Propio");
        var taught = await school.AddGroupAsync("Dado hace 30 días", teacherId: eva);
        await school.AddSessionAsync(taught, school.Today.AddDays(-30), teacherId: school.TeacherId);
        var longAgo = await school.AddGroupAsync("Dado hace 31 días", teacherId: eva);
        await school.AddSessionAsync(longAgo, school.Today.AddDays(-31), teacherId: school.TeacherId);
        var substituted = await school.AddGroupAsync("Solo sustituido", teacherId: eva);
        await school.SubstituteAsync(await school.AddSessionAsync(substituted, school.Today.AddDays(-3)), school.TeacherId, eva);
        var groups = new GroupService(school.Tenants);

        Assert.Equal(["Dado hace 30 días", "Propio"], (await groups.ListAsync(school.TeacherActor, new GroupFilter(), default)).Ok().Items.Select(group => group.Name));
        Assert.Equal(2, (await groups.ListAsync(school.TeacherActor, new GroupFilter(), default)).Ok().Total);
        (await groups.OverviewAsync(school.TeacherActor, own.Id, default)).Ok();
        (await groups.OverviewAsync(school.TeacherActor, taught.Id, default)).Ok();
        (await groups.OverviewAsync(school.TeacherActor, longAgo.Id, default)).IsNotFound();
        (await groups.OverviewAsync(school.TeacherActor, substituted.Id, default)).IsNotFound();
        (await groups.EditAsync(school.TeacherActor, new EditGroup { Id = own.Id, Version = 1, Name = "Mío", Capacity = 1 }, default)).IsForbidden();
        (await groups.AddAsync(school.TeacherActor, new AddGroup { Name = "Mío", Capacity = 1 }, default)).IsForbidden();
        (await groups.ChoicesAsync(school.TeacherActor, default)).IsForbidden();
        Assert.Empty((await groups.ListAsync(await school.AddMemberAsync("teacher"), new GroupFilter(), default)).Ok().Items);
        Assert.Equal(["Propio"], (await groups.ListAsync(school.Admin, new GroupFilter(TeacherId: school.TeacherId), default)).Ok().Items.Select(group => group.Name));
    }

    [Fact]
    public async Task The_status_filter_shows_some_and_counts_all()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddGroupAsync("Activo");
        var closed = await school.AddGroupAsync("Cerrado");
        await school.WriteAsync(async (session, token) =>
        {
            await using var command = session.Command("update groups set status = 'closed' where id = $1");
            command.Parameters.AddWithValue(closed.Id);
            await command.ExecuteNonQueryAsync(token);
        });
        var list = (await new GroupService(school.Tenants).ListAsync(school.Admin, new GroupFilter(GroupStatus.Closed), default)).Ok();
        Assert.Equal(("Cerrado", 1, 0, 1), (list.Items.Single().Name, list.Active, list.Paused, list.Closed));
        // A closed group gives its name back.
        (await new GroupService(school.Tenants).AddAsync(school.Admin, new AddGroup { Name = "Cerrado", Capacity = 5 }, default)).Ok();
    }

    [Fact]
    public async Task The_form_offers_who_teaches_now_and_the_colour_least_used()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddTeacherAsync("Ida", "Ya", employedTo: school.Today.AddDays(-1));
        foreach (var color in Enumerable.Range(1, 12).Where(color => color != 7))
        {
            await school.AddGroupAsync("Grupo " + color, color: color);
        }

        var choices = (await new GroupService(school.Tenants).ChoicesAsync(school.Admin, default)).Ok();
        Assert.Equal(["Leo Sanz"], choices.Teachers.Select(teacher => teacher.Name));
        Assert.Equal(["Sala Roja"], choices.Venues.Single().Rooms.Select(room => room.Name));
        Assert.Equal(7, choices.FreeColor);
    }
}
