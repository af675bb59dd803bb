using System.Data.Common;
using Cadence.Core.Data;
using Cadence.Core.Sessions;

namespace Cadence.Core.Reports;

/// <summary>The statements of the dashboard.</summary>
internal static class DashboardSql
{
    // The teacher shown is the one who teaches: a substitute before the one replaced.
    private const string Taught = """
        left join lateral (
            select coalesce(nullif(x.preferred_name, ''), x.given_name) as name
            from session_teachers st
            join teachers x on x.organization_id = st.organization_id and x.id = st.teacher_id
            where st.organization_id = s.organization_id and st.class_session_id = s.id and st.voided_at is null and st.role in ('lead', 'substitute')
            order by st.role desc limit 1) t on true
        """;

    private const string Sessions = $"""
        with today as (
            select s.* from class_sessions s where s.organization_id = $1 and s.date = $2
        ), marks as (
            select r.class_session_id,
                   string_agg(case a.status when 'present' then 'p' when 'late' then 'l' when 'absent' then 'a' when 'excused' then 'e' else 'n' end, ''
                              order by coalesce(nullif(p.preferred_name, ''), p.given_name), p.family_names, p.id) as marks
            from session_roster($1, array(select id from today)) r
            join students p on p.organization_id = $1 and p.id = r.student_id
            left join attendance_records a on a.organization_id = $1 and a.class_session_id = r.class_session_id and a.student_id = r.student_id
            group by r.class_session_id
        )
        select s.id, coalesce(s.title, g.name), coalesce(g.color, 12), coalesce(t.name, ''), s.start_time, s.end_time, s.starts_at, s.ends_at, s.status,
               s.closed_at is not null, s.roster_count, s.heads, s.unmarked, coalesce(m.marks, ''),
               r.id, r.name, v.name, (select count(*) from rooms o where o.organization_id = v.organization_id and o.venue_id = v.id) = 1
        from today s
        join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
        join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        left join marks m on m.class_session_id = s.id
        {Taught}
        order by v.name, r.name, s.starts_at, s.id
        """;

    private const string Missing = $"""
        select s.id, coalesce(s.title, g.name), coalesce(t.name, ''), s.ends_at, s.date, s.roster_count, count(*) over ()
        from class_sessions s
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        {Taught}
        where s.organization_id = $1 and s.status = 'scheduled' and s.closed_at is null and s.ends_at <= $2 and s.ends_at > $2 - interval '60 days'
        order by s.ends_at desc, s.id
        limit $3
        """;

    private const string Latest = """
        with touched as (
            select h.class_session_id, max(h.recorded_at) as at
            from attendance_history h
            where h.organization_id = $1 and h.recorded_at > $2 - interval '1 day' and h.outcome = 'saved' and h.user_id is not null
            group by h.class_session_id
            order by 2 desc limit 4
        ), happened as (
            select 'marked' as kind, x.class_session_id, x.at, (
                select h.user_id from attendance_history h
                where h.organization_id = $1 and h.class_session_id = x.class_session_id and h.user_id is not null
                order by h.recorded_at desc limit 1) as user_id
            from touched x
            union all
            (select 'closed', s.id, s.closed_at, s.closed_by from class_sessions s
             where s.organization_id = $1 and s.closed_at > $2 - interval '1 day' order by s.closed_at desc limit 4)
            union all
            (select 'cancelled', s.id, s.cancelled_at, (
                select a.user_id from audit_entries a
                where a.organization_id = $1 and a.entity = 'class_sessions' and a.entity_id = s.id order by a.recorded_at desc limit 1)
             from class_sessions s
             where s.organization_id = $1 and s.cancelled_at > $2 - interval '2 days' order by s.cancelled_at desc limit 4)
        )
        select e.kind, e.class_session_id, coalesce(nullif(t.preferred_name, ''), t.given_name, u.given_name, nullif(l.preferred_name, ''), l.given_name), coalesce(s.title, g.name), e.at,
               s.roster_count - s.unmarked, s.roster_count, s.cancel_reason
        from happened e
        join class_sessions s on s.organization_id = $1 and s.id = e.class_session_id
        join teachers l on l.organization_id = $1 and l.id = s.teacher_id
        left join groups g on g.organization_id = $1 and g.id = s.group_id
        left join teachers t on t.organization_id = $1 and t.user_id = e.user_id
        left join accounts.users u on u.id = e.user_id
        where e.at is not null
          and not (e.kind = 'marked' and exists (select from happened c where c.kind = 'closed' and c.class_session_id = e.class_session_id and c.at >= e.at))
        order by e.at desc, e.class_session_id
        limit 4
        """;

