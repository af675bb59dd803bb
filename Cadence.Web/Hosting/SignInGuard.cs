using System.Threading.RateLimiting;
using Cadence.Core.Accounts;
using Cadence.Web.Account;

namespace Cadence.Web.Hosting;

/// <summary>
/// Wrong passwords at the sign-in. From one network address an account is tried so often and no more, which leaves the account itself open to its
/// owner elsewhere: a guesser can't keep it locked. Every refusal is written down and takes the same time.
/// </summary>
public sealed class SignInGuard(SecurityEvents events, TimeProvider time) : IDisposable
{
    private const int Guesses = 20;

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<string> _guesses = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = Guesses, Window = Within, QueueLimit = 0 }));

    /// <summary>When an attempt began, for <see cref="RefuseAsync"/>.</summary>
    internal long Start() => time.GetTimestamp();

    /// <summary>Whether this address has guessed too often at this account, which need not exist.</summary>
    internal bool IsTired(HttpContext context, string? email) => _guesses.GetStatistics(KeyOf(context, email)) is { CurrentAvailablePermits: <= 0 };

    /// <summary>Notes a wrong guess and answers no sooner than always.</summary>
    internal async Task RefuseAsync(HttpContext context, string? email, Guid? userId, bool isLocked, long start)
    {
        using (_guesses.AttemptAcquire(KeyOf(context, email)))
        {
            await events.RecordAsync(new SecurityEvent(isLocked ? SecurityEventKind.SignInLocked : SecurityEventKind.SignInFailed, userId), context.Whereabouts(), context.RequestAborted);
        }

        await EvenPace.RestAsync(time, start, context.RequestAborted);
    }

    /// <inheritdoc />
    public void Dispose() => _guesses.Dispose();

    private static string KeyOf(HttpContext context, string? email) => $"{Callers.KeyOf(context.Connection.RemoteIpAddress)} {email?.Trim().ToUpperInvariant()}";
}
