using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Sessions;

/// <summary>Private classes; it is Thursday, 19 November 2026, 18:12.</summary>
public sealed class PrivateSessionServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Thursday = new(2026, 11, 19);

    [Fact]
    public async Task What_is_over_when_it_is_noted_was_given_and_what_comes_is_planned()
    {
        var (school, service, pupil) = await SchoolAsync();
        var past = (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "11:00" }, default)).Ok();
        var ahead = (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "20:00" }, default)).Ok();

        var items = (await service.ListAsync(school.Owner, Thursday, Thursday, default)).Ok();
        Assert.Equal([(past, SessionStatus.Held), (ahead, SessionStatus.Scheduled)], items.Select(item => (item.Id, item.Status)));
        Assert.Equal(nameof(PrivateSessionsTexts.ErrorNotYetGiven), (await service.ConfirmAsync(school.Owner, new ConfirmPrivateSession(ahead, 1), default)).Refusals());

        school.Time.SetUtcNow(new DateTimeOffset(2026, 11, 19, 20, 30, 0, TimeSpan.Zero));
        Assert.Equal(SessionState.Missing, (await service.ListAsync(school.Owner, Thursday, Thursday, default)).Ok()[1].StateAt(school.Time.GetUtcNow()));
        Assert.Equal(2, (await service.ConfirmAsync(school.Owner, new ConfirmPrivateSession(ahead, 1), default)).Ok());
    }

    [Fact]
    public async Task Nobody_is_in_two_places_at_once()
    {
        var (school, service, pupil) = await SchoolAsync();
        var group = await school.AddGroupAsync("Sevillanas", students: 2);
        await school.AddSessionAsync(group, Thursday, "20:00", "21:00");
        var elsewhere = (await school.AddVenueAsync("La Nave")).VenueId;

        Assert.Equal("StartTime: ErrorAlreadyBooked", (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "20:30", VenueId = elsewhere }, default)).Refusals());
        var id = (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "21:00", VenueId = elsewhere }, default)).Ok();
        var other = await school.AddTeacherAsync("Irene", "Sanz");
        Assert.Equal("StartTime: ErrorAlreadyBooked", (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "21:30", TeacherId = other }, default)).Refusals());

        (await service.CancelAsync(school.Owner, new CancelPrivateSession(id, 1, CancellationKind.PupilInTime, "Viaje"), default)).Ok();
        (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "21:30", TeacherId = other }, default)).Ok();
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from private_sessions where id = $1 and status = 'cancelled'", id));
    }

    [Fact]
    public async Task The_kind_of_a_cancellation_says_whether_it_is_charged()
    {
        var (school, service, pupil) = await SchoolAsync();
        foreach (var (start, kind, charged) in new[] { ("09:00", CancellationKind.PupilInTime, false), ("10:00", CancellationKind.PupilLate, true), ("11:00", CancellationKind.NoShow, true), ("12:00", CancellationKind.Teacher, false) })
        {
            var id = (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = start }, default)).Ok();
            Assert.Equal("Reason: ErrorRequired", (await service.CancelAsync(school.Owner, new CancelPrivateSession(id, 1, kind, ""), default)).Refusals());
            (await service.CancelAsync(school.Owner, new CancelPrivateSession(id, 1, kind, "Prueba"), default)).Ok();

            Assert.Equal(charged, (await service.ListAsync(school.Owner, Thursday, Thursday, default)).Ok().Single(item => item.Id == id).Charged);
            Assert.Equal(nameof(PrivateSessionsTexts.ErrorPrivateCancelled), (await service.ConfirmAsync(school.Owner, new ConfirmPrivateSession(id, 2), default)).Refusals());
        }
    }

    [Fact]
    public async Task Wrong_values_are_said_at_their_fields_and_sent_twice_it_is_one()
    {
        var (school, service, pupil) = await SchoolAsync();
        Assert.Equal(
            "StudentId: ErrorRequired, VenueId: ErrorRequired, Date: ErrorRequired, StartTime: ErrorRequired, DurationMinutes: ErrorRequired, Price: ErrorRequired",
            (await service.AddAsync(school.Owner, new AddPrivateSession(), default)).Refusals());
        Assert.Equal(
            "StartTime: ErrorTimeInvalid, DurationMinutes: ErrorClassTooLong, Price: ErrorNegative",
            (await service.AddAsync(school.Owner, New(school, pupil) with { StartTime = "25:00", DurationMinutes = 800, Price = -1 }, default)).Refusals());

        var command = New(school, pupil);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => Assert.Equal(command.Id, (await service.AddAsync(school.Owner, command, default)).Ok())));
        Assert.Single((await service.ListAsync(school.Owner, Thursday, Thursday, default)).Ok());
    }

    [Fact]
    public async Task A_teacher_sees_only_their_own()
    {
        var (school, service, pupil) = await SchoolAsync();
        var other = await school.AddTeacherAsync("Irene", "Sanz");
        var own = (await service.AddAsync(school.Owner, New(school, pupil), default)).Ok();
        (await service.AddAsync(school.Owner, New(school, await school.AddStudentAsync()) with { TeacherId = other, StartTime = "15:00" }, default)).Ok();

        Assert.Equal([own], (await service.ListAsync(school.TeacherActor, Thursday, Thursday, default)).Ok().Select(item => item.Id));
        (await service.AddAsync(school.TeacherActor, New(school, pupil), default)).IsForbidden();
    }

    private static AddPrivateSession New(TestSchool school, Guid pupil) =>
        new() { StudentId = pupil, VenueId = school.VenueId, TeacherId = school.TeacherId, Date = Thursday, StartTime = "11:00", DurationMinutes = 60, Price = 35 };

    private async Task<(TestSchool School, PrivateSessionService Service, Guid Pupil)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new PrivateSessionService(school.Tenants), await school.AddStudentAsync("Vega", "Luna"));
    }
}
