using Cadence.Core.Resources;
using Cadence.Core.Venues;
using Cadence.Tests.Support;

namespace Cadence.Tests.Venues;

/// <summary>How long the ways between venues take.</summary>
public sealed class TravelServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_way_is_one_from_whichever_end_it_is_entered_and_the_last_word_stands()
    {
        var school = await TestSchool.CreateAsync(database);
        var travels = new TravelService(school.Tenants);
        var (nave, _) = await school.AddVenueAsync("La Nave");
        Assert.True((await travels.SetAsync(school.Admin, Way(school.VenueId, nave, 20), default)).Ok());
        Assert.True((await travels.SetAsync(school.Staff, Way(nave, school.VenueId, 12) with { Mode = TravelMode.Bike }, default)).Ok());

        var way = (await travels.ListAsync(school.TeacherActor, default)).Ok().Single();
        Assert.Equal((12, TravelMode.Bike), (way.Minutes, way.Mode));
        Assert.Equal(("La Nave", "Estudio Centro"), (way.OtherEndOf(school.VenueId)!.Value.Name, way.OtherEndOf(nave)!.Value.Name));
        Assert.True(way.Joins(nave, school.VenueId) && way.Joins(school.VenueId, nave));
        Assert.False(way.Joins(nave, nave));
        Assert.Null(way.OtherEndOf(Guid.CreateVersion7()));

        Assert.False((await travels.SetAsync(school.Admin, Way(nave, school.VenueId, null) with { Remove = true }, default)).Ok());
        Assert.False((await travels.SetAsync(school.Admin, Way(nave, school.VenueId, null) with { Remove = true }, default)).Ok());
        Assert.Empty((await travels.ListAsync(school.Admin, default)).Ok());
        Assert.Equal(
            "venue.travel_removed, venue.travel_set, venue.travel_set",
            await school.ScalarAsync<string>("select string_agg(type, ', ' order by type) from domain_events where organization_id = $1 and type like 'venue.travel%'", school.OrganizationId));
    }

    [Fact]
    public async Task What_is_missing_or_impossible_is_said_at_its_field()
    {
        var school = await TestSchool.CreateAsync(database);
        var foreign = await TestSchool.CreateAsync(database);
        var travels = new TravelService(school.Tenants);
        var (nave, _) = await school.AddVenueAsync("La Nave");
        var (online, _) = await school.AddVenueAsync("Por vídeo", VenueKind.Online);
        var here = school.VenueId;
        foreach (var (command, said) in new[]
        {
            (new SetTravel { VenueId = here }, $"OtherVenueId: {nameof(SharedTexts.ErrorRequired)}, Minutes: {nameof(SharedTexts.ErrorRequired)}"),
            (Way(here, nave, 0), $"Minutes: {nameof(VenuesTexts.ErrorTravelMinutes)}"),
            (Way(here, nave, 601), $"Minutes: {nameof(VenuesTexts.ErrorTravelMinutes)}"),
            (Way(here, nave, 5) with { Mode = (TravelMode)9 }, $"Mode: {nameof(SharedTexts.ErrorChoiceInvalid)}"),
            (Way(here, here, 5), $"OtherVenueId: {nameof(SharedTexts.ErrorChoiceInvalid)}"),
            (Way(here, online, 5), $"OtherVenueId: {nameof(SharedTexts.ErrorChoiceInvalid)}"),
            (Way(here, foreign.VenueId, 5), $"OtherVenueId: {nameof(SharedTexts.ErrorChoiceInvalid)}"),
        })
        {
            Assert.Equal(said, (await travels.SetAsync(school.Admin, command, default)).Refusals());
        }

        (await travels.SetAsync(school.Admin, Way(foreign.VenueId, here, 5), default)).IsNotFound();
        (await travels.SetAsync(school.Admin, Way(online, here, 5), default)).IsNotFound();
        (await travels.SetAsync(school.TeacherActor, Way(here, nave, 5), default)).IsForbidden();
        Assert.Empty((await travels.ListAsync(school.Admin, default)).Ok());
        (await travels.SetAsync(school.Admin, Way(here, nave, 1), default)).Ok();
        (await travels.SetAsync(school.Admin, Way(here, nave, 600), default)).Ok();
    }

    [Fact]
    public async Task A_venue_that_goes_online_has_no_ways_until_it_is_a_place_again()
    {
        var school = await TestSchool.CreateAsync(database);
        var (travels, venues) = (new TravelService(school.Tenants), new VenueService(school.Tenants));
        var (nave, _) = await school.AddVenueAsync("La Nave");
        (await travels.SetAsync(school.Admin, Way(school.VenueId, nave, 20), default)).Ok();
        (await venues.EditAsync(school.Admin, new EditVenue { Id = nave, Version = 1, Name = "La Nave", Kind = VenueKind.Online }, default)).Ok();
        Assert.Empty((await travels.ListAsync(school.Admin, default)).Ok());
        (await venues.EditAsync(school.Admin, new EditVenue { Id = nave, Version = 2, Name = "La Nave" }, default)).Ok();
        Assert.Single((await travels.ListAsync(school.Admin, default)).Ok());
    }

    [Fact]
    public async Task Two_who_enter_the_same_way_at_once_leave_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var travels = new TravelService(school.Tenants);
        var (nave, _) = await school.AddVenueAsync("La Nave");
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => travels.SetAsync(school.Admin, i % 2 == 0 ? Way(school.VenueId, nave, i) : Way(nave, school.VenueId, i), default)));
        Assert.Contains(answers, answer => answer.IsSuccess);
        Assert.Single((await travels.ListAsync(school.Admin, default)).Ok());
    }

    [Fact]
    public async Task A_teacher_is_shown_no_way_to_a_pupils_home_and_somebody_of_one_venue_none_to_another()
    {
        var school = await TestSchool.CreateAsync(database);
        var travels = new TravelService(school.Tenants);
        var (home, _) = await school.AddVenueAsync("Casa de Vega", VenueKind.Home);
        (await travels.SetAsync(school.Admin, Way(school.VenueId, home, 15), default)).Ok();

        Assert.Single((await travels.ListAsync(school.Admin, default)).Ok());
        Assert.Empty((await travels.ListAsync(school.TeacherActor, default)).Ok());
        var porter = await school.AddMemberAsync(Core.Organizations.GrantScope.Venue, [Core.Organizations.Permission.GroupsRead, Core.Organizations.Permission.GroupsWrite], venues: [school.VenueId]);
        Assert.Empty((await travels.ListAsync(porter, default)).Ok());
        Assert.Equal($"OtherVenueId: {nameof(SharedTexts.ErrorChoiceInvalid)}", (await travels.SetAsync(porter, Way(school.VenueId, home, 5), default)).Refusals());
        (await travels.SetAsync(porter, Way(home, school.VenueId, 5), default)).IsNotFound();
    }

    [Fact]
    public async Task The_order_of_a_pair_is_that_of_the_database()
    {
        var school = await TestSchool.CreateAsync(database);
        foreach (var (one, other) in Enumerable.Range(0, 50).Select(_ => (Guid.NewGuid(), Guid.NewGuid())))
        {
            var (first, second) = VenueTravel.InOrder(one, other);
            Assert.True(await school.ScalarAsync<bool>("select $1::uuid < $2::uuid", first, second));
            Assert.Equal((first, second), VenueTravel.InOrder(other, one));
        }
    }

    private static SetTravel Way(Guid from, Guid to, int? minutes) => new() { VenueId = from, OtherVenueId = to, Minutes = minutes };
}
