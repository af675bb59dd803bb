using System.Text.Json;
using Cadence.Core.Data;
using Cadence.Core.Operations;
using Cadence.Tests.Support;

namespace Cadence.Tests.Operations;

/// <summary>The doctor finds what is planted, names it, and says nothing about a healthy database.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TestSchool.DefaultNow;

    private readonly TestDatabase _database = new();

    private DatabaseSettings Settings => new() { App = _database.AppConnectionString, Owner = _database.OwnerConnectionString, DataPath = "/nowhere" };

    /// <summary>
    /// What is planted, as the owner with triggers off where they would put it right, and the one check that must find it. The statement
    /// answers the planted ids. @org, @group, @session, @held, @student, @teacher, @room, @outsider stand for the school's own.
    /// </summary>
    public static TheoryData<string, string> Plants { get; } = new()
    {
        { "session_counts", "update class_sessions set heads = heads + 1 where id = @session returning id::text" },
        { "session_counts", "update class_sessions set roster_count = roster_count - 1, unmarked = unmarked - 1 where id = @held returning id::text" },
        { "held_without_roster", "with gone as (delete from session_rosters where class_session_id = @held), aged as (update student_groups set created_at = '2026-01-01') update class_sessions set roster_count = 0, heads = 0, absent = 0, excused = 0, unmarked = 0 where id = @held returning id::text" },
        { "marks_without_roster", "with told as (insert into attendance_history (organization_id, id, class_session_id, student_id, new_status, effective_at, outcome, actor_kind) select @org, gen_random_uuid(), @session, @outsider, 'present', now(), 'saved', 'user') insert into attendance_records (organization_id, class_session_id, student_id, status, effective_at, by_closing) select @org, @session, @outsider, 'present', now(), false returning class_session_id || '/' || student_id" },
        { "marks_without_history", "with counted as (update class_sessions set heads = 1, unmarked = unmarked - 1 where id = @session) insert into attendance_records (organization_id, class_session_id, student_id, status, effective_at, by_closing) select @org, @session, @student, 'present', now(), false returning class_session_id || '/' || student_id" },
        { "payout_totals", "with audited as (select 1) insert into teacher_payouts (organization_id, id, teacher_id, month, period_start, period_end, currency, gross, tax, withholding, total_amount, number, approved_at, calculator_version, inputs) select @org, gen_random_uuid(), @teacher, '2026-10-01', '2026-10-01', '2026-10-31', 'EUR', 100, 0, 15, 85, '1', now(), 1, '{}' returning id::text" },
        { "bookings", "delete from bookings where source_id = @session and resource_id = @room returning source_id::text" },
        { "bookings", "update bookings set during = tstzrange(lower(during), upper(during) + interval '5 minutes') where source_id = @held and resource_id = @teacher returning source_id::text" },
        { "bookings", "insert into bookings (organization_id, resource_id, source_id, during) select @org, @room, gen_random_uuid(), tstzrange('2027-01-01 10:00Z', '2027-01-01 11:00Z') returning source_id::text" },
        { "enrolments_overlap", "alter table student_groups drop constraint student_groups_no_overlap; insert into student_groups (organization_id, id, student_id, group_id, start_date, end_date) select organization_id, 'ffffffff-ffff-7fff-bfff-ffffffffffff', student_id, group_id, '2026-03-01', '2026-03-02' from student_groups where student_id = @student; select id::text from student_groups where student_id = @student and end_date is null" },
        { "organizations_without_owner", "alter table organization_members disable trigger keep_an_owner; update organization_members set status = 'suspended' where organization_id = @org and role = 'owner'; alter table organization_members enable trigger keep_an_owner; select @org::text" },
        { "organizations_without_slug", "delete from organization_slugs where organization_id = @org returning organization_id::text" },
        { "event_sequences", "insert into event_sequences (organization_id, last) select @org, 7 returning organization_id::text" },
        { "outbox_stuck", "insert into outbox_messages (organization_id, id, channel, recipient, kind, subject, period, payload, due_at, attempts) select @org, gen_random_uuid(), 'mail', 'x', 'roll_call_missing', 'x', 'x', '{}', '2026-11-19 15:00Z', 0 returning id::text" },
        { "audit_gaps", "alter table venues disable trigger audit; update venues set address = 'Otra calle' where organization_id = @org; alter table venues enable trigger audit; select 'venues/' || id from venues where organization_id = @org" },
        { "audit_gaps", "alter table students disable trigger audit; insert into students (organization_id, id, given_name, family_names, status) select @org, gen_random_uuid(), 'Sin', 'Rastro', 'active'; alter table students enable trigger audit; select 'students/' || id from students where given_name = 'Sin'" },
        { "walls", "alter table venues disable row level security; select 'venues'" },
        { "walls", "drop policy tenant on students; create policy tenant on students using (true); select 'students'" },
        { "triggers_off", "alter table domain_events disable trigger append_only; select 'domain_events.append_only'" },
        { "runtime_role", "grant delete on students to public; select 'public.students: delete, insert, select, update instead of insert, select, update'" },
        { "runtime_role", "revoke select on accounts.users from cadence_app; select 'accounts.users: delete, insert, update instead of delete, insert, select, update'" },
        { "runtime_role", "grant execute on function refresh_bookings(uuid, uuid[]) to public; select 'refresh_bookings(uuid,uuid[]): may be called'" },
        { "migrations_pending", "delete from accounts.schema_migrations where \"MigrationId\" = '20261123061000_PlatformJobs' returning \"MigrationId\"" },
    };

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Plants))]
    public async Task What_is_planted_is_found_by_its_check_and_by_no_other(string check, string plant)
    {
        var school = await HealthyAsync();

        var planted = await PlantAsync(school, plant);

        var found = (await ExamineAsync(school)).Where(c => c.Found > 0).ToList();
        Assert.NotEmpty(planted);
        Assert.Equal([check], found.Select(c => c.Name));
        Assert.Equal(planted.Order(StringComparer.Ordinal), found[0].Ids.Select(finding => finding.Id).Order(StringComparer.Ordinal));
        Assert.Equal(planted.Count, found[0].Found);
    }

    [Fact]
    public async Task A_finding_is_a_failure_of_the_verb_and_names_organization_and_id()
    {
        var school = await HealthyAsync();
        await PlantAsync(school, "delete from organization_slugs where organization_id = @org returning organization_id::text");

        var (code, answer, errors) = await AppProcess.RunAsync(["doctor", "--json"], ("ConnectionStrings__Cadence", _database.AppConnectionString), ("ConnectionStrings__CadenceOwner", _database.OwnerConnectionString));

        Assert.Equal(1, code);
        Assert.Equal("cadence doctor found 1 inconsistencies: organizations_without_slug.", errors);
        var root = JsonDocument.Parse(answer).RootElement;
        Assert.Equal(1, root.GetProperty("inconsistencies").GetInt32());
        var id = root.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("found").GetInt32() > 0).GetProperty("ids")[0];
        Assert.Equal(school.OrganizationId, id.GetProperty("organization_id").GetGuid());
    }

    private async Task<IReadOnlyList<DoctorCheck>> ExamineAsync(Planted school) => await Doctor.ExamineAsync(Settings, hasMail: true, school.School.Time, default);

    private async Task<Planted> HealthyAsync()
    {
        var school = await TestSchool.CreateAsync(_database, now: Now);
        var group = await school.AddGroupAsync("Salsa", 4);
        var outsider = await school.AddStudentAsync();
        var held = await school.AddSessionAsync(group, school.Today.AddDays(-3));
        await school.CloseAsync(held);
        var session = await school.AddSessionAsync(group, school.Today.AddDays(3));
        var planted = new Planted(school, group.Id, session, held, group.StudentIds[0], outsider);
        Assert.DoesNotContain(await ExamineAsync(planted), check => check.Found > 0);
        return planted;
    }

    private async Task<IReadOnlyList<string>> PlantAsync(Planted planted, string plant)
    {
        var school = planted.School;
        await using var owner = await Sql.OpenAsync(_database.OwnerConnectionString);
        foreach (var (name, id) in new[]
        {
            ("@org", school.OrganizationId), ("@group", planted.GroupId), ("@session", planted.SessionId), ("@held", planted.HeldId), ("@student", planted.StudentId),
            ("@teacher", school.TeacherId), ("@room", school.RoomId), ("@outsider", planted.OutsiderId),
        })
        {
            plant = plant.Replace(name, $"'{id}'::uuid", StringComparison.Ordinal);
        }

        // Triggers that would refuse the plant or put it right are off meanwhile; those of the audit only where the plant says so.
        string[] tables = ["class_sessions", "session_rosters", "attendance_records", "attendance_history", "bookings", "student_groups", "event_sequences", "outbox_messages"];
        await SwitchAsync("disable");
        var ids = await Sql.ColumnAsync<string>(owner, plant);
        await SwitchAsync("enable");
        return ids;

        async Task SwitchAsync(string onOrOff)
        {
            var switches = await Sql.ScalarAsync<string>(
                owner, "select string_agg(format('alter table %s %s trigger %I', tgrelid::regclass, $2, tgname), '; ') from pg_trigger where not tgisinternal and tgname <> 'audit' and tgrelid::regclass::text = any ($1)", tables, onOrOff);
            await Sql.ExecuteAsync(owner, switches!);
        }
    }

    /// <summary>A school with one class to come, one held, and somebody who belongs to neither.</summary>
    private sealed record Planted(TestSchool School, Guid GroupId, Guid SessionId, Guid HeldId, Guid StudentId, Guid OutsiderId)
    {
        public Guid OrganizationId => School.OrganizationId;
    }
}
