using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Isolation;

/// <summary>The five walls attacked on a real PostgreSQL as the runtime role, table by table, in both modes where the mode matters.</summary>
public sealed class WallTests(TwoSchools schools, ITestOutputHelper output) : IClassFixture<TwoSchools>
{
    public static TheoryData<TenantMode> Modes => [TenantMode.Session, TenantMode.Local];

    [Fact]
    public async Task Without_a_tenant_no_table_shows_a_row()
    {
        await using var app = await schools.AppAsync();

        Findings.None(await VisibleAsync(app, schools.Tables, _ => 0));
        output.WriteLine($"isolation: {schools.Tables.Count} tables read without a tenant");
    }

    [Fact]
    public async Task A_table_without_a_policy_would_be_noticed()
    {
        await using var owner = await schools.OwnerAsync();
        await Sql.ExecuteAsync(owner, "create table planted (organization_id uuid not null references organizations (id), id uuid not null, primary key (organization_id, id))");
        try
        {
            await Sql.ExecuteAsync(owner, $"grant select on planted to {schools.Database.RuntimeRole}");
            await TenantRows.FillAsync(owner, schools.Other.OrganizationId, schools.Other.Owner.UserId!.Value);
            await using var app = await schools.AppAsync();

            Assert.Equal(["planted: 1 rows"], await VisibleAsync(app, await Catalog.TenantTablesAsync(owner), _ => 0));
        }
        finally
        {
            await Sql.ExecuteAsync(owner, "drop table planted");
        }
    }

