using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>Functions that run as the owner, attacked by the role that may call them.</summary>
public sealed class DefinerTests(TwoSchools schools) : IClassFixture<TwoSchools>
{
    private const string Take = "select count(*) from take_marks($1, array[$2], array[$3], array[$4], array[null::text], array[now()], array['saved'], array[null::text], array[true], false)";

    [Fact]
    public async Task A_temporary_table_does_not_stand_in_for_a_real_one()
    {
        var stranger = schools.Other.Owner.UserId!.Value;
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        await Sql.ExecuteAsync(app, "create temp table organization_members (organization_id uuid, id uuid, user_id uuid, role text, status text)");
        await Sql.ExecuteAsync(app, "create temp table organization_slugs (slug text, organization_id uuid)");
        await Sql.ExecuteAsync(app, "create temp table organizations as select * from public.organizations where false");
        await Sql.ExecuteAsync(app, "insert into pg_temp.organization_members values ($1, gen_random_uuid(), $2, 'owner', 'active')", schools.Own.OrganizationId, stranger);
        await Sql.ExecuteAsync(app, "insert into pg_temp.organization_slugs values ('planted', $1)", schools.Own.OrganizationId);
        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");

        Assert.Equal([schools.Other.OrganizationId], await Sql.ColumnAsync<Guid>(app, "select id from public.organizations_of_user($1)", stranger));
        Assert.Empty(await Sql.RowsAsync(app, "select * from public.organization_of_slug('planted')"));
        Assert.True((await Sql.ColumnAsync<Guid>(app, "select id from public.active_organizations()")).Count >= 2);
    }

    [Fact]
    public async Task A_temporary_table_does_not_swallow_audit_history_or_events()
    {
        await using var owner = await schools.OwnerAsync();
        var (audit, history, events) = (await CountAsync("audit_entries"), await CountAsync("attendance_history"), await CountAsync("domain_events"));
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        foreach (var table in new[] { "audit_entries", "audit_personal_values", "attendance_history", "event_sequences", "bookings" })
        {
            await Sql.ExecuteAsync(app, $"create temp table {table} as select * from public.{table} where false");
        }

        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");
        await Sql.ExecuteAsync(app, "update public.venues set address = 'Otra' where id = $1", schools.Own.VenueId);
        await Sql.ScalarAsync<long>(app, Take.Replace("take_marks", "public.take_marks", StringComparison.Ordinal), schools.OwnSession, Guid.CreateVersion7(), schools.OwnGroup.StudentIds[0], "present");
        await Sql.ExecuteAsync(app, "insert into public.domain_events (organization_id, id, type, payload_version, subject_id, occurred_at, payload) values ($1, gen_random_uuid(), 'planted', 1, gen_random_uuid(), now(), '{}')", schools.Own.OrganizationId);

        Assert.Equal((audit + 1, history + 1, events + 1), (await CountAsync("audit_entries"), await CountAsync("attendance_history"), await CountAsync("domain_events")));

        Task<long> CountAsync(string table) => TenantRows.CountAsync(owner, table, schools.Own.OrganizationId);
    }

    [Theory]
    [InlineData("create function lower(text) returns text language sql as 'select ''planted'''")]
    [InlineData("create function public.planted() returns int language sql as 'select 1'")]
    [InlineData("create table public.planted (id int)")]
    [InlineData("create schema planted")]
    [InlineData("create extension dblink")]
    [InlineData("alter table students disable row level security")]
    [InlineData("alter table students no force row level security")]
    [InlineData("drop policy tenant on students")]
    [InlineData("create policy everyone on students using (true)")]
    [InlineData("alter table audit_entries disable trigger all")]
    [InlineData("drop trigger append_only on audit_entries")]
    [InlineData("set session authorization cadence_owner")]
    [InlineData("set role cadence_owner")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create role planted superuser")]
    [InlineData("grant select on students to public")]
    [InlineData("copy students from program 'true'")]
    [InlineData("alter function take_marks security invoker")]
    [InlineData("create or replace function organization_of_slug(wanted text) returns table (id uuid, slug text) language sql as 'select null::uuid, null::text'")]
    public async Task The_runtime_role_can_not_build_or_break_a_wall(string attempt)
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        var refusal = await Sql.RefusalAsync(app, attempt);

        // 0A000 is COPY under row-level security; a warning without effect would leave the grant as it was.
        if (refusal is null)
        {
            await using var owner = await schools.OwnerAsync();
            Findings.None(await Catalog.ViolationsAsync(owner, schools.Database.RuntimeRole));
            Assert.StartsWith("grant", attempt, StringComparison.Ordinal);
            return;
        }

        Assert.Contains(refusal.SqlState, (string[])[PostgresErrorCodes.InsufficientPrivilege, "0A000", "42809"]);
    }

