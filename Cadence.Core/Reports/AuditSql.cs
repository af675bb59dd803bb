using System.Text.Json;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Reports;

/// <summary>The statements of the audit. $1 is the organization.</summary>
internal static class AuditSql
{
    private const string PersonName = "coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email::text)";

    private const string Columns = """
        a.id, a.recorded_at, a.entity, a.entity_id, a.action, a.actor_kind, a.actor_id, a.user_id, a.reason, a.changes::text,
        (select jsonb_object_agg(v.column_name, jsonb_build_array(v.old_value, v.new_value))
         from audit_personal_values v where v.organization_id = a.organization_id and v.audit_entry_id = a.id)::text
        """;

    // $2 how many, $3 and $4 the end of the page before, $5 and $6 the days, $7 to $9 who.
    private const string Wanted = """
        a.organization_id = $1
        and ($3::timestamptz is null or (a.recorded_at, a.id) < ($3, $4::uuid))
        and ($5::timestamptz is null or a.recorded_at >= $5) and ($6::timestamptz is null or a.recorded_at < $6)
        and ($7::uuid is null or a.user_id = $7 and a.actor_kind <> 'platform') and (not $8::boolean or a.user_id is null) and (not $9::boolean or a.actor_kind = 'platform' and a.user_id is not null)
        """;

    // What a role may do is asked for with the role.
    private const string ListSql = $"""
        select {Columns}
        from audit_entries a
        where {Wanted} and ($10::text is null or a.entity = $10 or $10 = 'organization_roles' and a.entity = 'role_grants')
        order by a.recorded_at desc, a.id desc
        limit $2
        """;

    // $10 the kind of thing, $11 the thing. What belongs to a thing is found by rows that are never deleted; the places of a member are, so their entries name it.
    private const string ThingSql = $"""
        with things (entity, id) as (
            select $10, $11::uuid
            union all select '{AuditService.Erasure}', $11 where $10 in ('students', 'guardians', 'teachers')
            union all select 'student_groups', e.id from student_groups e
                where e.organization_id = $1 and ($10 = 'students' and e.student_id = $11 or $10 = 'groups' and e.group_id = $11)
            union all select 'enrolment_pauses', p.id from enrolment_pauses p join student_groups e on e.organization_id = p.organization_id and e.id = p.enrolment_id
                where e.organization_id = $1 and ($10 = 'students' and e.student_id = $11 or $10 = 'groups' and e.group_id = $11)
            union all select 'student_guardians', s.id from student_guardians s
                where s.organization_id = $1 and ($10 = 'students' and s.student_id = $11 or $10 = 'guardians' and s.guardian_id = $11)
            union all select 'family_links', l.id from family_links l where l.organization_id = $1 and $10 = 'guardians' and l.guardian_id = $11
            union all select 'received_payments', r.id from received_payments r
                where r.organization_id = $1 and ($10 = 'students' and r.student_id = $11 or $10 = 'venues' and r.venue_id = $11)
            union all select 'private_sessions', s.id from private_sessions s
                where s.organization_id = $1 and ($10 = 'students' and s.student_id = $11 or $10 = 'teachers' and s.teacher_id = $11)
            union all select 'pay_rates', r.id from pay_rates r where r.organization_id = $1 and $10 = 'teachers' and r.teacher_id = $11
            union all select 'teacher_payouts', p.id from teacher_payouts p where p.organization_id = $1 and $10 = 'teachers' and p.teacher_id = $11
            union all select 'rooms', r.id from rooms r where r.organization_id = $1 and $10 = 'venues' and r.venue_id = $11
            union all select p.entity, p.entity_id from audit_entries p
                where p.organization_id = $1 and $10 = 'venues' and p.entity = 'venue_travels' and $11::text in (p.changes #>> array['venue_id', '1'], p.changes #>> array['other_venue_id', '1'])
            union all select 'venue_agreements', g.id from venue_agreements g
                where g.organization_id = $1 and ($10 = 'venues' and g.venue_id = $11 or $10 = 'groups' and g.group_id = $11)
            union all select 'venue_statements', s.id from venue_statements s where s.organization_id = $1 and $10 = 'venues' and s.venue_id = $11
            union all select 'session_teachers', t.id from session_teachers t where t.organization_id = $1 and $10 = 'class_sessions' and t.class_session_id = $11
            union all select 'session_guests', g.id from session_guests g where g.organization_id = $1 and $10 = 'class_sessions' and g.class_session_id = $11
            union all select 'organization_settings', s.id from organization_settings s where s.organization_id = $1 and $10 = 'organizations' and $11 = $1
            union all select 'month_locks', l.id from month_locks l where l.organization_id = $1 and $10 = 'organizations' and $11 = $1
            union all select p.entity, p.entity_id from audit_entries p
                where p.organization_id = $1 and $10 = 'organization_members' and p.entity = 'member_places' and p.action = 'insert' and p.changes #>> array['member_id', '1'] = $11::text
        )
        select {Columns}
        from (select distinct entity, id from things) t
        join audit_entries a on a.entity = t.entity and a.entity_id = t.id
        where {Wanted}
        order by a.recorded_at desc, a.id desc
        limit $2
        """;

