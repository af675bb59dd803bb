using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Students;

/// <summary>SQL over the guardians of one organization, $1, of whom an actor sees those of the students within reach, $2, today, $3.</summary>
internal static class GuardianSql
{
    private const string OfStudent = $"""
        select t.id, g.id, g.version, g.given_name, g.family_names, g.full_name, g.preferred_name, g.email, g.phone, g.phone_e164, g.language, t.relation, t.told, t.pays,
               array(select s.id from student_guardians x join students s on s.organization_id = x.organization_id and s.id = x.student_id
                     where x.organization_id = g.organization_id and x.guardian_id = g.id and x.student_id <> $4 and x.ended_at is null and {ReachSql.Students} order by s.full_name, s.id),
               array(select s.full_name from student_guardians x join students s on s.organization_id = x.organization_id and s.id = x.student_id
                     where x.organization_id = g.organization_id and x.guardian_id = g.id and x.student_id <> $4 and x.ended_at is null and {ReachSql.Students} order by s.full_name, s.id),
               l.id, l.created_at, l.expires_at, l.last_used_at, l.token_hash is null
        from student_guardians t
        join guardians g on g.organization_id = t.organization_id and g.id = t.guardian_id
        left join family_links l on l.organization_id = g.organization_id and l.guardian_id = g.id and l.revoked_at is null and l.expires_at > $5
        where t.organization_id = $1 and t.student_id = $4 and t.ended_at is null
        order by t.relation = 'self' desc, t.created_at, t.id
        """;

    // unaccent first: under locale C, lower() knows ASCII only.
    private const string Search = $"""
        select g.id, g.full_name, g.email, g.phone, w.students
        from guardians g
        cross join lateral (
            select array_agg(s.full_name order by s.full_name) as students
            from student_guardians x join students s on s.organization_id = x.organization_id and s.id = x.student_id
            where x.organization_id = g.organization_id and x.guardian_id = g.id and x.ended_at is null and {ReachSql.Students}) w
        where g.organization_id = $1 and w.students is not null
            and not exists (
                select from unnest($4::text[]) word
                where strpos(lower(unaccent(concat_ws(' ', g.full_name, g.preferred_name, g.email, g.phone, regexp_replace(g.phone, '\D', '', 'g'), array_to_string(w.students, ' ')))), lower(unaccent(word))) = 0)
        order by lower(unaccent(btrim(coalesce(nullif(g.family_names, ''), g.given_name)))), lower(unaccent(g.given_name)), g.id
        limit $5
        """;

    private const string Visible = $"""
        select $2::uuid[] is null or exists (
            select from student_guardians x join students s on s.organization_id = x.organization_id and s.id = x.student_id
            where x.organization_id = $1 and x.guardian_id = $4 and {ReachSql.Students})
        """;

    /// <summary>Whether a guardian is, or was, one of a student within reach.</summary>
    public static async Task<bool> IsVisibleAsync(TenantSession session, Guid guardianId, CancellationToken ct)
    {
        await using var command = session.Command(Visible);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
        command.Parameters.AddWithValue(guardianId);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The guardians of a student with their other students and their live links.</summary>
    public static async Task<IReadOnlyList<GuardianItem>> OfStudentAsync(TenantSession session, Guid studentId, CancellationToken ct)
    {
        await using var command = session.Command(OfStudent);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
        command.Parameters.AddWithValue(studentId);
        command.Parameters.AddWithValue(session.Now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var guardians = new List<GuardianItem>();
        while (await reader.ReadAsync(ct))
        {
            var siblings = reader.GetFieldValue<Guid[]>(14).Zip(reader.GetFieldValue<string[]>(15), (id, name) => new Sibling(id, name)).ToList();
            guardians.Add(new GuardianItem(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), Text(reader, 6), Text(reader, 7), Text(reader, 8), Text(reader, 9),
                reader.GetString(10), SnakeCase.Parse<GuardianRelation>(reader.GetString(11)), reader.GetBoolean(12), reader.GetBoolean(13), siblings,
                reader.IsDBNull(16) ? null : new FamilyLinkState(
                    reader.GetGuid(16), reader.GetFieldValue<DateTimeOffset>(17), reader.GetFieldValue<DateTimeOffset>(18), reader.IsDBNull(19) ? null : reader.GetFieldValue<DateTimeOffset>(19), reader.GetBoolean(20))));
        }

        return guardians;
    }

    /// <summary>Guardians with at least one student in whom all words occur, whatever their case and accents.</summary>
    public static async Task<List<GuardianChoice>> SearchAsync(TenantSession session, string text, int most, CancellationToken ct)
    {
        await using var command = session.Command(Search);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
        command.Parameters.Add(new NpgsqlParameter { Value = text.Replace("\0", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) });
        command.Parameters.AddWithValue(most);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<GuardianChoice>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new GuardianChoice(reader.GetGuid(0), reader.GetString(1), Text(reader, 2), Text(reader, 3), reader.GetFieldValue<string[]>(4)));
        }

        return found;
    }

    /// <summary>One guardian, locked until the end of the transaction.</summary>
    public static Task<Guardian?> LockAsync(TenantSession session, Guid guardianId, CancellationToken ct) =>
        session.Db.Set<Guardian>().FromSqlRaw("select * from guardians where organization_id = {0} and id = {1} for update", session.Organization.Id, guardianId).SingleOrDefaultAsync(ct);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
