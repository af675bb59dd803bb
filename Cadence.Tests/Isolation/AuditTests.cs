using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.Isolation;

/// <summary>Who did what and why is written down, and what is personal stands where it can be erased.</summary>
public sealed class AuditTests(TwoSchools schools) : IClassFixture<TwoSchools>
{
    /// <summary>Columns of text or dates in audited tables that say nothing of a person.</summary>
    private static readonly HashSet<string> Impersonal =
    [
        "organizations.slug", "organizations.name", "organizations.type", "organizations.country", "organizations.currency", "organizations.time_zone", "organizations.language", "organizations.color", "organizations.logo_hash",
        "organization_members.role", "organization_members.status", "organization_roles.key", "organization_roles.name", "role_grants.role_key", "role_grants.permission", "role_grants.scope",
        "organization_settings.key", "organization_settings.value", "organization_settings.valid_from",
        "organization_invitations.role", "organization_invitations.language",
        "venues.name", "venues.kind", "venues.address", "venues.time_zone", "rooms.name", "venue_travels.mode",
        "teachers.full_name", "teachers.language", "teachers.employed_from", "teachers.employed_to", "students.full_name", "students.status",
        "groups.name", "groups.level", "groups.style", "groups.age_range", "groups.status",
        "student_groups.start_date", "student_groups.end_date", "student_groups.agreed_fee_from", "student_groups.partner_role", "enrolment_pauses.start_date", "enrolment_pauses.end_date",
        "class_sessions.title", "class_sessions.date", "class_sessions.status", "class_sessions.cancellation_kind", "class_sessions.cancel_reason", "class_sessions.origin_date",
        "session_teachers.role", "session_guests.kind", "month_locks.month", "month_locks.reason",
        "pay_rates.kind", "pay_rates.model", "pay_rates.scope", "pay_rates.level", "pay_rates.tiers", "pay_rates.valid_from", "pay_rates.valid_to",
        "teacher_payouts.month", "teacher_payouts.period_start", "teacher_payouts.period_end", "teacher_payouts.currency", "teacher_payouts.number", "teacher_payouts.override_reason", "teacher_payouts.inputs",
        "venue_agreements.kind", "venue_agreements.direction", "venue_agreements.model", "venue_agreements.collected_by", "venue_agreements.cancelled", "venue_agreements.valid_from", "venue_agreements.valid_to",
        "venue_agreements.void_reason", "received_payments.value_date", "private_sessions.date", "private_sessions.status", "private_sessions.cancellation_kind",
        "venue_statements.month", "venue_statements.currency", "venue_statements.number", "venue_statements.override_reason", "venue_statements.inputs",
        "guardians.full_name", "guardians.language", "student_guardians.relation",
        "import_batches.kind", "import_batches.file_name", "import_batches.file_hash",
    ];

    [Fact]
    public async Task A_change_is_audited_with_actor_and_reason()
    {
        var actor = schools.Own.Staff.Because("cambio de local");
        var done = await schools.Own.Tenants.WriteAsync<bool>(
            actor,
            Permission.GroupsWrite,
            async (session, token) =>
            {
                await using var command = session.Command("update venues set name = 'Estudio Norte' where id = $1");
                command.Parameters.AddWithValue(schools.Own.VenueId);
                return await command.ExecuteNonQueryAsync(token) == 1;
            },
            CancellationToken.None);
        Assert.True(done.Value);

        await using var owner = await schools.OwnerAsync();
        var row = Assert.Single(await Sql.RowsAsync(owner, "select action, actor_kind, actor_id, user_id, reason, changes::text from audit_entries where entity = 'venues' and entity_id = $1 and action = 'update'", schools.Own.VenueId));
        Assert.Equal(["update", "user", actor.Id, actor.UserId, "cambio de local", """{"name": ["Estudio Centro", "Estudio Norte"]}"""], row);
    }

    [Fact]
    public async Task A_refused_act_is_not_audited()
    {
        await using var owner = await schools.OwnerAsync();
        var before = await TenantRows.CountAsync(owner, "audit_entries", schools.Own.OrganizationId);

        await schools.Own.Tenants.WriteAsync<bool>(
            schools.Own.Staff,
            Permission.GroupsWrite,
            async (session, token) =>
            {
                await using var command = session.Command("update rooms set name = 'Sala Azul'");
                await command.ExecuteNonQueryAsync(token);
                return Error.NotFound();
            },
            CancellationToken.None);

        Assert.Equal(before, await TenantRows.CountAsync(owner, "audit_entries", schools.Own.OrganizationId));
    }

