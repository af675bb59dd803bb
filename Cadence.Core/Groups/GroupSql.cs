using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Groups;

/// <summary>SQL over groups and the classes behind their figures. Classes and marks belong to later slices, so they are asked by name, not by type.</summary>
internal static class GroupSql
{
    private const int MostGroups = 500;

    private static readonly TimeSpan RollOpens = TimeSpan.FromHours(1);

    private const string Visible = $"g.organization_id = $1 and {ReachSql.Groups}";

    private const string TeacherName = "case when t.preferred_name is null then t.full_name else btrim(t.preferred_name || ' ' || t.family_names) end";

    private const string RoomName = "case when (select count(*) from rooms x where x.organization_id = g.organization_id and x.venue_id = g.venue_id) > 1 then r.name end";

    private const string Places = """
        left join teachers t on t.organization_id = g.organization_id and t.id = g.teacher_id
        left join venues v on v.organization_id = g.organization_id and v.id = g.venue_id
        left join rooms r on r.organization_id = g.organization_id and r.id = g.room_id
        """;

    private const string List = $"""
        select g.id, g.name, g.color, g.status, g.level, g.teacher_id, {TeacherName}, v.name, {RoomName}, g.capacity,
               (select count(*)::int from student_groups e
                where e.organization_id = g.organization_id and e.group_id = g.id and e.voided_at is null
                    and e.start_date <= $3 and (e.end_date is null or e.end_date >= $3)),
               n.id, n.date, n.start_time, n.end_time, w.heads, w.rosters, m.present, m.late, m.absent
        from groups g
        {Places}
        left join lateral (
            select s.id, s.date, s.start_time, s.end_time
            from class_sessions s
            where s.organization_id = g.organization_id and s.group_id = g.id and s.status = 'scheduled' and s.ends_at > $4
            order by s.starts_at, s.id limit 1) n on true
        left join lateral (
            select array_agg(x.heads order by x.starts_at, x.id) as heads, array_agg(x.roster_count order by x.starts_at, x.id) as rosters, array_agg(x.id) as ids
            from (
                select s.id, s.starts_at, s.heads, s.roster_count, s.closed_at
                from class_sessions s
                where s.organization_id = g.organization_id and s.group_id = g.id and s.starts_at <= $4 and s.status <> 'cancelled'
                order by s.starts_at desc, s.id desc limit 12) x
            where x.closed_at is not null) w on true
        left join lateral (
            select (count(*) filter (where a.status = 'present'))::int as present, (count(*) filter (where a.status = 'late'))::int as late,
                   (count(*) filter (where a.status = 'absent'))::int as absent
            from session_rosters p
            join attendance_records a on a.organization_id = p.organization_id and a.class_session_id = p.class_session_id and a.student_id = p.student_id
            where p.organization_id = g.organization_id and p.class_session_id = any (w.ids) and not p.guest) m on true
        where {Visible} and ($5::text is null or g.status = $5) and ($6::uuid is null or g.teacher_id = $6)
        order by array_position(array['active', 'paused', 'closed'], g.status), lower(unaccent(g.name)), g.id
        limit $7
        """;

    private const string Counts = $"""
        select (count(*) filter (where g.status = 'active'))::int, (count(*) filter (where g.status = 'paused'))::int, (count(*) filter (where g.status = 'closed'))::int
        from groups g
        where {Visible} and ($4::uuid is null or g.teacher_id = $4)
        """;

    private const string Seen = $"select exists (select from groups g where {Visible} and g.id = $4)";

    private const string All = $"select array(select g.id from groups g where {Visible})";

    private const string One = $"""
        select g.version, g.name, g.color, g.status, g.level, g.style, g.age_range, g.capacity, g.monthly_price,
               g.teacher_id, {TeacherName}, g.venue_id, v.name, g.room_id, {RoomName},
               (select count(*)::int from student_groups e
                where e.organization_id = g.organization_id and e.group_id = g.id and e.voided_at is null and e.start_date between $3::date - 89 and $3),
               (select count(*)::int from student_groups e
                where e.organization_id = g.organization_id and e.group_id = g.id and e.voided_at is null and e.end_date between $3::date - 90 and $3::date - 1)
        from groups g
        {Places}
        where {Visible} and g.id = $4
        """;

    /// <summary>The last twelve classes that have begun. $1 organization, $2 group, $3 now.</summary>
    private const string Window = """
        with w as materialized (
            select s.* from class_sessions s
            where s.organization_id = $1 and s.group_id = $2 and s.starts_at <= $3 and s.status <> 'cancelled'
            order by s.starts_at desc, s.id desc limit 12)
        """;

