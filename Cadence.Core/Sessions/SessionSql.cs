using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Sessions;

/// <summary>SQL over classes. $1 is the organization, $2 what the actor reaches, $3 today (<see cref="ReachSql"/>).</summary>
internal static class SessionSql
{
    /// <summary>Columns and tables of a <see cref="SessionItem"/>, read by <see cref="ReadItem"/>; filters follow.</summary>
    public const string Items = $"""
        select s.id, s.group_id, coalesce(s.title, g.name), g.color, s.date, s.start_time, s.end_time, s.starts_at, s.ends_at,
               s.status, s.cancellation_kind, s.cancel_reason, s.closed_at is not null, v.name,
               case when (select count(*) from rooms o where o.organization_id = s.organization_id and o.venue_id = s.venue_id) > 1 then r.name end,
               s.roster_count, s.heads, s.absent, s.excused, s.unmarked, t.ids, t.names, t.short_names, t.roles, t.replaces, s.venue_id
               {ItemsFrom}
        """;

    /// <summary>Number of columns of <see cref="Items"/>.</summary>
    public const int ItemColumns = 26;

    private const string TeacherName = "coalesce(x.preferred_name, x.given_name) || ' ' || x.family_names";

    private const string ItemsFrom = $"""
        from class_sessions s
        join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        cross join lateral (
            select array_agg(m.teacher_id order by {TeacherOrder}) as ids, array_agg(btrim({TeacherName}) order by {TeacherOrder}) as names,
                   array_agg(coalesce(x.preferred_name, x.given_name) order by {TeacherOrder}) as short_names,
                   array_agg(m.role order by {TeacherOrder}) as roles, array_agg(m.replaces_teacher_id order by {TeacherOrder}) as replaces
            from session_teachers m
            join teachers x on x.organization_id = m.organization_id and x.id = m.teacher_id
            where m.organization_id = s.organization_id and m.class_session_id = s.id and m.voided_at is null) t
        """;

    private const string TeacherOrder = "(case m.role when 'lead' then 0 when 'substitute' then 1 else 2 end), m.created_at, m.id";

    // What began yesterday and has not ended is part of today.
    private const string AgendaSql = $"""
        {Items}
        where s.organization_id = $1 and {ReachSql.Sessions}
            and (s.date between $4 and $5 or (s.date = $4::date - 1 and $4 = $3 and s.ends_at > $7))
            and ($6::uuid is null or exists (
                select from session_teachers m
                where m.organization_id = s.organization_id and m.class_session_id = s.id and m.teacher_id = $6 and m.voided_at is null))
        order by s.starts_at, 3, s.id
        limit 5000
        """;

    private const string MissingSql = $"""
        {Items}
        where s.organization_id = $1 and s.date >= $3::date - 60 and s.status = 'scheduled' and s.closed_at is null and s.ends_at <= $4
            and {ReachSql.SessionsToTake}
        order by s.starts_at desc, 3, s.id
        limit 1000
        """;

    private const string TeachersSql = $"""
        select x.id, btrim({TeacherName}) from teachers x
        where x.organization_id = $1 and (x.employed_to is null or x.employed_to >= $2) and x.employed_from <= $3
        order by x.family_names, x.given_name, x.id
        """;

    private const string GroupChoicesSql = $"""
        select g.id, g.name, g.color, g.teacher_id, g.venue_id, g.room_id, l.start_time, l.end_time
        from groups g
        left join lateral (
            select s.start_time, s.end_time from class_sessions s
            where s.organization_id = g.organization_id and s.group_id = g.id
            order by s.starts_at desc limit 1) l on true
        where g.organization_id = $1 and g.status = 'active' and {ReachSql.Groups}
        order by g.name, g.id
        """;

    private const string RoomChoicesSql = """
        select v.id, v.name, r.id, r.name
        from venues v join rooms r on r.organization_id = v.organization_id and r.venue_id = v.id
        where v.organization_id = $1 and ($2::uuid[] is null or v.id = any ($2))
        order by v.name, v.id, r.name, r.id
        """;

