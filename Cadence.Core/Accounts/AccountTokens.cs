using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>What a link out of a mail is good for.</summary>
public enum TokenPurpose
{
    ConfirmEmail,
    ResetPassword,
    MagicLink,
    ChangeEmail,
}

/// <summary>Whose a link is.</summary>
/// <param name="Data">What it carries: the new address of a change of e-mail.</param>
public sealed record AccountToken(Guid UserId, string? Data);

/// <summary>
/// Links out of mails: 256 random bits, of which the database keeps a SHA-256. Each is good for one use, which is decided in one statement of
/// the database, for a while, and only as long as the account's password and address are those it was made under.
/// </summary>
public sealed class AccountTokens(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const int Bytes = 32;

    /// <summary>How long a link is good from the moment its mail leaves.</summary>
    public static TimeSpan LifeOf(TokenPurpose purpose) => purpose switch
    {
        TokenPurpose.MagicLink => TimeSpan.FromMinutes(10),
        TokenPurpose.ResetPassword => TimeSpan.FromHours(1),
        TokenPurpose.ChangeEmail => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(3),
    };

    /// <summary>Makes a link's token; null where the account is gone or has confirmed its address already.</summary>
    public async Task<string?> MakeAsync(Guid userId, TokenPurpose purpose, string? data, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var now = time.GetUtcNow();
        return await AccountTokenSql.AddAsync(dataSource, HashOf(token), userId, purpose, data, now, now + LifeOf(purpose), cancellationToken) ? token : null;
    }

    /// <summary>Whose a token is that could be used now; nothing changes.</summary>
    public Task<AccountToken?> LookAsync(string? token, TokenPurpose purpose, CancellationToken cancellationToken) =>
        IsToken(token) ? AccountTokenSql.LookAsync(dataSource, HashOf(token!), purpose, time.GetUtcNow(), cancellationToken) : Task.FromResult<AccountToken?>(null);

    /// <summary>Uses a token; null for one that is unknown, used, old or overtaken. The owner's other tokens of that purpose end with it.</summary>
    public Task<AccountToken?> UseAsync(string? token, TokenPurpose purpose, CancellationToken cancellationToken) =>
        IsToken(token) ? AccountTokenSql.UseAsync(dataSource, HashOf(token!), purpose, time.GetUtcNow(), cancellationToken) : Task.FromResult<AccountToken?>(null);

    /// <summary>Ends a token whose mail did not leave.</summary>
    public Task DropAsync(string token, CancellationToken cancellationToken) => AccountTokenSql.DropAsync(dataSource, HashOf(token), cancellationToken);

    private static bool IsToken(string? token) => token is { Length: > 0 and <= 100 };

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
