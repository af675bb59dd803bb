using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Organizations;

/// <summary>Country, currency, clock and language of an organization, and what follows them.</summary>
public sealed class RegionServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Instants = "select count(*) from class_sessions where organization_id = $1 and id = $2 and starts_at = $3 and ends_at = $4";

    [Fact]
    public async Task Another_zone_moves_coming_classes_to_the_same_hour_on_the_wall_and_leaves_the_past()
    {
        var (school, service) = await SchoolAsync();
        var canary = await school.AddVenueAsync("Las Palmas", timeZone: "Atlantic/Canary");
        var group = await school.AddGroupAsync("Salsa", 2);
        var abroad = await school.AddGroupAsync("Bachata", 2, venueId: canary.VenueId, roomId: canary.RoomId, teacherId: await school.AddTeacherAsync("Iria", "Vega"));
        var past = await school.AddHeldSessionAsync(group, school.Today.AddDays(-1), _ => null);
        var next = await school.AddSessionAsync(group, school.Today.AddDays(1), "23:30", "00:30");
        var spring = await school.AddSessionAsync(group, new DateOnly(2027, 3, 14), "02:30", "04:00");
        var autumn = await school.AddSessionAsync(group, new DateOnly(2027, 11, 7), "01:30", "02:30");
        var there = await school.AddSessionAsync(abroad, school.Today.AddDays(1));
        var (pastInstant, thereInstant) = (await StartAsync(school, past), await StartAsync(school, there));

        var preview = (await service.PreviewAsync(school.Admin, "America/New_York", default)).Ok();
        var unseen = await service.EditAsync(school.Admin, await RegionAsync(school, zone: "America/New_York"), default);
        var moved = (await service.EditAsync(school.Admin, await RegionAsync(school, zone: "America/New_York", confirmed: true), default)).Ok();

        Assert.Equal("TimeZone: ErrorZoneUnconfirmed", unseen.Refusals());
        Assert.Equal((new ZonePreview(3, 0), new ZonePreview(3, 0)), (preview, moved));
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        foreach (var (id, date, start, end) in new[] { (next, school.Today.AddDays(1), "23:30", "00:30"), (spring, new DateOnly(2027, 3, 14), "02:30", "04:00"), (autumn, new DateOnly(2027, 11, 7), "01:30", "02:30") })
        {
            // As if it had been planned there from the start, also where the clocks skip or repeat an hour.
            var (starts, ends) = SchoolTime.Instants(date, TimeOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture), zone);
            Assert.Equal(1L, await school.ScalarAsync<long>(Instants, school.OrganizationId, id, starts, ends));
        }

        Assert.Equal((pastInstant, thereInstant), (await StartAsync(school, past), await StartAsync(school, there)));
        Assert.Equal(new ZonePreview(0, 0), (await service.PreviewAsync(school.Admin, "America/New_York", default)).Ok());
    }

    [Fact]
    public async Task What_is_booked_moves_with_its_class()
    {
        var (school, service) = await SchoolAsync();
        var group = await school.AddGroupAsync("Salsa", 2);
        var session = await school.AddSessionAsync(group, school.Today.AddDays(2));

        (await service.EditAsync(school.Admin, await RegionAsync(school, zone: "America/Mexico_City", confirmed: true), default)).Ok();

        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from bookings b join class_sessions s on s.id = b.source_id where s.organization_id = $1 and b.during <> tstzrange(s.starts_at, s.ends_at)", school.OrganizationId));
        Assert.True(await school.ScalarAsync<long>("select count(*) from bookings where source_id = $1", session) > 0);
    }

    [Fact]
    public async Task The_currency_can_be_changed_until_money_was_received_and_then_not_even_by_hand()
    {
        var (school, service) = await SchoolAsync();
        (await service.EditAsync(school.Admin, await RegionAsync(school, currency: "MXN"), default)).Ok();
        var received = new ReceivedPayment(Guid.CreateVersion7());
        received.Describe(school.Today, 20, null, null, "Cuota");
        await school.WriteAsync(db => db.Add(received));

        var refused = await service.EditAsync(school.Admin, await RegionAsync(school, currency: "EUR"), default);

        Assert.Equal("Currency: ErrorCurrencyFixed", refused.Refusals());
        Assert.True((await new OrganizationProfileService(school.Tenants).GetAsync(school.Admin, default)).Ok().CurrencyFixed);
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        Assert.Equal("organizations_currency_fixed", (await Sql.RefusalAsync(owner, "update organizations set currency = 'EUR' where id = $1", school.OrganizationId))?.ConstraintName);

        // Everything else stays open.
        (await service.EditAsync(school.Admin, await RegionAsync(school, currency: "MXN", language: "en"), default)).Ok();
    }

    [Fact]
    public async Task Unknown_places_are_refused_each_at_its_field()
    {
        var (school, service) = await SchoolAsync();

        var refused = await service.EditAsync(school.Admin, new EditRegion { Version = 1, Country = "ZZ", Currency = "XXX", TimeZone = "Europe/Atlantis", Language = "fr" }, default);

        Assert.Equal("Country: ErrorChoiceInvalid, Currency: ErrorChoiceInvalid, Language: ErrorChoiceInvalid, TimeZone: ErrorTimeZoneUnknown", refused.Refusals());
        Assert.Equal("TimeZone: ErrorTimeZoneUnknown", (await service.PreviewAsync(school.Admin, "Romance Standard Time", default)).Refusals());
    }

    private static Task<DateTime> StartAsync(TestSchool school, Guid session) => school.ScalarAsync<DateTime>("select starts_at from class_sessions where id = $1", session);

    private static async Task<EditRegion> RegionAsync(TestSchool school, string zone = "Europe/Madrid", string? currency = null, string language = "es", bool confirmed = false)
    {
        var now = (await new OrganizationProfileService(school.Tenants).GetAsync(school.Admin, default)).Ok();
        return new() { Version = now.Version, Country = now.Country, Currency = currency ?? now.Currency, TimeZone = zone, Language = language, Confirmed = confirmed };
    }

    private async Task<(TestSchool School, RegionService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new RegionService(school.Tenants));
    }
}