    // $2 ids that stand in rows, $3 ids of accounts. Names stand under table and id, because rows of two tables may have one id. An own role is known by its key.
    private const string NamesSql = $"""
        select 'students/' || s.id, s.full_name, null::date from students s where s.organization_id = $1 and s.id = any ($2)
        union all select 'guardians/' || g.id, g.full_name, null from guardians g where g.organization_id = $1 and g.id = any ($2)
        union all select 'teachers/' || t.id, t.full_name, null from teachers t where t.organization_id = $1 and t.id = any ($2)
        union all select 'groups/' || g.id, g.name, null from groups g where g.organization_id = $1 and g.id = any ($2)
        union all select 'venues/' || v.id, v.name, null from venues v where v.organization_id = $1 and v.id = any ($2)
        union all select 'rooms/' || r.id, concat_ws(' · ', r.name, v.name), null from rooms r join venues v on v.organization_id = r.organization_id and v.id = r.venue_id where r.organization_id = $1 and r.id = any ($2)
        union all select 'venue_travels/' || t.id, concat_ws(' · ', v.name, o.name), null
            from venue_travels t join venues v on v.organization_id = t.organization_id and v.id = t.venue_id join venues o on o.organization_id = t.organization_id and o.id = t.other_venue_id
            where t.organization_id = $1 and t.id = any ($2)
        union all select 'class_sessions/' || c.id, coalesce(c.title, g.name), c.date from class_sessions c left join groups g on g.organization_id = c.organization_id and g.id = c.group_id where c.organization_id = $1 and c.id = any ($2)
        union all select 'session_teachers/' || m.id, concat_ws(' · ', t.full_name, coalesce(c.title, g.name)), c.date
            from session_teachers m join teachers t on t.organization_id = m.organization_id and t.id = m.teacher_id
            join class_sessions c on c.organization_id = m.organization_id and c.id = m.class_session_id left join groups g on g.organization_id = c.organization_id and g.id = c.group_id
            where m.organization_id = $1 and m.id = any ($2)
        union all select 'session_guests/' || m.id, concat_ws(' · ', s.full_name, coalesce(c.title, g.name)), c.date
            from session_guests m join students s on s.organization_id = m.organization_id and s.id = m.student_id
            join class_sessions c on c.organization_id = m.organization_id and c.id = m.class_session_id left join groups g on g.organization_id = c.organization_id and g.id = c.group_id
            where m.organization_id = $1 and m.id = any ($2)
        union all select 'student_groups/' || e.id, concat_ws(' · ', s.full_name, g.name), null
            from student_groups e join students s on s.organization_id = e.organization_id and s.id = e.student_id join groups g on g.organization_id = e.organization_id and g.id = e.group_id
            where e.organization_id = $1 and e.id = any ($2)
        union all select 'enrolment_pauses/' || p.id, concat_ws(' · ', s.full_name, g.name), null
            from enrolment_pauses p join student_groups e on e.organization_id = p.organization_id and e.id = p.enrolment_id
            join students s on s.organization_id = e.organization_id and s.id = e.student_id join groups g on g.organization_id = e.organization_id and g.id = e.group_id
            where p.organization_id = $1 and p.id = any ($2)
        union all select 'student_guardians/' || k.id, concat_ws(' · ', g.full_name, s.full_name), null
            from student_guardians k join guardians g on g.organization_id = k.organization_id and g.id = k.guardian_id join students s on s.organization_id = k.organization_id and s.id = k.student_id
            where k.organization_id = $1 and k.id = any ($2)
        union all select 'family_links/' || l.id, g.full_name, null from family_links l join guardians g on g.organization_id = l.organization_id and g.id = l.guardian_id where l.organization_id = $1 and l.id = any ($2)
        union all select 'private_sessions/' || p.id, concat_ws(' · ', s.full_name, t.full_name), p.date
            from private_sessions p join students s on s.organization_id = p.organization_id and s.id = p.student_id join teachers t on t.organization_id = p.organization_id and t.id = p.teacher_id
            where p.organization_id = $1 and p.id = any ($2)
        union all select 'received_payments/' || r.id, coalesce(s.full_name, v.name, ''), r.value_date
            from received_payments r left join students s on s.organization_id = r.organization_id and s.id = r.student_id left join venues v on v.organization_id = r.organization_id and v.id = r.venue_id
            where r.organization_id = $1 and r.id = any ($2)
        union all select 'pay_rates/' || r.id, t.full_name, null from pay_rates r join teachers t on t.organization_id = r.organization_id and t.id = r.teacher_id where r.organization_id = $1 and r.id = any ($2)
        union all select 'teacher_payouts/' || p.id, t.full_name, p.month from teacher_payouts p join teachers t on t.organization_id = p.organization_id and t.id = p.teacher_id where p.organization_id = $1 and p.id = any ($2)
        union all select 'venue_agreements/' || g.id, v.name, null from venue_agreements g join venues v on v.organization_id = g.organization_id and v.id = g.venue_id where g.organization_id = $1 and g.id = any ($2)
        union all select 'venue_statements/' || s.id, v.name, s.month from venue_statements s join venues v on v.organization_id = s.organization_id and v.id = s.venue_id where s.organization_id = $1 and s.id = any ($2)
        union all select 'month_locks/' || l.id, '', l.month from month_locks l where l.organization_id = $1 and l.id = any ($2)
        union all select 'import_batches/' || b.id, b.file_name, null from import_batches b where b.organization_id = $1 and b.id = any ($2)
        union all select 'organization_invitations/' || i.id, i.email, null from organization_invitations i where i.organization_id = $1 and i.id = any ($2)
        union all select 'organization_members/' || m.id, {PersonName}, null from organization_members m join accounts.users u on u.id = m.user_id where m.organization_id = $1 and m.id = any ($2)
        union all select 'organizations/' || o.id, o.name, null from organizations o where o.id = $1 and o.id = any ($2)
        union all select 'roles/' || r.key, r.name, null from organization_roles r where r.organization_id = $1 and r.name is not null
        union all select 'users/' || u.id, {PersonName}, null from accounts.users u where u.id = any ($3)
        """;

