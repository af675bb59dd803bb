using Cadence.Core.Data;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>The statements of the search frame. What an actor reaches is asked as the lists of students, teachers and groups ask it.</summary>
internal static class SearchSql
{
    // $1 to $3 as ReachSql says, $4 a pattern for each word, $5 the pattern of a name that begins so, $6 how many of each.
    // "like all" folds each name once, however many words there are. Of the teachers one sees all or oneself, as their list shows.
    private const string People = $"""
        (select 'teacher', t.id, t.full_name, null
         from teachers t
         where t.organization_id = $1 and ($2::uuid[] is null or t.id = any ($2)) and ' ' || lower(unaccent(concat_ws(' ', t.full_name, t.preferred_name))) like all ($4::text[])
         order by lower(unaccent(t.full_name)) like $5 desc, t.employed_to is not null, lower(unaccent(t.full_name)), t.id
         limit $6)
        union all
        (select 'student', f.id, f.full_name, (
             select string_agg(g.name, ' · ' order by g.name)
             from student_groups e
             join groups g on g.organization_id = e.organization_id and g.id = e.group_id
             where e.organization_id = f.organization_id and e.student_id = f.id and e.voided_at is null and e.start_date <= $3 and (e.end_date is null or e.end_date >= $3))
         from (
             select s.organization_id, s.id, s.full_name
             from students s
             where s.organization_id = $1 and ' ' || lower(unaccent(concat_ws(' ', s.full_name, s.preferred_name))) like all ($4::text[]) and {ReachSql.Students}
             order by lower(unaccent(s.full_name)) like $5 desc, s.status = 'left', lower(unaccent(s.full_name)), s.id
             limit $6) f)
        """;

    private const string Groups = $"""
        select 'group', g.id, g.name, g.level, g.color
        from groups g
        where g.organization_id = $1 and {ReachSql.Groups} and ' ' || lower(unaccent(g.name)) like all ($4::text[])
        order by lower(unaccent(g.name)) like $5 desc, array_position(array['active', 'paused', 'closed'], g.status), lower(unaccent(g.name)), g.id
        limit $6
        """;

    public static Task<IReadOnlyList<Found>> PeopleAsync(TenantSession session, string[] words, int most, CancellationToken cancellationToken) => FoundAsync(session, People, words, most, cancellationToken);

    public static Task<IReadOnlyList<Found>> GroupsAsync(TenantSession session, string[] words, int most, CancellationToken cancellationToken) => FoundAsync(session, Groups, words, most, cancellationToken);

    private static async Task<IReadOnlyList<Found>> FoundAsync(TenantSession session, string sql, string[] words, int most, CancellationToken cancellationToken)
    {
        if (words.Length == 0)
        {
            return [];
        }

        await using var command = session.Command(sql);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.AddWithValue(session.Today);
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
