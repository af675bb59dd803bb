using System.Globalization;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Attendance;

/// <summary>The statements of the roll call. $1 is always the organization, $2 the session; in those that keep to what the actor reaches (<see cref="ReachSql"/>), $4.</summary>
internal static class AttendanceSql
{
    private const string Locked = """
        exists (select from month_locks l where l.organization_id = s.organization_id and l.month = date_trunc('month', s.date)::date and l.released_at is null)
        """;

    private const string Roster = "(select md5(coalesce(string_agg(r.student_id::text, ' ' order by r.student_id), '')) from session_roster(s.organization_id, array[s.id]) r)";

    private const string Cursor = """
        (select coalesce((extract(epoch from max(a.recorded_at)) * 1000000)::bigint, 0)
         from attendance_records a where a.organization_id = s.organization_id and a.class_session_id = s.id)
        """;

    private const string ShownName = "coalesce(p.preferred_name, p.given_name) || ' ' || p.family_names";

    // Only others are named: most marks of a tablet are its own.
    private const string MarkedBy = """
        case when a.user_id is distinct from $4 then (select coalesce(x.preferred_name, x.given_name) from teachers x where x.organization_id = a.organization_id and x.user_id = a.user_id limit 1) end,
        case when a.user_id is distinct from $4 then (select u.given_name from accounts.users u where u.id = a.user_id) end
        """;

    private const string HeaderSql = $"""
        select s.id, coalesce(s.title, g.name), g.color, s.date, s.start_time, s.end_time, v.name, r.name,
               (select count(*) from rooms o where o.organization_id = v.organization_id and o.venue_id = v.id) > 1,
               array(select coalesce(x.preferred_name, x.given_name)
                     from session_teachers t join teachers x on x.organization_id = t.organization_id and x.id = t.teacher_id
                     where t.organization_id = s.organization_id and t.class_session_id = s.id and t.voided_at is null
                        and not exists (select from session_teachers b where b.organization_id = t.organization_id and b.class_session_id = s.id
                                        and b.replaces_teacher_id = t.teacher_id and b.voided_at is null)
                     order by t.role = 'assistant', t.created_at),
               v.time_zone, s.status, s.starts_at, s.closed_at is not null, {Locked}, {Roster}, {Cursor}
        from class_sessions s
        join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        """;

    private const string PeopleSql = $"""
        select p.id, {ShownName}, case when r.guest then coalesce(g.kind, 'drop_in') end, a.status, a.effective_at, coalesce(a.version, 0)
        from session_roster($1, array[$2]::uuid[]) r
        join students p on p.organization_id = $1 and p.id = r.student_id
        left join session_guests g on g.organization_id = $1 and g.class_session_id = $2 and g.student_id = r.student_id and g.voided_at is null
        left join attendance_records a on a.organization_id = $1 and a.class_session_id = $2 and a.student_id = r.student_id
        """;

    // The lock makes writers of one session wait for each other: what is judged is what is written.
    private const string LockSql = $"""
        select s.status, s.starts_at, {Locked}, s.closed_at is not null, s.roster_count, s.unmarked
        from class_sessions s
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        for no key update of s
        """;

    private const string TappedSql = """
        select p.id, r.student_id is not null, a.student_id is not null, a.status, a.effective_at, a.by_closing, a.tap_id
        from students p
        left join session_roster($1, array[$2]::uuid[]) r on r.student_id = p.id
        left join attendance_records a on a.organization_id = $1 and a.class_session_id = $2 and a.student_id = p.id
        where p.organization_id = $1 and p.id = any ($3)
        """;

    private const string SeenSql = """
        select tap_id, class_session_id, student_id, new_status, outcome, reason from attendance_history where organization_id = $1 and tap_id = any ($2)
        """;

