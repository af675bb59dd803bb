using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Sessions;
using Npgsql;

namespace Cadence.Core.Reports;

/// <summary>SQL of a family's page. $1 is the organization, $2 the guardian, $3 today, $4 the first day of the attendance shown, $5 now.</summary>
internal static class FamilySql
{
    private const int MonthsBefore = 2;

    /// <summary>Weeks of classes from which a group's days and times are read.</summary>
    private const string SlotDays = "between $3::date - 13 and $3::date + 28";

    /// <summary>The students of whom the guardian may be told: the only way into every statement here.</summary>
    private const string Mine = """
        with mine as materialized (
            select s.organization_id, s.id, coalesce(s.preferred_name, s.given_name) as short_name, s.full_name, s.birth_date
            from student_guardians t
            join students s on s.organization_id = t.organization_id and s.id = t.student_id
            where t.organization_id = $1 and t.guardian_id = $2 and t.told and t.ended_at is null)
        """;

    private const string Room = "case when (select count(*) from rooms x where x.organization_id = v.organization_id and x.venue_id = v.id) > 1 then r.name end";

    private const string Students = $"""
        {Mine}
        select m.id, m.short_name, m.full_name, coalesce(g.preferred_name, g.given_name)
        from mine m join guardians g on g.organization_id = m.organization_id and g.id = $2
        order by m.birth_date, m.short_name, m.id
        """;

    private const string Groups = $"""
        {Mine}
        select m.id, g.id, g.name, g.color, coalesce(t.preferred_name, t.given_name), v.name, {Room}, e.start_date, e.end_date
        from mine m
        cross join lateral (
            select e.group_id, min(e.start_date) as start_date, case when bool_or(e.end_date is null) then null else max(e.end_date) end as end_date
            from student_groups e
            where e.organization_id = m.organization_id and e.student_id = m.id and e.voided_at is null and (e.end_date is null or e.end_date >= $4)
            group by e.group_id) e
        join groups g on g.organization_id = m.organization_id and g.id = e.group_id
        left join teachers t on t.organization_id = g.organization_id and t.id = g.teacher_id
        left join venues v on v.organization_id = g.organization_id and v.id = g.venue_id
        left join rooms r on r.organization_id = g.organization_id and r.id = g.room_id
        order by m.id, coalesce(e.end_date, 'infinity') desc, lower(unaccent(g.name)), g.id
        """;

    private const string Slots = $"""
        {Mine}
        select s.group_id, extract(isodow from s.date)::int, s.start_time, s.end_time, count(*)::int
        from class_sessions s
        where s.organization_id = $1 and s.status <> 'cancelled' and s.date {SlotDays}
            and s.group_id in (
                select e.group_id from mine m join student_groups e on e.organization_id = m.organization_id and e.student_id = m.id
                where e.voided_at is null and (e.end_date is null or e.end_date >= $3))
        group by s.group_id, 2, s.start_time, s.end_time
        order by s.group_id, 2, s.start_time
        """;

    private const string Next = $"""
        {Mine}
        select m.id, n.id, n.title, n.color, n.date, n.start_time, n.end_time, v.name, {Room}, n.teachers, n.guest, n.cancellation_kind
        from mine m
        cross join lateral (
            select x.* from (
                select s.id, coalesce(s.title, g.name) as title, g.color, s.date, s.start_time, s.end_time, s.starts_at, s.venue_id, s.room_id, c.guest,
                       case when s.status = 'cancelled' then s.cancellation_kind end as cancellation_kind,
                       array(select coalesce(t.preferred_name, t.given_name)
                             from session_teachers w join teachers t on t.organization_id = w.organization_id and t.id = w.teacher_id
                             where w.organization_id = s.organization_id and w.class_session_id = s.id and w.voided_at is null
                                 and not exists (
                                     select from session_teachers b
                                     where b.organization_id = w.organization_id and b.class_session_id = w.class_session_id and b.replaces_teacher_id = w.teacher_id and b.voided_at is null)
                             order by w.role <> 'lead', w.created_at, w.id) as teachers
                from (
                    select s.id, false as guest
                    from student_groups e
                    join class_sessions s on s.organization_id = e.organization_id and s.group_id = e.group_id and s.date between e.start_date and coalesce(e.end_date, 'infinity')
                    where e.organization_id = m.organization_id and e.student_id = m.id and e.voided_at is null and s.ends_at > $5 and s.date <= $3::date + 35
                        and not exists (
                            select from enrolment_pauses p
                            where p.organization_id = e.organization_id and p.enrolment_id = e.id and p.voided_at is null
                                and p.start_date <= s.date and (p.end_date is null or p.end_date >= s.date))
                    union
                    select q.class_session_id, true
                    from session_guests q
                    join class_sessions s on s.organization_id = q.organization_id and s.id = q.class_session_id
                    where q.organization_id = m.organization_id and q.student_id = m.id and q.voided_at is null and s.ends_at > $5) c
                join class_sessions s on s.organization_id = m.organization_id and s.id = c.id
                left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
                union all
                select p.id, null, null, p.date, p.start_time, (p.start_time + p.duration_minutes * interval '1 minute')::time, p.starts_at, p.venue_id, p.room_id, false,
                       case when p.status = 'cancelled' then p.cancellation_kind end,
                       array(select coalesce(t.preferred_name, t.given_name) from teachers t where t.organization_id = p.organization_id and t.id = p.teacher_id)
                from private_sessions p
                where p.organization_id = m.organization_id and p.student_id = m.id and p.ends_at > $5) x
            order by x.starts_at, x.id
            limit 6) n
        left join venues v on v.organization_id = m.organization_id and v.id = n.venue_id
        left join rooms r on r.organization_id = m.organization_id and r.id = n.room_id
        order by m.id, n.starts_at, n.id
        """;

