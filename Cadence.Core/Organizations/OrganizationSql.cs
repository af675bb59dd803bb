using Cadence.Core.Data;

namespace Cadence.Core.Organizations;

/// <summary>SQL around the organization's own row.</summary>
internal static class OrganizationSql
{
    private const string OwnerOfSlug = "select id from organization_of_slug($1)";

    // The tables belong to later slices, so they are asked by name. The database refuses by the same list.
    private const string HasLedger = """
        select exists (select from received_payments where organization_id = $1)
            or exists (select from teacher_payouts where organization_id = $1)
            or exists (select from venue_statements where organization_id = $1)
        """;

    private const string Candidates = """
        select m.user_id, coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email), u.email, m.role
        from organization_members m join accounts.users u on u.id = m.user_id
        where m.organization_id = $1 and m.status = 'active' and m.user_id is distinct from $2
        order by 2, 1
        limit 1000
        """;

    // Whoever teaches alone needs a record of their own, as founding makes one (domain.md §6).
    private const string OwnTeacher = """
        insert into teachers (organization_id, id, given_name, family_names, employed_from, user_id)
        select $1, $3, coalesce(nullif(u.given_name, ''), u.email), u.family_names, $4, u.id from accounts.users u
        where u.id = $2 and not exists (select from teachers t where t.organization_id = $1 and t.user_id = $2)
        """;

    /// <summary>Whose a slug is or was; null for nobody's.</summary>
    public static async Task<Guid?> OwnerOfSlugAsync(TenantSession session, string slug, CancellationToken cancellationToken)
    {
        await using var command = session.Command(OwnerOfSlug);
        command.Parameters.Add(new() { Value = slug });
        return (Guid?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Whether money was owed, paid or received in the organization's currency.</summary>
    public static async Task<bool> HasLedgerAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(HasLedger);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The active members besides the actor, by name.</summary>
    public static async Task<List<OwnerCandidate>> CandidatesAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Candidates);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = session.Actor.UserId ?? Guid.Empty });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<OwnerCandidate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new OwnerCandidate(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return found;
    }

    /// <summary>Gives the actor a teacher's record, unless there is one.</summary>
    public static async Task AddOwnTeacherAsync(TenantSession session, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(OwnTeacher);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = session.Today });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
