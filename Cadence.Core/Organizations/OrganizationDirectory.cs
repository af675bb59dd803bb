using System.Collections.Concurrent;
using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Organizations;

/// <summary>The questions that come before a unit of work: which organization an address means, and whether this user belongs to it.</summary>
public sealed class OrganizationDirectory(NpgsqlDataSource dataSource)
{
    private static readonly string AccessSql = $"""
        select o.id, o.slug, o.name, o.type, o.currency, o.time_zone, o.language, o.country, o.color, m.role, t.id,
               array(select g.permission from role_grants g where g.organization_id = o.id and g.role_key = m.role order by g.permission),
               array(select g.scope from role_grants g where g.organization_id = o.id and g.role_key = m.role order by g.permission),
               exists (select from organization_members x where x.organization_id = o.id and x.user_id <> $2 and x.status = 'active')
                   or exists (select from teachers x where x.organization_id = o.id and x.user_id is distinct from $2),
               array(select coalesce(p.venue_id, p.group_id) from member_places p where p.organization_id = o.id and p.member_id = m.id),
               o.logo_hash,
               {SecondFactorSql.Lacks("$3")}
        from organizations o
        join organization_members m on m.organization_id = o.id and m.user_id = $2 and m.status = 'active'
            and not exists (select from accounts.user_sessions s where s.id = $3 and s.impersonator_id is not null and s.organization_id <> o.id)
        left join teachers t on t.organization_id = o.id and t.user_id = $2
        where o.id = $1 and o.archived_at is null
        """;

    private readonly ConcurrentDictionary<string, SlugTarget> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// Where a present or old slug leads; null for one that never was. Slugs are never reissued, so whose it is is remembered, on every node
    /// and for ever. The present one may change at any time: it comes with <see cref="AccessAsync"/>, which asks each time, or from <see cref="PresentAsync"/>.
    /// </summary>
    public async Task<SlugTarget?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        var key = slug.ToLowerInvariant();
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var target = await LookUpAsync(key, cancellationToken);
        if (target is not null)
        {
            _known[key] = target;
        }

        return target;
    }

    /// <summary>The present slug behind a present or old one, asked anew; null for one that never was.</summary>
    public async Task<string?> PresentAsync(string slug, CancellationToken cancellationToken) => (await LookUpAsync(slug, cancellationToken))?.Slug;

    /// <summary>The organizations a user may enter, by name.</summary>
    public async Task<IReadOnlyList<MyOrganization>> OfUserAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id, slug, name, type, role, color, logo_hash from organizations_of_user($1)");
        command.Parameters.AddWithValue(userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var mine = new List<MyOrganization>();
        while (await reader.ReadAsync(cancellationToken))
        {
            mine.Add(new MyOrganization(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), SnakeCase.Parse<OrganizationType>(reader.GetString(3)), reader.GetString(4), Text(reader, 5), Text(reader, 6)));
        }

        return mine;
    }

    /// <summary>The archived organizations that a user owns, the newest first.</summary>
    public async Task<IReadOnlyList<ArchivedOrganization>> ArchivedOfOwnerAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id, slug, name, type, color, logo_hash, archived_at, members from archived_organizations_of_owner($1)");
        command.Parameters.AddWithValue(userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var archived = new List<ArchivedOrganization>();
        while (await reader.ReadAsync(cancellationToken))
        {
            archived.Add(new ArchivedOrganization(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), SnakeCase.Parse<OrganizationType>(reader.GetString(3)), Text(reader, 4), Text(reader, 5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetInt32(7)));
        }

        return archived;
    }

    /// <summary>A logo by its name, which only those know who were shown it; null for one that is not, or not any more.</summary>
    public async Task<byte[]?> LogoAsync(string? hash, CancellationToken cancellationToken)
    {
        if (hash is null)
        {
            return null;
        }

        await using var command = dataSource.CreateCommand("select content from organization_logo($1)");
        command.Parameters.AddWithValue(hash);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>Organizations that jobs work for.</summary>
    public async Task<IReadOnlyList<Guid>> ActiveAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id from active_organizations()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>
    /// What the user may do in the organization now; null for somebody who is no active member, and for who looks in by a sign-in that is
    /// for another organization.
    /// </summary>
    public async Task<OrganizationAccess?> AccessAsync(Guid organizationId, Guid userId, Guid? sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAccessAsync(organizationId, userId, sessionId, cancellationToken);
        }
        catch (NpgsqlException exception) when (ConnectionLoss.Is(exception))
        {
            // A pooled connection may have died with a restarted database; a question may be asked twice.
            dataSource.Clear();
            return await AskAccessAsync(organizationId, userId, sessionId, cancellationToken);
        }
    }

    private async Task<OrganizationAccess?> AskAccessAsync(Guid organizationId, Guid userId, Guid? sessionId, CancellationToken cancellationToken)
    {
        // One batch is one implicit transaction, so the setting holds for the question and is gone after it.
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('cadence.organization_id', $1, true)") { Parameters = { new() { Value = organizationId.ToString() } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AccessSql) { Parameters = { new() { Value = organizationId }, new() { Value = userId }, new() { Value = (object?)sessionId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid } } });
        OrganizationAccess? access = null;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                var organization = new OrganizationProfile(
                    reader.GetGuid(0), reader.GetString(1), reader.GetString(2), SnakeCase.Parse<OrganizationType>(reader.GetString(3)), reader.GetString(4),
                    reader.GetString(5), reader.GetString(6), reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8))
                {
                    HasOthers = reader.GetBoolean(13),
                    LogoHash = reader.IsDBNull(15) ? null : reader.GetString(15),
                };
                var lacks = reader.GetBoolean(16);
                access = new OrganizationAccess(organization, Rights.From(
                    reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetGuid(10), lacks ? [] : reader.GetFieldValue<string[]>(11), lacks ? [] : reader.GetFieldValue<string[]>(12), reader.GetFieldValue<Guid[]>(14)))
                {
                    LacksSecondFactor = lacks,
                };
            }
        }

        return access;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private async Task<SlugTarget?> LookUpAsync(string slug, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id, slug from organization_of_slug($1)");
        command.Parameters.AddWithValue(slug);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new SlugTarget(reader.GetGuid(0), reader.GetString(1)) : null;
    }
}
