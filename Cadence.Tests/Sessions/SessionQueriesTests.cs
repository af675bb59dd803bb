using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;
using static Cadence.Tests.Sessions.SessionServiceTests;

namespace Cadence.Tests.Sessions;

/// <summary>The page of one class: roster, marks, and who did what.</summary>
public sealed class SessionQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_class_shows_its_people_by_family_name_with_marks_and_guests()
    {
        var school = await TestSchool.CreateAsync(database);
        var queries = new SessionQueries(school.Tenants);
        var group = await school.AddGroupAsync("Jazz", students: 0, capacity: 12);
        var zoe = await school.AddStudentAsync("Zoe", "Abad");
        var ana = await school.AddStudentAsync("Ana", "Zamora");
        var guest = await school.AddStudentAsync("Mar", "Luna");
        await school.EnrolAsync(group, zoe, new DateOnly(2026, 1, 1));
        await school.EnrolAsync(group, ana, new DateOnly(2026, 1, 1));
        var id = await school.AddSessionAsync(group, school.Today);
        await school.AddGuestAsync(id, guest, GuestKind.MakeUp);
        await school.MarkAsync(id, (zoe, AttendanceStatus.Late), (ana, null));

        var picture = Done(await queries.SessionAsync(school.TeacherActor, id, default));

        Assert.Equal(
            [("Zoe Abad", null, AttendanceStatus.Late), ("Mar Luna", GuestKind.MakeUp, null), ("Ana Zamora", null, (AttendanceStatus?)null)],
            picture.People.Select(p => (p.Name, p.Guest, p.Status)));
        Assert.Equal(("Jazz", 3, 12, school.RoomId, school.TeacherId, false), (picture.Item.Name, picture.Item.RosterCount, picture.Capacity, picture.RoomId, picture.LeadTeacherId, picture.IsLocked));
    }

    [Fact]
    public async Task Its_history_tells_who_did_what_when_the_newest_first()
    {
        var school = await TestSchool.CreateAsync(database);
        var sessions = new SessionService(school.Tenants);
        var queries = new SessionQueries(school.Tenants);
        var irene = await school.AddTeacherAsync("Irene", "Sanz");
        var azul = await school.AddRoomAsync("Sala Azul");
        var group = await school.AddGroupAsync("Jazz", students: 1);
        var id = Done(await sessions.ScheduleAsync(school.Admin, New(group), default));
        var version = Done(await sessions.EditAsync(school.Staff, new EditSession { SessionId = id, Version = 1, VenueId = school.VenueId, RoomId = azul, TeacherId = school.TeacherId, Date = new DateOnly(2026, 11, 21), StartTime = "18:00", EndTime = "19:45" }, default));
        Done(await sessions.AssignSubstituteAsync(school.Staff, new AssignSubstitute { SessionId = id, ReplacesTeacherId = school.TeacherId, TeacherId = irene }, default));
        version = Done(await sessions.CancelAsync(school.Owner, Cancel(id, version), default));
        Done(await sessions.RestoreAsync(school.Owner, new RestoreSession { SessionId = id, Version = version }, default));
        Done(await sessions.RemoveSubstituteAsync(school.Admin, new RemoveSessionTeacher { SessionId = id, TeacherId = irene }, default));

        var events = Done(await queries.HistoryAsync(school.Staff, id, default)).Events;

        Assert.Equal(
            [
                (SessionEventKind.SubstituteRemoved, "Admin Prueba", "Irene Sanz"), (SessionEventKind.Restored, "Owner Prueba", null), (SessionEventKind.Cancelled, "Owner Prueba", null),
                (SessionEventKind.SubstituteAssigned, "Staff Prueba", "Irene Sanz"), (SessionEventKind.Edited, "Staff Prueba", null), (SessionEventKind.Scheduled, "Admin Prueba", (string?)null),
            ],
            events.Select(e => (e.Kind, e.Who, e.Person)));
        Assert.Equal((CancellationKind.School, "Obras en la sala"), (events[2].CancellationKind!.Value, events[2].Reason));
        Assert.Equal("Leo Sanz", events[3].Other);
        Assert.Equal(
            [(SessionField.Date, "2026-11-20", "2026-11-21"), (SessionField.StartTime, "18:30:00", "18:00:00"), (SessionField.RoomId, "Sala Roja", "Sala Azul")],
            events[4].Changes!.Select(c => (c.Field, c.Old, c.New)));
    }

    [Fact]
    public async Task Foreign_and_others_classes_do_not_exist()
    {
        var school = await TestSchool.CreateAsync(database);
        var neighbour = await TestSchool.CreateAsync(database);
        var queries = new SessionQueries(school.Tenants);
        var group = await school.AddGroupAsync("Jazz", students: 1);
        var id = await school.AddSessionAsync(group, school.Today);
        var stranger = await school.AddMemberAsync(RolePresets.Teacher);

        foreach (var actor in new[] { neighbour.Admin, stranger })
        {
            Assert.Equal(ErrorKind.NotFound, (await queries.SessionAsync(actor, id, default)).Errors.Single().Kind);
            Assert.Equal(ErrorKind.NotFound, (await queries.HistoryAsync(actor, id, default)).Errors.Single().Kind);
        }
    }
}