    private const string Attendance = """
        select s.date,
               count(*) filter (where a.status = 'present'), count(*) filter (where a.status = 'late'),
               count(*) filter (where a.status = 'absent'), count(*) filter (where a.status = 'excused')
        from class_sessions s
        join session_rosters r on r.organization_id = s.organization_id and r.class_session_id = s.id and not r.guest
        join attendance_records a on a.organization_id = r.organization_id and a.class_session_id = r.class_session_id and a.student_id = r.student_id
        where s.organization_id = $1 and s.date between $2 and $3 and s.closed_at is not null and s.status <> 'cancelled'
        group by s.date
        """;

    private const string Standing = """
        select (select count(*) from student_groups e join groups g on g.organization_id = e.organization_id and g.id = e.group_id and g.status = 'active'
                where e.organization_id = $1 and e.voided_at is null and e.start_date <= $2 and (e.end_date is null or e.end_date >= $2))::int,
               (select coalesce(sum(capacity), 0) from groups where organization_id = $1 and status = 'active')::int,
               (select count(*) from student_groups where organization_id = $1 and voided_at is null and start_date between $3 and $2)::int,
               (select count(*) from student_groups where organization_id = $1 and voided_at is null and end_date >= $3 and end_date < $2)::int,
               exists (select from groups where organization_id = $1),
               exists (select from students where organization_id = $1)
        """;

    public static async Task<IReadOnlyList<DayLane>> LanesAsync(TenantSession session, DateOnly date, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Sessions);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(date);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lanes = new List<DayLane>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var room = reader.GetGuid(14);
            if (lanes.Count == 0 || lanes[^1].RoomId != room)
            {
                lanes.Add(new DayLane(room, reader.GetString(15), reader.GetString(16), reader.GetBoolean(17), new List<DaySession>()));
            }

            ((List<DaySession>)lanes[^1].Sessions).Add(new DaySession(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), reader.GetFieldValue<TimeOnly>(4), reader.GetFieldValue<TimeOnly>(5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7), SnakeCase.Parse<SessionStatus>(reader.GetString(8)),
                reader.GetBoolean(9), reader.GetInt32(10), reader.GetInt32(11), reader.GetInt32(12), reader.GetString(13)));
        }

        return lanes;
    }

    public static async Task<(IReadOnlyList<MissingSession> Shown, int Count)> MissingAsync(TenantSession session, int limit, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Missing);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(session.Now);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var shown = new List<MissingSession>();
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            shown.Add(new MissingSession(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateOnly>(4), reader.GetInt32(5)));
            count = (int)reader.GetInt64(6);
        }

        return (shown, count);
    }

    public static async Task<IReadOnlyList<LatestEvent>> LatestAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Latest);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(session.Now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<LatestEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new LatestEvent(
                SnakeCase.Parse<LatestKind>(reader.GetString(0)), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt32(5), reader.GetInt32(6), Text(reader, 7)));
        }

        return events;
    }

    public static async Task<Dictionary<DateOnly, DayAttendance>> AttendanceAsync(TenantSession session, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Attendance);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new Dictionary<DateOnly, DayAttendance>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var date = reader.GetFieldValue<DateOnly>(0);
            days[date] = new DayAttendance(date, (int)reader.GetInt64(1), (int)reader.GetInt64(2), (int)reader.GetInt64(3), (int)reader.GetInt64(4));
        }

        return days;
    }

    public static async Task<(int Enrolled, int Capacity, int Joined, int Left, bool Groups, bool Students)> StandingAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Standing);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(session.Today);
        command.Parameters.AddWithValue(new DateOnly(session.Today.Year, session.Today.Month, 1));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetBoolean(4), reader.GetBoolean(5));
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