    // Only what somebody marked, in closed classes of the own groups; and the rests where a class fell out.
    private const string Marks = $"""
        {Mine}
        select m.id, s.group_id, s.date, a.status
        from mine m
        join session_rosters r on r.organization_id = m.organization_id and r.student_id = m.id and not r.guest
        join class_sessions s on s.organization_id = r.organization_id and s.id = r.class_session_id and s.closed_at is not null and s.status <> 'cancelled' and s.date between $4 and $3
        join attendance_records a on a.organization_id = s.organization_id and a.class_session_id = s.id and a.student_id = m.id and a.status is not null
        where s.group_id is not null
        union all
        select m.id, s.group_id, s.date, null
        from mine m
        join student_groups e on e.organization_id = m.organization_id and e.student_id = m.id and e.voided_at is null
        join class_sessions s on s.organization_id = e.organization_id and s.group_id = e.group_id and s.status = 'cancelled'
            and s.date between greatest(e.start_date, $4) and least(e.end_date, $3::date) and s.starts_at <= $5
        order by 1, 2, 3
        """;

    /// <summary>The page of a guardian in one round trip; null where there is nobody of whom they may be told.</summary>
    public static async Task<FamilyPicture?> OfGuardianAsync(TenantSession session, Guid guardianId, CancellationToken cancellationToken)
    {
        var since = Month.Of(session.Today.AddMonths(-MonthsBefore)).FirstDay;
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction);
        foreach (var sql in new[] { Students, Groups, Slots, Next, Marks })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql)
            {
                Parameters =
                {
                    new() { Value = session.Organization.Id }, new() { Value = guardianId }, new() { Value = session.Today }, new() { Value = since }, new() { Value = session.Now.ToUniversalTime() },
                },
            });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (guardianName, students) = await StudentsAsync(reader, cancellationToken);
        if (guardianName is null)
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        var groups = await GroupsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var slots = await SlotsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var next = await NextAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var marks = await MarksAsync(reader, cancellationToken);
        return new FamilyPicture(
            guardianName,
            students.ConvertAll(student => student with
            {
                Groups = [.. groups[student.Id].Select(group => Filled(group, slots[group.Id], marks[(student.Id, group.Id)]))],
                Next = [.. next[student.Id]],
            }),
            since, session.Today, session.Organization.Name, session.Organization.Color);
    }

    private static FamilyGroup Filled(FamilyGroup group, IEnumerable<(FamilySlot Slot, int Times)> slots, IEnumerable<FamilyMark> marks)
    {
        // What happens twice around today is the timetable; single classes are only where there is nothing else.
        var found = slots.ToList();
        var usual = found.Where(slot => slot.Times > 1).ToList();
        var filled = group with { Slots = [.. (usual.Count > 0 ? usual : found).Select(slot => slot.Slot)], Marks = [.. marks] };
        int Count(AttendanceStatus status) => filled.Marks.Count(mark => mark.Status == status);
        return filled with { Rate = AttendancePercentage.Of(Count(AttendanceStatus.Present), Count(AttendanceStatus.Late), Count(AttendanceStatus.Absent)) };
    }

    private static async Task<(string? Guardian, List<FamilyStudent> Students)> StudentsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        string? guardian = null;
        var students = new List<FamilyStudent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            guardian = reader.GetString(3);
            students.Add(new FamilyStudent(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), [], []));
        }

        return (guardian, students);
    }

    private static async Task<ILookup<Guid, FamilyGroup>> GroupsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var groups = new List<(Guid Student, FamilyGroup Group)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add((reader.GetGuid(0), new FamilyGroup(
                reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3), Text(reader, 4), Place(reader, 5), reader.GetFieldValue<DateOnly>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8), [], [], null)));
        }

        return groups.ToLookup(row => row.Student, row => row.Group);
    }

    private static async Task<ILookup<Guid, (FamilySlot Slot, int Times)>> SlotsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var slots = new List<(Guid Group, FamilySlot Slot, int Times)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            slots.Add((reader.GetGuid(0), new FamilySlot((DayOfWeek)(reader.GetInt32(1) % 7), reader.GetFieldValue<TimeOnly>(2), reader.GetFieldValue<TimeOnly>(3)), reader.GetInt32(4)));
        }

        return slots.ToLookup(row => row.Group, row => (row.Slot, row.Times));
    }

    private static async Task<ILookup<Guid, FamilyClass>> NextAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var classes = new List<(Guid Student, FamilyClass Class)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            classes.Add((reader.GetGuid(0), new FamilyClass(
                reader.GetGuid(1), Text(reader, 2), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetFieldValue<DateOnly>(4), reader.GetFieldValue<TimeOnly>(5), reader.GetFieldValue<TimeOnly>(6),
                Place(reader, 7), reader.GetFieldValue<string[]>(9), reader.GetBoolean(10), reader.IsDBNull(11) ? null : SnakeCase.Parse<CancellationKind>(reader.GetString(11)))));
        }

        return classes.ToLookup(row => row.Student, row => row.Class);
    }

    private static async Task<ILookup<(Guid Student, Guid Group), FamilyMark>> MarksAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var marks = new List<((Guid, Guid) Of, FamilyMark Mark)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(((reader.GetGuid(0), reader.GetGuid(1)), new FamilyMark(reader.GetFieldValue<DateOnly>(2), reader.IsDBNull(3) ? null : SnakeCase.Parse<AttendanceStatus>(reader.GetString(3)))));
        }

        return marks.ToLookup(row => row.Of, row => row.Mark);
    }

    private static FamilyPlace? Place(NpgsqlDataReader reader, int venue) => Text(reader, venue) is { } name ? new FamilyPlace(name, Text(reader, venue + 1)) : null;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
