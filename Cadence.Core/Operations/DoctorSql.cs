using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>The questions of <see cref="Doctor"/>. Each answers organization and id of what is wrong; $1 is now, $2 whether mail can be sent.</summary>
internal static class DoctorSql
{
    private const int Patience = 600;

    /// <summary>All that are one statement, by name. They look at every organization at once.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Checks { get; } =
    [
        ("session_counts", """
            with counted as (
                select o.id as organization_id, r.class_session_id as id, count(*) as roster_count,
                       count(*) filter (where a.status in ('present', 'late')) as heads, count(*) filter (where a.status = 'absent') as absent,
                       count(*) filter (where a.status = 'excused') as excused, count(*) - count(a.status) as unmarked
                from organizations o
                cross join lateral session_roster(o.id, (select array_agg(s.id) from class_sessions s where s.organization_id = o.id)) r
                left join attendance_records a on a.organization_id = o.id and a.class_session_id = r.class_session_id and a.student_id = r.student_id
                group by 1, 2
            )
            select s.organization_id, s.id::text
            from class_sessions s left join counted c using (organization_id, id)
            where (s.roster_count, s.heads, s.absent, s.excused, s.unmarked)
                is distinct from (coalesce(c.roster_count, 0), coalesce(c.heads, 0), coalesce(c.absent, 0), coalesce(c.excused, 0), coalesce(c.unmarked, 0))
            """),
        ("held_without_roster", """
            select s.organization_id, s.id::text
            from class_sessions s
            where s.status = 'held' and not exists (select from session_rosters r where r.organization_id = s.organization_id and r.class_session_id = s.id)
                and (exists (select from attendance_records a where a.organization_id = s.organization_id and a.class_session_id = s.id and a.status is not null)
                    or exists (
                        select from student_groups e
                        where e.organization_id = s.organization_id and e.group_id = s.group_id and e.created_at <= s.closed_at and (e.voided_at is null or e.voided_at > s.closed_at)
                            and e.start_date <= s.date and (e.end_date is null or e.end_date >= s.date)
                            and not exists (select from enrolment_pauses p where p.organization_id = e.organization_id and p.enrolment_id = e.id and p.start_date <= s.date and (p.end_date is null or p.end_date >= s.date))))
            """),
        // A mark may outlive its enrolment, but somebody who never belonged to group or session can't have one.
        ("marks_without_roster", """
            select a.organization_id, a.class_session_id || '/' || a.student_id
            from attendance_records a
            join class_sessions s on s.organization_id = a.organization_id and s.id = a.class_session_id
            where a.status is not null
                and not exists (select from session_rosters r where r.organization_id = a.organization_id and r.class_session_id = a.class_session_id and r.student_id = a.student_id)
                and not exists (select from student_groups e where e.organization_id = a.organization_id and e.group_id = s.group_id and e.student_id = a.student_id)
                and not exists (select from session_guests g where g.organization_id = a.organization_id and g.class_session_id = a.class_session_id and g.student_id = a.student_id)
            """),
        ("marks_without_history", """
            select a.organization_id, a.class_session_id || '/' || a.student_id
            from attendance_records a
            where not exists (
                select from attendance_history h
                where h.organization_id = a.organization_id and h.class_session_id = a.class_session_id and h.student_id = a.student_id and h.new_status is not distinct from a.status)
            """),
        ("payout_totals", """
            select p.organization_id, p.id::text
            from teacher_payouts p
            left join (select l.organization_id, l.payout_id, sum(l.amount) as amount from payout_lines l group by 1, 2) l on l.organization_id = p.organization_id and l.payout_id = p.id
            where p.gross <> coalesce(l.amount, 0) or p.total_amount <> p.gross + p.tax - p.withholding
            """),
        // What a room shared or not meant in the past is not looked at: only coming classes are booked anew when that changes.
        ("bookings", """
            with expected as (
                select s.organization_id, taken.resource_id, coalesce(s.joint_id, s.id) as source_id, tstzrange(min(s.starts_at), max(s.ends_at)) as during
                from class_sessions s
                cross join lateral (
                    select t.teacher_id as resource_id
                    from session_teachers t
                    where t.organization_id = s.organization_id and t.class_session_id = s.id and t.voided_at is null
                        and not exists (
                            select from session_teachers sub
                            where sub.organization_id = t.organization_id and sub.class_session_id = t.class_session_id and sub.replaces_teacher_id = t.teacher_id and sub.voided_at is null)
                    union
                    select r.id from rooms r where r.organization_id = s.organization_id and r.id = s.room_id and not r.shared) taken
                where s.status <> 'cancelled'
                group by 1, 2, 3
                union all
                select p.organization_id, taken.resource_id, p.id, tstzrange(p.starts_at, p.ends_at)
                from private_sessions p
                cross join lateral (
                    select p.teacher_id as resource_id
                    union select p.student_id
                    union select r.id from rooms r where r.organization_id = p.organization_id and r.id = p.room_id and not r.shared) taken
                where p.status <> 'cancelled'
            ), differing as (
                (select organization_id, resource_id, source_id, during from expected except all select organization_id, resource_id, source_id, during from bookings)
                union all
                (select organization_id, resource_id, source_id, during from bookings except all select organization_id, resource_id, source_id, during from expected)
            )
            select distinct d.organization_id, d.source_id::text
            from differing d
            where upper(d.during) > $1 or not exists (select from rooms r where r.organization_id = d.organization_id and r.id = d.resource_id)
            """),
        ("enrolments_overlap", """
            select a.organization_id, a.id::text
            from student_groups a
            join student_groups b on b.organization_id = a.organization_id and b.group_id = a.group_id and b.student_id = a.student_id and b.id > a.id
                and daterange(a.start_date, a.end_date, '[]') && daterange(b.start_date, b.end_date, '[]')
            where a.voided_at is null and b.voided_at is null
            """),
        ("organizations_without_owner", """
            select o.id, o.id::text from organizations o
            where o.archived_at is null and not exists (select from organization_members m where m.organization_id = o.id and m.role = 'owner' and m.status = 'active')
            """),
        ("organizations_without_slug", """
            select o.id, o.id::text from organizations o where not exists (select from organization_slugs s where s.organization_id = o.id and s.slug = o.slug)
            """),
        ("event_sequences", """
            select o.id, o.id::text
            from organizations o
            left join event_sequences s on s.organization_id = o.id
            left join (select e.organization_id, count(*) as events, max(e.sequence) as newest from domain_events e group by 1) e on e.organization_id = o.id
            where (coalesce(e.events, 0), coalesce(e.newest, 0)) <> (coalesce(s.last, 0), coalesce(s.last, 0))
            """),
        ("outbox_stuck", """
            select m.organization_id, m.id::text
            from outbox_messages m join organizations o on o.id = m.organization_id
            where $2 and m.delivered_at is null and m.dead_at is null and m.due_at < $1 - interval '1 hour' and o.archived_at is null
            """),
        ("walls", """
            select null::uuid, c.relname::text
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant' and pg_get_expr(p.polqual, c.oid) like '%cadence.organization_id%'))
            """),
        ("triggers_off", """
            select null::uuid, c.relname || '.' || t.tgname
            from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'public'::regnamespace and t.tgenabled not in ('O', 'A')
            """),
    ];