    private const string TakeSql = "select student_id, status, effective_at, version from take_marks($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private const string ChangesSql = $"""
        select s.closed_at is not null, s.status = 'cancelled', case when $5 then {Roster} end, {Cursor}
        from class_sessions s
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        """;

    // A little more than was asked for: a server clock set back must not hide a mark, and a mark told twice does no harm.
    private const string MarksSinceSql = $"""
        select a.student_id, a.status, a.effective_at, a.version, a.by_closing, a.user_id, {MarkedBy}
        from attendance_records a
        where a.organization_id = $1 and a.class_session_id = $2
            and a.recorded_at >= timestamptz 'epoch' + ($3 - 2000000) * interval '1 microsecond'
        """;

    private const string MarksOfSql = $"""
        select a.student_id, a.status, a.effective_at, a.version, a.by_closing, a.user_id, {MarkedBy}
        from attendance_records a
        where a.organization_id = $1 and a.class_session_id = $2 and a.student_id = any ($3)
        """;

    private const string FreezeSql = """
        insert into session_rosters (organization_id, class_session_id, student_id, guest)
        select $1, r.class_session_id, r.student_id, r.guest from session_roster($1, array[$2]::uuid[]) r
        on conflict do nothing
        """;

    private const string UnmarkedSql = """
        select r.student_id
        from session_rosters r
        left join attendance_records a on a.organization_id = $1 and a.class_session_id = $2 and a.student_id = r.student_id
        where r.organization_id = $1 and r.class_session_id = $2 and a.status is null
        """;

    private const string HeldSql = "update class_sessions set status = 'held', closed_at = $3, closed_by = $4 where organization_id = $1 and id = $2";

    private const string CandidatesSql = $"""
        select p.id, {ShownName},
               array(select g.name from student_groups e join groups g on g.organization_id = e.organization_id and g.id = e.group_id
                     where e.organization_id = p.organization_id and e.student_id = p.id and e.voided_at is null and e.start_date <= $4 and (e.end_date is null or e.end_date >= $4)
                     order by g.name)
        from students p
        where p.organization_id = $1 and p.status <> 'left'
            and (select bool_and(lower(unaccent(p.full_name || ' ' || coalesce(p.preferred_name, ''))) like '%' || lower(unaccent(w)) || '%') from unnest($3) w)
            and not exists (select from session_roster($1, array[$2]::uuid[]) r where r.student_id = p.id)
        order by p.family_names, p.given_name
        limit 8
        """;

    private const string GuestSql = $"""
        select {ShownName}, (select r.guest from session_roster($1, array[$2]::uuid[]) r where r.student_id = p.id)
        from students p where p.organization_id = $1 and p.id = $3
        """;

    private const string RosterSql = $"select {Roster} from class_sessions s where s.organization_id = $1 and s.id = $2";

    private const string CompleteSql = """
        select id from class_sessions
        where organization_id = $1 and status = 'scheduled' and closed_at is null and ends_at <= $2 and roster_count > 0 and unmarked = 0
        order by ends_at limit 500
        """;

    public sealed record LockedSession(SessionStatus Status, DateTimeOffset StartsAt, bool IsLocked, bool IsClosed, int RosterCount, int Unmarked);

    /// <summary>The roll call, or null where there is none for this actor.</summary>
    public static async Task<RollCall?> RollCallAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Scoped(session, HeaderSql, sessionId), Command(PeopleSql, session.Actor.OrganizationId, sessionId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var timeZone = reader.IsDBNull(10) ? session.Organization.TimeZone : reader.GetString(10);
        var startsAt = reader.GetFieldValue<DateTimeOffset>(12);
        var status = SnakeCase.Parse<SessionStatus>(reader.GetString(11));
        var opensAt = AttendanceRules.OpensAt(startsAt);
        var rollCall = new RollCall(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetInt32(2),
            reader.GetFieldValue<DateOnly>(3),
            reader.GetFieldValue<TimeOnly>(4),
            reader.GetFieldValue<TimeOnly>(5),
            SchoolTime.DateAt(session.Now, TimeZoneInfo.FindSystemTimeZoneById(timeZone)),
            reader.GetBoolean(8) ? $"{reader.GetString(7)}, {reader.GetString(6)}" : reader.GetString(6),
            string.Join(", ", reader.GetFieldValue<string[]>(9)),
            timeZone,
            status,
            opensAt,
            IsOpen: status != SessionStatus.Cancelled && (session.Scope != GrantScope.Own || session.Now >= opensAt),
            IsClosed: reader.GetBoolean(13),
            IsLocked: reader.GetBoolean(14),
            People: [],
            Roster: reader.GetString(15),
            Cursor: reader.GetInt64(16).ToString(CultureInfo.InvariantCulture),
            session.Now);
        await reader.NextResultAsync(cancellationToken);
        var people = new List<RollCallPerson>();
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(new RollCallPerson(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : SnakeCase.Parse<GuestKind>(reader.GetString(2)),
                Status(reader, 3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt32(5)));
        }

        var order = CultureInfo.CurrentCulture.CompareInfo;
        people.Sort((a, b) => order.Compare(a.Name, b.Name, CompareOptions.IgnoreCase));
        return rollCall with { People = people };
    }

    /// <summary>Locks the session and reads all that taps are judged by; null where there is none for this actor.</summary>
    public static async Task<JudgedSession?> LockForTapsAsync(TenantSession session, Guid sessionId, IReadOnlyList<Tap> taps, CancellationToken cancellationToken)
    {
        var organization = session.Actor.OrganizationId;
        await using var batch = Batch(
            session,
            Scoped(session, LockSql, sessionId),
            Command(TappedSql, organization, sessionId, taps.Select(t => t.StudentId).Distinct().ToArray()),
            Command(SeenSql, organization, taps.Select(t => t.Id).ToArray()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (await LockedAsync(reader, cancellationToken) is not { } locked)
        {
            return null;
        }

        var known = new HashSet<Guid>();
        var onRoster = new HashSet<Guid>();
        var marks = new Dictionary<Guid, CurrentMark>();
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var student = reader.GetGuid(0);
            known.Add(student);
            if (reader.GetBoolean(1))
            {
                onRoster.Add(student);
            }

            if (reader.GetBoolean(2))
            {
                marks[student] = new(Status(reader, 3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetGuid(6));
            }
        }

        var seen = new Dictionary<Guid, SeenTap>();
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var outcome = SnakeCase.Parse<MarkOutcome>(reader.GetString(4));
            seen[reader.GetGuid(0)] = new(reader.GetGuid(1), reader.GetGuid(2), Status(reader, 3), outcome, outcome == MarkOutcome.Saved || reader.IsDBNull(5) ? null : SnakeCase.Parse<TapReason>(reader.GetString(5)));
        }

        return new JudgedSession(sessionId, locked.Status, locked.StartsAt, locked.IsLocked, session.Scope != GrantScope.Own, onRoster, known, marks, seen);
    }

    /// <summary>Locks the session; null where there is none for this actor.</summary>
    public static async Task<LockedSession?> LockAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Scoped(session, LockSql, sessionId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await LockedAsync(reader, cancellationToken);
    }

    /// <summary>Writes judged taps: history for all, marks for those that count. One statement.</summary>
    public static async Task<IReadOnlyList<MarkNow>> TakeAsync(TenantSession session, Guid sessionId, IReadOnlyList<JudgedTap> taps, bool closing, CancellationToken cancellationToken)
    {
        await using var command = session.Command(TakeSql);
        var parameters = command.Parameters;
        parameters.AddWithValue(sessionId);
        parameters.Add(new NpgsqlParameter { Value = taps.Select(t => closing ? (Guid?)null : t.Tap.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        parameters.AddWithValue(taps.Select(t => t.Tap.StudentId).ToArray());
        parameters.Add(Words(taps.Select(t => Word(t.Tap.Status))));
        parameters.Add(Words(taps.Select(t => Word(t.OldStatus))));
        parameters.AddWithValue(taps.Select(t => t.EffectiveAt.ToUniversalTime()).ToArray());
        parameters.Add(Words(taps.Select(t => SnakeCase.Of(t.Outcome))));
        parameters.Add(Words(taps.Select(t => t.Reason is { } reason ? SnakeCase.Of(reason) : null)));
        parameters.AddWithValue(taps.Select(t => t.Counts).ToArray());
        parameters.AddWithValue(closing);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var marks = new List<MarkNow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new MarkNow(reader.GetGuid(0), Status(reader, 1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3), ByName: null, IsMine: true, closing));
        }

        return marks;
    }

    /// <summary>What changed since a cursor; null where there is no such session for this actor.</summary>
    /// <param name="roster">The roster as it was known, where only marks can have changed since; null reads it.</param>
    public static async Task<RollCallChanges?> ChangesAsync(TenantSession session, Guid sessionId, long since, string? roster, CancellationToken cancellationToken)
    {
        var header = Scoped(session, ChangesSql, sessionId);
        header.Parameters.Add(new NpgsqlParameter { Value = roster is null });
        await using var batch = Batch(session, header, OfActor(session, Command(MarksSinceSql, session.Actor.OrganizationId, sessionId, since)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var changes = new RollCallChanges([], reader.GetBoolean(0), reader.GetBoolean(1), roster ?? reader.GetString(2), reader.GetInt64(3).ToString(CultureInfo.InvariantCulture), session.Now);
        await reader.NextResultAsync(cancellationToken);
        return changes with { Marks = await MarksAsync(reader, session, cancellationToken) };
    }

    /// <summary>The marks of some students as they stand.</summary>
    public static async Task<IReadOnlyList<MarkNow>> MarksOfAsync(TenantSession session, Guid sessionId, IEnumerable<Guid> students, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, OfActor(session, Command(MarksOfSql, session.Actor.OrganizationId, sessionId, students.Distinct().ToArray())));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await MarksAsync(reader, session, cancellationToken);
    }

    /// <summary>Freezes the roster and answers who on it has no mark.</summary>
    public static async Task<IReadOnlyList<Guid>> FreezeAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        var organization = session.Actor.OrganizationId;
        await using var batch = Batch(session, Command(FreezeSql, organization, sessionId), Command(UnmarkedSql, organization, sessionId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var unmarked = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            unmarked.Add(reader.GetGuid(0));
        }

        return unmarked;
    }

    /// <summary>Sets the session held and closed.</summary>
    public static async Task HoldAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(HeldSql);
        command.Parameters.AddWithValue(session.Actor.OrganizationId);
        command.Parameters.AddWithValue(sessionId);
        command.Parameters.AddWithValue(session.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)session.Actor.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>People by name who are not on the roster yet; every word must occur, accents do not matter.</summary>
    public static async Task<IReadOnlyList<GuestCandidate>> CandidatesAsync(TenantSession session, Guid sessionId, string[] words, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Command(CandidatesSql, session.Actor.OrganizationId, sessionId, words, session.Today));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var people = new List<GuestCandidate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(new GuestCandidate(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        }

        return people;
    }

    /// <summary>A student's shown name, and whether they are on the roster (true as a guest, false of the group, null not at all); null for an unknown student.</summary>
    public static async Task<(string Name, bool? Guest)?> GuestAsync(TenantSession session, Guid sessionId, Guid studentId, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Command(GuestSql, session.Actor.OrganizationId, sessionId, studentId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetBoolean(1)) : null;
    }

    /// <summary>The mark of who is on the roster.</summary>
    public static async Task<string> RosterAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Command(RosterSql, session.Actor.OrganizationId, sessionId));
        return (string)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Sessions that ended with everybody marked and were not closed.</summary>
    public static async Task<IReadOnlyList<Guid>> CompleteAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var batch = Batch(session, Command(CompleteSql, session.Actor.OrganizationId, session.Now.ToUniversalTime()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static async Task<LockedSession?> LockedAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new LockedSession(SnakeCase.Parse<SessionStatus>(reader.GetString(0)), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetInt32(4), reader.GetInt32(5))
            : null;

    private static async Task<IReadOnlyList<MarkNow>> MarksAsync(NpgsqlDataReader reader, TenantSession session, CancellationToken cancellationToken)
    {
        var marks = new List<MarkNow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.IsDBNull(6) ? reader.IsDBNull(7) ? null : reader.GetString(7) : reader.GetString(6);
            marks.Add(new MarkNow(
                reader.GetGuid(0), Status(reader, 1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3), name,
                IsMine: !reader.IsDBNull(5) && reader.GetGuid(5) == session.Actor.UserId, reader.GetBoolean(4)));
        }

        return marks;
    }

    private static NpgsqlBatch Batch(TenantSession session, params NpgsqlBatchCommand[] commands)
    {
        var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static NpgsqlBatchCommand Scoped(TenantSession session, string sql, Guid sessionId)
    {
        var command = Command(sql, session.Actor.OrganizationId);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.Add(new NpgsqlParameter { Value = session.Today });
        command.Parameters.Add(new NpgsqlParameter { Value = sessionId });
        return command;
    }

    private static NpgsqlBatchCommand OfActor(TenantSession session, NpgsqlBatchCommand command)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)session.Actor.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static NpgsqlParameter Words(IEnumerable<string?> words) => new() { Value = words.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static string? Word(AttendanceStatus? status) => status is { } value ? SnakeCase.Of(value) : null;

    private static AttendanceStatus? Status(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : SnakeCase.Parse<AttendanceStatus>(reader.GetString(column));
}
