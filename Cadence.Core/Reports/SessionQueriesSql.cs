using System.Text.Json;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Npgsql;

namespace Cadence.Core.Reports;

/// <summary>SQL of the page of one class. $1 is the organization, $2 what the actor reaches, $3 today, $4 the class.</summary>
internal static class SessionQueriesSql
{
    /// <summary>Marks of one person with less than this between two of them are one act.</summary>
    private static readonly TimeSpan OneGo = TimeSpan.FromMinutes(15);

    private const string HeaderSql = $"""
        select d.*, s.venue_id, s.room_id, s.teacher_id, s.title, s.capacity, s.version, s.cancelled_at, s.charged, s.paid,
               exists (select from month_locks l where l.organization_id = s.organization_id and l.month = date_trunc('month', s.date)::date and l.released_at is null)
        from ({SessionSql.Items} where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}) d
        join class_sessions s on s.organization_id = $1 and s.id = d.id
        """;

    private const string PeopleSql = $"""
        select p.id, btrim(coalesce(p.preferred_name, p.given_name) || ' ' || p.family_names), case when r.guest then coalesce(g.kind, 'drop_in') end, a.status
        from class_sessions s
        cross join lateral session_roster(s.organization_id, array[s.id]) r
        join students p on p.organization_id = s.organization_id and p.id = r.student_id
        left join session_guests g on g.organization_id = s.organization_id and g.class_session_id = s.id and g.student_id = r.student_id and g.voided_at is null
        left join attendance_records a on a.organization_id = s.organization_id and a.class_session_id = s.id and a.student_id = r.student_id
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        order by p.family_names, p.given_name, p.id
        """;

    // The lead's own row among the teachers says nothing that the class does not say.
    private const string HistorySql = $"""
        select h.at, h.user_id, btrim(u.given_name || ' ' || u.family_names), h.entity, h.action, h.changes::text, h.reason, h.person, h.other, h.role, h.old_status, h.new_status, h.outcome, h.effective_at
        from class_sessions s
        cross join lateral (
            select a.recorded_at as at, a.user_id, a.entity, a.action, a.changes, a.reason, coalesce(btrim(t.given_name || ' ' || t.family_names), p.full_name) as person,
                   btrim(o.given_name || ' ' || o.family_names) as other, m.role, null as old_status, null as new_status, null as outcome, null::timestamptz as effective_at
            from audit_entries a
            left join session_teachers m on a.entity = 'session_teachers' and m.organization_id = a.organization_id and m.id = a.entity_id
            left join teachers t on t.organization_id = m.organization_id and t.id = m.teacher_id
            left join teachers o on o.organization_id = m.organization_id and o.id = m.replaces_teacher_id
            left join session_guests g on a.entity = 'session_guests' and g.organization_id = a.organization_id and g.id = a.entity_id
            left join students p on p.organization_id = g.organization_id and p.id = g.student_id
            where a.organization_id = s.organization_id and m.role is distinct from 'lead'
                and ((a.entity = 'class_sessions' and a.entity_id = s.id)
                    or (a.entity = 'session_teachers' and a.entity_id in (select id from session_teachers x where x.organization_id = s.organization_id and x.class_session_id = s.id))
                    or (a.entity = 'session_guests' and a.entity_id in (select id from session_guests x where x.organization_id = s.organization_id and x.class_session_id = s.id)))
            union all
            select k.recorded_at, k.user_id, 'attendance_history', 'insert', null, null, p.full_name, null, null, k.old_status, k.new_status, k.outcome, k.effective_at
            from attendance_history k join students p on p.organization_id = k.organization_id and p.id = k.student_id
            where k.organization_id = s.organization_id and k.class_session_id = s.id) h
        left join accounts.users u on u.id = h.user_id
        where s.organization_id = $1 and s.id = $4 and {ReachSql.Sessions}
        order by h.at desc, h.entity = 'class_sessions', h.person
        limit 1000
        """;

    private const string NamesSql = """
        select id, btrim(given_name || ' ' || family_names) from teachers where organization_id = $1
        union all select id, name from venues where organization_id = $1
        union all select id, name from rooms where organization_id = $1
        """;

    /// <summary>The class with its roster; null where there is none for this actor.</summary>
    public static async Task<SessionPicture?> SessionAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        batch.BatchCommands.Add(Of(session, HeaderSql, sessionId));
        batch.BatchCommands.Add(Of(session, PeopleSql, sessionId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        const int own = SessionSql.ItemColumns;
        var picture = new SessionPicture(
            SessionSql.ReadItem(reader),
            reader.GetGuid(own),
            reader.GetGuid(own + 1),
            reader.GetGuid(own + 2),
            reader.IsDBNull(own + 3) ? null : reader.GetString(own + 3),
            reader.IsDBNull(own + 4) ? null : reader.GetInt32(own + 4),
            reader.GetInt32(own + 5),
            reader.IsDBNull(own + 6) ? null : reader.GetFieldValue<DateTimeOffset>(own + 6),
            reader.IsDBNull(own + 7) ? null : reader.GetBoolean(own + 7),
            reader.IsDBNull(own + 8) ? null : reader.GetBoolean(own + 8),
            reader.GetBoolean(own + 9),
            session.Today,
            []);
        await reader.NextResultAsync(cancellationToken);
        var people = new List<SessionPerson>();
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(new SessionPerson(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : SnakeCase.Parse<GuestKind>(reader.GetString(2)), Status(reader, 3)));
        }

        return picture with { People = people };
    }

