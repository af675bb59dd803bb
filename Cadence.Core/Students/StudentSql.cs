using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Npgsql;

namespace Cadence.Core.Students;

/// <summary>SQL over the students of one organization.</summary>
internal static class StudentSql
{
    private const string Visible = $"s.organization_id = $1 and {ReachSql.Students}";

    // unaccent first: under locale C, lower() knows ASCII only.
    private const string Page = $"""
        with seen as materialized (
            select s.*,
                   lower(unaccent(concat_ws(' ', s.full_name, s.preferred_name, s.email, s.phone, regexp_replace(s.phone, '\D', '', 'g')))) as words
            from students s
            where {Visible}
        ), found as materialized (
            select * from seen where not exists (select from unnest($4::text[]) word where strpos(words, lower(unaccent(word))) = 0)
        )
        select id, given_name, family_names, full_name, preferred_name, status, birth_date, email, phone
        from found
        order by lower(unaccent(btrim(coalesce(nullif(family_names, ''), given_name)))), lower(unaccent(btrim(given_name))), id
        limit $5 offset $6
        """;

    private const string Counts = $"""
        select (count(*) filter (where not exists (
                    select from unnest($4::text[]) word
                    where strpos(lower(unaccent(concat_ws(' ', s.full_name, s.preferred_name, s.email, s.phone, regexp_replace(s.phone, '\D', '', 'g')))), lower(unaccent(word))) = 0)))::int,
               count(*)::int
        from students s
        where {Visible}
        """;

    private const string All = $"select array(select s.id from students s where {Visible})";

    private const string One = $"select exists (select from students s where s.id = $4 and {Visible})";

    /// <summary>One page by family names, and the counts beside it, in one round trip.</summary>
    public static async Task<StudentList> PageAsync(TenantSession session, StudentSearch search, CancellationToken ct)
    {
        var words = (search.Text ?? "").Replace("\0", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var size = Math.Clamp(search.PageSize, 1, 200);
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Page)
                {
                    Parameters = { new() { Value = session.Organization.Id }, session.ReachParameter, new() { Value = session.Today }, new() { Value = words }, new() { Value = size }, new() { Value = Math.Max(0, search.Page) * (long)size } },
                },
                new NpgsqlBatchCommand(Counts) { Parameters = { new() { Value = session.Organization.Id }, session.ReachParameter, new() { Value = session.Today }, new() { Value = words } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var items = new List<StudentListItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(new StudentListItem(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                SnakeCase.Parse<StudentStatus>(reader.GetString(5)), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8)));
        }

        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new StudentList(items, reader.GetInt32(0), reader.GetInt32(1));
    }

    /// <summary>The students an actor sees; null where it is all of them.</summary>
    public static async Task<Guid[]?> InReachAsync(TenantSession session, CancellationToken ct)
    {
        if (session.Reach is null)
        {
            return null;
        }

        await using var command = session.Command(All);
        command.Parameters.Add(new NpgsqlParameter { Value = session.Organization.Id });
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.Add(new NpgsqlParameter { Value = session.Today });
        return (Guid[])(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Whether the student exists for this actor.</summary>
    public static async Task<bool> IsVisibleAsync(TenantSession session, Guid student, CancellationToken ct)
    {
        await using var command = session.Command(One);
        command.Parameters.Add(new NpgsqlParameter { Value = session.Organization.Id });
        command.Parameters.Add(session.ReachParameter);
        command.Parameters.Add(new NpgsqlParameter { Value = session.Today });
        command.Parameters.Add(new NpgsqlParameter { Value = student });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