    private const string Sessions = $"""
        {Window}, rests as materialized (
            select s.* from class_sessions s
            where s.organization_id = $1 and s.group_id = $2 and s.starts_at <= $3 and s.status = 'cancelled'
                and s.starts_at >= coalesce((select min(starts_at) from w), $3 - interval '60 days')
            order by s.starts_at desc, s.id desc limit 4
        ), ahead as materialized (
            select s.* from class_sessions s
            where s.organization_id = $1 and s.group_id = $2 and s.starts_at > $3
            order by s.starts_at, s.id limit 3)
        select x.id, x.date, x.start_time, x.end_time, x.starts_at, x.ends_at, x.status, x.closed_at is not null, x.roster_count, x.heads, x.absent, x.excused, x.unmarked, x.counted
        from (select w.*, true as counted from w union all select rests.*, false from rests union all select ahead.*, false from ahead) x
        order by x.starts_at, x.id
        """;

    private const string Marks = $"""
        {Window}
        select r.class_session_id, r.student_id, r.guest, a.status
        from session_roster($1, array(select id from w)) r
        left join attendance_records a on a.organization_id = $1 and a.class_session_id = r.class_session_id and a.student_id = r.student_id
        """;

    private const string People = """
        select e.id, s.id, s.full_name, s.status, e.start_date, e.end_date, e.start_date > $3,
               exists (
                   select from enrolment_pauses p
                   where p.organization_id = e.organization_id and p.enrolment_id = e.id and p.voided_at is null
                       and p.start_date <= $3 and (p.end_date is null or p.end_date >= $3))
        from student_groups e
        join students s on s.organization_id = e.organization_id and s.id = e.student_id
        where e.organization_id = $1 and e.group_id = $2 and e.voided_at is null and (e.end_date is null or e.end_date >= $3)
        order by e.start_date > $3, lower(unaccent(btrim(coalesce(nullif(s.family_names, ''), s.given_name)))), lower(unaccent(btrim(s.given_name))), e.start_date, e.id
        limit 1000
        """;

