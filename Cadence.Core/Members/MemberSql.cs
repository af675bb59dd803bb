using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Members;

/// <summary>SQL over members, roles and invitations, with the people behind them. $1 is the organization.</summary>
internal static class MemberSql
{
    private const string PersonName = "coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email)";

    private const string GrantsSql = "select role_key, permission, scope from role_grants where organization_id = $1";

    private const string GiverSql = """
        select m.role, t.id, array(select coalesce(p.venue_id, p.group_id) from member_places p where p.organization_id = m.organization_id and p.member_id = m.id)
        from organization_members m
        left join teachers t on t.organization_id = m.organization_id and t.user_id = m.user_id
        where m.organization_id = $1 and m.user_id = $2 and m.status = 'active'
        """;

    private const string PlacesSql = """
        select coalesce(p.member_id, p.invitation_id), coalesce(p.venue_id, p.group_id), coalesce(v.name, g.name), p.group_id is not null
        from member_places p
        left join venues v on v.organization_id = p.organization_id and v.id = p.venue_id
        left join groups g on g.organization_id = p.organization_id and g.id = p.group_id
        where p.organization_id = $1
        order by p.group_id is not null, 3
        """;

    private const string MembersSql = $"""
        select m.id, m.version, m.user_id, {PersonName}, u.email, m.role, r.name, m.status, m.joined_at, t.id, t.full_name
        from organization_members m
        join accounts.users u on u.id = m.user_id
        left join organization_roles r on r.organization_id = m.organization_id and r.key = m.role
        left join teachers t on t.organization_id = m.organization_id and t.user_id = m.user_id
        where m.organization_id = $1 and m.status <> 'removed'
        order by m.status <> 'active', array_position(array['owner', 'admin', 'staff', 'teacher'], m.role), lower(unaccent(u.family_names)), lower(unaccent(u.given_name)), m.id
        limit 2000
        """;

    // What came to its end is shown a while, so that whoever invited hears of it.
    private const string InvitationsSql = $"""
        select i.id, i.email, i.role, r.name, t.full_name, i.accepted_at, i.rejected_at, i.cancelled_at, i.expires_at, {PersonName}
        from organization_invitations i
        left join organization_roles r on r.organization_id = i.organization_id and r.key = i.role
        left join teachers t on t.organization_id = i.organization_id and t.id = i.teacher_id
        left join accounts.users u on u.id = i.invited_by
        where i.organization_id = $1 and i.accepted_at is null and i.cancelled_at is null and coalesce(i.rejected_at, i.expires_at) > $2
        order by i.expires_at desc, i.id
        limit 500
        """;

    private const string RolesSql = """
        select r.key, r.name, r.preset, r.version,
               (select count(*)::int from organization_members m where m.organization_id = r.organization_id and m.role = r.key),
               (select count(*)::int from organization_invitations i where i.organization_id = r.organization_id and i.role = r.key
                    and i.accepted_at is null and i.rejected_at is null and i.cancelled_at is null and i.expires_at > $2),
               r.asks_second_factor
        from organization_roles r
        where r.organization_id = $1
        order by not r.preset, array_position(array['owner', 'admin', 'staff', 'teacher'], r.key), lower(unaccent(r.name)), r.key
        """;

    private static readonly string SecondFactorOfActorSql = $"select {SecondFactorSql.Has("$1", "$2")}";

    private const string OwnersSql = "select id from organization_members where organization_id = $1 and role = 'owner' and status = 'active' order by id for update";

    private const string UserSql = "select email, email_confirmed from accounts.users where id = $1";

    private const string MemberEmailSql = """
        select m.status from organization_members m join accounts.users u on u.id = m.user_id
        where m.organization_id = $1 and m.status <> 'removed' and lower(u.email) = $2
        """;

    private const string ShownSql = """
        select organization_id, slug, name, color, inviter, role, role_name, email, accepted_at, rejected_at, cancelled_at, expires_at
        from invitation_of_token($1)
        """;

    private const string EmailSql = "select email from accounts.users where id = $1";

