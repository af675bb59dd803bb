using Cadence.Core.Attendance;
using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Reports;

/// <summary>What a family reads of classes and attendance (domain.md §2).</summary>
public sealed class FamilyQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_class_nobody_marked_or_whose_mark_was_withdrawn_is_neither_shown_nor_counted()
    {
        var (school, group, student, guardian) = await FamilyAsync();
        AttendanceStatus?[] marks = [AttendanceStatus.Present, AttendanceStatus.Late, AttendanceStatus.Absent, AttendanceStatus.Excused, null];
        for (var i = 0; i < marks.Length; i++)
        {
            await school.AddHeldSessionAsync(group, school.Today.AddDays(-20 + i), _ => marks[i]);
        }

        // Never marked at all, and one whose roll call is still open: what stands there may yet change.
        var unmarked = await school.AddSessionAsync(group, school.Today.AddDays(-3));
        await school.CloseAsync(unmarked);
        var open = await school.AddSessionAsync(group, school.Today.AddDays(-2));
        await school.MarkAsync(open, (student, AttendanceStatus.Absent));

        var shown = Assert.Single((await PageAsync(school, guardian)).Groups);

        Assert.Equal([AttendanceStatus.Present, AttendanceStatus.Late, AttendanceStatus.Absent, AttendanceStatus.Excused], shown.Marks.Select(mark => mark.Status!.Value));
        Assert.Equal((2, 3, 2m / 3), (shown.Came, shown.Counted, shown.Rate));
    }

    [Fact]
    public async Task A_visit_to_another_group_is_no_attendance_of_it_and_nothing_counted_is_a_dash()
    {
        var (school, _, student, guardian) = await FamilyAsync();
        var other = await school.AddGroupAsync("Otro", students: 1, roomId: await school.AddRoomAsync("Sala Azul"), teacherId: await school.AddTeacherAsync("Eva", "Gil"));
        var visit = await school.AddSessionAsync(other, school.Today.AddDays(-4));
        await school.AddGuestAsync(visit, student);
        await school.MarkAsync(visit, (student, AttendanceStatus.Absent), (other.StudentIds[0], AttendanceStatus.Present));
        await school.CloseAsync(visit);

        var group = Assert.Single((await PageAsync(school, guardian)).Groups);

        Assert.Equal(("Jazz", 0, null), (group.Name, group.Marks.Count, group.Rate));
    }

    [Fact]
    public async Task A_cancelled_class_of_the_past_is_a_rest_and_one_to_come_says_why()
    {
        var (school, group, _, guardian) = await FamilyAsync();
        await school.CancelAsync(await school.AddSessionAsync(group, school.Today.AddDays(-5)));
        var ahead = await school.AddSessionAsync(group, school.Today.AddDays(2));
        await school.CancelAsync(ahead, CancellationKind.Teacher);

        var page = await PageAsync(school, guardian);

        Assert.Null(Assert.Single(page.Groups[0].Marks).Status);
        Assert.Equal((ahead, CancellationKind.Teacher), (page.Next[0].Id, page.Next[0].Cancelled!.Value));
    }

    [Fact]
    public async Task The_next_classes_follow_the_enrolment_its_pauses_guests_and_substitutes()
    {
        var (school, group, student, guardian) = await FamilyAsync();
        var substitute = await school.AddTeacherAsync("Eva", "Gil");
        var running = await school.AddSessionAsync(group, school.Today, "18:00", "19:00");
        var over = await school.AddSessionAsync(group, school.Today, "16:00", "17:00");
        var tomorrow = await school.AddSessionAsync(group, school.Today.AddDays(1));
        await school.SubstituteAsync(tomorrow, substitute, school.TeacherId);
        var paused = await school.AddSessionAsync(group, school.Today.AddDays(8));
        var enrolment = await school.ScalarAsync<Guid>("select id from student_groups where student_id = $1", student);
        await school.WriteAsync(db => db.Add(new EnrolmentPause(enrolment, school.Today.AddDays(7), school.Today.AddDays(9), null)));
        var other = await school.AddGroupAsync("Otro", roomId: await school.AddRoomAsync("Sala Azul"), teacherId: await school.AddTeacherAsync("Ivo", "Gil"));
        var trial = await school.AddSessionAsync(other, school.Today.AddDays(3));
        await school.AddGuestAsync(trial, student);
        await school.AddSessionAsync(other, school.Today.AddDays(4));

        var next = (await PageAsync(school, guardian)).Next;

        Assert.Equal([running, tomorrow, trial], next.Select(item => item.Id));
        Assert.DoesNotContain(next, item => item.Id == over || item.Id == paused);
        Assert.Equal(["Leo", "Eva", "Ivo"], next.Select(item => Assert.Single(item.Teachers)));
        Assert.Equal([false, false, true], next.Select(item => item.IsGuest));
        Assert.Equal(new FamilyPlace("Estudio Centro", "Sala Roja"), next[0].Place);
    }

    [Fact]
    public async Task A_private_class_stands_among_the_next()
    {
        var (school, _, student, guardian) = await FamilyAsync();
        var single = new PrivateSession(Guid.CreateVersion7());
        single.Arrange(school.TeacherId, student, school.VenueId, school.RoomId, 35);
        single.Schedule(school.Today.AddDays(1), new TimeOnly(11, 0), 45, school.Zone);
        await school.WriteAsync(db => db.Add(single));

        var next = Assert.Single((await PageAsync(school, guardian)).Next);

        Assert.Equal((single.Id, null, new TimeOnly(11, 0), new TimeOnly(11, 45), "Leo"), (next.Id, next.Title, next.Start, next.End, next.Teachers[0]));
    }

    [Fact]
    public async Task Days_and_times_are_what_the_classes_around_today_show()
    {
        var (school, group, _, guardian) = await FamilyAsync();
        for (var week = -1; week <= 3; week++)
        {
            await school.AddSessionAsync(group, school.Today.AddDays(week * 7), "20:00", "21:00");
            await school.AddSessionAsync(group, school.Today.AddDays((week * 7) + 2), "18:30", "19:30");
        }

        // One that was moved is no timetable.
        await school.AddSessionAsync(group, school.Today.AddDays(3), "10:00", "11:00");

        var shown = Assert.Single((await PageAsync(school, guardian)).Groups);

        Assert.Equal([new FamilySlot(DayOfWeek.Thursday, new(20, 0), new(21, 0)), new FamilySlot(DayOfWeek.Saturday, new(18, 30), new(19, 30))], shown.Slots);
        Assert.Equal(("Leo", new FamilyPlace("Estudio Centro", "Sala Roja")), (shown.TeacherName, shown.Place));
    }

    [Fact]
    public async Task A_void_enrolment_shows_no_group_and_no_class()
    {
        var (school, group, student, guardian) = await FamilyAsync();
        await school.AddSessionAsync(group, school.Today.AddDays(1));
        var enrolment = await school.ScalarAsync<Guid>("select id from student_groups where student_id = $1", student);
        await new EnrolmentService(school.Tenants).VoidAsync(school.Admin, new VoidEnrolment { EnrolmentId = enrolment, Reason = "Error" }, default);

        var page = await PageAsync(school, guardian);

        Assert.Empty(page.Groups);
        Assert.Empty(page.Next);
    }

    [Fact]
    public async Task Who_gives_links_sees_what_the_guardian_sees_and_a_teacher_does_not()
    {
        var (school, _, _, guardian) = await FamilyAsync();
        var families = new FamilyQueries(school.Tenants);

        Assert.True((await families.OfAsync(school.Staff, guardian, default)).IsSuccess);
        Assert.False((await families.OfAsync(school.Staff, null, default)).IsSuccess);
        Assert.False((await families.OfAsync(school.TeacherActor, guardian, default)).IsSuccess);
    }

    private static async Task<FamilyStudent> PageAsync(TestSchool school, Guid guardian) => Assert.Single((await new FamilyQueries(school.Tenants).OfAsync(school.Staff, guardian, default)).Ok().Students);

    private async Task<(TestSchool School, TestGroup Group, Guid Student, Guid Guardian)> FamilyAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddRoomAsync("Sala Verde");
        var group = await school.AddGroupAsync("Jazz", students: 1);
        return (school, group, group.StudentIds[0], (await school.AddGuardianAsync("Mireia", "Vila", group.StudentIds[0])).GuardianId);
    }
}
