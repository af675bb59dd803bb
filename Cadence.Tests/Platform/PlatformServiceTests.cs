using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Operations;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Platform;

/// <summary>What a platform administrator is told, and that the database itself tells nobody else.</summary>
public sealed class PlatformServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly SignInLife Life = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90));

    [Fact]
    public async Task The_functions_of_the_platform_tell_nobody_but_its_administrators_by_a_sign_in_that_lives()
    {
        var school = await TestSchool.CreateAsync(database);
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        var sessions = new UserSessionService(source, Life, school.Time);
        var (admin, owner) = (school.Admin.UserId!.Value, school.Owner.UserId!.Value);
        var (adminSession, endedSession, ownerSession) = (await OpenAsync(admin), await OpenAsync(admin), await OpenAsync(owner));
        await sessions.RevokeAsync(admin, endedSession, default);
        await AppointAsync(school, true);
        await using var app = await Sql.OpenAsync(database.AppConnectionString);
        foreach (var (who, user, session) in new[]
        {
            ("an owner of an organization", owner, ownerSession),
            ("an owner with the administrator's sign-in", owner, adminSession),
            ("the administrator by somebody else's sign-in", admin, ownerSession),
            ("the administrator by an ended sign-in", admin, endedSession),
            ("the administrator by no sign-in", admin, Guid.CreateVersion7()),
            ("nobody", Guid.CreateVersion7(), adminSession),
        })
        {
            Assert.Equal((0, 0, 0, 0), await CountsAsync(user, session));
            Assert.False(await Sql.ScalarAsync<bool>(app, "select is_platform_admin($1, $2)", user, session), who);
        }

        var told = await CountsAsync(admin, adminSession);
        Assert.True(told is { Organizations: >= 1, Outbox: 1, Total: >= 1 }, told.ToString());

        // Taken back, it is over at once.
        await AppointAsync(school, false);
        Assert.Equal((0, 0, 0, 0), await CountsAsync(admin, adminSession));

        Task<Guid> OpenAsync(Guid user) => sessions.OpenAsync(user, null, null, false, null, default);

        async Task<(int Organizations, int Outbox, int Jobs, int Total)> CountsAsync(Guid user, Guid session) => (
            (await Sql.RowsAsync(app, "select * from platform_organizations($1, $2, array[]::text[], 500, 0)", user, session)).Count,
            (await Sql.RowsAsync(app, "select * from platform_outbox($1, $2, now())", user, session)).Count,
            (await Sql.RowsAsync(app, "select * from platform_jobs($1, $2)", user, session)).Count,
            (await Sql.RowsAsync(app, "select total from platform_organizations($1, $2, array[]::text[], 1, 0)", user, session)).Count);
    }

    [Theory]
    [InlineData("insert into accounts.platform_admins (user_id) values ($1)")]
    [InlineData("update accounts.platform_admins set user_id = $1")]
    [InlineData("delete from accounts.platform_admins where user_id = $1")]
    [InlineData("truncate accounts.platform_admins; select $1")]
    public async Task The_program_can_appoint_nobody(string attempt)
    {
        var school = await TestSchool.CreateAsync(database);
        await using var app = await Sql.OpenAsync(database.AppConnectionString);

        var refusal = await Sql.RefusalAsync(app, attempt.Replace("; select $1", "", StringComparison.Ordinal), attempt.Contains("$1", StringComparison.Ordinal) && !attempt.StartsWith("truncate", StringComparison.Ordinal) ? [school.Owner.UserId!.Value] : []);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal?.SqlState);
    }

    [Fact]
    public async Task Organizations_are_found_by_the_beginnings_of_name_and_address_with_counts_and_archived_ones()
    {
        var slug = "zeta-" + Guid.NewGuid().ToString("n")[..8];
        var school = await TestSchool.CreateAsync(database, slug);
        await school.AddGroupAsync("Salsa", students: 3);
        var (platform, asker) = await AdminAsync(school);

        var found = (await platform.OrganizationsAsync(asker, slug.ToUpperInvariant(), 0, 50, default)).Ok();
        var only = Assert.Single(found.Items);
        Assert.Equal((school.OrganizationId, slug, 4, 3, null, 1), (only.Id, only.Slug, only.Members, only.Students, only.ArchivedAt, found.Total));
        Assert.NotNull(only.LastChange);
        Assert.Equal(only, (await platform.OrganizationsAsync(asker, "compas " + slug[..7], 0, 50, default)).Ok().Items.Single());
        Assert.Empty((await platform.OrganizationsAsync(asker, "%", 0, 50, default)).Ok().Items);

        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update organizations set archived_at = now() where id = $1", school.OrganizationId);
        Assert.NotNull((await platform.OrganizationsAsync(asker, slug, 0, 50, default)).Ok().Items.Single().ArchivedAt);

        var second = (await platform.OrganizationsAsync(asker, null, 1, 1, default)).Ok();
        Assert.True(second.Total < 2 || second.Items.Count == 1);
    }

    [Fact]
    public async Task Health_names_versions_and_what_waits()
    {
        var school = await TestSchool.CreateAsync(database);
        var (platform, asker) = await AdminAsync(school);

        var health = (await platform.HealthAsync(asker, default)).Ok();

        Assert.Matches(@"^\d{14}_", health.AccountsMigration);
        Assert.Matches(@"^\d{14}_", health.OrganizationsMigration);
        Assert.Matches(@"^\d+", health.PostgresVersion);
        Assert.Equal((0, null, false), (health.Dead, health.BackupAt, health.BackupIsOld));
        Assert.Equal(ErrorKind.NotFound, (await platform.HealthAsync(asker with { UserId = school.Owner.UserId!.Value }, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.NotFound, (await platform.OrganizationsAsync(asker with { SessionId = Guid.CreateVersion7() }, null, 0, 50, default)).Errors.Single().Kind);
    }

    [Fact]
    public async Task Only_somebody_with_an_account_is_appointed_and_twice_changes_nothing()
    {
        var school = await TestSchool.CreateAsync(database);

        Assert.Null(await PlatformAdmins.SetAsync(database.OwnerConnectionString, "nadie@example.com", true, default));
        Assert.True(await AppointAsync(school, true));
        Assert.False(await AppointAsync(school, true));
        Assert.True(await AppointAsync(school, false));
        Assert.False(await AppointAsync(school, false));
    }

    private async Task<bool?> AppointAsync(TestSchool school, bool isAdmin) =>
        await PlatformAdmins.SetAsync(database.OwnerConnectionString, (await school.ScalarAsync<string>("select email from accounts.users where id = $1", school.Admin.UserId!.Value))!, isAdmin, default);

    private async Task<(PlatformService Platform, PlatformAsker Asker)> AdminAsync(TestSchool school)
    {
        await AppointAsync(school, true);
        var source = NpgsqlDataSource.Create(database.AppConnectionString);
        var session = await new UserSessionService(source, Life, school.Time).OpenAsync(school.Admin.UserId!.Value, null, null, false, null, default);
        return (new PlatformService(source, null, school.Time), new PlatformAsker(school.Admin.UserId!.Value, session));
    }
}
