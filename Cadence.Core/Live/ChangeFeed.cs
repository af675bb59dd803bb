using System.Collections.Concurrent;
using Cadence.Core.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cadence.Core.Live;

/// <summary>Something of an organization changed. Carries no data: whoever shows it asks again.</summary>
/// <param name="OrganizationId">Whose data.</param>
/// <param name="Table">Which table; null means "anything may have changed while nobody listened".</param>
public readonly record struct Change(Guid OrganizationId, string? Table)
{
    /// <summary>Whether one of the tables may have changed.</summary>
    public bool Touches(IReadOnlySet<string> tables) => Table is null || tables.Contains(Table);
}

/// <summary>
/// The one listener of this process. The database's after-commit notifications fan out in memory to subscriptions by
/// organization; every (re)connect tells all of them to read again, because what was sent meanwhile is lost.
/// </summary>
/// <param name="lost">
/// Called when the listener's connection broke, before it is made anew: with a restarted database every pooled connection died too, and the
/// next visitor must not be the one who finds out.
/// </param>
public sealed partial class ChangeFeed(string connectionString, Action lost, TimeProvider time, ILogger<ChangeFeed> logger) : BackgroundService
{
    /// <summary>The database channel.</summary>
    public const string Channel = "cadence_changes";

    /// <summary>The database channel of sign-ins that ended; its payload is the user.</summary>
    public const string AccountChannel = "account_changes";

    /// <summary>
    /// The database channel of roll calls; its payload is <c>organization:session</c> where marks changed, <c>organization:session:class</c> where
    /// the class did, or the organization alone where many classes changed at once.
    /// </summary>
    public const string RollCallChannel = "roll_call_changes";

    /// <summary>While nobody listens, whoever guards sign-ins and rights is told to look for themselves this often.</summary>
    private static readonly TimeSpan KnockEvery = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Guid, Handlers<Change>> _organizations = new();
    private readonly ConcurrentDictionary<Guid, Handlers<RollCallChange>> _rollCalls = new();
    private readonly Handlers<Guid?> _accounts = new();

    /// <summary>True while the listener is connected.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Calls <paramref name="handler"/> for each change of the organization, on the listener's thread: it must only take note.</summary>
    public IDisposable Subscribe(Guid organizationId, Action<Change> handler) => _organizations.GetOrAdd(organizationId, _ => new()).Add(handler);

    /// <summary>
    /// Calls <paramref name="handler"/> when this class or its marks changed, or may have while nobody listened; with true where it was marks and
    /// nothing else. Who is on the roster comes through <see cref="Subscribe"/>. On the listener's thread: it must only take note.
    /// </summary>
    public IDisposable SubscribeToRollCall(Guid organizationId, Guid sessionId, Action<bool> handler) => _rollCalls.GetOrAdd(organizationId, _ => new()).Add(changed =>
    {
        if (changed.SessionId is null || changed.SessionId == sessionId)
        {
            handler(changed is { SessionId: not null, IsMarksOnly: true });
        }
    });

    /// <summary>
    /// Calls <paramref name="handler"/> with the user whose sign-in ended, or with null where it may have been anybody's: after a reconnect,
    /// and every few seconds while nobody listens. On the listener's thread: it must only take note.
    /// </summary>
    public IDisposable SubscribeToAccounts(Action<Guid?> handler) => _accounts.Add(handler);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ListenAsync(stoppingToken), KnockAsync(stoppingToken));

    private async Task KnockAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(KnockEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!IsListening)
                {
                    _accounts.Tell(null, logger);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15, ApplicationName = "cadence-listen" };
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                connection.Notification += (_, e) => Deliver(e.Channel, e.Payload);
                await connection.OpenAsync(stoppingToken);
                await using (var listen = new NpgsqlCommand($"listen {Channel}; listen {RollCallChannel}; listen {AccountChannel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                pause = TimeSpan.FromMilliseconds(100);
                Resync();
                IsListening = true;
                while (!stoppingToken.IsCancellationRequested)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException or InvalidOperationException)
            {
                LogLost(logger, exception.Message);
                lost();
            }
            finally
            {
                IsListening = false;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromMilliseconds(Math.Min(2000, pause.TotalMilliseconds * 2));
        }
    }

    private void Deliver(string channel, string payload)
    {
        switch (channel)
        {
            case AccountChannel:
                _accounts.Tell(Guid.TryParse(payload, out var userId) ? userId : null, logger);
                break;
            case RollCallChannel:
                var parts = payload.Split(':');
                if (Guid.TryParse(parts[0], out var marked) && _rollCalls.TryGetValue(marked, out var tablets))
                {
                    tablets.Tell(new RollCallChange(parts.Length > 1 && Guid.TryParse(parts[1], out var sessionId) ? sessionId : null, parts.Length == 2), logger);
                }

                break;
            default:
                var colon = payload.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0 && Guid.TryParse(payload.AsSpan(colon + 1), out var organizationId))
                {
                    Telemetry.Changes.Add(1);
                    if (_organizations.TryGetValue(organizationId, out var pages))
                    {
                        pages.Tell(new Change(organizationId, payload[..colon]), logger);
                    }
                }

                break;
        }
    }

    private void Resync()
    {
        foreach (var (organizationId, pages) in _organizations)
        {
            pages.Tell(new Change(organizationId, null), logger);
        }

        foreach (var tablets in _rollCalls.Values)
        {
            tablets.Tell(default, logger);
        }

        _accounts.Tell(null, logger);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The listener lost its connection and tries again: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of the change feed failed")]
    private static partial void LogHandler(ILogger logger, Exception exception);

    /// <param name="SessionId">Which class; null is any of the organization.</param>
    private readonly record struct RollCallChange(Guid? SessionId, bool IsMarksOnly);

    private sealed class Handlers<T>
    {
        private readonly ConcurrentDictionary<Subscription, byte> _all = new();

        public Subscription Add(Action<T> handler)
        {
            var added = new Subscription(this, handler);
            _all.TryAdd(added, 0);
            return added;
        }

        public void Tell(T news, ILogger logger)
        {
            foreach (var subscription in _all.Keys)
            {
                try
                {
                    subscription.Handler(news);
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    // One broken subscriber must not silence the others.
                    LogHandler(logger, exception);
                }
            }
        }

        public sealed class Subscription(Handlers<T> handlers, Action<T> handler) : IDisposable
        {
            public Action<T> Handler { get; } = handler;

            public void Dispose() => handlers._all.TryRemove(this, out _);
        }
    }
}
