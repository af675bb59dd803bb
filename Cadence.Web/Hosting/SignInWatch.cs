using System.Threading.Channels;
using Cadence.Core.Accounts;
using Cadence.Core.Live;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>Says when a sign-in ends while something of it is open: revoked, its password changed, locked, or not seen for too long.</summary>
public sealed partial class SignInWatch(UserSessionService sessions, ChangeFeed changes, TimeProvider time, ILogger<SignInWatch> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ChangeFeed _changes = changes;
    private readonly TimeProvider _time = time;

    /// <summary>Calls <paramref name="ended"/> once, unless disposed before. Looks at once, and again whenever something may have changed.</summary>
    public IDisposable Watch(Guid sessionId, Guid userId, Action ended) => new Watching(this, sessionId, userId, ended);

    /// <summary>Null once it ended. A database that is away says nothing of it.</summary>
    private async Task<TimeSpan?> RemainingAsync(Guid sessionId, Guid userId)
    {
        try
        {
            var until = await sessions.LiveUntilAsync(sessionId, userId, null, CancellationToken.None);
            return until is null ? null : TimeSpan.FromTicks(Math.Clamp((until.Value - _time.GetUtcNow()).Ticks, TimeSpan.TicksPerMillisecond, LongestWait.Ticks));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            LogLook(logger, exception.Message);
            return Retry;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in could not be looked up and is asked for again: {Reason}")]
    private static partial void LogLook(ILogger logger, string reason);

    private sealed class Watching : IDisposable
    {
        private readonly SignInWatch _watch;
        private readonly IDisposable _subscription;
        private readonly CancellationTokenSource _stop = new();
        private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public Watching(SignInWatch watch, Guid sessionId, Guid userId, Action ended)
        {
            _watch = watch;
            // Before the first look, so that a change in between is not missed.
            _subscription = watch._changes.SubscribeToAccounts(changed =>
            {
                if (changed is null || changed == userId)
                {
                    _changed.Writer.TryWrite(true);
                }
            });
            _ = Task.Run(() => RunAsync(sessionId, userId, ended, _stop.Token));
        }

        public void Dispose()
        {
            _subscription.Dispose();
            _stop.Cancel();
            _stop.Dispose();
        }

        private async Task RunAsync(Guid sessionId, Guid userId, Action ended, CancellationToken stop)
        {
            try
            {
                while (await _watch.RemainingAsync(sessionId, userId) is { } remaining)
                {
                    await WaitAsync(remaining, stop);
                }

                ended();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What was open is closed.
            }
            finally
            {
                _subscription.Dispose();
            }
        }

        private async Task WaitAsync(TimeSpan longest, CancellationToken stop)
        {
            using var timer = new CancellationTokenSource(longest, _watch._time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
            try
            {
                await _changed.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Time to look again.
            }
        }
    }
}
