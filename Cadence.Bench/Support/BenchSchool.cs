using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Bench.Support;

/// <summary>
/// A durable private cluster with one school: 40 teachers of all three models, 30 groups of 30, 1,000 held sessions in one month, and
/// one running session a group for the roll calls. Written as the owner by set-based statements; the app only ever connects as the runtime role.
/// </summary>
public sealed class BenchSchool : IAsyncDisposable
{
    public const string Slug = "bench";
    public const string Email = "admin@bench.test";
    public const string Password = "Cadence-bench-1";

    private readonly LocalPostgres _postgres;
    private readonly string _folder;

    private BenchSchool(LocalPostgres postgres, string folder)
    {
        _postgres = postgres;
        _folder = folder;
        Owner = NpgsqlDataSource.Create(CadenceDatabase.Tuned(postgres.OwnerConnectionString));
    }

    public Guid OrganizationId { get; } = Guid.CreateVersion7();

    public Guid UserId { get; } = Guid.CreateVersion7();

    /// <summary>The month of the 1,000 sessions.</summary>
    public DateOnly Month { get; } = Core.Kernel.Month.Of(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)).Previous.FirstDay;

    /// <summary>Sessions that run now, one a group, nobody marked.</summary>
    public IReadOnlyList<Guid> Running { get; private set; } = [];

    public NpgsqlDataSource Owner { get; }

    public string AppConnectionString => _postgres.AppConnectionString;

    public string OwnerConnectionString => _postgres.OwnerConnectionString;

    public static async Task<BenchSchool> BuildAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = Path.Combine(Path.GetTempPath(), "cadence-bench-" + Guid.NewGuid().ToString("n")[..8]);
        var postgres = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataPath = folder, SharedBuffers = "512MB", MaxConnections = 200 }, NullLogger.Instance, cancellationToken);
        await CadenceDatabase.MigrateAsync(postgres.OwnerConnectionString, postgres.AppConnectionString, cancellationToken);
        var school = new BenchSchool(postgres, folder);
        await school.FillAsync();
        return school;
    }

    /// <summary>The people on a session's roster.</summary>
    public async Task<IReadOnlyList<Guid>> RosterAsync(Guid session)
    {
        await using var command = Owner.CreateCommand("select student_id from session_roster($1, array[$2]::uuid[])");
        command.Parameters.AddWithValue(OrganizationId);
        command.Parameters.AddWithValue(session);
        await using var reader = await command.ExecuteReaderAsync();
        var students = new List<Guid>();
        while (await reader.ReadAsync())
        {
            students.Add(reader.GetGuid(0));
        }

        return students;
    }

    /// <summary>A sign-in of the owner that has given a fresh proof.</summary>
    public async Task<Guid> SignInIdAsync()
    {
        var id = Guid.CreateVersion7();
        await RunAsync($"insert into accounts.user_sessions (id, user_id, signed_in_at, last_seen_at, stepped_up_at) values ('{id}', '{UserId}', now(), now(), now())");
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The server may still be writing its last log line.
        }
    }

    private async Task FillAsync()
    {
        var hash = new PasswordHasher<User>().HashPassword(new User(), Password);
        await RunAsync($"""
            insert into accounts.users (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, given_name, family_names, language,
                                        phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ('{UserId}', '{Email}', upper('{Email}'), '{Email}', upper('{Email}'), true, '{hash}', 'bench', 'Marta', 'Bench', 'es', false, false, true, 0);
            insert into organizations (id, slug, name, type, country, currency, time_zone, language) values ('{OrganizationId}', '{Slug}', 'Bench', 'school', 'ES', 'EUR', 'Europe/Madrid', 'es');
            insert into organization_slugs (slug, organization_id) values ('{Slug}', '{OrganizationId}');
            insert into organization_roles (organization_id, key, preset) select '{OrganizationId}', k, true from unnest(array['owner', 'admin', 'staff', 'teacher']) k;
            insert into role_grants (organization_id, role_key, permission, scope)
            select '{OrganizationId}', 'owner', p, 'all' from unnest(array[{string.Join(',', Enum.GetValues<Core.Organizations.Permission>().Select(p => $"'{SnakeCase.Of(p)}'"))}]) p;
            insert into organization_members (organization_id, id, user_id, role, status, joined_at) values ('{OrganizationId}', gen_random_uuid(), '{UserId}', 'owner', 'active', now());
            """);
        var month = Month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await RunAsync($"""
            create temp table t as select gen_random_uuid() id, i from generate_series(0, 39) i;
            create temp table r as select gen_random_uuid() id;
            create temp table v as select gen_random_uuid() id;
            create temp table g as select gen_random_uuid() id, i from generate_series(0, 29) i;
            create temp table s as select gen_random_uuid() id, i from generate_series(0, 299) i;
            insert into venues (organization_id, id, name, kind) select '{OrganizationId}', id, 'Centro', 'studio' from v;
            insert into rooms (organization_id, id, venue_id, name, shared) select '{OrganizationId}', r.id, v.id, 'Sala', true from r, v;
            insert into teachers (organization_id, id, given_name, family_names, employed_from) select '{OrganizationId}', id, 'Profe', 'Número ' || i, date '2020-01-01' from t;
            insert into pay_rates (organization_id, id, teacher_id, kind, model, scope, amount, base, minimum, free_heads, valid_from)
            select '{OrganizationId}', gen_random_uuid(), id, 'class', (array['fixed_monthly', 'per_class', 'per_head'])[1 + i % 3], 'all', (array[900, 28.5, 2.35])[1 + i % 3], 0, 0, 0, date '2020-01-01' from t;
            insert into groups (organization_id, id, name, teacher_id, venue_id, room_id, capacity, color, status)
            select '{OrganizationId}', g.id, 'Grupo ' || g.i, t.id, v.id, r.id, 40, 1 + g.i % 12, 'active' from g join t on t.i = g.i, v, r;
            insert into students (organization_id, id, given_name, family_names, status) select '{OrganizationId}', id, 'Alumna', 'Número ' || i, 'active' from s;
            insert into student_groups (organization_id, id, student_id, group_id, start_date)
            select '{OrganizationId}', gen_random_uuid(), s.id, g.id, date '{month}' - 30 from s join g on g.i in (s.i % 30, (s.i + 7) % 30, (s.i + 13) % 30);
            insert into class_sessions (organization_id, id, group_id, venue_id, room_id, teacher_id, date, start_time, end_time, starts_at, ends_at, status, capacity)
            select '{OrganizationId}', gen_random_uuid(), g.id, v.id, r.id, t.id, d, tm, tm + interval '20 minutes', (d + tm) at time zone 'Europe/Madrid', (d + tm + interval '20 minutes') at time zone 'Europe/Madrid', 'scheduled', 40
            from generate_series(0, 999) n
            join g on g.i = n % 30 join t on t.i = n % 40
            cross join lateral (select date '{month}' + (n / 40)::int % 28 d, time '08:00' + (n % 40) * interval '20 minutes' tm) w, v, r;
            insert into class_sessions (organization_id, id, group_id, venue_id, room_id, teacher_id, date, start_time, end_time, starts_at, ends_at, status, capacity)
            select '{OrganizationId}', gen_random_uuid(), g.id, v.id, r.id, t.id, (now() at time zone 'Europe/Madrid')::date,
                   (now() at time zone 'Europe/Madrid')::time(0), ((now() + interval '1 hour') at time zone 'Europe/Madrid')::time(0), now() - interval '5 minutes', now() + interval '1 hour', 'scheduled', 40
            from g join t on t.i = g.i, v, r;
            """);
        await RunAsync($"""
            insert into attendance_records (organization_id, class_session_id, student_id, status, effective_at, by_closing, recorded_at)
            select '{OrganizationId}', r.class_session_id, r.student_id,
                   (array['present','present','present','present','present','present','present','absent','late','excused'])[1 + abs(hashtext(r.class_session_id::text || r.student_id)) % 10], now(), false, now()
            from session_roster('{OrganizationId}', array(select id from class_sessions where date < date '{month}' + 31)) r;
            insert into attendance_history (organization_id, id, class_session_id, student_id, tap_id, new_status, effective_at, recorded_at, outcome, actor_kind)
            select organization_id, gen_random_uuid(), class_session_id, student_id, gen_random_uuid(), status, effective_at, recorded_at, 'saved', 'user' from attendance_records;
            insert into session_rosters (organization_id, class_session_id, student_id, guest)
            select '{OrganizationId}', r.class_session_id, r.student_id, r.guest from session_roster('{OrganizationId}', array(select id from class_sessions where date < date '{month}' + 31)) r;
            update class_sessions set status = 'held', closed_at = ends_at where date < date '{month}' + 31;
            """);
        await RunAsync("vacuum analyze");
        await using var command = Owner.CreateCommand("select id from class_sessions where status = 'scheduled' order by id");
        await using var reader = await command.ExecuteReaderAsync();
        var running = new List<Guid>();
        while (await reader.ReadAsync())
        {
            running.Add(reader.GetGuid(0));
        }

        Running = running;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnectionString + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