    /// <summary>Whether an actor sees a group at all.</summary>
    public static async Task<bool> IsVisibleAsync(TenantSession session, Guid id, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Seen);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
        command.Parameters.AddWithValue(id);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The groups an actor sees; null where it is all of them.</summary>
    public static async Task<Guid[]?> InReachAsync(TenantSession session, CancellationToken cancellationToken)
    {
        if (session.Reach is null)
        {
            return null;
        }

        await using var command = session.Command(All);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
        return (Guid[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Groups with their figures and the counts beside them, in one round trip.</summary>
    public static async Task<GroupList> ListAsync(TenantSession session, GroupFilter filter, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(List)
                {
                    Parameters =
                    {
                        new() { Value = session.Organization.Id }, session.ReachParameter, new() { Value = session.Today }, new() { Value = session.Now },
                        new() { Value = filter.Status is { } status ? SnakeCase.Of(status) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                        Uuid(filter.TeacherId), new() { Value = MostGroups },
                    },
                },
                new NpgsqlBatchCommand(Counts)
                {
                    Parameters = { new() { Value = session.Organization.Id }, session.ReachParameter, new() { Value = session.Today }, Uuid(filter.TeacherId) },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var items = new List<GroupItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var heads = reader.IsDBNull(15) ? [] : reader.GetFieldValue<int[]>(15);
            var rosters = reader.IsDBNull(16) ? [] : reader.GetFieldValue<int[]>(16);
            items.Add(new GroupItem(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), SnakeCase.Parse<GroupStatus>(reader.GetString(3)), Text(reader, 4),
                Id(reader, 5), Text(reader, 6), Text(reader, 7), Text(reader, 8), reader.GetInt32(10), reader.GetInt32(9),
                reader.IsDBNull(11) ? null : new NextClass(reader.GetGuid(11), reader.GetFieldValue<DateOnly>(12), reader.GetFieldValue<TimeOnly>(13), reader.GetFieldValue<TimeOnly>(14)),
                [.. heads.Zip(rosters, (came, roster) => new RecentClass(came, roster))],
                new CountedMarks(reader.GetInt32(17), reader.GetInt32(18), reader.GetInt32(19))));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new GroupList(items, reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), session.Today);
    }

    /// <summary>One group with everything its page shows, in one round trip; null for one that the actor doesn't see.</summary>
    public static async Task<GroupOverview?> OverviewAsync(TenantSession session, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(One) { Parameters = { new() { Value = session.Organization.Id }, session.ReachParameter, new() { Value = session.Today }, new() { Value = id } } },
                new NpgsqlBatchCommand(Sessions) { Parameters = { new() { Value = session.Organization.Id }, new() { Value = id }, new() { Value = session.Now } } },
                new NpgsqlBatchCommand(Marks) { Parameters = { new() { Value = session.Organization.Id }, new() { Value = id }, new() { Value = session.Now } } },
                new NpgsqlBatchCommand(People) { Parameters = { new() { Value = session.Organization.Id }, new() { Value = id }, new() { Value = session.Today } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var group = new GroupOverview(
            id, reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2), SnakeCase.Parse<GroupStatus>(reader.GetString(3)), Text(reader, 4), Text(reader, 5), Text(reader, 6),
            reader.GetInt32(7), reader.IsDBNull(8) ? null : reader.GetDecimal(8),
            Id(reader, 9), Text(reader, 10), Id(reader, 11), Text(reader, 12), Id(reader, 13), Text(reader, 14), [], [], [], default, reader.GetInt32(15), reader.GetInt32(16), session.Today);
        await reader.NextResultAsync(cancellationToken);
        var (sessions, window, closed) = await SessionsAsync(reader, session.Now, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var marks = await MarksAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var people = await PeopleAsync(reader, window, closed, marks, cancellationToken);
        var late = marks.Where(mark => mark.Mark == GroupMark.Late).CountBy(mark => mark.SessionId).ToDictionary();
        return group with
        {
            Sessions = sessions.ConvertAll(tower => tower with { Late = late.GetValueOrDefault(tower.Id) }),
            MarkedSessions = window,
            People = people,
            Marks = Counted(marks.Where(mark => !mark.Guest && closed.Contains(mark.SessionId)).Select(mark => mark.Mark)),
        };
    }

    private static async Task<(List<GroupSession> Sessions, List<Guid> Window, HashSet<Guid> Closed)> SessionsAsync(NpgsqlDataReader reader, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sessions = new List<GroupSession>();
        var window = new List<Guid>();
        var closed = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            var isClosed = reader.GetBoolean(7);
            var state = (reader.GetString(6), isClosed) switch
            {
                ("cancelled", _) => GroupSessionState.Cancelled,
                (_, true) => GroupSessionState.Held,
                _ when now < reader.GetFieldValue<DateTimeOffset>(4) => GroupSessionState.Scheduled,
                _ when now < reader.GetFieldValue<DateTimeOffset>(5) => GroupSessionState.Running,
                _ => GroupSessionState.NoRoll,
            };
            sessions.Add(new GroupSession(
                id, reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<TimeOnly>(2), reader.GetFieldValue<TimeOnly>(3), state,
                reader.GetInt32(8), reader.GetInt32(9), 0, reader.GetInt32(10), reader.GetInt32(11), reader.GetInt32(12),
                state is GroupSessionState.Running or GroupSessionState.NoRoll || (state == GroupSessionState.Scheduled && reader.GetFieldValue<DateTimeOffset>(4) - now <= RollOpens)));
            if (reader.GetBoolean(13))
            {
                window.Add(id);
                if (isClosed)
                {
                    closed.Add(id);
                }
            }
        }

        return (sessions, window, closed);
    }

    private static async Task<List<RosterMark>> MarksAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var marks = new List<RosterMark>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var mark = reader.IsDBNull(3) ? GroupMark.Unmarked : SnakeCase.Parse<GroupMark>(reader.GetString(3));
            marks.Add(new RosterMark(reader.GetGuid(0), reader.GetGuid(1), reader.GetBoolean(2), mark));
        }

        return marks;
    }

    private static async Task<List<GroupPerson>> PeopleAsync(NpgsqlDataReader reader, List<Guid> window, HashSet<Guid> closed, List<RosterMark> marks, CancellationToken cancellationToken)
    {
        var own = marks.Where(mark => !mark.Guest).ToDictionary(mark => (mark.SessionId, mark.StudentId), mark => mark.Mark);
        var people = new List<GroupPerson>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var student = reader.GetGuid(1);
            people.Add(new GroupPerson(
                reader.GetGuid(0), student, reader.GetString(2), SnakeCase.Parse<StudentStatus>(reader.GetString(3)),
                reader.GetFieldValue<DateOnly>(4), reader.IsDBNull(5) ? null : reader.GetFieldValue<DateOnly>(5), reader.GetBoolean(7), reader.GetBoolean(6),
                window.ConvertAll(id => own.GetValueOrDefault((id, student))),
                Counted(window.Where(closed.Contains).Select(id => own.GetValueOrDefault((id, student))))));
        }

        return people;
    }

    private static CountedMarks Counted(IEnumerable<GroupMark> marks)
    {
        var counts = marks.CountBy(mark => mark).ToDictionary();
        return new CountedMarks(counts.GetValueOrDefault(GroupMark.Present), counts.GetValueOrDefault(GroupMark.Late), counts.GetValueOrDefault(GroupMark.Absent));
    }

    private static NpgsqlParameter Uuid(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private readonly record struct RosterMark(Guid SessionId, Guid StudentId, bool Guest, GroupMark Mark);
}
