using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>Who may make an account.</summary>
public enum SignUpMode
{
    /// <summary>Everybody.</summary>
    Open,
    /// <summary>Only who was invited to an organization.</summary>
    Invitation,
}

/// <summary>What holds for the whole platform and is decided by its administrators.</summary>
public sealed class PlatformSettings(NpgsqlDataSource dataSource, SecurityEvents events, TimeProvider time)
{
    private const string SignUpKey = "sign_up";

    /// <summary>Who may make an account; everybody, as long as nobody decided otherwise.</summary>
    public async Task<SignUpMode> SignUpAsync(CancellationToken cancellationToken) =>
        await PlatformSettingsSql.ReadAsync(dataSource, SignUpKey, cancellationToken) is { } word ? SnakeCase.Parse<SignUpMode>(word) : SignUpMode.Open;

    /// <summary>Decides who may make an account. The caller has made sure that whoever asks administers the platform.</summary>
    /// <param name="userId">Who decided; null at the command line.</param>
    public async Task ChangeSignUpAsync(SignUpMode mode, Guid? userId, Whereabouts from, CancellationToken cancellationToken)
    {
        await PlatformSettingsSql.WriteAsync(dataSource, SignUpKey, SnakeCase.Of(mode), userId, time.GetUtcNow(), cancellationToken);
        await events.RecordAsync(new SecurityEvent(SecurityEventKind.PlatformSettingChanged, userId) { Detail = $"{SignUpKey}={SnakeCase.Of(mode)}" }, from, cancellationToken);
    }
}

/// <summary>The statements of the platform's settings.</summary>
internal static class PlatformSettingsSql
{
    public static async Task<string?> ReadAsync(NpgsqlDataSource source, string key, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select value from accounts.platform_settings where key = $1");
        command.Parameters.AddWithValue(key);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public static async Task WriteAsync(NpgsqlDataSource source, string key, string value, Guid? userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            insert into accounts.platform_settings (key, value, changed_at, changed_by) values ($1, $2, $3, $4)
            on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(value);
        command.Parameters.AddWithValue(at.ToUniversalTime());
        command.Parameters.Add(new() { Value = (object?)userId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