    private const string ClashesSql = $"""
        select b.resource_id, coalesce(btrim({TeacherName}), r.name), s.id, coalesce(s.title, g.name), s.start_time, s.end_time
        from bookings b
        join class_sessions s on s.organization_id = b.organization_id and coalesce(s.joint_id, s.id) = b.source_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        left join teachers x on x.organization_id = b.organization_id and x.id = b.resource_id
        left join rooms r on r.organization_id = b.organization_id and r.id = b.resource_id
        where b.organization_id = $1 and b.resource_id = any ($2) and b.during && tstzrange($3, $4)
            and b.source_id <> (select coalesce(o.joint_id, w.id) from (select $5::uuid as id) w left join class_sessions o on o.organization_id = $1 and o.id = w.id)
        order by s.starts_at, s.id
        limit 10
        """;

    // In one order for everybody, so that nobody waits in a circle.
    private const string QueueSql = "select pg_advisory_xact_lock(o.key) from (select distinct hashtextextended(i::text, 0) as key from unnest($1) i order by 1) o";

    private const string SeenSql = $"select exists (select from class_sessions s where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions})";

    private const string LockSql = $"""
        select s.id from class_sessions s
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        for no key update of s
        """;

    /// <summary>Classes of some days, and the teachers they may be narrowed to. Two statements, one round trip.</summary>
    public static async Task<(IReadOnlyList<SessionItem> Items, IReadOnlyList<TeacherChoice> Teachers)> AgendaAsync(TenantSession session, DateOnly from, DateOnly to, Guid? teacher, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        var items = Scoped(session, AgendaSql);
        items.Parameters.Add(new() { Value = from });
        items.Parameters.Add(new() { Value = to });
        items.Parameters.Add(Nullable(teacher));
        items.Parameters.Add(new() { Value = session.Now.ToUniversalTime() });
        batch.BatchCommands.Add(items);
        if (session.Scope == GrantScope.All)
        {
            batch.BatchCommands.Add(Command(TeachersSql, session.Organization.Id, from, to));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = await ReadItemsAsync(reader, cancellationToken);
        return (found, await reader.NextResultAsync(cancellationToken) ? await ReadTeachersAsync(reader, cancellationToken) : []);
    }

    /// <summary>Classes of the last 60 days that ended without a closed roll call, the newest first.</summary>
    public static async Task<IReadOnlyList<SessionItem>> MissingAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        var missing = Scoped(session, MissingSql);
        missing.Parameters.Add(new() { Value = session.Now.ToUniversalTime() });
        batch.BatchCommands.Add(missing);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadItemsAsync(reader, cancellationToken);
    }

    /// <summary>What a class can be made of. Three statements, one round trip.</summary>
    public static async Task<SessionChoices> ChoicesAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        batch.BatchCommands.Add(Scoped(session, GroupChoicesSql));
        batch.BatchCommands.Add(Command(TeachersSql, session.Organization.Id, session.Today, DateOnly.MaxValue));
        var rooms = new NpgsqlBatchCommand(RoomChoicesSql);
        rooms.Parameters.Add(new() { Value = session.Organization.Id });
        rooms.Parameters.Add(session.Scope == GrantScope.Venue ? session.ReachParameter : new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        batch.BatchCommands.Add(rooms);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var groups = new List<SessionGroupChoice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add(new SessionGroupChoice(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), Id(reader, 3), Id(reader, 4), Id(reader, 5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<TimeOnly>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<TimeOnly>(7)));
        }

