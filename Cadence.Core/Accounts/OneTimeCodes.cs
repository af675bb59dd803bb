using Npgsql;
using OtpNet;

namespace Cadence.Core.Accounts;

/// <summary>
/// Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, as every app reads them). A code counts once: its time step is
/// stored when it is accepted, and nothing of that step or before counts again. Tries are counted in the database, so that guessing
/// many at once gets no more of them.
/// </summary>
public sealed class OneTimeCodes(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Tries within <see cref="TriesWithin"/>; an accepted code starts anew.</summary>
    public const int MostTries = 5;

    /// <summary>How long tries are counted together.</summary>
    public static readonly TimeSpan TriesWithin = TimeSpan.FromMinutes(5);

    private const int Digits = 6;
    private const int KeyBytes = 20;
    private const int LongestTyped = 40;

    /// <summary>One step earlier and later, for clocks that differ.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>A new secret for an app, in Base32.</summary>
    public static string NewKey() => Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(KeyBytes));

    /// <summary>What the QR code says, by which apps take over a key.</summary>
    public static string AddressOf(string key, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits={Digits}";

    /// <summary>The digits of a code, however it was typed; null where it can be none.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Length > LongestTyped)
        {
            return null;
        }

        var digits = string.Concat(typed.Where(sign => !char.IsWhiteSpace(sign) && sign != '-'));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>Whether the code is right and was not used before; it is used up by this.</summary>
    /// <param name="key">The secret, in Base32.</param>
    public async Task<bool> UseAsync(Guid userId, string key, string? typed, CancellationToken cancellationToken)
    {
        if (Read(typed) is not { } code)
        {
            return false;
        }

        var now = time.GetUtcNow();
        await using (var attempt = OneTimeCodeSql.Try(dataSource, userId, now, now - TriesWithin))
        {
            if (await attempt.ExecuteScalarAsync(cancellationToken) is not int tries || tries > MostTries)
            {
                return false;
            }
        }

        if (!new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(now.UtcDateTime, code, out var step, Window))
        {
            return false;
        }

        await using var use = OneTimeCodeSql.Use(dataSource, userId, step);
        return await use.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