    [Fact]
    public async Task A_function_in_the_callers_temporary_schema_is_not_called()
    {
        await using var app = await schools.AppAsync();
        await Sql.ExecuteAsync(app, "create function pg_temp.lower(text) returns text language sql as 'select ''planted'''");
        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");

        Assert.Equal([schools.Own.OrganizationId], await Sql.ColumnAsync<Guid>(app, "select id from public.organization_of_slug($1)", schools.Own.Slug.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("select refresh_session_counts($1, array[$2])")]
    [InlineData("select refresh_bookings($1, array[$2])")]
    [InlineData("select protect_tenant_table('students'), $1, $2")]
    [InlineData("select audit_row(), $1, $2")]
    [InlineData("select forbid_change(), $1, $2")]
    public async Task What_triggers_call_can_not_be_called_by_the_application(string call)
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, call, schools.Other.OrganizationId, schools.OtherSession))?.SqlState);
    }

    [Theory]
    [InlineData("' or '1'='1")]
    [InlineData("'; drop table students; --")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("")]
    [InlineData("\\")]
    public async Task SQL_in_an_argument_is_an_unknown_slug(string slug)
    {
        await using var app = await schools.AppAsync();

        Assert.Empty(await Sql.RowsAsync(app, "select * from organization_of_slug($1)", slug));
        Assert.Null(await new OrganizationDirectory(NpgsqlDataSource.Create(schools.Database.AppConnectionString)).FindAsync(slug, CancellationToken.None));
    }

    [Fact]
    public async Task A_user_is_told_only_of_organizations_they_are_an_active_member_of()
    {
        var member = await schools.Own.AddMemberAsync(RolePresets.Staff);
        await using var app = await schools.AppAsync();
        Assert.Single(await ListAsync());

        await schools.Own.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == member.UserId).ChangeStatus(MemberStatus.Suspended));
        Assert.Empty(await ListAsync());

        Task<IReadOnlyList<Guid>> ListAsync() => Sql.ColumnAsync<Guid>(app, "select id from organizations_of_user($1)", member.UserId!.Value);
    }

    [Fact]
    public async Task An_invitation_is_found_by_the_hash_of_its_token_alone()
    {
        var sent = (await schools.Own.Invitations().InviteAsync(schools.Own.Admin, new InviteMember { Email = $"{Guid.NewGuid():n}@example.com", Role = RolePresets.Staff }, default)).Ok();
        await using var app = await schools.AppAsync();
        Assert.Equal([schools.Own.OrganizationId], await Sql.ColumnAsync<Guid>(app, "select organization_id from invitation_of_token($1)", InvitationRules.Hash(sent.Token)));
        foreach (var wrong in new[] { InvitationRules.Hash(InvitationRules.NewToken()), [], System.Text.Encoding.UTF8.GetBytes(sent.Token), InvitationRules.Hash("%"), InvitationRules.Hash(sent.Token)[..31] })
        {
            Assert.Empty(await Sql.RowsAsync(app, "select * from invitation_of_token($1)", wrong));
        }

        Assert.Empty(await Sql.RowsAsync(app, "select * from invitation_of_token(null)"));

        // Neither rows nor hashes are read without a tenant, nor does a table of the caller's stand in for the real one.
        Assert.Empty(await Sql.RowsAsync(app, "select * from organization_invitations"));
        await Sql.ExecuteAsync(app, "create temp table organization_invitations as select * from public.organization_invitations where false");
        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");
        Assert.Single(await Sql.RowsAsync(app, "select * from public.invitation_of_token($1)", InvitationRules.Hash(sent.Token)));
    }

    [Fact]
    public async Task A_secret_opens_its_own_link_and_nothing_else_moves()
    {
        var student = await schools.Other.AddStudentAsync();
        var guardian = await schools.Other.AddGuardianAsync("Joan", "Otro", student);
        var given = (await new FamilyLinkService(schools.Other.Tenants).GiveAsync(schools.Other.Owner, guardian.GuardianId, default)).Ok();
        await using var owner = await schools.OwnerAsync();
        var before = await Sql.ColumnAsync<string>(owner, "select l::text from family_links l where id <> $1 order by 1", given.Id);
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        await Sql.ExecuteAsync(app, "create temp table family_links as select * from public.family_links where false");
        await Sql.ExecuteAsync(app, "insert into pg_temp.family_links (organization_id, id, guardian_id, token_hash, expires_at) values ($1, $2, $2, $3, now() + interval '1 year')", schools.Own.OrganizationId, Guid.CreateVersion7(), FamilyToken.HashOf("planted"));
        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");

        Assert.Empty(await Sql.RowsAsync(app, "select * from public.open_family_link($1, now())", FamilyToken.HashOf("planted")));
        Assert.Empty(await Sql.RowsAsync(app, "select * from public.open_family_link(null, now())"));
        Assert.Empty(await Sql.RowsAsync(app, "select * from public.open_family_link($1, now())", FamilyToken.HashOf(given.Id.ToString())));
        Assert.Equal([schools.Other.OrganizationId, given.Id], Assert.Single(await Sql.RowsAsync(app, "select organization_id, id from public.open_family_link($1, now())", FamilyToken.HashOf(given.Token))));
        // The secret names its link; its rows stay behind the wall.
        Assert.Empty(await Sql.RowsAsync(app, "select * from public.family_links where id = $1", given.Id));
        Assert.Equal(before, await Sql.ColumnAsync<string>(owner, "select l::text from family_links l where id <> $1 order by 1", given.Id));
    }

    [Fact]
    public async Task Personal_values_leave_the_audit_for_ones_own_people_by_who_may_and_no_others()
    {
        var (own, other) = (await schools.Own.AddStudentAsync("Noa", "Propia"), await schools.Other.AddStudentAsync("Noa", "Forastera"));
        await using var owner = await schools.OwnerAsync();
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        const string erase = "select public.erase_audit_values($1)";
        await using (var nobody = await schools.AppAsync())
        {
            await ActAsync(nobody, schools.Own.Owner);
            Assert.Equal([null], await AnswersAsync(nobody, own));
        }

        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        foreach (var table in new[] { "students", "organization_members", "role_grants", "audit_personal_values", "audit_entries" })
        {
            await Sql.ExecuteAsync(app, $"create temp table {table} as select * from public.{table} where false");
        }

        await Sql.ExecuteAsync(app, "insert into pg_temp.students (organization_id, id) values ($1, $2)", schools.Own.OrganizationId, other);
        await Sql.ExecuteAsync(app, "set search_path = pg_temp, public");
        Assert.Equal([null], await AnswersAsync(app, own));
        foreach (var without in new[] { schools.Own.Staff, schools.Own.TeacherActor, schools.Other.Owner })
        {
            await ActAsync(app, without);
            Assert.Equal([null, null], await AnswersAsync(app, own, other));
        }

        await ActAsync(app, schools.Own.Owner);
        Assert.Equal([null, null, null], await AnswersAsync(app, other, schools.Own.VenueId, schools.Own.OrganizationId));
        var (values, entries) = (await ValuesAsync(own), await TenantRows.CountAsync(owner, "audit_entries", schools.Own.OrganizationId));
        Assert.True(values > 0);
        Assert.Equal([(int)values], await AnswersAsync(app, own));
        Assert.Equal((0L, entries + 1), (await ValuesAsync(own), await TenantRows.CountAsync(owner, "audit_entries", schools.Own.OrganizationId)));
        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));

        static Task<int> ActAsync(NpgsqlConnection connection, Actor actor) =>
            Sql.ExecuteAsync(connection, "select set_config('cadence.actor_kind', 'user', false), set_config('cadence.actor_id', $1, false), set_config('cadence.user_id', $1, false)", actor.UserId!.Value.ToString());

        static async Task<List<object?>> AnswersAsync(NpgsqlConnection connection, params Guid[] people)
        {
            var answers = new List<object?>();
            foreach (var person in people)
            {
                answers.Add(Assert.Single(await Sql.RowsAsync(connection, erase, person))[0]);
            }

            return answers;
        }

        Task<long> ValuesAsync(Guid person) => Sql.ScalarAsync<long>(owner, "select count(*) from audit_personal_values where person_id = $1", person);
    }

    [Fact]
    public async Task An_archived_organization_is_offered_to_nobody()
    {
        var school = await TestSchool.CreateAsync(schools.Database);
        await using var owner = await schools.OwnerAsync();
        await Sql.ExecuteAsync(owner, "update organizations set archived_at = now() where id = $1", school.OrganizationId);
        await using var app = await schools.AppAsync();

        Assert.Empty(await Sql.ColumnAsync<Guid>(app, "select id from organizations_of_user($1)", school.Owner.UserId!.Value));
        Assert.DoesNotContain(school.OrganizationId, await Sql.ColumnAsync<Guid>(app, "select id from active_organizations()"));
        Assert.False((await school.Tenants.ReadAsync<bool>(school.Owner, Permission.PeopleRead, (_, _) => Task.FromResult<Core.Kernel.Result<bool>>(true), CancellationToken.None)).IsSuccess);
    }

    [Fact]
    public async Task A_slug_is_never_given_to_a_second_organization()
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        Assert.Equal(PostgresErrorCodes.UniqueViolation, (await Sql.RefusalAsync(app, "insert into organization_slugs (slug, organization_id) values ($1, $2)", schools.Other.Slug, schools.Own.OrganizationId))?.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, "delete from organization_slugs"))?.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, "update organization_slugs set slug = 'other'"))?.SqlState);
    }

    [Fact]
    public async Task Marks_without_a_tenant_or_for_another_organizations_class_are_refused()
    {
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        var student = schools.OtherGroup.StudentIds[0];
        await using (var nobody = await schools.AppAsync())
        {
            Assert.Equal(PostgresErrorCodes.NotNullViolation, (await Sql.RefusalAsync(nobody, Take, schools.OtherSession, Guid.CreateVersion7(), student, "present"))?.SqlState);
        }

        await using (var app = await schools.AppAsync(schools.Own.OrganizationId))
        {
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await Sql.RefusalAsync(app, Take, schools.OtherSession, Guid.CreateVersion7(), student, "present"))?.SqlState);
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await Sql.RefusalAsync(app, Take, schools.OwnSession, Guid.CreateVersion7(), student, "present"))?.SqlState);
            Assert.Equal(PostgresErrorCodes.CheckViolation, (await Sql.RefusalAsync(app, Take, schools.OwnSession, Guid.CreateVersion7(), schools.OwnGroup.StudentIds[0], "'; delete from students --"))?.SqlState);
        }

        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));
    }

    [Fact]
    public async Task Whoever_writes_an_event_chooses_neither_its_author_nor_its_place()
    {
        await using var owner = await schools.OwnerAsync();
        var last = await Sql.ScalarAsync<long>(owner, "select last from event_sequences where organization_id = $1", schools.Own.OrganizationId);
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        var (id, user) = (Guid.CreateVersion7(), schools.Own.Staff.UserId!.Value);
        await Sql.ExecuteAsync(app, "select set_config('cadence.actor_kind', 'user', false), set_config('cadence.actor_id', $1, false), set_config('cadence.user_id', $1, false)", user.ToString());

        await Sql.ExecuteAsync(
            app,
            "insert into domain_events (organization_id, id, sequence, type, payload_version, subject_id, actor_kind, actor_id, user_id, occurred_at, recorded_at, payload) values ($1, $2, 1000000, 'planted', 1, $2, 'platform', $3, $3, now(), '2000-01-01', '{}')",
            schools.Own.OrganizationId,
            id,
            schools.Other.Owner.UserId!.Value);

        Assert.Equal(
            [last + 1, "user", user, user, true],
            Assert.Single(await Sql.RowsAsync(owner, "select sequence, actor_kind, actor_id, user_id, recorded_at > '2020-01-01' from domain_events where id = $1", id)));
    }

    [Fact]
    public async Task A_class_joined_with_another_organizations_does_not_touch_its_bookings()
    {
        var before = await schools.FingerprintAsync(schools.Other.OrganizationId);
        await using var owner = await schools.OwnerAsync();
        var rows = await Sql.ColumnAsync<string>(owner, "select ctid::text || xmin::text from bookings where organization_id = $1 order by 1", schools.Other.OrganizationId);
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        await Sql.ExecuteAsync(app, "update class_sessions set joint_id = $1 where id = $2", schools.OtherSession, schools.OwnSession);

        Findings.None(TwoSchools.Changed(before, await schools.FingerprintAsync(schools.Other.OrganizationId)));
        Assert.Equal(rows, await Sql.ColumnAsync<string>(owner, "select ctid::text || xmin::text from bookings where organization_id = $1 order by 1", schools.Other.OrganizationId));
    }
}
