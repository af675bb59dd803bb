using Cadence.Core.Data;
using Cadence.Core.Sessions;
using Npgsql;

namespace Cadence.Core.Demo;

/// <summary>The set-based statements of the demo, through the product's own function for marks.</summary>
internal static class DemoSql
{
    private const int Patience = 300;

    // Each person has a reliability of their own, so that lists look like people and not like noise.
    private const string Marks = """
        with wanted as (
            select * from unnest($2::uuid[], $3::float8[]) w (session, share)
        ), people as (
            select r.class_session_id as session, r.student_id, s.starts_at, w.share,
                   abs(hashtext(r.student_id::text)) % 100 as character, abs(hashtext(r.student_id::text || r.class_session_id::text)) % 1000 as thrown,
                   row_number() over (partition by r.class_session_id order by r.student_id) as place, count(*) over (partition by r.class_session_id) as people
            from wanted w
            join class_sessions s on s.organization_id = $1 and s.id = w.session
            join session_roster($1, $2) r on r.class_session_id = w.session
        ), marks as (
            select session, student_id, starts_at + interval '6 minutes' as at,
                   case when thrown >= 880 + (case when character < 15 then -260 when character < 40 then -40 else 60 end) then 'absent'
                        when thrown % 17 = 3 then 'late' when thrown % 29 = 5 then 'excused' else 'present' end as status
            from people where place <= ceil(share * people)
        ), by_session as (
            select session, array_agg(gen_random_uuid()) as taps, array_agg(student_id) as students, array_agg(status) as statuses, array_agg(null::text) as nothing,
                   array_agg(at) as at, array_agg('saved'::text) as outcomes, array_agg(true) as counts
            from marks group by session
        )
        select count(*) from by_session b
        cross join lateral take_marks(b.session, b.taps, b.students, b.statuses, b.nothing, b.at, b.outcomes, b.nothing, b.counts, false) t
        """;

    private const string Sessions = """
        insert into class_sessions (organization_id, id, group_id, venue_id, room_id, teacher_id, capacity, date, start_time, end_time, starts_at, ends_at,
                                    status, cancellation_kind, cancel_reason, cancelled_at, charged, paid)
        select $1, s.* from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::int[], $8::date[], $9::time[], $10::time[], $11::timestamptz[], $12::timestamptz[],
                                   $13::text[], $14::text[], $15::text[], $16::timestamptz[], $17::boolean[], $18::boolean[]) s
        """;

    private const string Close = """
        with frozen as (
            insert into session_rosters (organization_id, class_session_id, student_id, guest)
            select $1, r.class_session_id, r.student_id, r.guest from session_roster($1, $2) r
            on conflict do nothing
        )
        update class_sessions set status = 'held', closed_at = ends_at where organization_id = $1 and id = any ($2)
        """;

    /// <summary>Waits until no other program loads the demo into this database. Held until the connection closes.</summary>
    public static async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('cadence-demo', 0))", connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gathers the planner's statistics, as the owner of the tables.</summary>
    public static async Task AnalyzeAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("analyze", connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes planned sessions in one statement.</summary>
    public static async Task InsertAsync(TenantSession session, IReadOnlyList<ClassSession> rows, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Sessions);
        command.CommandTimeout = Patience;
        command.Parameters.AddWithValue(session.Organization.Id);
        Add(row => row.Id);
        Add(row => row.GroupId);
        Add(row => row.VenueId);
        Add(row => row.RoomId);
        Add(row => row.TeacherId);
        Add(row => row.Capacity);
        Add(row => row.Date);
        Add(row => row.StartTime);
        Add(row => row.EndTime);
        Add(row => row.StartsAt);
        Add(row => row.EndsAt);
        Add(row => SnakeCase.Of(row.Status));
        Add(row => row.CancellationKind is { } kind ? SnakeCase.Of(kind) : null);
        Add(row => row.CancelReason);
        Add(row => row.CancelledAt);
        Add(row => row.Charged);
        Add(row => row.Paid);
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(Func<ClassSession, T> column) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(column)] });
    }

    /// <summary>Marks the given share of each session's roster. Answers how many marks were written.</summary>
    public static async Task<long> MarkAsync(TenantSession session, Guid[] sessions, double[] shares, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Marks);
        command.CommandTimeout = Patience;
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(sessions);
        command.Parameters.AddWithValue(shares);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Freezes rosters and sets the sessions held.</summary>
    public static async Task CloseAsync(TenantSession session, Guid[] sessions, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Close);
        command.CommandTimeout = Patience;
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(sessions);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
