using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Students;
using Npgsql;

namespace Cadence.Core.Reports;

/// <summary>The statements of the search frame. What an actor may see is what the lists of students, teachers and groups show.</summary>
internal static class SearchSql
{
    // $1 the teacher whose own it must be (null: all), $2 today, $3 a pattern for each word, $4 the pattern of a name that begins so, $5 how many of each.
    // "like all" folds each name once, however many words there are.
    private const string People = $"""
        (select 'teacher', t.id, t.full_name, null
         from teachers t
         where ($1::uuid is null or t.id = $1) and ' ' || lower(unaccent(concat_ws(' ', t.full_name, t.preferred_name))) like all ($3::text[])
         order by lower(unaccent(t.full_name)) like $4 desc, t.employed_to is not null, lower(unaccent(t.full_name)), t.id
         limit $5)
        union all
        (select 'student', f.id, f.full_name, (
             select string_agg(g.name, ' · ' order by g.name)
             from student_groups e
             join groups g on g.organization_id = e.organization_id and g.id = e.group_id
             where e.organization_id = f.organization_id and e.student_id = f.id and e.voided_at is null and e.start_date <= $2 and (e.end_date is null or e.end_date >= $2))
         from (
             select s.organization_id, s.id, s.full_name
             from students s
             where {StudentSql.Visible} and ' ' || lower(unaccent(concat_ws(' ', s.full_name, s.preferred_name))) like all ($3::text[])
             order by lower(unaccent(s.full_name)) like $4 desc, s.status = 'left', lower(unaccent(s.full_name)), s.id
             limit $5) f)
        """;

    // $1 organization, $2 the teacher whose own it must be (null: all), $3 today, $4 a pattern for each word, $5 the pattern of a name that begins so, $6 how many.
    private const string Groups = $"""
        select 'group', g.id, g.name, g.level, g.color
        from groups g
        where {GroupSql.Visible} and ' ' || lower(unaccent(g.name)) like all ($4::text[])
        order by lower(unaccent(g.name)) like $5 desc, array_position(array['active', 'paused', 'closed'], g.status), lower(unaccent(g.name)), g.id
        limit $6
        """;

    public static async Task<IReadOnlyList<Found>> PeopleAsync(TenantSession session, string[] words, int most, CancellationToken cancellationToken)
    {
        await using var command = session.Command(People);
        command.Parameters.Add(StudentSql.Teacher(session));
        command.Parameters.AddWithValue(session.Today);
        return await FoundAsync(command, words, most, cancellationToken);
    }

    public static async Task<IReadOnlyList<Found>> GroupsAsync(TenantSession session, string[] words, int most, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Groups);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(GroupSql.Own(session));
        command.Parameters.AddWithValue(session.Today);
        return await FoundAsync(command, words, most, cancellationToken);
    }

    private static async Task<IReadOnlyList<Found>> FoundAsync(NpgsqlCommand command, string[] words, int most, CancellationToken cancellationToken)
    {
        if (words.Length == 0)
        {
            return [];
        }

        command.Parameters.AddWithValue(words.Select(LikePattern.OfBeginning).ToArray());
        command.Parameters.AddWithValue(LikePattern.Literally(words[0]) + "%");
        command.Parameters.AddWithValue(most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Found>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var kind = SnakeCase.Parse<FoundKind>(reader.GetString(0));
            found.Add(new Found(kind, reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), kind == FoundKind.Group ? reader.GetInt32(4) : null));
        }

        return found;
    }
}
