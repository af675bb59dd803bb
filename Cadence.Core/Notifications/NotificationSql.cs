using Cadence.Core.Data;
using Cadence.Core.Members;
using Cadence.Core.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Notifications;

/// <summary>The statements of reminders and of the outbox. $1 is always the organization.</summary>
internal static class NotificationSql
{
    // Those who teach it: who was replaced is not asked, the substitute is.
    private const string Unclosed = """
        select s.id, t.teacher_id, s.ends_at
        from class_sessions s
        join session_teachers t on t.organization_id = s.organization_id and t.class_session_id = s.id and t.voided_at is null
            and not exists (
                select from session_teachers b
                where b.organization_id = t.organization_id and b.class_session_id = t.class_session_id and b.replaces_teacher_id = t.teacher_id and b.voided_at is null)
        where s.organization_id = $1 and s.status = 'scheduled' and s.closed_at is null and s.ends_at <= $2 and s.ends_at > $3
            and not exists (
                select from outbox_messages m
                where m.organization_id = s.organization_id and m.channel = $4 and m.recipient = t.teacher_id::text and m.kind = $5 and m.subject = s.id::text)
        """;

    private const string Enqueue = """
        insert into outbox_messages (organization_id, id, channel, recipient, kind, subject, period, payload, due_at, attempts)
        select $1, gen_random_uuid(), $2, w.recipient, $3, w.subject, '', '{}'::jsonb, w.due, 0
        from unnest($4::text[], $5::text[], $6::timestamptz[]) w (recipient, subject, due)
        on conflict do nothing
        """;

    private const string Missing = """
        select coalesce(s.title, g.name), s.date, s.start_time, s.end_time, v.name, s.roster_count, s.unmarked,
               s.status = 'scheduled' and s.closed_at is null,
               coalesce(t.preferred_name, t.given_name), coalesce(t.preferred_name, t.given_name) || ' ' || t.family_names,
               coalesce(u.email, t.email), coalesce(u.language, t.language, o.language), o.name, o.slug
        from class_sessions s
        join organizations o on o.id = s.organization_id
        join venues v on v.organization_id = s.organization_id and v.id = s.venue_id
        left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
        join teachers t on t.organization_id = s.organization_id and t.id = $3
        left join accounts.users u on u.id = t.user_id
        where s.organization_id = $1 and s.id = $2
        """;

    private const string Invitation = """
        select i.email, i.language, o.name, coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email), i.role, r.name, i.token_hash, i.expires_at,
               i.accepted_at, i.rejected_at, i.cancelled_at
        from organization_invitations i
        join organizations o on o.id = i.organization_id
        left join organization_roles r on r.organization_id = i.organization_id and r.key = i.role
        left join accounts.users u on u.id = i.invited_by
        where i.organization_id = $1 and i.id = $2
        """;

    /// <summary>An invitation as its mail says it.</summary>
    public sealed record InvitedPerson(string Email, string Language, string Organization, string? Inviter, string Role, string? RoleName, byte[] TokenHash, DateTimeOffset ExpiresAt, InvitationState State);

    private const string NewOwner = """
        select u.email, coalesce(nullif(btrim(u.given_name), ''), u.email), coalesce(nullif(btrim(u.given_name || ' ' || u.family_names), ''), u.email), coalesce(u.language, o.language), o.name, o.slug,
               coalesce(nullif(btrim(f.given_name || ' ' || f.family_names), ''), f.email), m.role = 'owner' and m.status = 'active'
        from organization_members m
        join organizations o on o.id = m.organization_id
        join accounts.users u on u.id = m.user_id
        left join accounts.users f on f.id = $3
        where m.organization_id = $1 and m.user_id = $2
        """;

    private const string FamilyLink = """
        select l.expires_at, l.revoked_at, coalesce(g.preferred_name, g.given_name), g.full_name, g.email, g.language, o.name,
               array(select coalesce(s.preferred_name, s.given_name) from student_guardians t join students s on s.organization_id = t.organization_id and s.id = t.student_id
                     where t.organization_id = g.organization_id and t.guardian_id = g.id and t.ended_at is null and t.told order by s.birth_date, s.given_name, s.id)
        from family_links l
        join organizations o on o.id = l.organization_id
        join guardians g on g.organization_id = l.organization_id and g.id = l.guardian_id
        where l.organization_id = $1 and l.id = $2
        """;

    /// <summary>A new owner as their mail addresses them, and who handed over.</summary>
    public sealed record NewOwnerMail(string Email, string ShortName, string Name, string Language, string Organization, string Slug, string? From, bool IsOwner);