    /// <summary>What was done to the class; null where there is none for this actor.</summary>
    public static async Task<IReadOnlyList<SessionEvent>?> HistoryAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        batch.BatchCommands.Add(Of(session, HistorySql, sessionId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NamesSql) { Parameters = { new() { Value = session.Organization.Id } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(
                reader.GetFieldValue<DateTimeOffset>(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), Text(reader, 2), reader.GetString(3), reader.GetString(4), Text(reader, 5), Text(reader, 6),
                Text(reader, 7), Text(reader, 8), Text(reader, 9), Status(reader, 10), Status(reader, 11), Text(reader, 12), reader.IsDBNull(13) ? default : reader.GetFieldValue<DateTimeOffset>(13)));
        }

        await reader.NextResultAsync(cancellationToken);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadAsync(cancellationToken))
        {
            names[reader.GetGuid(0).ToString()] = reader.GetString(1);
        }

        // Every class has at least the entry of its beginning.
        return rows.Count == 0 ? null : Events(rows, names);
    }

    private static List<SessionEvent> Events(List<Row> rows, Dictionary<string, string> names)
    {
        var events = new List<SessionEvent>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Outcome is null)
            {
                if (Event(rows[i], names) is { } single)
                {
                    events.Add(single);
                }

                continue;
            }

            var first = i;
            while (i + 1 < rows.Count && rows[i + 1].Outcome is not null && rows[i + 1].UserId == rows[first].UserId && rows[i].At - rows[i + 1].At < OneGo)
            {
                i++;
            }

            var marks = rows[first..(i + 1)].Select(row => new SessionMark(row.Person!, row.Old, row.New, SnakeCase.Parse<MarkOutcome>(row.Outcome!), row.EffectiveAt));
            events.Add(new SessionEvent(rows[first].At, rows[first].Who, SessionEventKind.Marked, Marks: [.. marks]));
        }

        return events;
    }

    private static SessionEvent? Event(Row row, Dictionary<string, string> names)
    {
        if (row.Entity != "class_sessions")
        {
            var added = row.Action == "insert";
            SessionEventKind kind = (row.Entity, row.Role) switch
            {
                ("session_guests", _) => added ? SessionEventKind.GuestAdded : SessionEventKind.GuestRemoved,
                (_, "substitute") => added ? SessionEventKind.SubstituteAssigned : SessionEventKind.SubstituteRemoved,
                _ => added ? SessionEventKind.AssistantAdded : SessionEventKind.AssistantRemoved,
            };
            return new SessionEvent(row.At, row.Who, kind, row.Person, row.Other);
        }

        if (row.Action == "insert")
        {
            return new SessionEvent(row.At, row.Who, SessionEventKind.Scheduled);
        }

        using var changes = JsonDocument.Parse(row.Changes!);
        var root = changes.RootElement;
        if (root.TryGetProperty("status", out var status))
        {
            return status[1].GetString() switch
            {
                "cancelled" => new SessionEvent(row.At, row.Who, SessionEventKind.Cancelled, CancellationKind: SnakeCase.Parse<CancellationKind>(root.GetProperty("cancellation_kind")[1].GetString()!), Reason: root.GetProperty("cancel_reason")[1].GetString()),
                "held" => new SessionEvent(row.At, row.Who, SessionEventKind.Closed),
                _ => new SessionEvent(row.At, row.Who, SessionEventKind.Restored),
            };
        }

        var edited = new List<SessionChange>();
        foreach (var field in Enum.GetValues<SessionField>())
        {
            if (root.TryGetProperty(SnakeCase.Of(field), out var change))
            {
                edited.Add(new SessionChange(field, Readable(change[0]), Readable(change[1])));
            }
        }

        return edited.Count == 0 ? null : new SessionEvent(row.At, row.Who, SessionEventKind.Edited, Changes: edited);

        string? Readable(JsonElement value) => value.GetString() is { } text ? names.GetValueOrDefault(text, text) : null;
    }

    private static NpgsqlBatchCommand Of(TenantSession session, string sql, Guid sessionId)
    {
        var command = SessionSql.Scoped(session, sql);
        command.Parameters.Add(new() { Value = sessionId });
        return command;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static AttendanceStatus? Status(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : SnakeCase.Parse<AttendanceStatus>(reader.GetString(column));

    private sealed record Row(
        DateTimeOffset At, Guid? UserId, string? Who, string Entity, string Action, string? Changes, string? Reason, string? Person, string? Other, string? Role,
        AttendanceStatus? Old, AttendanceStatus? New, string? Outcome, DateTimeOffset EffectiveAt);
}
