using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Organizations;

/// <summary>What an organization says of itself, and what it can't say.</summary>
public sealed class OrganizationProfileServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Name_kind_and_colour_are_changed_and_seen_by_the_next_who_asks()
    {
        var (school, service) = await SchoolAsync();
        var before = (await service.GetAsync(school.Admin, default)).Ok();

        var version = (await service.EditAsync(school.Admin, new EditOrganization { Version = before.Version, Name = " Escuela del Sur ", Type = OrganizationType.IndependentTeacher, Color = "0b7458" }, default)).Ok();

        var after = (await service.GetAsync(school.Admin, default)).Ok();
        Assert.Equal(("Escuela del Sur", OrganizationType.IndependentTeacher, "#0B7458", version), (after.Name, after.Type, after.Color, after.Version));
        var access = await Directory().AccessAsync(school.OrganizationId, school.Admin.UserId!.Value, null, default);
        Assert.Equal(("Escuela del Sur", OrganizationType.IndependentTeacher), (access!.Organization.Name, access.Organization.Type));

        // Whoever teaches alone has a record of their own.
        Assert.NotNull(access.Rights.TeacherId);
    }

    [Fact]
    public async Task Who_saves_over_somebody_elses_change_is_told()
    {
        var (school, service) = await SchoolAsync();
        var seen = (await service.GetAsync(school.Admin, default)).Ok().Version;
        (await service.EditAsync(school.Owner, new EditOrganization { Version = seen, Name = "Primera" }, default)).Ok();

        var refused = await service.EditLegalDataAsync(school.Admin, new EditOrganizationLegalData { Version = seen, LegalName = "Tarde, S. L." }, default);

        Assert.Equal("ErrorChangedMeanwhile", Assert.Single(refused.Errors).Code);
        Assert.Null((await service.GetAsync(school.Admin, default)).Ok().LegalName);
    }

    [Theory]
    [InlineData("nueva-casa", SlugState.Free)]
    [InlineData(" NUEVA-Casa ", SlugState.Free)]
    [InlineData("admin", SlugState.Reserved)]
    [InlineData("www", SlugState.Reserved)]
    [InlineData("ab", SlugState.Unfit)]
    [InlineData("con espacio", SlugState.Unfit)]
    [InlineData("-guion", SlugState.Unfit)]
    [InlineData("dos--guiones", SlugState.Unfit)]
    [InlineData("ñandú", SlugState.Unfit)]
    [InlineData("", SlugState.Unfit)]
    [InlineData(null, SlugState.Unfit)]
    public async Task A_slug_is_judged_while_it_is_typed(string? slug, SlugState state)
    {
        var (school, service) = await SchoolAsync();

        Assert.Equal(state, (await service.SlugStateAsync(school.Admin, slug, default)).Ok());
    }

    [Fact]
    public async Task An_old_slug_leads_on_for_ever_and_is_nobody_elses()
    {
        var (school, service) = await SchoolAsync();
        var (other, others) = await SchoolAsync();
        var directory = Directory();
        await directory.FindAsync(school.Slug, default);
        var moved = NewSlug();

        Assert.Equal(moved, (await service.MoveAsync(school.Admin, await MoveAsync(service, school, moved), default)).Ok());

        // Also on a node that had looked before.
        Assert.Equal(school.OrganizationId, (await directory.FindAsync(school.Slug, default))?.OrganizationId);
        Assert.Equal(moved, (await directory.AccessAsync(school.OrganizationId, school.Admin.UserId!.Value, null, default))!.Organization.Slug);
        Assert.Equal(moved, await directory.PresentAsync(school.Slug, default));
        Assert.Equal([school.Slug], (await service.GetAsync(school.Admin, default)).Ok().FormerSlugs);

        foreach (var taken in new[] { school.Slug, moved, school.Slug.ToUpperInvariant() })
        {
            Assert.Equal(SlugState.Taken, (await others.SlugStateAsync(other.Admin, taken, default)).Ok());
            var error = Assert.Single((await others.MoveAsync(other.Admin, await MoveAsync(others, other, taken), default)).Errors);
            Assert.Equal(("ErrorSlugTaken", "Slug"), (error.Code, error.Field));
        }

        // Back to an own one.
        Assert.Equal(SlugState.Own, (await service.SlugStateAsync(school.Admin, school.Slug, default)).Ok());
        Assert.Equal(school.Slug, (await service.MoveAsync(school.Admin, await MoveAsync(service, school, school.Slug), default)).Ok());
    }

    [Fact]
    public async Task The_database_lets_nobody_take_a_slug_that_was_anothers()
    {
        var (school, service) = await SchoolAsync();
        var (other, _) = await SchoolAsync();
        (await service.MoveAsync(school.Admin, await MoveAsync(service, school, NewSlug()), default)).Ok();

        var refused = await other.Tenants.WriteAsync<bool>(other.Job, Permission.OrganizationEdit, async (session, token) =>
        {
            await using var command = session.Command("update organizations set slug = $1 where id = $2");
            command.Parameters.AddWithValue(school.Slug);
            command.Parameters.AddWithValue(other.OrganizationId);
            return await command.ExecuteNonQueryAsync(token) == 1;
        }, default);
        Assert.Equal("ErrorSlugTaken", Assert.Single(refused.Errors).Code);
    }

    [Fact]
    public async Task Two_who_want_the_same_slug_at_once_get_it_once()
    {
        var schools = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SchoolAsync()));
        var slug = NewSlug();

        var moves = await Task.WhenAll(schools.Select(async s => await s.Service.MoveAsync(s.School.Admin, await MoveAsync(s.Service, s.School, slug), default)));

        Assert.Single(moves, move => move.IsSuccess);
        Assert.All(moves.Where(move => !move.IsSuccess), move => Assert.Equal("ErrorSlugTaken", Assert.Single(move.Errors).Code));
    }

    [Fact]
    public async Task Slugs_are_not_collected()
    {
        var (school, service) = await SchoolAsync();
        for (var i = 0; i < 19; i++)
        {
            (await service.MoveAsync(school.Admin, await MoveAsync(service, school, NewSlug()), default)).Ok();
        }

        Assert.Equal("ErrorTooManySlugs", Assert.Single((await service.MoveAsync(school.Admin, await MoveAsync(service, school, NewSlug()), default)).Errors).Code);
    }

    [Fact]
    public async Task The_bank_account_is_shown_masked_and_whole_only_with_its_own_permission()
    {
        var (school, service) = await SchoolAsync();
        var version = (await service.GetAsync(school.Admin, default)).Ok().Version;
        (await service.EditBankAccountAsync(school.Owner, new EditBankAccount { Version = version, BankAccount = "es91 2100 0418 4502 0005 1332" }, default)).Ok();

        Assert.Equal("•••• 1332", (await service.GetAsync(school.Admin, default)).Ok().MaskedBankAccount);
        Assert.Equal("ES9121000418450200051332", (await service.BankAccountAsync(school.Owner, default)).Ok());
        var role = await school.AddMemberAsync(GrantScope.All, [Permission.OrganizationEdit]);
        Assert.Equal("ErrorForbidden", Assert.Single((await service.BankAccountAsync(role, default)).Errors).Code);
        Assert.Equal("ErrorForbidden", Assert.Single((await service.EditBankAccountAsync(role, new EditBankAccount { Version = version + 1 }, default)).Errors).Code);
        Assert.Equal("•••• 1332", (await service.GetAsync(role, default)).Ok().MaskedBankAccount);
    }

    [Fact]
    public async Task A_wrong_account_is_refused_at_its_field_and_the_old_one_stays()
    {
        var (school, service) = await SchoolAsync();
        var version = (await service.GetAsync(school.Owner, default)).Ok().Version;
        version = (await service.EditBankAccountAsync(school.Owner, new EditBankAccount { Version = version, BankAccount = "ES9121000418450200051332" }, default)).Ok();

        var error = Assert.Single((await service.EditBankAccountAsync(school.Owner, new EditBankAccount { Version = version, BankAccount = "ES9121000418450200051333" }, default)).Errors);

        Assert.Equal(("ErrorBankAccountDigits", "BankAccount"), (error.Code, error.Field));
        Assert.Equal("•••• 1332", (await service.GetAsync(school.Owner, default)).Ok().MaskedBankAccount);
        (await service.EditBankAccountAsync(school.Owner, new EditBankAccount { Version = version, BankAccount = " " }, default)).Ok();
        Assert.Null((await service.BankAccountAsync(school.Owner, default)).Ok());
    }

    private OrganizationDirectory Directory() => new(NpgsqlDataSource.Create(database.AppConnectionString));

    private static string NewSlug() => "n-" + Guid.NewGuid().ToString("n")[..12];

    private static async Task<MoveOrganization> MoveAsync(OrganizationProfileService service, TestSchool school, string slug) =>
        new() { Version = (await service.GetAsync(school.Admin, default)).Ok().Version, Slug = slug };

    private async Task<(TestSchool School, OrganizationProfileService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new OrganizationProfileService(school.Tenants));
    }
}