    /// <summary>One statement over every audited table: rows whose first entry is missing, or that changed more often than the audit says.</summary>
    public static async Task<string> AuditGapsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = Command(
            connection, transaction,
            """
            select string_agg(format(
                       'select %1$s, %2$L || ''/'' || r.id from public.%2$I r left join (select a.organization_id, a.entity_id, count(*) filter (where a.action = ''insert'') as born, count(*) filter (where a.action = ''update'') as changed '
                       'from audit_entries a where a.entity = %2$L group by 1, 2) a on a.organization_id = %1$s and a.entity_id = r.id where (coalesce(a.born, 0) = 0 %3$s)%4$s',
                       case when c.relname = 'organizations' then 'r.id' else 'r.organization_id' end, c.relname,
                       case when exists (select from pg_attribute v where v.attrelid = c.oid and v.attname = 'version' and not v.attisdropped) then 'or r.version - 1 > coalesce(a.changed, 0)' else '' end,
                       case when c.relname = 'organizations' then ' and r.purged_at is null' else '' end), ' union all ')
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            join pg_attribute i on i.attrelid = c.oid and i.attname = 'id' and not i.attisdropped
            where t.tgname = 'audit' and c.relnamespace = 'public'::regnamespace
            """);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Tables and functions on which the runtime role may do other things than it should.</summary>
    public static async Task<IReadOnlyList<string>> WrongRightsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string runtimeRole, CancellationToken ct)
    {
        var wrong = new List<string>();
        await using (var tables = Command(
            connection, transaction,
            """
            select n.nspname::text, c.relname::text, coalesce((
                select string_agg(lower(p), ', ' order by p)
                from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p where has_table_privilege($1, c.oid, p)), '')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', 'accounts') and c.relkind in ('r', 'p')
                and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1, 2
            """))
        {
            tables.Parameters.AddWithValue(runtimeRole);
            await using var reader = await tables.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (schema, table, rights) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
                if (Grants.RightsOn(schema, table) is var due && due != rights)
                {
                    wrong.Add($"{schema}.{table}: {(rights.Length == 0 ? "nothing" : rights)} instead of {(due.Length == 0 ? "nothing" : due)}");
                }
            }
        }

        await using var functions = Command(
            connection, transaction,
            """
            select p.oid::regprocedure::text, has_function_privilege($1, p.oid, 'EXECUTE') as may
            from pg_proc p
            where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'EXECUTE') <> (p.proname::text = any ($2))
                and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            order by 1
            """);
        functions.Parameters.AddWithValue(runtimeRole);
        functions.Parameters.AddWithValue(Grants.CallableFunctions.ToArray());
        await using var found = await functions.ExecuteReaderAsync(ct);
        while (await found.ReadAsync(ct))
        {
            wrong.Add($"{found.GetString(0)}: {(found.GetBoolean(1) ? "may be called" : "may not be called")}");
        }

        return wrong;
    }

    /// <summary>Asks one question. All are counted, the first <paramref name="most"/> named.</summary>
    public static async Task<DoctorCheck> AskAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string name, string sql, DateTimeOffset now, bool hasMail, int most, CancellationToken ct)
    {
        await using var command = Command(connection, transaction, sql);
        if (sql.Contains('$', StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue(now.ToUniversalTime());
            command.Parameters.AddWithValue(hasMail);
        }

        var (found, ids) = (0, new List<DoctorFinding>());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (found++ < most)
            {
                ids.Add(new(await reader.IsDBNullAsync(0, ct) ? null : reader.GetGuid(0), reader.GetString(1)));
            }
        }

        return new(name, found, ids);
    }

    /// <summary>Every row, whatever a role is set up to see.</summary>
    public static async Task SeeAllAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = Command(connection, transaction, "set transaction read only; set local row_security = off");
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql) => new(sql, connection, transaction) { CommandTimeout = Patience };
}
