using Cadence.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Accounts;

/// <summary>The statements of security events.</summary>
internal static class SecurityEventSql
{
    public static async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, SecurityEvent happened, Whereabouts from, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into accounts.security_events (id, at, kind, user_id, organization_id, subject_id, session_id, detail, address, device)
            values ($1, $2, $3, $4, $5, $6, $7, left($8, 100),
                    left(coalesce($9, (select s.address from accounts.user_sessions s where s.id = $7)), 200),
                    left(coalesce($10, (select s.device from accounts.user_sessions s where s.id = $7)), 200))
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(at) },
                new() { Value = at.ToUniversalTime() },
                new() { Value = SnakeCase.Of(happened.Kind) },
                Maybe(happened.UserId),
                Maybe(happened.OrganizationId),
                Maybe(happened.SubjectId),
                Maybe(happened.SessionId),
                Maybe(happened.Detail),
                Maybe(from.Address),
                Maybe(from.Device),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<IReadOnlyList<RecordedSecurityEvent>> ListAsync(NpgsqlDataSource source, Guid? userId, SecurityEventKind? kind, DateTimeOffset? before, int take, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select id, at, kind, user_id, organization_id, subject_id, detail, address, device from accounts.security_events
            where ($1::uuid is null or user_id = $1) and ($2::text is null or kind = $2) and ($3::timestamptz is null or at < $3)
            order by at desc, id desc limit $4
            """);
        command.Parameters.Add(Maybe(userId));
        command.Parameters.Add(Maybe(kind is { } wanted ? SnakeCase.Of(wanted) : null));
        command.Parameters.Add(new() { Value = (object?)before?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.AddWithValue(take);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<RecordedSecurityEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new RecordedSecurityEvent(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), SnakeCase.Parse<SecurityEventKind>(reader.GetString(2)), Id(reader, 3), Id(reader, 4), Id(reader, 5), Text(reader, 6), Text(reader, 7), Text(reader, 8)));
        }

        return events;
    }

    public static async Task<long> ForgetAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select forget_security_events()");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Maybe(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Maybe(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
