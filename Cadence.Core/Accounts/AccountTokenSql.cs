using Cadence.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Accounts;

/// <summary>The statements of links out of mails.</summary>
internal static class AccountTokenSql
{
    public static async Task<bool> AddAsync(NpgsqlDataSource source, byte[] hash, Guid userId, TokenPurpose purpose, string? data, DateTimeOffset now, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            insert into accounts.account_tokens (hash, user_id, purpose, stamp, data, created_at, expires_at)
            select $1, u.id, $3, u.security_stamp, $4, $5, $6 from accounts.users u
            where u.id = $2 and u.email is not null and u.security_stamp is not null and not ($3 = 'confirm_email' and u.email_confirmed)
            """);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(SnakeCase.Of(purpose));
        command.Parameters.Add(new() { Value = (object?)data ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.AddWithValue(now.ToUniversalTime());
        command.Parameters.AddWithValue(expires.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static Task<AccountToken?> LookAsync(NpgsqlDataSource source, byte[] hash, TokenPurpose purpose, DateTimeOffset now, CancellationToken cancellationToken) => FindAsync(
        source,
        """
        select t.user_id, t.data from accounts.account_tokens t join accounts.users u on u.id = t.user_id and u.security_stamp = t.stamp
        where t.hash = $1 and t.purpose = $2 and t.used_at is null and t.expires_at > $3
        """,
        hash, purpose, now, cancellationToken);

    /// <summary>However many ask at once, the row is changed for one of them only.</summary>
    public static Task<AccountToken?> UseAsync(NpgsqlDataSource source, byte[] hash, TokenPurpose purpose, DateTimeOffset now, CancellationToken cancellationToken) => FindAsync(
        source,
        """
        with used as (
            update accounts.account_tokens t set used_at = $3 from accounts.users u
            where t.hash = $1 and t.purpose = $2 and t.used_at is null and t.expires_at > $3 and u.id = t.user_id and u.security_stamp = t.stamp
            returning t.user_id, t.data),
        ended as (delete from accounts.account_tokens o using used where o.user_id = used.user_id and o.purpose = $2 and o.hash <> $1)
        select user_id, data from used
        """,
        hash, purpose, now, cancellationToken);

    public static async Task DropAsync(NpgsqlDataSource source, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from accounts.account_tokens where hash = $1");
        command.Parameters.AddWithValue(hash);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<int> ForgetAsync(NpgsqlDataSource source, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from accounts.account_tokens where expires_at < $1");
        command.Parameters.AddWithValue(before.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<AccountToken?> FindAsync(NpgsqlDataSource source, string sql, byte[] hash, TokenPurpose purpose, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(hash);
        command.Parameters.AddWithValue(SnakeCase.Of(purpose));
        command.Parameters.AddWithValue(now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new AccountToken(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : null;
    }
}
