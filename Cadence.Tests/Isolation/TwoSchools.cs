using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>Two organizations in one database with rows of each in every tenant table, checked, and the runtime role's way in.</summary>
public sealed class TwoSchools : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public TestDatabase Database => _database;

    public TestSchool Own { get; private set; } = null!;

    public TestSchool Other { get; private set; } = null!;

    /// <summary>A class of the other school that is closed, one that is open, and people in it.</summary>
    public TestGroup OtherGroup { get; private set; } = null!;

    public Guid OtherSession { get; private set; }

    public TestGroup OwnGroup { get; private set; } = null!;

    public Guid OwnSession { get; private set; }

    /// <summary>Every table of tenants.</summary>
    public IReadOnlyList<string> Tables { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        (Own, OwnGroup, OwnSession) = await FoundAsync("own");
        (Other, OtherGroup, OtherSession) = await FoundAsync("other");
        await using var owner = await OwnerAsync();
        Tables = await Catalog.TenantTablesAsync(owner);
        foreach (var school in new[] { Own, Other })
        {
            await TenantRows.FillAsync(owner, school.OrganizationId, school.Owner.UserId!.Value);
            // The row is enough; a locked month would stop every roll call of today before its id is looked at.
            await Sql.ExecuteAsync(owner, "update month_locks set month = '2026-01-01' where organization_id = $1", school.OrganizationId);
            foreach (var table in Tables)
            {
                Assert.True(await TenantRows.CountAsync(owner, table, school.OrganizationId) > 0, $"{table} is empty, so nothing it hides is hidden");
            }
        }
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    /// <summary>Behind the walls.</summary>
    public Task<NpgsqlConnection> OwnerAsync() => Sql.OpenAsync(_database.OwnerConnectionString);

    /// <summary>As the runtime role, with no tenant told.</summary>
    public async Task<NpgsqlConnection> AppAsync()
    {
        var connection = await Sql.OpenAsync(_database.AppConnectionString);
        await Sql.ExecuteAsync(connection, "select set_config('cadence.organization_id', '', false)");
        return connection;
    }

    /// <summary>As the runtime role, for one organization.</summary>
    public async Task<NpgsqlConnection> AppAsync(Guid organization)
    {
        var connection = await Sql.OpenAsync(_database.AppConnectionString);
        await Sql.ExecuteAsync(connection, "select set_config('cadence.organization_id', $1, false)", organization.ToString());
        return connection;
    }

    public TenantDb Tenants(TenantMode mode) => Own.TenantsIn(mode);

    /// <summary>A fingerprint of all rows of an organization in all tables; says which tables differ from an earlier one.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FingerprintAsync(Guid organization)
    {
        await using var owner = await OwnerAsync();
        var prints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await Catalog.TenantTablesAsync(owner))
        {
            prints[table] = (await Sql.ScalarAsync<string>(owner, $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where {Catalog.OwnerColumn(table)} = $1", organization))!;
        }

        return prints;
    }

    /// <summary>Tables whose rows are not the same any more.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. before.Where(print => after[print.Key] != print.Value).Select(print => string.Create(CultureInfo.InvariantCulture, $"{print.Key}: {print.Value} became {after[print.Key]}"))];

    private async Task<(TestSchool School, TestGroup Group, Guid Session)> FoundAsync(string slug)
    {
        var school = await TestSchool.CreateAsync(_database, slug + "-" + Guid.NewGuid().ToString("n")[..8]);
        var group = await school.AddGroupAsync("Salsa " + slug, students: 3, monthlyPrice: 40);
        await school.AddHeldSessionAsync(group, school.Today.AddDays(-1), _ => AttendanceStatus.Present);
        (await new VenueAgreementService(school.Tenants).AddAsync(school.Owner, new AddVenueAgreement { VenueId = school.VenueId, Model = AgreementModel.PerClass, Amount = 25, ValidFrom = new DateOnly(2026, 9, 1) }, default)).Ok();
        (await new VenueStatementService(school.Tenants).CloseAsync(school.Owner, new CloseVenueStatement(school.VenueId, Month.Of(school.Today), 25), default)).Ok();
        var (second, _) = await school.AddVenueAsync("La Nave");
        (await new TravelService(school.Tenants).SetAsync(school.Owner, new SetTravel { VenueId = school.VenueId, OtherVenueId = second, Minutes = 20 }, default)).Ok();
        return (school, group, await school.AddSessionAsync(group, school.Today, "20:00", "21:00"));
    }
}