    [Fact]
    public async Task Personal_values_stand_only_where_they_can_be_erased()
    {
        await using var owner = await schools.OwnerAsync();
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        var canary = "canario" + Guid.NewGuid().ToString("n")[..8];
        var personal = await PersonalAsync();
        var written = 0;
        foreach (var (table, columns) in personal)
        {
            foreach (var column in columns)
            {
                var type = await Sql.ScalarAsync<string>(owner, "select format_type(atttypid, null) from pg_attribute where attrelid = $1::regclass and attname = $2", table, column);
                var value = type == "date" ? "date '1999-09-09'" : $"'{canary}'";
                written += await Sql.ExecuteAsync(app, $"update {table} set {column} = {value} where ctid = (select ctid from {table} limit 1)");
            }
        }

        Assert.True(written >= 20, $"only {written} personal columns written");
        Assert.Equal(0L, await Sql.ScalarAsync<long>(owner, "select count(*) from audit_entries where changes::text like '%' || $1 || '%' or changes::text like '%1999-09-09%'", canary));
        Assert.Equal((long)written, await Sql.ScalarAsync<long>(owner, "select count(*) from audit_personal_values where new_value in ($1, '1999-09-09')", canary));

        // Keyed by the person, so that erasing one person finds all of theirs.
        Assert.Equal(0L, await Sql.ScalarAsync<long>(
            owner,
            """
            select count(*) from audit_personal_values v where new_value in ($1, '1999-09-09')
                and not exists (select from students s where s.id = v.person_id) and not exists (select from teachers t where t.id = v.person_id) and not exists (select from organizations o where o.id = v.person_id)
                and not exists (select from guardians g where g.id = v.person_id)
            """,
            canary));
    }

    [Fact]
    public async Task Every_audited_column_of_words_or_days_is_known_to_be_personal_or_not()
    {
        await using var owner = await schools.OwnerAsync();
        var personal = (await PersonalAsync()).SelectMany(table => table.Value.Select(column => $"{table.Key}.{column}")).ToHashSet();
        var columns = await Sql.ColumnAsync<string>(
            owner,
            """
            select c.relname || '.' || a.attname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where t.tgname = 'audit' and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'date'::regtype)
            """);

        Findings.None(columns.Where(column => !personal.Contains(column) && !Impersonal.Contains(column)).Select(column => $"{column}: audit.sql must name it as personal, or this list as not"));
        Findings.None(Impersonal.Where(column => !columns.Contains(column) || personal.Contains(column)), "entries that nothing needs");
    }

    [Fact]
    public async Task Every_table_that_people_change_is_audited()
    {
        await using var owner = await schools.OwnerAsync();
        var unaudited = await Sql.ColumnAsync<string>(
            owner,
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege($1, c.oid, 'update')
                and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'audit' and t.tgenabled = 'O')
            """,
            schools.Database.RuntimeRole);

        // Delivery state of messages is the program's own.
        Assert.Equal(["outbox_messages"], unaudited);
    }

    [Fact]
    public async Task Only_the_counts_of_a_class_change_without_version_and_audit()
    {
        await using var owner = await schools.OwnerAsync();
        var unseen = await Sql.ColumnAsync<string>(
            owner,
            """
            select t.tgname || ' ' || c.relname || '.' || a.attname
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where t.tgname in ('audit', 'version') and array_length(t.tgattr::int2[], 1) > 0 and a.attnum <> all (t.tgattr::int2[])
            order by 1
            """);

        string[] counts = ["absent", "excused", "heads", "roster_count", "unmarked"];
        Assert.Equal(new[] { "audit", "version" }.SelectMany(trigger => counts.Select(count => $"{trigger} class_sessions.{count}")), unseen);
    }

    private async Task<Dictionary<string, string[]>> PersonalAsync()
    {
        await using var owner = await schools.OwnerAsync();
        return (await Sql.RowsAsync(
            owner,
            """
            select c.relname::text, split_part(encode(t.tgargs, 'escape'), '\000', 1) from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'audit'
            """))
            .Where(row => (string)row[1]! != "").ToDictionary(row => (string)row[0]!, row => ((string)row[1]!).Split(','));
    }
}
