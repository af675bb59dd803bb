using Cadence.Core.Data;
using Cadence.Core.Localization;
using Cadence.Core.Venues;
using Cadence.Tests.Support;

namespace Cadence.Tests.Venues;

public sealed class VenueServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_venue_comes_with_its_first_room_and_can_get_more(TenantMode mode)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var venues = new VenueService(school.Tenants);
        var id = (await venues.AddAsync(school.Admin, new AddVenue { Name = "  Estudio Norte ", Address = "Calle Mayor 1" }, default)).Ok();
        (await venues.AddRoomAsync(school.Staff, new AddRoom { VenueId = id, Name = "Sala Azul", Shared = true }, default)).Ok();

        var venue = (await venues.ListAsync(school.Owner, default)).Ok().Single(v => v.Id == id);
        Assert.Equal("Estudio Norte", venue.Name);
        Assert.Equal("Calle Mayor 1", venue.Address);
        Assert.Equal(["Estudio Norte/False", "Sala Azul/True"], venue.Rooms.Select(room => $"{room.Name}/{room.Shared}"));
    }

    [Theory]
    [InlineData(VenueKind.Studio, false)]
    [InlineData(VenueKind.Home, true)]
    [InlineData(VenueKind.Online, true)]
    public async Task Rooms_at_home_and_online_are_always_shared(VenueKind kind, bool shared)
    {
        var school = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        var id = (await venues.AddAsync(school.Admin, new AddVenue { Name = "Otro sitio", Kind = kind }, default)).Ok();
        var added = (await venues.AddRoomAsync(school.Admin, new AddRoom { VenueId = id, Name = "Segunda" }, default)).Ok();
        (await venues.EditRoomAsync(school.Admin, new EditRoom { Id = added, Version = 1, Name = "La segunda", Shared = false }, default)).Ok();
        Assert.All((await venues.ListAsync(school.Admin, default)).Ok().Single(v => v.Id == id).Rooms, room => Assert.Equal(shared, room.Shared));
    }

    [Fact]
    public async Task A_studio_that_becomes_a_home_opens_its_rooms_to_overlaps()
    {
        var school = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        Assert.Equal(2, (await venues.EditAsync(school.Admin, new EditVenue { Id = school.VenueId, Version = 1, Name = "Casa de Ana", Kind = VenueKind.Home }, default)).Ok());
        Assert.True((await venues.ListAsync(school.Admin, default)).Ok().Single().Rooms.Single().Shared);
    }

    [Fact]
    public async Task Sending_the_same_venue_twice_or_at_once_adds_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        var command = new AddVenue { Name = "Estudio Sur" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => venues.AddAsync(school.Admin, command, default)));
        Assert.All(answers, answer => Assert.Equal(command.Id, answer.Ok()));
        var room = new AddRoom { VenueId = command.Id, Name = "Dos" };
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => venues.AddRoomAsync(school.Admin, room, default))), answer => Assert.Equal(room.Id, answer.Ok()));
        Assert.Equal(2, (await venues.ListAsync(school.Admin, default)).Ok().Single(v => v.Id == command.Id).Rooms.Count);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1 and type = 'venue.added'", school.OrganizationId));
    }

    [Theory]
    [InlineData("", VenueKind.Studio, null, null, null, "Name: ErrorRequired")]
    [InlineData("   ", VenueKind.Studio, null, null, null, "Name: ErrorRequired")]
    [InlineData("81", VenueKind.Studio, "201", null, "81", "Name: ErrorTooLong, Address: ErrorTooLong, RoomName: ErrorTooLong")]
    [InlineData("Sala\0", VenueKind.Studio, null, null, null, "Name: ErrorUnreadableText")]
    [InlineData("Ok", (VenueKind)9, null, null, null, "Kind: ErrorChoiceInvalid")]
    [InlineData("Ok", VenueKind.Studio, null, "Marte/Norte", null, "TimeZone: ErrorTimeZoneUnknown")]
    [InlineData("Ok", VenueKind.Studio, null, "Romance Standard Time", null, "TimeZone: ErrorTimeZoneUnknown")]
    [InlineData("Estudio Centro", VenueKind.Studio, null, null, null, "Name: ErrorNameTaken")]
    public async Task A_wrong_venue_is_refused_at_its_fields_in_both_languages(string name, VenueKind kind, string? address, string? zone, string? room, string expected)
    {
        static string? Long(string? text) => int.TryParse(text, out var length) ? new string('x', length) : text;
        var school = await TestSchool.CreateAsync(database);
        var result = await new VenueService(school.Tenants).AddAsync(
            school.Admin, new AddVenue { Name = Long(name)!, Kind = kind, Address = Long(address), TimeZone = zone, RoomName = Long(room) }, default);
        Assert.Equal(expected, result.Refusals());
        foreach (var language in new[] { "es", "en" })
        {
            using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
            Assert.All(result.Errors, error => Assert.DoesNotContain("{", ErrorText.Of(error), StringComparison.Ordinal));
        }

        Assert.Single((await new VenueService(school.Tenants).ListAsync(school.Admin, default)).Ok());
    }

    [Fact]
    public async Task Another_organizations_venue_looks_like_one_that_never_was()
    {
        var school = await TestSchool.CreateAsync(database);
        var other = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        foreach (var (venue, room) in new[] { (other.VenueId, other.RoomId), (Guid.CreateVersion7(), Guid.CreateVersion7()) })
        {
            (await venues.EditAsync(school.Admin, new EditVenue { Id = venue, Version = 1, Name = "Mío" }, default)).IsNotFound();
            (await venues.AddRoomAsync(school.Admin, new AddRoom { VenueId = venue, Name = "Mía" }, default)).IsNotFound();
            (await venues.EditRoomAsync(school.Admin, new EditRoom { Id = room, Version = 1, Name = "Mía" }, default)).IsNotFound();
        }

        Assert.Equal("Estudio Centro", await school.ScalarAsync<string>("select name from venues where id = $1", other.VenueId));
    }

    [Fact]
    public async Task A_form_opened_before_somebody_elses_change_is_refused()
    {
        var school = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        (await venues.EditAsync(school.Admin, new EditVenue { Id = school.VenueId, Version = 1, Name = "Uno" }, default)).Ok();
        Assert.Equal("ErrorChangedMeanwhile", (await venues.EditAsync(school.Staff, new EditVenue { Id = school.VenueId, Version = 1, Name = "Dos" }, default)).Refusals());
        (await venues.EditRoomAsync(school.Admin, new EditRoom { Id = school.RoomId, Version = 1, Name = "Uno" }, default)).Ok();
        Assert.Equal("ErrorChangedMeanwhile", (await venues.EditRoomAsync(school.Staff, new EditRoom { Id = school.RoomId, Version = 1, Name = "Dos" }, default)).Refusals());
    }

    [Fact]
    public async Task A_room_with_two_classes_at_once_stays_shared()
    {
        var school = await TestSchool.CreateAsync(database);
        var venues = new VenueService(school.Tenants);
        (await venues.EditRoomAsync(school.Admin, new EditRoom { Id = school.RoomId, Version = 1, Name = "Roja", Shared = true }, default)).Ok();
        var later = new DateOnly(2199, 5, 4);
        await school.AddSessionAsync(await school.AddGroupAsync("Uno"), later);
        await school.AddSessionAsync(await school.AddGroupAsync("Dos", teacherId: await school.AddTeacherAsync("Eva", "Gil")), later);
        Assert.Equal("Shared: ErrorRoomHasOverlaps", (await venues.EditRoomAsync(school.Admin, new EditRoom { Id = school.RoomId, Version = 2, Name = "Roja", Shared = false }, default)).Refusals());
    }

    [Fact]
    public async Task The_zone_of_a_venue_with_planned_classes_stays()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddSessionAsync(await school.AddGroupAsync("Uno"), school.Today.AddDays(1));
        var command = new EditVenue { Id = school.VenueId, Version = 1, Name = "Estudio", TimeZone = "Atlantic/Canary" };
        Assert.Equal("TimeZone: ErrorZoneHasClasses", (await new VenueService(school.Tenants).EditAsync(school.Admin, command, default)).Refusals());
    }

    [Fact]
    public async Task A_teacher_sees_studios_but_no_homes_and_changes_nothing()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddVenueAsync("Casa de Ana", VenueKind.Home);
        var venues = new VenueService(school.Tenants);
        Assert.Equal(["Estudio Centro"], (await venues.ListAsync(school.TeacherActor, default)).Ok().Select(venue => venue.Name));
        (await venues.AddAsync(school.TeacherActor, new AddVenue { Name = "Mío" }, default)).IsForbidden();
        (await venues.EditAsync(school.TeacherActor, new EditVenue { Id = school.VenueId, Version = 1, Name = "Mío" }, default)).IsForbidden();
        (await venues.AddRoomAsync(school.TeacherActor, new AddRoom { VenueId = school.VenueId, Name = "Mía" }, default)).IsForbidden();
        (await venues.EditRoomAsync(school.TeacherActor, new EditRoom { Id = school.RoomId, Version = 1, Name = "Mía" }, default)).IsForbidden();
        (await venues.ListAsync((await TestSchool.CreateAsync(database)).Admin with { OrganizationId = school.OrganizationId }, default)).IsForbidden();
    }
}
