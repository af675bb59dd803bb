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

    /// <summary>While nobody listens, whoever guards sign-ins and rights is told to look for themselves this often.</summary>
    private static readonly TimeSpan KnockEvery = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<Subscription, byte>> _subscriptions = new();
    private readonly ConcurrentDictionary<AccountSubscription, byte> _accounts = new();

    /// <summary>True while the listener is connected.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Calls <paramref name="handler"/> for each change of the organization, on the listener's thread: it must only take note.</summary>
    public IDisposable Subscribe(Guid organizationId, Action<Change> handler)
    {
        var subscription = new Subscription(this, organizationId, handler);
        _subscriptions.GetOrAdd(organizationId, _ => new()).TryAdd(subscription, 0);
        return subscription;
    }

    /// <summary>
    /// Calls <paramref name="handler"/> with the user whose sign-in ended, or with null where it may have been anybody's: after a reconnect,
    /// and every few seconds while nobody listens. On the listener's thread: it must only take note.
    /// </summary>
    public IDisposable SubscribeToAccounts(Action<Guid?> handler)
    {
        var subscription = new AccountSubscription(this, handler);
        _accounts.TryAdd(subscription, 0);
        return subscription;
    }

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
                    PublishAccount(null);
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
                await using (var listen = new NpgsqlCommand($"listen {Channel}; listen {AccountChannel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                IsListening = true;
                pause = TimeSpan.FromMilliseconds(100);
                Resync();
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
        if (channel == AccountChannel)
        {
            PublishAccount(Guid.TryParse(payload, out var userId) ? userId : null);
            return;
        }

        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && Guid.TryParse(payload.AsSpan(colon + 1), out var organizationId))
        {
            Telemetry.Changes.Add(1);
            Publish(new Change(organizationId, payload[..colon]));
        }
    }

    private void Resync()
    {
        foreach (var organizationId in _subscriptions.Keys)
        {
            Publish(new Change(organizationId, null));
        }

        PublishAccount(null);
    }

    private void Publish(Change change)
    {
        if (!_subscriptions.TryGetValue(change.OrganizationId, out var subscriptions))
        {
            return;
        }

        foreach (var subscription in subscriptions.Keys)
        {
            try
            {
                subscription.Handler(change);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // One broken subscriber must not silence the others.
                LogHandler(logger, exception);
            }
        }
    }

    private void PublishAccount(Guid? userId)
    {
        foreach (var subscription in _accounts.Keys)
        {
            try
            {
                subscription.Handler(userId);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogHandler(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The listener lost its connection and tries again: {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of the change feed failed")]
    private static partial void LogHandler(ILogger logger, Exception exception);

    private sealed class Subscription(ChangeFeed feed, Guid organizationId, Action<Change> handler) : IDisposable
    {
        public Action<Change> Handler { get; } = handler;

        public void Dispose()
        {
            if (feed._subscriptions.TryGetValue(organizationId, out var subscriptions))
            {
                subscriptions.TryRemove(this, out _);
            }
        }
    }

    private sealed class AccountSubscription(ChangeFeed feed, Action<Guid?> handler) : IDisposable
    {
        public Action<Guid?> Handler { get; } = handler;

        public void Dispose() => feed._accounts.TryRemove(this, out _);
    }
}
