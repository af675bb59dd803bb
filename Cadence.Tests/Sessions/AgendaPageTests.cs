using Bunit;
using Cadence.Core.Live;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Cadence.Web.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cadence.Tests.Sessions;

/// <summary>The day of somebody who teaches in several places.</summary>
public sealed class AgendaPageTests : SchoolPageTest
{
    private readonly TestDatabase _database;

    public AgendaPageTests(TestDatabase database)
        : base(database)
    {
        _database = database;
        Services.AddSingleton(_ => new ChangeFeed(database.AppConnectionString, () => { }, School.Time, NullLogger<ChangeFeed>.Instance));
    }

    [Fact]
    public async Task The_day_of_one_teacher_shows_the_way_to_the_next_place_and_where_time_is_short()
    {
        var day = await ShowAsync(RolePresets.Teacher);
        Assert.Equal(["20\u00a0min a pie hasta La Nave", "20\u00a0min a pie hasta Estudio Centro"], day.FindAll(".line-way p:first-child").Select(way => way.TextContent.Trim()));

        // 15 minutes from 17:15 to 17:30; an hour later on. The cancelled class in between is no stop.
        Assert.Equal("Solo 15\u00a0min entre clases", Assert.Single(day.FindAll(".line-way .state-text")).TextContent.Trim());
        Assert.Equal(["line-held", "line-way", "line-running", "line-cancelled", "line-way", "line-scheduled"], day.FindAll(".timeline > li").Select(line => line.ClassList[1].Replace("line-missing", "line-held", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_day_of_a_whole_school_shows_no_ways()
    {
        var day = await ShowAsync(RolePresets.Admin);
        Assert.Equal(4, day.FindAll(".timeline > li").Count);
        Assert.Empty(day.FindAll(".line-way"));
    }

    private async Task<IRenderedComponent<AgendaPage>> ShowAsync(string role)
    {
        var school = await TestSchool.CreateAsync(_database);
        var (nave, naveRoom) = await school.AddVenueAsync("La Nave");
        var centro = await school.AddGroupAsync("Sevillanas");
        var other = await school.AddGroupAsync("Flamenco", venueId: nave, roomId: naveRoom);
        await school.AddSessionAsync(centro, school.Today, "16:30", "17:15");
        await school.AddSessionAsync(other, school.Today, "17:30", "18:30");
        await school.CancelAsync(await school.AddSessionAsync(centro, school.Today, "18:30", "19:00"));
        await school.AddSessionAsync(centro, school.Today, "19:30", "20:30");
        Assert.True((await new TravelService(school.Tenants).SetAsync(school.Admin, new SetTravel { VenueId = nave, OtherVenueId = school.VenueId, Minutes = 20 }, default)).IsSuccess);
        Enter(school, role);
        RenderTree.Add<CascadingValue<Viewer>>(value => value.Add(v => v.Value, new Viewer(Guid.CreateVersion7(), "Lucía", "Lucía Solano", "lucia@example.com")));
        var page = Render<AgendaPage>();
        page.WaitForElement(".timeline");
        return page;
    }
}
