using Cadence.Bench.Support;
using Cadence.Core.Data;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>Deleting an organization for good: everything of it goes, and nothing of anybody else.</summary>
public sealed class PurgeTests(TwoSchools schools) : IClassFixture<TwoSchools>
{
    [Fact]
    public async Task A_purge_empties_every_table_of_one_organization_and_changes_no_row_of_another()
    {
        var school = schools.Own;
        await using var owner = await schools.OwnerAsync();
        await Sql.ExecuteAsync(owner, "insert into organization_slugs (slug, organization_id) values ($1, $2)", "vieja-" + school.Slug, school.OrganizationId);
        await ArchiveAsync(owner, school, days: 30);
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        var accounts = await Sql.ScalarAsync<long>(owner, "select count(*) from accounts.users");
        var guards = await GuardsAsync(owner);

        var plan = await Purge.CheckAsync(schools.Database.OwnerConnectionString, school.Slug, TimeProvider.System, default);
        Assert.True(plan.Tables.Count >= schools.Tables.Count - 2, "tables that the plan does not know");
        Assert.True(await TenantRows.CountAsync(owner, "students", school.OrganizationId) > 0, "a dry run deleted something");

        var done = await Purge.RunAsync(schools.Database.OwnerConnectionString, school.Slug, TimeProvider.System, default);

        Assert.Equal(plan.Tables, done.Tables);
        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));
        foreach (var table in schools.Tables.Where(table => table is not ("organizations" or "organization_slugs")))
        {
            Assert.True(await TenantRows.CountAsync(owner, table, school.OrganizationId) == 0, $"{table} still holds rows of it");
        }

        // What stays: the key and the addresses.
        Assert.Equal((2L, 1L), (await TenantRows.CountAsync(owner, "organization_slugs", school.OrganizationId), await TenantRows.CountAsync(owner, "organizations", school.OrganizationId)));
        Assert.Equal(school.Slug, await Sql.ScalarAsync<string>(owner, "select name from organizations where id = $1 and purged_at is not null and legal_name is null and bank_account is null and logo_hash is null", school.OrganizationId));
        Assert.Equal(accounts, await Sql.ScalarAsync<long>(owner, "select count(*) from accounts.users"));

        // The walls stand as before, and the house is in order.
        Assert.Equal(guards, await GuardsAsync(owner));
        Findings.None(await Catalog.ViolationsAsync(owner, schools.Database.RuntimeRole));
        var doctor = await Doctor.ExamineAsync(new DatabaseSettings { App = schools.Database.AppConnectionString, Owner = schools.Database.OwnerConnectionString, DataPath = "/nowhere" }, hasMail: true, TimeProvider.System, default);
        Assert.DoesNotContain(doctor.SelectMany(check => check.Ids), finding => finding.OrganizationId == school.OrganizationId || finding.OrganizationId is null);
        Assert.NotNull(await Sql.RefusalAsync(owner, "delete from attendance_history where organization_id = $1", schools.Other.OrganizationId));

        // Nobody takes the address, brings it back, or deletes it twice.
        await using var source = NpgsqlDataSource.Create(schools.Database.AppConnectionString);
        var directory = new OrganizationDirectory(source);
        Assert.Null(await directory.AccessAsync(school.OrganizationId, school.Owner.UserId!.Value, null, default));
        Assert.Empty(await directory.ArchivedOfOwnerAsync(school.Owner.UserId!.Value, default));
        var founded = await new OrganizationService(schools.Other.Tenants).FoundAsync(
            new FoundOrganization(Guid.CreateVersion7(), "vieja-" + school.Slug, "Otra", OrganizationType.School, "ES", "EUR", "Europe/Madrid", "es"), schools.Other.Owner.UserId!.Value, default);
        Assert.False(founded.IsSuccess);
        var again = await Assert.ThrowsAsync<StartException>(() => Purge.RunAsync(schools.Database.OwnerConnectionString, school.Slug, TimeProvider.System, default));
        Assert.Contains("was deleted for good", again.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is not archived")]
    [InlineData(29, "can be deleted from")]
    public async Task An_organization_that_is_used_or_was_archived_lately_stays(int? archivedDays, string said)
    {
        var school = await TestSchool.CreateAsync(schools.Database);
        await using var owner = await schools.OwnerAsync();
        await ArchiveAsync(owner, school, archivedDays);
        var before = await schools.FingerprintAsync(school.OrganizationId);

        var refused = await Assert.ThrowsAsync<StartException>(() => Purge.RunAsync(schools.Database.OwnerConnectionString, school.Slug, TimeProvider.System, default));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(school.OrganizationId)));
    }

    [Fact]
    public async Task The_runtime_role_can_not_delete_an_organization()
    {
        var school = await TestSchool.CreateAsync(schools.Database);
        await using var owner = await schools.OwnerAsync();
        await ArchiveAsync(owner, school, days: 40);
        var before = await schools.FingerprintAsync(school.OrganizationId);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Purge.RunAsync(schools.Database.AppConnectionString, school.Slug, TimeProvider.System, default));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(school.OrganizationId)));
    }

    [Fact]
    public async Task The_verb_asks_for_the_address_once_more_and_deletes_nothing_without_it()
    {
        var school = await TestSchool.CreateAsync(schools.Database);
        await using var owner = await schools.OwnerAsync();
        await ArchiveAsync(owner, school, days: 31);

        var (wrongCode, wrongOutput, wrongErrors) = await RunAsync("otra\n", "purge", school.Slug);
        Assert.Equal((1, ""), (wrongCode, wrongOutput));
        Assert.Contains("Nothing was deleted", wrongErrors, StringComparison.Ordinal);

        var (dryCode, dryOutput, _) = await RunAsync("", "purge", school.Slug, "--dry-run");
        Assert.Equal(0, dryCode);
        Assert.Contains("Nothing was touched", dryOutput, StringComparison.Ordinal);
        Assert.True(await TenantRows.CountAsync(owner, "organization_members", school.OrganizationId) > 0);

        var (code, output, _) = await RunAsync(school.Slug + "\n", "purge", school.Slug, "--json");
        Assert.Equal(0, code);
        Assert.Contains($"\"slug\": \"{school.Slug}\"", output, StringComparison.Ordinal);
        Assert.Equal(0L, await TenantRows.CountAsync(owner, "organization_members", school.OrganizationId));
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(string input, params string[] arguments) => AppProcess.RunAsync(
        arguments, input, ("ConnectionStrings__Cadence", schools.Database.AppConnectionString), ("ConnectionStrings__CadenceOwner", schools.Database.OwnerConnectionString));

    private static async Task ArchiveAsync(NpgsqlConnection owner, TestSchool school, int? days) =>
        await Sql.ExecuteAsync(owner, "update organizations set archived_at = now() - make_interval(days => $2) where id = $1", school.OrganizationId, (object?)days ?? DBNull.Value);

    /// <summary>Every trigger and whether it is on.</summary>
    private static async Task<string> GuardsAsync(NpgsqlConnection owner) =>
        (await Sql.ScalarAsync<string>(owner, "select string_agg(tgrelid::regclass::text || ' ' || tgname::text || ' ' || tgenabled::text, ', ' order by tgrelid, tgname) from pg_trigger where not tgisinternal"))!;
}