    /// <summary>What an invitation's link shows, and the address it is for.</summary>
    public sealed record Shown(Guid OrganizationId, string Slug, string Organization, string? Color, string? Inviter, string Role, string? RoleName, string Email, DateTimeOffset ExpiresAt, InvitationState State);

    /// <summary>The grants of every role.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>>> GrantsAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = Command(session, GrantsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var grants = new List<(string Role, Permission Permission, GrantScope Scope)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            grants.Add((reader.GetString(0), SnakeCase.Parse<Permission>(reader.GetString(1)), SnakeCase.Parse<GrantScope>(reader.GetString(2))));
        }

        return grants.GroupBy(grant => grant.Role, StringComparer.Ordinal).ToDictionary(
            role => role.Key, role => (IReadOnlyDictionary<Permission, GrantScope>)role.ToDictionary(grant => grant.Permission, grant => grant.Scope), StringComparer.Ordinal);
    }

    /// <summary>What the actor can give away; the program itself everything.</summary>
    public static async Task<Giver> GiverAsync(TenantSession session, IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>> grants, CancellationToken cancellationToken)
    {
        if (session.Actor.Kind is ActorKind.Job or ActorKind.Platform)
        {
            return new Giver(Enum.GetValues<Permission>().ToDictionary(permission => permission, _ => GrantScope.All), [], null);
        }

        return await GiverAsync(session, session.Actor.UserId ?? Guid.Empty, grants, cancellationToken);
    }

    /// <summary>What a member can give away; nothing for who is no active member.</summary>
    public static async Task<Giver> GiverAsync(TenantSession session, Guid userId, IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>> grants, CancellationToken cancellationToken)
    {
        await using var command = Command(session, GiverSql);
        command.Parameters.AddWithValue(userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Giver(grants.GetValueOrDefault(reader.GetString(0)) ?? NoGrants, reader.GetFieldValue<Guid[]>(2), reader.IsDBNull(1) ? null : reader.GetGuid(1))
            : new Giver(NoGrants, [], null);
    }

    /// <summary>No permission at all.</summary>
    public static IReadOnlyDictionary<Permission, GrantScope> NoGrants { get; } = new Dictionary<Permission, GrantScope>();

    /// <summary>All members who are not removed, and the invitations that matter now.</summary>
    public static async Task<MemberList> ListAsync(TenantSession session, DateTimeOffset endedSince, CancellationToken cancellationToken)
    {
        var grants = await GrantsAsync(session, cancellationToken);
        var giver = await GiverAsync(session, grants, cancellationToken);
        await using var batch = new NpgsqlBatch(session.Connection, session.Transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(PlacesSql) { Parameters = { new() { Value = session.Organization.Id } } },
                new NpgsqlBatchCommand(MembersSql) { Parameters = { new() { Value = session.Organization.Id } } },
                new NpgsqlBatchCommand(InvitationsSql) { Parameters = { new() { Value = session.Organization.Id }, new() { Value = endedSince.ToUniversalTime() } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var given = new List<(Guid Of, PlaceTag Place)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            given.Add((reader.GetGuid(0), new PlaceTag(reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(3))));
        }

        var places = given.ToLookup(place => place.Of, place => place.Place);
        await reader.NextResultAsync(cancellationToken);
        var members = new List<MemberItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var role = reader.GetString(5);
            members.Add(new MemberItem(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), role, Text(reader, 6), SnakeCase.Parse<MemberStatus>(reader.GetString(7)),
                reader.GetFieldValue<DateTimeOffset>(8), reader.IsDBNull(9) ? null : reader.GetGuid(9), Text(reader, 10), [.. places[reader.GetGuid(0)]],
                reader.GetGuid(2) == session.Actor.UserId, GivingRules.IsBeyond(giver, grants.GetValueOrDefault(role) ?? NoGrants)));
        }

        await reader.NextResultAsync(cancellationToken);
        var invitations = new List<InvitationItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            invitations.Add(new InvitationItem(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Text(reader, 3), Text(reader, 4),
                InvitationRules.StateOf(Instant(reader, 5), Instant(reader, 6), Instant(reader, 7), reader.GetFieldValue<DateTimeOffset>(8), session.Now),
                reader.GetFieldValue<DateTimeOffset>(8), Text(reader, 9), [.. places[reader.GetGuid(0)]]));
        }

        return new MemberList(members, invitations);
    }

    /// <summary>All roles with how often they are used.</summary>
    public static async Task<RoleList> RolesAsync(TenantSession session, CancellationToken cancellationToken)
    {
        var grants = await GrantsAsync(session, cancellationToken);
        var giver = await GiverAsync(session, grants, cancellationToken);
        await using var command = Command(session, RolesSql);
        command.Parameters.AddWithValue(session.Now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var roles = new List<RoleItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = reader.GetString(0);
            var held = grants.GetValueOrDefault(key) ?? NoGrants;
            roles.Add(new RoleItem(reader.GetBoolean(2) ? null : OwnRoles.IdOf(key), key, Text(reader, 1), reader.GetInt32(3), held, reader.GetInt32(4), reader.GetInt32(5), GivingRules.IsBeyond(giver, held), reader.GetBoolean(6)));
        }

        return new RoleList(roles, giver.Held);
    }

    /// <summary>Whether the actor's own sign-in has a second factor.</summary>
    public static async Task<bool> HasSecondFactorAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command(SecondFactorOfActorSql);
        command.Parameters.AddWithValue(session.Actor.UserId ?? Guid.Empty);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)session.Actor.SessionId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>The active owners, locked, so that two of them can't leave each other alone.</summary>
    public static async Task<IReadOnlyList<Guid>> LockOwnersAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = Command(session, OwnersSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var owners = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add(reader.GetGuid(0));
        }

        return owners;
    }

    /// <summary>A user's address and whether they have shown that it is theirs.</summary>
    public static async Task<(string Email, bool IsConfirmed)?> UserAsync(TenantSession session, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(UserSql);
        command.Parameters.AddWithValue(userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.IsDBNull(0) ? "" : reader.GetString(0), reader.GetBoolean(1)) : null;
    }

    /// <summary>Whether somebody with this address is a member, suspended or not.</summary>
    public static async Task<bool> IsMemberAsync(TenantSession session, string email, CancellationToken cancellationToken)
    {
        await using var command = Command(session, MemberEmailSql);
        command.Parameters.AddWithValue(email);
        return await command.ExecuteScalarAsync(cancellationToken) is string;
    }

    /// <summary>The invitation with this token, locked: whoever comes second waits and then finds it used.</summary>
    public static Task<Invitation?> LockAsync(TenantSession session, byte[] tokenHash, CancellationToken cancellationToken) =>
        session.Db.Set<Invitation>().FromSqlRaw("select * from organization_invitations where organization_id = {0} and token_hash = {1} for update", session.Organization.Id, tokenHash).SingleOrDefaultAsync(cancellationToken);

    /// <summary>An invitation by its id, locked.</summary>
    public static Task<Invitation?> LockAsync(TenantSession session, Guid id, CancellationToken cancellationToken) =>
        session.Db.Set<Invitation>().FromSqlRaw("select * from organization_invitations where organization_id = {0} and id = {1} for update", session.Organization.Id, id).SingleOrDefaultAsync(cancellationToken);

    /// <summary>What a link shows before a tenant is known; null for one that leads nowhere.</summary>
    public static async Task<Shown?> OfTokenAsync(NpgsqlDataSource dataSource, byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ShownSql);
        command.Parameters.AddWithValue(tokenHash);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Shown(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), reader.GetString(5), Text(reader, 6), reader.GetString(7), reader.GetFieldValue<DateTimeOffset>(11),
                InvitationRules.StateOf(Instant(reader, 8), Instant(reader, 9), Instant(reader, 10), reader.GetFieldValue<DateTimeOffset>(11), now))
            : null;
    }

    /// <summary>The address of a user, before a tenant is known.</summary>
    public static async Task<string?> EmailAsync(NpgsqlDataSource dataSource, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(EmailSql);
        command.Parameters.AddWithValue(userId);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static NpgsqlCommand Command(TenantSession session, string sql)
    {
        var command = session.Command(sql);
        command.Parameters.AddWithValue(session.Organization.Id);
        return command;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