    private const string PeopleSql = $"""
        select m.user_id, {PersonName}
        from organization_members m join accounts.users u on u.id = m.user_id
        where m.organization_id = $1
        order by m.status = 'removed', lower(unaccent(u.given_name || ' ' || u.family_names)), m.user_id
        limit 1000
        """;

    private static readonly string[] People = ["students", "guardians", "teachers"];

    private const string EraseSql = "select erase_audit_values($1)";

    public static async Task<AuditList> ListAsync(TenantSession session, AuditSearch search, int pageSize, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(session, search, pageSize + 1, cancellationToken);
        var shown = rows.Take(pageSize).ToList();
        var names = await NamesAsync(session, shown, search, cancellationToken);
        return new AuditList(
            [.. shown.Select(row => ItemOf(row, names))],
            rows.Count > pageSize ? new AuditPlace(shown[^1].At, shown[^1].Id) : null,
            search is { ThingId: { } thing, Entity: { } entity } ? names.GetValueOrDefault(Key(entity, thing)) : null);
    }

    public static async Task<IReadOnlyList<AuditPerson>> PeopleAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(PeopleSql);
        command.Parameters.AddWithValue(session.Organization.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<AuditPerson>();
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(new AuditPerson(reader.GetGuid(0), reader.GetString(1)));
        }

