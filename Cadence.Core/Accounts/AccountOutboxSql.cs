using System.Text.Json;
using Cadence.Core.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Accounts;

/// <summary>The statements of the outbox of accounts.</summary>
internal static class AccountOutboxSql
{
    private const string Columns = "id, kind, user_id, address, name, language, payload ->> 'returnUrl', subject, created_at, attempts, due_at, delivered_at, dead_at, last_error";

    /// <summary>One after another for one recipient, so that requests that come at once are counted too.</summary>
    public static async Task<bool> AddAsync(NpgsqlDataSource source, AccountMail mail, DateTimeOffset now, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        var recipient = mail.UserId?.ToString() ?? mail.Address.ToLowerInvariant();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_advisory_xact_lock(hashtextextended('account-mail:' || $1, 0))") { Parameters = { new() { Value = recipient } } },
                new(
                    """
                    insert into accounts.outbox_messages (id, channel, recipient, kind, subject, period, payload, user_id, address, name, language, created_at, due_at)
                    select $1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $11
                    where (select count(*) from accounts.outbox_messages o where o.recipient = $3 and o.kind = $4 and o.created_at > $12) < $13
                    on conflict (channel, recipient, kind, subject, period) do nothing
                    """)
                {
                    Parameters =
                    {
                        new() { Value = Guid.CreateVersion7(now) },
                        new() { Value = AccountMailKinds.Email },
                        new() { Value = recipient },
                        new() { Value = mail.Kind },
                        new() { Value = mail.Subject.ToString() },
                        new() { Value = JsonSerializer.Serialize(new { mail.ReturnUrl }, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
                        new() { Value = (object?)mail.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                        new() { Value = mail.Address },
                        new() { Value = mail.Name },
                        new() { Value = mail.Language },
                        new() { Value = now.ToUniversalTime() },
                        new() { Value = since.ToUniversalTime() },
                        new() { Value = most },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return reader.RecordsAffected > 0;
    }

    /// <summary>How much is due, and since when.</summary>
    public static async Task<(long Due, DateTimeOffset? Oldest)> WaitingAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select count(*), min(due_at) from accounts.outbox_messages where delivered_at is null and dead_at is null and due_at <= $1");
        command.Parameters.AddWithValue(now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>The next message that is due, locked for this transaction; what another node is sending is passed over.</summary>
    public static async Task<AccountMessage?> NextDueAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from accounts.outbox_messages where delivered_at is null and dead_at is null and due_at <= $1 order by due_at, id limit 1 for update skip locked", connection, transaction);
        command.Parameters.AddWithValue(now.ToUniversalTime());
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public static async Task<AccountMessage?> FindAsync(NpgsqlDataSource source, Guid id, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from accounts.outbox_messages where id = $1");
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<AccountMessage>> ListAsync(NpgsqlDataSource source, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from accounts.outbox_messages where created_at >= $1 order by created_at desc, id desc limit $2");
        command.Parameters.AddWithValue(since.ToUniversalTime());
        command.Parameters.AddWithValue(most);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Notes how far a message has come. A mail that told of a deleted account forgets its reader once it has left or was given up.</summary>
    public static async Task SaveAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid id, OutboxProgress progress, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update accounts.outbox_messages set attempts = $2, due_at = $3, delivered_at = $4, dead_at = $5, last_error = $6,
                address = case when kind = $7 and coalesce($4, $5) is not null then '' else address end,
                name = case when kind = $7 and coalesce($4, $5) is not null then '' else name end
            where id = $1
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = progress.Attempts },
                new() { Value = progress.DueAt.ToUniversalTime() },
                Moment(progress.DeliveredAt),
                Moment(progress.DeadAt),
                new() { Value = (object?)progress.LastError ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = AccountMailKinds.AccountDeleted },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<int> ForgetAsync(NpgsqlDataSource source, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from accounts.outbox_messages where created_at < $1");
        command.Parameters.AddWithValue(before.ToUniversalTime());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Moment(DateTimeOffset? moment) => new() { Value = (object?)moment?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static async Task<IReadOnlyList<AccountMessage>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<AccountMessage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var mail = new AccountMail(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetString(5))
            {
                ReturnUrl = reader.IsDBNull(6) ? null : reader.GetString(6),
                Subject = Guid.TryParse(reader.GetString(7), out var subject) ? subject : Guid.Empty,
            };
            messages.Add(new AccountMessage(
                reader.GetGuid(0), mail, reader.GetFieldValue<DateTimeOffset>(8),
                new OutboxProgress(reader.GetInt32(9), reader.GetFieldValue<DateTimeOffset>(10), MomentAt(reader, 11), MomentAt(reader, 12), reader.IsDBNull(13) ? null : reader.GetString(13))));
        }

        return messages;
    }

    private static DateTimeOffset? MomentAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
