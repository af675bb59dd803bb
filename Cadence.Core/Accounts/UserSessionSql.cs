using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>The statements of stored sign-ins.</summary>
internal static class UserSessionSql
{
    public static NpgsqlCommand Open(NpgsqlDataSource source, UserSession session, Guid? former) => Command(
        source,
        """
        insert into accounts.user_sessions (id, user_id, device, address, signed_in_at, last_seen_at, stepped_up_at, by_passkey)
        values ($1, $2, $3, $4, $5, $5, coalesce($6, (select f.stepped_up_at from accounts.user_sessions f where f.id = $7 and f.user_id = $2)),
            exists (select from accounts.user_sessions f where f.id = $7 and f.user_id = $2 and f.by_passkey))
        """,
        session.Id, session.UserId, Text(session.Device), Text(session.Address), session.SignedInAt, Instant(session.SteppedUpAt), Id(former));

    public static NpgsqlCommand IsProved(NpgsqlDataSource source, Guid userId, Guid sessionId, DateTimeOffset since) => Command(
        source, "select exists (select from accounts.user_sessions where id = $2 and user_id = $1 and revoked_at is null and stepped_up_at > $3)", userId, sessionId, since);

    public static NpgsqlCommand StepUp(NpgsqlDataSource source, Guid userId, Guid sessionId, bool byPasskey, DateTimeOffset now) => Command(
        source,
        "update accounts.user_sessions set stepped_up_at = $3, by_passkey = by_passkey or $4 where id = $2 and user_id = $1 and revoked_at is null and impersonator_id is null",
        userId, sessionId, now, byPasskey);

    public static NpgsqlCommand Forget(NpgsqlDataSource source, Guid userId, DateTimeOffset endedBefore, DateTimeOffset seenBefore) => Command(
        source, "delete from accounts.user_sessions where user_id = $1 and (revoked_at < $2 or last_seen_at < $3)", userId, endedBefore, seenBefore);

    public static NpgsqlCommand Look(NpgsqlDataSource source, Guid sessionId, Guid userId) => Command(
        source,
        """
        select s.signed_in_at, s.last_seen_at, u.security_stamp, s.until from accounts.user_sessions s join accounts.users u on u.id = s.user_id
        where s.id = $1 and s.user_id = $2 and s.revoked_at is null
        """,
        sessionId, userId);

    public static NpgsqlCommand See(NpgsqlDataSource source, Guid sessionId, DateTimeOffset now, DateTimeOffset seenBefore) => Command(
        source, "update accounts.user_sessions set last_seen_at = $2 where id = $1 and last_seen_at <= $3 and revoked_at is null", sessionId, now, seenBefore);

    public static NpgsqlCommand List(NpgsqlDataSource source, Guid userId, DateTimeOffset seenSince, DateTimeOffset signedInSince) => Command(
        source,
        """
        select id, device, address, signed_in_at, last_seen_at from accounts.user_sessions
        where user_id = $1 and impersonator_id is null and revoked_at is null and last_seen_at > $2 and signed_in_at > $3 order by last_seen_at desc, id
        """,
        userId, seenSince, signedInSince);

    public static NpgsqlCommand Revoke(NpgsqlDataSource source, Guid userId, Guid? only, Guid? except, DateTimeOffset now) => Command(
        source,
        "update accounts.user_sessions set revoked_at = $4 where user_id = $1 and revoked_at is null and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)",
        userId, Id(only), Id(except), now);

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private static NpgsqlParameter Instant(DateTimeOffset? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    private static NpgsqlCommand Command(NpgsqlDataSource source, string sql, params object[] parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter as NpgsqlParameter ?? new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