        return people;
    }

    /// <summary>How many values are gone; null where there is no such person, or the actor may not.</summary>
    public static async Task<int?> EraseAsync(TenantSession session, Guid personId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(EraseSql);
        command.Parameters.AddWithValue(personId);
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    private static async Task<List<Row>> RowsAsync(TenantSession session, AuditSearch search, int limit, CancellationToken cancellationToken)
    {
        // A kind that is none has no changes; a thing needs its kind.
        if ((search.Entity is { } entity && !AuditService.Entities.Contains(entity)) || (search.ThingId is not null && search.Entity is null) || (search.Author == AuditAuthor.Member && search.UserId is null))
        {
            return [];
        }

        await using var command = session.Command(search.ThingId is null ? ListSql : ThingSql);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(limit);
        Add(search.Before?.At.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(search.Before?.Id, NpgsqlDbType.Uuid);
        Add(search.From is { } from ? Midnight(from) : null, NpgsqlDbType.TimestampTz);
        Add(search.To is { } to && to < DateOnly.MaxValue ? Midnight(to.AddDays(1)) : null, NpgsqlDbType.TimestampTz);
        Add(search.Author == AuditAuthor.Member ? search.UserId : null, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(search.Author == AuditAuthor.Program);
        command.Parameters.AddWithValue(search.Author == AuditAuthor.Platform);
        Add(search.Entity, NpgsqlDbType.Text);
        if (search.ThingId is { } thing)
        {
            command.Parameters.AddWithValue(thing);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), Id(reader, 3), Word(reader.GetString(4), AuditAction.Update), Word(reader.GetString(5), ActorKind.Platform),
                Id(reader, 6), Id(reader, 7), Text(reader, 8), ValuesOf(reader.GetString(9), Text(reader, 10))));
        }

        return rows;

        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });

        // Days long gone or to come have no instant in every zone.
        DateTimeOffset? Midnight(DateOnly day) => day.Year is > 1 and < 9999 ? SchoolTime.Instant(day, TimeOnly.MinValue, session.Zone) : null;
    }

    private static async Task<IReadOnlyDictionary<string, AuditName>> NamesAsync(TenantSession session, List<Row> rows, AuditSearch search, CancellationToken cancellationToken)
    {
        var (things, accounts) = (new HashSet<Guid>(), new HashSet<Guid>());
        things.UnionWith(new[] { search.ThingId }.Concat(rows.Select(row => row.EntityId)).OfType<Guid>());
        accounts.UnionWith(rows.SelectMany(row => new[] { row.ActorId, row.UserId }).OfType<Guid>());
        foreach (var (column, old, now, _) in rows.SelectMany(row => row.Values).Where(value => IsId(value.Column)))
        {
            (IsAccount(column) ? accounts : things).UnionWith(new[] { old, now }.Where(text => Guid.TryParse(text, out _)).Select(text => Guid.Parse(text!)));
        }

        var names = new Dictionary<string, AuditName>(StringComparer.Ordinal);
        if (things.Count + accounts.Count == 0)
        {
            return names;
        }

        await using var command = session.Command(NamesSql);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(things.ToArray());
        command.Parameters.AddWithValue(accounts.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            names[reader.GetString(0)] = new AuditName(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateOnly>(2));
        }

        return names;
    }

    private static AuditItem ItemOf(Row row, IReadOnlyDictionary<string, AuditName> names) => new(
        row.Id,
        row.At,
        new AuditActor(row.ActorKind, row.UserId, NameOf(names, row.UserId), row.ActorKind == ActorKind.Platform ? NameOf(names, row.ActorId) : null),
        row.Entity,
        row.EntityId,
        row.Action,
        row.EntityId is { } id ? row.Entity == AuditService.Erasure ? People.Select(table => names.GetValueOrDefault(Key(table, id))).FirstOrDefault(name => name is not null) : names.GetValueOrDefault(Key(row.Entity, id)) : null,
        [.. row.Values.Select(value => new AuditColumn(value.Column, ValueOf(value.Column, value.Old, names), ValueOf(value.Column, value.New, names), value.IsErased))],
        row.Reason);

    private static string? NameOf(IReadOnlyDictionary<string, AuditName> names, Guid? account) => account is { } id ? names.GetValueOrDefault(Key("users", id))?.Text : null;

    private static AuditValue? ValueOf(string column, string? value, IReadOnlyDictionary<string, AuditName> names) => value switch
    {
        null => null,
        _ when IsId(column) && Guid.TryParse(value, out var id) => new AuditValue(null, names.GetValueOrDefault(Key(TableOf(column), id))),
        _ when column is "role" or "role_key" or "key" && names.TryGetValue("roles/" + value, out var role) => new AuditValue(role.Text),
        _ when column == "bank_account" => new AuditValue(BankAccountNumber.Masked(value)),
        _ => new AuditValue(value),
    };

    /// <summary>What changed, with the personal values while they are there. Columns stand in the order of their names, as the database keeps them.</summary>
    private static List<Value> ValuesOf(string changes, string? personal)
    {
        using var document = JsonDocument.Parse(changes);
        using var kept = JsonDocument.Parse(personal ?? "{}");
        var values = new List<Value>();
        foreach (var column in document.RootElement.EnumerateObject())
        {
            var pair = column.Value.ValueKind == JsonValueKind.Array ? column.Value : kept.RootElement.TryGetProperty(column.Name, out var known) ? known : default;
            values.Add(pair.ValueKind == JsonValueKind.Array ? new Value(column.Name, Scalar(pair[0]), Scalar(pair[1]), false) : new Value(column.Name, null, null, true));
        }

        return values;
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static string Key(string table, Guid id) => $"{table}/{id}";

    /// <summary>The table that a column of ids leads to.</summary>
    private static string TableOf(string column) => column switch
    {
        _ when IsAccount(column) => "users",
        "replaces_teacher_id" => "teachers",
        "other_venue_id" => "venues",
        "member_id" => "organization_members",
        "invitation_id" => "organization_invitations",
        "enrolment_id" => "student_groups",
        "import_batch_id" => "import_batches",
        _ => column[..^"_id".Length] + "s",
    };

    private static bool IsId(string column) => column.EndsWith("_id", StringComparison.Ordinal) || IsAccount(column);

    private static bool IsAccount(string column) => column == "user_id" || (column.EndsWith("_by", StringComparison.Ordinal) && column != "collected_by");

    /// <summary>A word that the tables, which keep everything for ever, may know and the program no more.</summary>
    private static T Word<T>(string text, T otherwise)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => SnakeCase.Of(value) == text).DefaultIfEmpty(otherwise).First();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private sealed record Value(string Column, string? Old, string? New, bool IsErased);

    private sealed record Row(
        Guid Id, DateTimeOffset At, string Entity, Guid? EntityId, AuditAction Action, ActorKind ActorKind, Guid? ActorId, Guid? UserId, string? Reason, IReadOnlyList<Value> Values);
}
