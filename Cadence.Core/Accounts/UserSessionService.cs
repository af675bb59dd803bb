using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>How long a sign-in lasts.</summary>
/// <param name="Idle">Without being seen.</param>
/// <param name="Longest">In any case.</param>
public sealed record SignInLife(TimeSpan Idle, TimeSpan Longest);

/// <summary>One signed-in browser, as its owner sees it.</summary>
/// <param name="Device">Browser and device in words; null where unknown.</param>
/// <param name="Address">Network address at sign-in.</param>
public sealed record SignedInBrowser(Guid Id, string? Device, string? Address, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt);

/// <summary>
/// The stored sign-ins: which browsers are signed in, and ending them. A changed password or a long lock ends all of them in the
/// database itself, whoever changes it.
/// </summary>
public sealed class UserSessionService(NpgsqlDataSource dataSource, SignInLife life, TimeProvider time)
{
    private const int MaxText = 200;

    /// <summary>Being seen is written at most this often.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Ended sign-ins are kept this long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Stores a new sign-in and forgets the user's long-ended ones.</summary>
    /// <param name="proved">Whether a password, passkey or code was given for it just now, which counts as a fresh proof.</param>
    /// <param name="former">The user's sign-in that it continues: its last proof goes on counting, and so does its passkey.</param>
    public async Task<Guid> OpenAsync(Guid userId, string? userAgent, string? address, bool proved, Guid? former, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new UserSession(userId, DeviceName.Of(userAgent), address is { Length: > MaxText } ? address[..MaxText] : address, now, proved ? now : null);
        await using (var forget = UserSessionSql.Forget(dataSource, userId, now - Kept, now - life.Idle - Kept))
        {
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var open = UserSessionSql.Open(dataSource, session, former);
        await open.ExecuteNonQueryAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Until when the sign-in lasts if nobody is seen any more; null where it has ended, was revoked or never was.</summary>
    /// <param name="stamp">The security stamp it was made with; null does not compare it.</param>
    public async Task<DateTimeOffset?> LiveUntilAsync(Guid sessionId, Guid userId, string? stamp, CancellationToken cancellationToken) =>
        (await LookAsync(sessionId, userId, stamp, cancellationToken))?.Until;

    /// <summary>As <see cref="LiveUntilAsync"/>, and notes that its owner was here.</summary>
    public async Task<DateTimeOffset?> SeeAsync(Guid sessionId, Guid userId, string? stamp, CancellationToken cancellationToken)
    {
        if (await LookAsync(sessionId, userId, stamp, cancellationToken) is not { } found)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (now - found.LastSeenAt < SeenEvery && found.LastSeenAt + life.Idle / 2 > now)
        {
            return found.Until;
        }

        await using var see = UserSessionSql.See(dataSource, sessionId, now, found.LastSeenAt);
        await see.ExecuteNonQueryAsync(cancellationToken);
        return End(found.SignedInAt, now, found.Settled);
    }

    /// <summary>Where the user is signed in now, last seen first.</summary>
    public async Task<IReadOnlyList<SignedInBrowser>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var list = UserSessionSql.List(dataSource, userId, now - life.Idle, now - life.Longest);
        await using var reader = await list.ExecuteReaderAsync(cancellationToken);
        var browsers = new List<SignedInBrowser>();
        while (await reader.ReadAsync(cancellationToken))
        {
            browsers.Add(new SignedInBrowser(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return browsers;
    }

    /// <summary>Notes that the owner of this very sign-in has just proved who they are; false where it has ended or is somebody else's.</summary>
    public Task<bool> StepUpAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) => StepUpAsync(userId, sessionId, byPasskey: false, cancellationToken);

    /// <summary>As <see cref="StepUpAsync(Guid, Guid, CancellationToken)" />, with a passkey: from now on this sign-in has a second factor.</summary>
    public Task<bool> StepUpByPasskeyAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) => StepUpAsync(userId, sessionId, byPasskey: true, cancellationToken);

    /// <summary>Whether the owner of this very sign-in has proved who they are within this time.</summary>
    public async Task<bool> IsProvedAsync(Guid userId, Guid sessionId, TimeSpan within, CancellationToken cancellationToken)
    {
        await using var proved = UserSessionSql.IsProved(dataSource, userId, sessionId, time.GetUtcNow() - within);
        return await proved.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Ends one of the user's own sign-ins; false where there is none such.</summary>
    public async Task<bool> RevokeAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        await RevokeAsync(userId, sessionId, null, cancellationToken) > 0;

    /// <summary>Ends all of the user's sign-ins but one; says how many.</summary>
    public Task<int> RevokeOthersAsync(Guid userId, Guid keptSessionId, CancellationToken cancellationToken) => RevokeAsync(userId, null, keptSessionId, cancellationToken);

    /// <summary>Ends all of the user's sign-ins; says how many.</summary>
    public Task<int> RevokeAllAsync(Guid userId, CancellationToken cancellationToken) => RevokeAsync(userId, null, null, cancellationToken);

    private async Task<bool> StepUpAsync(Guid userId, Guid sessionId, bool byPasskey, CancellationToken cancellationToken)
    {
        await using var stepUp = UserSessionSql.StepUp(dataSource, userId, sessionId, byPasskey, time.GetUtcNow());
        return await stepUp.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private async Task<int> RevokeAsync(Guid userId, Guid? only, Guid? except, CancellationToken cancellationToken)
    {
        await using var revoke = UserSessionSql.Revoke(dataSource, userId, only, except, time.GetUtcNow());
        return await revoke.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Found?> LookAsync(Guid sessionId, Guid userId, string? stamp, CancellationToken cancellationToken)
    {
        await using var look = UserSessionSql.Look(dataSource, sessionId, userId);
        await using var reader = await look.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (signedInAt, lastSeenAt) = (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1));
        var isStamp = stamp is null || (!reader.IsDBNull(2) && reader.GetString(2) == stamp);
        // Looking in as somebody else ends by itself, however often they are seen.
        var settled = reader.IsDBNull(3) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(3);
        var until = End(signedInAt, lastSeenAt, settled);
        return isStamp && until > time.GetUtcNow() ? new Found(signedInAt, lastSeenAt, until, settled) : null;
    }

    private DateTimeOffset End(DateTimeOffset signedInAt, DateTimeOffset lastSeenAt, DateTimeOffset? settled)
    {
        var (idle, longest) = (lastSeenAt + life.Idle, settled ?? signedInAt + life.Longest);
        return idle < longest ? idle : longest;
    }

    private sealed record Found(DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, DateTimeOffset Until, DateTimeOffset? Settled);
}