        await reader.NextResultAsync(cancellationToken);
        var teachers = await ReadTeachersAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var found = new List<(Guid VenueId, string VenueName, RoomChoice Room)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetString(1), new RoomChoice(reader.GetGuid(2), reader.GetString(3))));
        }

        var venues = found.GroupBy(room => (room.VenueId, room.VenueName)).Select(venue => new VenueChoice(venue.Key.VenueId, venue.Key.VenueName, [.. venue.Select(room => room.Room)]));
        return new SessionChoices(session.Today, groups, teachers, [.. venues]);
    }

    /// <summary>Other classes that already have one of the resources in that time.</summary>
    public static async Task<List<SessionClash>> ClashesAsync(TenantSession session, Guid[] resources, DateTimeOffset startsAt, DateTimeOffset endsAt, Guid except, CancellationToken cancellationToken)
    {
        await using var command = session.Command(ClashesSql);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = resources });
        command.Parameters.Add(new() { Value = startsAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = endsAt.ToUniversalTime() });
        command.Parameters.Add(new() { Value = except });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var clashes = new List<SessionClash>();
        while (await reader.ReadAsync(cancellationToken))
        {
            clashes.Add(new SessionClash(reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.GetFieldValue<TimeOnly>(4), reader.GetFieldValue<TimeOnly>(5)));
        }

        return clashes;
    }

    /// <summary>
    /// Makes transactions that name the same id (a request's, a teacher's, a room's) wait for each other until they end, so that the second sees the first.
    /// </summary>
    public static async Task QueueAsync(TenantSession session, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = session.Command(QueueSql);
        command.Parameters.Add(new() { Value = ids });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether the actor may see a class.</summary>
    public static async Task<bool> IsVisibleAsync(TenantSession session, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        var command = Scoped(session, SeenSql);
        command.Parameters.Add(new() { Value = id });
        batch.BatchCommands.Add(command);
        return (bool)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Locks a class the actor may see; false where there is none.</summary>
    public static async Task<bool> LockAsync(TenantSession session, Guid id, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        var command = Scoped(session, LockSql);
        command.Parameters.Add(new() { Value = id });
        batch.BatchCommands.Add(command);
        return await batch.ExecuteScalarAsync(cancellationToken) is Guid;
    }

    /// <summary>A statement with organization, reach and today as its first three parameters.</summary>
    public static NpgsqlBatchCommand Scoped(TenantSession session, string sql)
    {
        var command = Command(sql, session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.Add(new() { Value = session.Today });
        return command;
    }

    /// <summary>Reads rows of <see cref="Items"/>.</summary>
    public static async Task<IReadOnlyList<SessionItem>> ReadItemsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var items = new List<SessionItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(ReadItem(reader));
        }

        return items;
    }

    /// <summary>Reads one row of <see cref="Items"/>.</summary>
    public static SessionItem ReadItem(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        Id(reader, 1),
        reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetInt32(3),
        reader.GetFieldValue<DateOnly>(4),
        reader.GetFieldValue<TimeOnly>(5),
        reader.GetFieldValue<TimeOnly>(6),
        reader.GetFieldValue<DateTimeOffset>(7),
        reader.GetFieldValue<DateTimeOffset>(8),
        SnakeCase.Parse<SessionStatus>(reader.GetString(9)),
        reader.IsDBNull(10) ? null : SnakeCase.Parse<CancellationKind>(reader.GetString(10)),
        reader.IsDBNull(11) ? null : reader.GetString(11),
        reader.GetBoolean(12),
        reader.GetGuid(25),
        reader.GetString(13),
        reader.IsDBNull(14) ? null : reader.GetString(14),
        reader.GetInt32(15),
        reader.GetInt32(16),
        reader.GetInt32(17),
        reader.GetInt32(18),
        reader.GetInt32(19),
        ReadTeaching(reader.GetFieldValue<Guid[]>(20), reader.GetFieldValue<string[]>(21), reader.GetFieldValue<string[]>(22), reader.GetFieldValue<string[]>(23), reader.GetFieldValue<Guid?[]>(24)));

    private static SessionTeaching[] ReadTeaching(Guid[] ids, string[] names, string[] shortNames, string[] roles, Guid?[] replaces) =>
        [.. ids.Select((id, i) => new SessionTeaching(id, names[i], shortNames[i], SnakeCase.Parse<SessionTeacherRole>(roles[i]), replaces[i], replaces.Contains(id)))];

    private static async Task<IReadOnlyList<TeacherChoice>> ReadTeachersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var teachers = new List<TeacherChoice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            teachers.Add(new TeacherChoice(reader.GetGuid(0), reader.GetString(1)));
        }

        return teachers;
    }

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private static NpgsqlParameter Nullable(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
