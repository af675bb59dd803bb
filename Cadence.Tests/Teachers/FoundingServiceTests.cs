using Cadence.Core.Organizations;
using Cadence.Core.Teachers;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Teachers;

public sealed class FoundingServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("Compás", 1, "compas")]
    [InlineData("  Bailes de Irene Peña ", 1, "bailes-de-irene-pena")]
    [InlineData("Ñandú & Cía.", 2, "nandu-cia-2")]
    [InlineData("A", 1, "escuela-a")]
    [InlineData("Admin", 1, "escuela-admin")]
    [InlineData("Уроки", 1, "escuela")]
    [InlineData("Escuela Municipal de Danza y Artes Escénicas de la Villa", 12, "escuela-municipal-de-danza-y-artes-es-12")]
    public void A_slug_comes_from_the_name(string name, int number, string slug)
    {
        Assert.Equal(slug, SlugRules.Propose(name, number));
        Assert.True(SlugRules.Fits(slug));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Compas")]
    [InlineData("-compas")]
    [InlineData("com--pas")]
    [InlineData("compás")]
    [InlineData("admin")]
    [InlineData("a/../b")]
    public void What_does_not_fit_an_address_is_no_slug(string slug) => Assert.False(SlugRules.Fits(slug));

    [Fact]
    public void Every_country_has_a_zone_that_exists() =>
        Assert.All(CountryDefaults.All, country => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(country.TimeZone, out var zone) && zone.HasIanaId, country.Country));

    [Fact]
    public async Task An_independent_teacher_gets_the_organization_and_the_teachers_profile()
    {
        var (service, founder) = await FounderAsync();
        var command = New("Clases de Eva") with { Type = OrganizationType.IndependentTeacher, Country = "MX" };

        var slug = (await service.FoundAsync(command, founder, default)).Ok();

        Assert.StartsWith("clases-de-eva", slug, StringComparison.Ordinal);
        Assert.Equal(
            "independent_teacher MX MXN America/Mexico_City es owner Eva Lara",
            await ScalarAsync<string>(
                """
                select concat_ws(' ', o.type, o.country, o.currency, o.time_zone, o.language, m.role, t.full_name)
                from organizations o join organization_members m on m.organization_id = o.id join teachers t on t.organization_id = o.id and t.user_id = m.user_id where o.id = $1
                """,
                command.Id));
    }

    [Fact]
    public async Task A_school_gets_no_teacher()
    {
        var (service, founder) = await FounderAsync();
        var command = New("Escuela Nueva");

        (await service.FoundAsync(command, founder, default)).Ok();

        Assert.Equal(0L, await ScalarAsync<long>("select count(*) from teachers where organization_id = $1", command.Id));
    }

    [Fact]
    public async Task Two_clicks_at_once_found_one_and_another_of_the_same_name_gets_a_number()
    {
        var (service, founder) = await FounderAsync();
        var name = "Doble " + Guid.NewGuid().ToString("n")[..8];
        var command = New(name);

        var slugs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => service.FoundAsync(command, founder, default)));
        var first = Assert.Single(slugs.Select(slug => slug.Ok()).Distinct());

        Assert.Equal(first + "-2", (await service.FoundAsync(New(name), founder, default)).Ok());
    }

    [Fact]
    public async Task Wrong_values_are_said_at_their_fields()
    {
        var (service, founder) = await FounderAsync();
        var taken = await TestSchool.CreateAsync(database);

        Assert.Equal("Name: ErrorRequired, Country: ErrorChoiceInvalid", (await service.FoundAsync(new FoundOwnOrganization { Id = Guid.CreateVersion7() }, founder, default)).Refusals());
        Assert.Equal(
            "Currency: ErrorChoiceInvalid, Language: ErrorChoiceInvalid, TimeZone: ErrorTimeZoneUnknown, Slug: ErrorSlugShape",
            (await service.FoundAsync(New("Otra") with { Currency = "XXX", Language = "fr", TimeZone = "Marte", Slug = "¡no!" }, founder, default)).Refusals());
        Assert.Equal("Slug: ErrorSlugTaken", (await service.FoundAsync(New("Otra") with { Slug = taken.Slug }, founder, default)).Refusals());
    }

    [Fact]
    public async Task The_id_of_anothers_organization_founds_nothing_and_changes_nothing()
    {
        var (service, founder) = await FounderAsync();
        var other = await TestSchool.CreateAsync(database);

        Assert.NotEmpty((await service.FoundAsync(New("Ajena") with { Id = other.OrganizationId }, founder, default)).Errors);

        Assert.Equal(4L, await ScalarAsync<long>("select count(*) from organization_members where organization_id = $1", other.OrganizationId));
    }

    private static FoundOwnOrganization New(string name) => new() { Id = Guid.CreateVersion7(), Name = name, Country = "ES" };

    private async Task<(FoundingService Service, Founder Founder)> FounderAsync()
    {
        // A user of another school: anybody who is signed in may found.
        var school = await TestSchool.CreateAsync(database);
        var service = new FoundingService(new OrganizationService(school.Tenants), new OrganizationDirectory(NpgsqlDataSource.Create(database.AppConnectionString)));
        return (service, new Founder(school.Staff.UserId!.Value, "Eva", "Lara", true));
    }

    private async Task<T?> ScalarAsync<T>(string sql, Guid id)
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        return await Sql.ScalarAsync<T>(owner, sql, id);
    }
}
