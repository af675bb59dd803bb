using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>The walls as the database has them. The plants go into a database of their own, which nobody else sees.</summary>
public sealed class CatalogTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Every_table_key_policy_function_and_right_keeps_the_walls()
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);

        Findings.None(await Catalog.ViolationsAsync(owner, database.RuntimeRole));
    }

    [Fact]
    public async Task The_lists_of_exceptions_are_up_to_date()
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);

        Findings.None(await Catalog.StaleAsync(owner), "entries that nothing needs");
    }

    [Theory]
    [InlineData("create table planted (organization_id uuid not null references organizations (id), id uuid not null, primary key (organization_id, id))", "planted: has no row-level security")]
    [InlineData("create table planted (organization_id uuid not null, id uuid not null, primary key (organization_id, id)); alter table planted enable row level security; create policy tenant on planted using (true)", "planted: its policies are tenant * using true")]
    [InlineData("create policy everyone on students for select using (true)", "students: its policies are")]
    [InlineData("alter table venues disable row level security", "venues: has no row-level security")]
    [InlineData("create table planted (id uuid primary key)", "planted: belongs to no organization")]
    [InlineData("create unique index planted on students (email)", "students: a unique key does not begin with organization_id")]
    [InlineData("create unique index planted on venues (id); alter table rooms add constraint planted foreign key (venue_id) references venues (id)", "rooms: the foreign key planted to venues does not carry the organization")]
    [InlineData("alter table groups add column planted_id uuid", "groups: planted_id refers to nothing")]
    [InlineData("create view planted as select * from students", "planted: the view runs as its owner")]
    [InlineData("create function planted() returns int language sql security definer as 'select 1'", "planted: runs as its owner")]
    [InlineData("create function planted() returns int language sql security definer set search_path = pg_catalog, public as 'select 1'", "planted: runs as its owner")]
    [InlineData("create function planted() returns int language sql as 'select 1'", "planted: may be called by the runtime role")]
    [InlineData("grant update on audit_entries to public", "audit_entries: the runtime role may update")]
    [InlineData("grant delete on students to public", "students: the runtime role may delete")]
    [InlineData("alter table class_sessions disable trigger no_delete", "class_sessions: has no trigger no_delete")]
    [InlineData("drop trigger append_only on domain_events", "domain_events: has no trigger append_only")]
    [InlineData("create sequence planted", "planted: a sequence orders all organizations")]
    public async Task A_planted_hole_is_found(string hole, string finding)
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await using var transaction = await owner.BeginTransactionAsync();
        await Sql.ExecuteAsync(owner, hole);

        Assert.Contains(await Catalog.ViolationsAsync(owner, database.RuntimeRole), violation => violation.StartsWith(finding, StringComparison.Ordinal));

        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task The_runtime_role_is_no_superuser_passes_no_row_security_and_owns_nothing()
    {
        await using var app = await Sql.OpenAsync(database.AppConnectionString);

        var role = Assert.Single(await Sql.RowsAsync(
            app,
            """
            select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                   (select count(*) from pg_class c where c.relowner = r.oid), (select count(*) from pg_proc p where p.proowner = r.oid),
                   (select count(*) from pg_auth_members m where m.member = r.oid), current_user = session_user,
                   has_schema_privilege('public', 'create'), has_database_privilege(current_database(), 'create')
            from pg_roles r where rolname = current_user
            """));
        Assert.Equal([false, false, false, false, false, 0L, 0L, 0L, true, false, false], role);
    }
}