    [Fact]
    public async Task An_organization_sees_all_of_its_rows_and_no_others()
    {
        await using var owner = await schools.OwnerAsync();
        var own = new Dictionary<string, long>();
        foreach (var table in schools.Tables)
        {
            own[table] = await TenantRows.CountAsync(owner, table, schools.Own.OrganizationId);
        }

        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        Findings.None(await VisibleAsync(app, schools.Tables, table => own[table]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task An_empty_tenant_is_no_tenant(string tenant)
    {
        await using var app = await Sql.OpenAsync(schools.Database.AppConnectionString);
        await Sql.ExecuteAsync(app, "select set_config('cadence.organization_id', $1, false)", tenant);

        Findings.None(await VisibleAsync(app, schools.Tables, _ => 0));
    }

    [Theory]
    [InlineData("' or true --")]
    [InlineData("not-a-uuid")]
    public async Task A_tenant_that_is_no_id_is_an_error_and_no_row(string tenant)
    {
        await using var app = await Sql.OpenAsync(schools.Database.AppConnectionString);
        await Sql.ExecuteAsync(app, "select set_config('cadence.organization_id', $1, false)", tenant);

        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, (await Sql.RefusalAsync(app, "select count(*) from students"))?.SqlState);
    }

    [Fact]
    public async Task A_row_for_another_organization_is_refused_by_every_table()
    {
        await using var owner = await schools.OwnerAsync();
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        var findings = new List<string>();
        var (byPolicy, byRight) = (0, 0);
        foreach (var table in schools.Tables)
        {
            var (sql, values) = await TenantRows.RowAsync(owner, table, schools.Other.OrganizationId, schools.Other.Owner.UserId!.Value);
            var refusal = await Sql.RefusalAsync(app, sql!, values);
            if (refusal?.SqlState != PostgresErrorCodes.InsufficientPrivilege)
            {
                findings.Add($"{table}: {refusal?.Message ?? "the row was taken"}");
            }
            else if (refusal.MessageText.Contains("row-level security", StringComparison.Ordinal))
            {
                byPolicy++;
            }
            else
            {
                byRight++;
            }
        }

        Findings.None(findings);
        Assert.True(byPolicy >= 25, $"only {byPolicy} tables refused by policy; the attack did not get that far");
        output.WriteLine($"isolation: foreign rows refused by policy {byPolicy}, by missing right {byRight}");
    }

    [Fact]
    public async Task No_statement_changes_or_moves_another_organizations_rows()
    {
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        await using (var app = await schools.AppAsync(schools.Own.OrganizationId))
        {
            var findings = new List<string>();
            foreach (var table in schools.Tables)
            {
                var column = Catalog.OwnerColumn(table);
                foreach (var attack in new[]
                {
                    $"update {table} set {column} = {column} where {column} = '{schools.Other.OrganizationId}'",
                    $"delete from {table} where {column} = '{schools.Other.OrganizationId}'",
                    $"update {table} set {column} = '{schools.Other.OrganizationId}'",
                })
                {
                    await using var transaction = await app.BeginTransactionAsync();
                    try
                    {
                        if (await Sql.ExecuteAsync(app, attack) > 0)
                        {
                            findings.Add($"{table}: took {attack}");
                        }
                    }
                    catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ForeignKeyViolation or "23001")
                    {
                        // The wall that stands first; which one does not matter here.
                    }

                    await transaction.RollbackAsync();
                }
            }

            Findings.None(findings);
        }

        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));
    }

    [Fact]
    public async Task Every_reference_to_another_organizations_row_is_refused_also_for_the_owner()
    {
        // As the owner, so that nothing but the composite key can be what refuses.
        await using var owner = await schools.OwnerAsync();
        var (tried, findings) = (0, new List<string>());
        foreach (var table in schools.Tables)
        {
            foreach (var key in (await TenantRows.ForeignKeysAsync(owner, table)).Where(key => key.Other != "accounts.users"))
            {
                tried++;
                var others = await Sql.RowsAsync(owner, $"select {string.Join(", ", key.OtherColumns)} from {key.Other} where organization_id = $1 and ({string.Join(", ", key.OtherColumns.Skip(1))}) not in (select {string.Join(", ", key.OtherColumns.Skip(1))} from {key.Other} where organization_id = $2) limit 1", schools.Other.OrganizationId, schools.Own.OrganizationId);
                // Preset roles exist by the same name in both; one of the other's own does not.
                Assert.True(others.Count > 0 || key.Other == "organization_roles", $"{key.Other} has nothing that only the other organization has");
                var foreign = others.Count > 0 ? others[0] : [schools.Other.OrganizationId, "role-of-another"];

                await using var transaction = await owner.BeginTransactionAsync();
                foreach (var check in await Sql.ColumnAsync<string>(owner, "select conname::text from pg_constraint where contype = 'c' and conrelid = ('public.' || $1)::regclass", table))
                {
                    await Sql.ExecuteAsync(owner, $"alter table {table} drop constraint {check}");
                }

                await Sql.ExecuteAsync(owner, $"alter table {table} disable trigger user");
                var refusal = await Sql.RefusalAsync(
                    owner,
                    $"update {table} set {string.Join(", ", key.Columns.Select((column, i) => (column, i)).Where(c => c.column != "organization_id").Select(c => $"{c.column} = '{foreign[c.i]}'"))} where ctid = (select ctid from {table} where {Catalog.OwnerColumn(table)} = '{schools.Own.OrganizationId}' limit 1)");
                await transaction.RollbackAsync();
                if (refusal is not { SqlState: PostgresErrorCodes.ForeignKeyViolation } || refusal.ConstraintName != key.Name)
                {
                    findings.Add($"{table}.{key.Name}: {refusal?.Message ?? "took another organization's id"}");
                }
            }
        }

        Findings.None(findings);
        Assert.True(tried >= 30, $"only {tried} foreign keys tried");
        output.WriteLine($"isolation: {tried} foreign keys attacked");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Ignoring_the_filters_still_shows_no_foreign_row(TenantMode mode)
    {
        var kinds = 0;
        var foreign = await schools.Tenants(mode).ReadAsync<List<string>>(
            schools.Own.Admin,
            Permission.PeopleRead,
            async (session, token) =>
            {
                var found = new List<string>();
                foreach (var entity in session.Db.Model.GetEntityTypes().Where(entity => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType)))
                {
                    kinds++;
                    var owners = await (Task<List<Guid>>)typeof(WallTests).GetMethod(nameof(OwnersAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                        .MakeGenericMethod(entity.ClrType).Invoke(null, [session.Db, token])!;
                    found.AddRange(owners.Where(owner => owner != schools.Own.OrganizationId).Select(owner => $"{entity.ClrType.Name}: a row of {owner}"));
                    if (owners.Count == 0)
                    {
                        found.Add($"{entity.ClrType.Name}: not even the own rows");
                    }
                }

                return found;
            },
            CancellationToken.None);

        Findings.None(foreign.Value);
        Assert.True(kinds >= 25, $"only {kinds} kinds of entities read");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Without_row_security_the_filter_alone_hides_foreign_rows(TenantMode mode)
    {
        // As the owner, who passes row-level security: what is left is EF's own filter.
        var actor = schools.Own.Admin;
        var tenants = new TenantDb(schools.Database.OwnerConnectionString, mode, schools.Own.Time);

        var owners = await tenants.ReadAsync<List<Guid>>(actor, Permission.PeopleRead, async (session, token) => await session.Db.Set<Student>().Select(student => student.OrganizationId).Distinct().ToListAsync(token), CancellationToken.None);
        var all = await tenants.ReadAsync<List<Guid>>(actor, Permission.PeopleRead, async (session, token) => await session.Db.Set<Student>().IgnoreQueryFilters().Select(student => student.OrganizationId).Distinct().ToListAsync(token), CancellationToken.None);

        Assert.Equal([schools.Own.OrganizationId], owners.Value);
        Assert.True(all.Value.Count > 1, "without the filter the owner must see others, or the first half shows nothing");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_object_of_another_organization_is_not_saved_however_it_came(TenantMode mode)
    {
        var foreign = await LoadForeignAsync();
        foreach (var (how, attach) in new (string How, Action<CadenceDbContext> Attach)[]
        {
            ("attached and changed", db => db.Attach(foreign()).Entity.ChangeStatus(StudentStatus.Left, null)),
            ("updated", db => db.Update(foreign())),
            ("removed", db => db.Remove(foreign())),
            ("added", db => db.Add(foreign())),
            ("unchanged but present", db => db.Attach(foreign())),
            ("moved over", db =>
            {
                var entry = db.Entry(new Student("Nadie", "Nunca", StudentStatus.Active));
                entry.State = EntityState.Added;
                entry.Property(student => student.OrganizationId).CurrentValue = schools.Other.OrganizationId;
            }),
        })
        {
            var refusal = await Record.ExceptionAsync(() => schools.Tenants(mode).WriteAsync<bool>(
                schools.Own.Admin,
                Permission.PeopleWrite,
                (session, _) =>
                {
                    attach(session.Db);
                    return Task.FromResult<Result<bool>>(true);
                },
                CancellationToken.None));

            Assert.True(refusal is InvalidOperationException && refusal.Message.Contains("another organization", StringComparison.Ordinal), $"{how}: {refusal?.ToString() ?? "was saved"}");
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Set_based_changes_and_raw_sql_reach_the_own_rows_only(TenantMode mode)
    {
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);

        var changed = await schools.Tenants(mode).WriteAsync<(int Set, int Raw, int Foreign)>(
            schools.Own.Admin,
            Permission.OrganizationEdit,
            async (session, token) =>
            {
                var set = await session.Db.Set<Venue>().IgnoreQueryFilters().ExecuteUpdateAsync(update => update.SetProperty(venue => venue.Name, venue => venue.Name + "*"), token);
                await using var raw = session.Command("update venues set name = name || '+'");
                await using var foreign = session.Command("update venues set name = name || '!' where organization_id = $1");
                foreign.Parameters.AddWithValue(schools.Other.OrganizationId);
                return (set, await raw.ExecuteNonQueryAsync(token), await foreign.ExecuteNonQueryAsync(token));
            },
            CancellationToken.None);

        // Each school has two venues.
        Assert.Equal((2, 2, 0), changed.Value);
        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_reference_to_a_foreign_row_by_the_product_is_not_found(TenantMode mode)
    {
        var result = await schools.Tenants(mode).WriteAsync<bool>(
            schools.Own.Admin,
            Permission.PeopleWrite,
            (session, _) =>
            {
                session.Db.Add(new Core.Groups.Enrolment(schools.OtherGroup.StudentIds[0], schools.OwnGroup.Id, schools.Own.Today));
                return Task.FromResult<Result<bool>>(true);
            },
            CancellationToken.None);

        Assert.Equal(ErrorKind.NotFound, Assert.Single(result.Errors).Kind);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_actor_gets_no_further_than_their_own_organization_and_role(TenantMode mode)
    {
        var stranger = Actor.User(schools.Own.OrganizationId, schools.Other.Owner.UserId!.Value);
        var nobody = Actor.User(schools.Own.OrganizationId, Guid.CreateVersion7());
        var nowhere = Actor.User(Guid.CreateVersion7(), schools.Own.Owner.UserId!.Value);
        var empty = Actor.User(Guid.Empty, schools.Own.Owner.UserId!.Value);
        var linkAsUser = new Actor(schools.Own.OrganizationId, ActorKind.FamilyLink, Guid.CreateVersion7());
        foreach (var actor in new[] { stranger, nobody, nowhere, empty, linkAsUser })
        {
            foreach (var permission in Enum.GetValues<Permission>())
            {
                var ran = false;
                Func<TenantSession, CancellationToken, Task<Result<bool>>> work = (_, _) =>
                {
                    ran = true;
                    return Task.FromResult<Result<bool>>(true);
                };
                var read = await schools.Tenants(mode).ReadAsync(actor, permission, work, CancellationToken.None);
                var write = await schools.Tenants(mode).WriteAsync(actor, permission, work, CancellationToken.None);

                Assert.Equal([ErrorKind.Forbidden, ErrorKind.Forbidden], [Assert.Single(read.Errors).Kind, Assert.Single(write.Errors).Kind]);
                Assert.False(ran);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_member_keeps_the_rights_only_while_active(TenantMode mode)
    {
        var member = await schools.Own.AddMemberAsync(RolePresets.Admin);
        Assert.True((await AskAsync()).IsSuccess);

        foreach (var status in new[] { MemberStatus.Suspended, MemberStatus.Removed })
        {
            await schools.Own.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == member.UserId).ChangeStatus(status));
            Assert.Equal(ErrorKind.Forbidden, Assert.Single((await AskAsync()).Errors).Kind);
        }

        await schools.Own.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == member.UserId).ChangeStatus(MemberStatus.Active));
        Assert.True((await AskAsync()).IsSuccess);

        async Task<Result<bool>> AskAsync() => await schools.Tenants(mode).ReadAsync<bool>(member, Permission.PeopleRead, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_role_has_just_its_grants(TenantMode mode)
    {
        var allowed = new Dictionary<string, string>();
        foreach (var (role, actor) in new[] { ("owner", schools.Own.Owner), ("admin", schools.Own.Admin), ("staff", schools.Own.Staff), ("teacher", schools.Own.TeacherActor) })
        {
            var grants = new List<string>();
            foreach (var permission in Enum.GetValues<Permission>())
            {
                var asked = await schools.Tenants(mode).ReadAsync<GrantScope>(actor, permission, (session, _) => Task.FromResult<Result<GrantScope>>(session.Scope), CancellationToken.None);
                if (asked.IsSuccess)
                {
                    grants.Add($"{permission} {asked.Value}");
                }
            }

            allowed[role] = string.Join(", ", grants);
        }

        var everything = Enum.GetValues<Permission>().Select(permission => $"{permission} All").ToList();
        Assert.Equal(string.Join(", ", everything), allowed["owner"]);
        Assert.Equal(string.Join(", ", everything.Where(grant => grant != "OrganizationArchive All")), allowed["admin"]);
        Assert.Equal("DashboardRead All, PeopleRead All, PeopleWrite All, GroupsRead All, GroupsWrite All, SessionsRead All, SessionsWrite All, AttendanceTake All, FamilyLinks All", allowed["staff"]);
        Assert.Equal("PeopleRead Own, GroupsRead Own, SessionsRead Own, AttendanceTake Own, PayRead Own", allowed["teacher"]);
    }

    private static Task<List<Guid>> OwnersAsync<T>(CadenceDbContext db, CancellationToken token)
        where T : class, ITenantOwned => db.Set<T>().IgnoreQueryFilters().Select(row => row.OrganizationId).Distinct().ToListAsync(token);

    private static async Task<IReadOnlyList<string>> VisibleAsync(NpgsqlConnection app, IReadOnlyList<string> tables, Func<string, long> expected)
    {
        var found = new List<string>();
        foreach (var table in tables)
        {
            var seen = await Sql.ScalarAsync<long>(app, $"select count(*) from {table}");
            if (seen != expected(table))
            {
                found.Add($"{table}: {seen} rows");
            }
        }

        return found;
    }

    private async Task<Func<Student>> LoadForeignAsync()
    {
        var students = new Queue<Student>();
        for (var i = 0; i < 10; i++)
        {
            var loaded = await schools.Other.Tenants.ReadAsync<Student>(
                schools.Other.Admin, Permission.PeopleRead, async (session, token) => await session.Db.Set<Student>().AsNoTracking().FirstAsync(s => s.Id == schools.OtherGroup.StudentIds[0], token), CancellationToken.None);
            students.Enqueue(loaded.Value);
        }

        return students.Dequeue;
    }
}
