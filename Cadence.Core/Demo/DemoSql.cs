using Cadence.Core.Data;
using NpgsqlTypes;

namespace Cadence.Core.Demo;

/// <summary>The set-based statements of the demo, as the runtime role: whole timetables, rosters and marks at once.</summary>
internal static class DemoSql
{
    private const string SessionsSql = """
        insert into class_sessions (organization_id, id, group_id, venue_id, room_id, teacher_id, date, start_time, end_time, starts_at, ends_at,
                                    status, cancellation_kind, cancel_reason, cancelled_at, charged, paid, capacity)
        select $1, d.id, d.group_id, d.venue_id, d.room_id, d.teacher_id, d.date, d.start_time, d.end_time, d.starts_at, d.ends_at,
               case when d.kind is null then 'scheduled' else 'cancelled' end, d.kind, d.reason,
               case when d.kind is not null then least($2, d.starts_at - interval '1 day') end, case when d.kind is not null then false end, case when d.kind is not null then false end, g.capacity
        from unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            d (id, group_id, venue_id, room_id, teacher_id, date, start_time, end_time, starts_at, ends_at, kind, reason)
        join groups g on g.organization_id = $1 and g.id = d.group_id
        """;

    private const string TeachersSql = """
        insert into session_teachers (organization_id, id, class_session_id, teacher_id, role, replaces_teacher_id)
        select $1, d.id, d.session_id, d.teacher_id, case when d.replaces is null then 'assistant' else 'substitute' end, d.replaces
        from unnest($2, $3, $4, $5) d (id, session_id, teacher_id, replaces)
        """;

    private const string FreezeSql = """
        insert into session_rosters (organization_id, class_session_id, student_id, guest)
        select $1, r.class_session_id, r.student_id, r.guest from session_roster($1, $2) r
        """;

    private const string HoldSql = "update class_sessions set status = 'held', closed_at = ends_at, closed_by = $3 where organization_id = $1 and id = any ($2)";

    // Around 88 of 100 come, some of them late; who they are decides a little, the day the rest. Always the same for the same names.
    private const string MarksSql = """
        select count(*)
        from (
            select m.session, array_agg(gen_random_uuid()) as taps, array_agg(m.student_id) as students, array_agg(m.status) as statuses, array_agg(null::text) as nothing,
                   array_agg(m.at) as effective, array_agg('saved'::text) as outcomes, array_agg(true) as counts
            from (
                select s.id as session, s.starts_at, p.id as student_id, least($4, s.starts_at + interval '5 minutes') as at,
                       case when x.luck < 875 - x.habit then 'present' when x.luck < 920 - x.habit then 'late' when x.luck < 950 - x.habit then 'excused' else 'absent' end as status
                from unnest($2, $3) d (session, share)
                join class_sessions s on s.organization_id = $1 and s.id = d.session
                join session_roster($1, $2) r on r.class_session_id = s.id
                join students p on p.organization_id = $1 and p.id = r.student_id
                cross join lateral (select abs(hashtext(p.full_name || s.date || s.start_time)) % 1000 as luck, abs(hashtext(p.full_name)) % 7 * 12 as habit, abs(hashtext(s.date || p.full_name)) % 100 as turn) x
                where x.turn < d.share) m
            group by m.session, m.starts_at
            order by m.starts_at) t
        cross join lateral take_marks(t.session, t.taps, t.students, t.statuses, t.nothing, t.effective, t.outcomes, t.nothing, t.counts, false) k
        """;

    /// <summary>Adds classes.</summary>
    public static async Task AddSessionsAsync(TenantSession session, IReadOnlyList<DemoSession> sessions, Guid[] groups, (Guid Venue, Guid Room)[] rooms, Guid[] teachers, CancellationToken cancellationToken)
    {
        await using var command = session.Command(SessionsSql);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = session.Now.ToUniversalTime() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.Id).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => groups[s.Group]).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => rooms[s.Room].Venue).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => rooms[s.Room].Room).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => teachers[s.Teacher]).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.Date).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.Start).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.End).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.StartsAt).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.EndsAt).ToArray() });
        command.Parameters.Add(Words(sessions.Select(s => s.Cancelled is { } kind ? SnakeCase.Of(kind) : null)));
        command.Parameters.Add(Words(sessions.Select(s => s.Reason)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Adds substitutes (who replace somebody) and assistants (who don't).</summary>
    public static async Task AddTeachersAsync(TenantSession session, IReadOnlyList<(Guid Session, Guid Teacher, Guid? Replaces)> teachers, CancellationToken cancellationToken)
    {
        await using var command = session.Command(TeachersSql);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = teachers.Select(_ => Guid.CreateVersion7()).ToArray() });
        command.Parameters.Add(new() { Value = teachers.Select(t => t.Session).ToArray() });
        command.Parameters.Add(new() { Value = teachers.Select(t => t.Teacher).ToArray() });
        command.Parameters.Add(new() { Value = teachers.Select(t => t.Replaces).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Freezes the rosters of classes and sets them held, as closing a roll call does.</summary>
    public static async Task HoldAsync(TenantSession session, Guid[] sessions, CancellationToken cancellationToken)
    {
        await using (var freeze = session.Command(FreezeSql))
        {
            freeze.Parameters.Add(new() { Value = session.Organization.Id });
            freeze.Parameters.Add(new() { Value = sessions });
            await freeze.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var hold = session.Command(HoldSql);
        hold.Parameters.Add(new() { Value = session.Organization.Id });
        hold.Parameters.Add(new() { Value = sessions });
        hold.Parameters.Add(new() { Value = (object?)session.Actor.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await hold.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes marks for a share (percent) of the people of each class, through the product's own function.</summary>
    public static async Task<long> MarkAsync(TenantSession session, IReadOnlyList<(Guid Session, int Share)> sessions, CancellationToken cancellationToken)
    {
        await using var command = session.Command(MarksSql);
        command.CommandTimeout = 120;
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.Session).ToArray() });
        command.Parameters.Add(new() { Value = sessions.Select(s => s.Share).ToArray() });
        command.Parameters.Add(new() { Value = session.Now.ToUniversalTime() });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Npgsql.NpgsqlParameter Words(IEnumerable<string?> words) => new() { Value = words.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
