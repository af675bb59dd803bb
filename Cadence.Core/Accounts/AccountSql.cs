using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>The statements about an account as a whole.</summary>
internal static class AccountSql
{
    private static readonly string[] Owned = ["user_claims", "user_logins", "user_tokens", "user_passkeys", "user_sessions", "account_tokens", "code_uses", "outbox_messages"];

    /// <summary>Confirms the address that the link was written to, if it still is the account's.</summary>
    public static async Task ConfirmEmailAsync(NpgsqlDataSource source, Guid userId, string normalizedEmail, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update accounts.users set email_confirmed = true where id = $1 and normalized_email = $2 and not email_confirmed");
        command.Parameters.AddWithValue(userId);
        command.Parameters.AddWithValue(normalizedEmail);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether the account's address is confirmed.</summary>
    public static async Task<bool> IsConfirmedAsync(NpgsqlDataSource source, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select email_confirmed from accounts.users where id = $1");
        command.Parameters.AddWithValue(userId);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Deletes accounts whose address was never confirmed, a month after they were made and last seen.</summary>
    public static async Task<long> ForgetUnconfirmedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select forget_unconfirmed_accounts()");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Takes everything of an account away but its id, in one transaction.</summary>
    public static async Task EraseAsync(NpgsqlDataSource source, Guid userId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        Add(
            """
            update accounts.users set user_name = 'deleted-' || id, normalized_user_name = 'DELETED-' || upper(id::text), email = null, normalized_email = null, email_confirmed = false,
                password_hash = null, phone_number = null, phone_number_confirmed = false, two_factor_enabled = false, given_name = '', family_names = '',
                security_stamp = gen_random_uuid()::text, concurrency_stamp = gen_random_uuid()::text, lockout_enabled = true, lockout_end = '9999-12-31', access_failed_count = 0
            where id = $1
            """);
        foreach (var table in Owned)
        {
            Add($"delete from accounts.{table} where user_id = $1");
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);

        void Add(string sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = userId } } });
    }
}