    /// <summary>A family's link and whom it is for.</summary>
    public sealed record FamilyLinkMail(
        DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, string ShortName, string Name, string? Email, string Language, string Organization, IReadOnlyList<string> Students);

    /// <summary>A class of which somebody is reminded, and whom.</summary>
    public sealed record MissingClass(
        string Title, DateOnly Date, TimeOnly Start, TimeOnly End, string Venue, int People, int Unmarked, bool IsMissing,
        string ShortName, string Name, string? Email, string Language, string Organization, string Slug);

    /// <summary>Classes without a closed roll call whose teachers have not been reminded: ended between <paramref name="after"/> and <paramref name="until"/>.</summary>
    public static async Task<IReadOnlyList<(Guid SessionId, Guid TeacherId, DateTimeOffset EndsAt)>> UnclosedAsync(TenantSession session, DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Unclosed);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(until.ToUniversalTime());
        command.Parameters.AddWithValue(after.ToUniversalTime());
        command.Parameters.AddWithValue(NotificationKinds.Email);
        command.Parameters.AddWithValue(NotificationKinds.RollCallMissing);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(Guid, Guid, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return found;
    }

    /// <summary>Puts messages into the outbox, each once for ever. Answers how many were new.</summary>
    public static async Task<int> EnqueueAsync(TenantSession session, string kind, IReadOnlyList<(Guid Recipient, Guid Subject, DateTimeOffset DueAt)> messages, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Enqueue);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(NotificationKinds.Email);
        command.Parameters.AddWithValue(kind);
        command.Parameters.AddWithValue(messages.Select(m => m.Recipient.ToString()).ToArray());
        command.Parameters.AddWithValue(messages.Select(m => m.Subject.ToString()).ToArray());
        command.Parameters.AddWithValue(messages.Select(m => m.DueAt.ToUniversalTime()).ToArray());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What the reminder of a class says, as things stand now.</summary>
    public static async Task<MissingClass?> MissingAsync(TenantSession session, Guid sessionId, Guid teacherId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Missing);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(sessionId);
        command.Parameters.AddWithValue(teacherId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new MissingClass(
                reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<TimeOnly>(2), reader.GetFieldValue<TimeOnly>(3), reader.GetString(4),
                reader.GetInt32(5), reader.GetInt32(6), reader.GetBoolean(7), reader.GetString(8), reader.GetString(9),
                reader.IsDBNull(10) ? null : reader.GetString(10), reader.GetString(11), reader.GetString(12), reader.GetString(13))
            : null;
    }

    /// <summary>What the mail of an invitation says, as things stand now.</summary>
    public static async Task<InvitedPerson?> InvitationAsync(TenantSession session, Guid invitationId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(Invitation);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(invitationId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new InvitedPerson(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7), InvitationRules.StateOf(At(8), At(9), At(10), reader.GetFieldValue<DateTimeOffset>(7), session.Now))
            : null;

        DateTimeOffset? At(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>What the mail to a new owner says, as things stand now.</summary>
    public static async Task<NewOwnerMail?> NewOwnerAsync(TenantSession session, Guid userId, Guid formerId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(NewOwner);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(formerId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new NewOwnerMail(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetBoolean(7))
            : null;
    }

    /// <summary>What the mail with a family's link says, as things stand now.</summary>
    public static async Task<FamilyLinkMail?> FamilyLinkAsync(TenantSession session, Guid linkId, CancellationToken cancellationToken)
    {
        await using var command = session.Command(FamilyLink);
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(linkId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new FamilyLinkMail(
                reader.GetFieldValue<DateTimeOffset>(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.GetFieldValue<string[]>(7))
            : null;
    }

    /// <summary>The next message that is due, locked for this transaction; what another node is sending is passed over.</summary>
    public static Task<OutboxMessage?> NextDueAsync(TenantSession session, CancellationToken cancellationToken) =>
        session.Db.Set<OutboxMessage>().FromSqlRaw(
            """
            select * from outbox_messages
            where organization_id = {0} and delivered_at is null and dead_at is null and due_at <= {1}
            order by due_at, id limit 1 for update skip locked
            """, session.Organization.Id, session.Now.ToUniversalTime()).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Organizations with something due, how much, and since when.</summary>
    public static async Task<IReadOnlyList<(Guid Organization, long Due, DateTimeOffset Oldest)>> WithDueMessagesAsync(NpgsqlDataSource dataSource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id, due, oldest from organizations_with_due_messages($1)");
        command.Parameters.AddWithValue(now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(Guid, long, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return found;
    }
}
