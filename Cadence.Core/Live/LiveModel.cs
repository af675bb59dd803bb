using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cadence.Core.Live;

/// <summary>
/// A picture of an organization that many circuits look at: after a change it is read once, not before <c>throttle</c> has
/// passed since the last read began, and handed to all of them. Without a change nothing is read.
/// </summary>
public sealed partial class LiveModel<T>(ChangeFeed feed, IReadOnlySet<string> tables, Func<Guid, CancellationToken, Task<T?>> read, TimeSpan throttle, TimeProvider time, ILogger logger)
    where T : class
{
    private readonly ConcurrentDictionary<Guid, Watch> _watches = new();

    /// <summary>
    /// Hands every new picture of the organization to <paramref name="show"/>, until disposed. The first comes with the next change:
    /// whoever subscribes reads once by itself, after subscribing, so that nothing falls between.
    /// </summary>
    public IDisposable Subscribe(Guid organizationId, Func<T, Task> show)
    {
        while (true)
        {
            var watch = _watches.GetOrAdd(organizationId, id => new Watch(this, id));
            if (watch.TryAdd(show, out var subscription))
            {
                return subscription;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A live picture of organization {OrganizationId} could not be read; the next change tries again")]
    private static partial void LogRead(ILogger logger, Guid organizationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A live picture reached a component that is gone")]
    private static partial void LogShow(ILogger logger, Exception exception);

    private sealed class Watch : IDisposable
    {
        private readonly LiveModel<T> _model;
        private readonly Guid _organizationId;
        private readonly Lock _gate = new();
        private readonly HashSet<Subscription> _subscriptions = [];
        private readonly IDisposable _changes;
        private readonly CancellationTokenSource _stop = new();
        private bool _reading;
        private bool _changed;
        private bool _closed;

        public Watch(LiveModel<T> model, Guid organizationId)
        {
            _model = model;
            _organizationId = organizationId;
            _changes = model._feedSubscribe(organizationId, OnChange);
        }

        public bool TryAdd(Func<T, Task> show, out IDisposable subscription)
        {
            var added = new Subscription(this, show);
            subscription = added;
            lock (_gate)
            {
                return !_closed && _subscriptions.Add(added);
            }
        }

        public void Dispose()
        {
            _changes.Dispose();
            _stop.Cancel();
            _stop.Dispose();
        }

        private void OnChange(Change change)
        {
            if (!change.Touches(_model._tables))
            {
                return;
            }

            lock (_gate)
            {
                _changed = true;
                if (_reading || _closed)
                {
                    return;
                }

                _reading = true;
            }

            _ = Task.Run(ReadAsync);
        }

        private async Task ReadAsync()
        {
            while (true)
            {
                lock (_gate)
                {
                    if (!_changed || _closed)
                    {
                        _reading = false;
                        return;
                    }

                    _changed = false;
                }

                var pause = Task.Delay(_model._throttle, _model._time);
                await ReadOnceAsync();
                await pause;
            }
        }

        private async Task ReadOnceAsync()
        {
            T? picture;
            try
            {
                picture = await _model._read(_organizationId, _stop.Token);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                if (!_closed)
                {
                    LogRead(_model._logger, _organizationId, exception);
                }

                return;
            }

            if (picture is null)
            {
                return;
            }

            Subscription[] audience;
            lock (_gate)
            {
                audience = [.. _subscriptions];
            }

            await Task.WhenAll(audience.Select(subscription => ShowAsync(subscription, picture)));
        }

        private async Task ShowAsync(Subscription subscription, T picture)
        {
            try
            {
                await subscription.Show(picture);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A circuit may end between the read and the show.
                LogShow(_model._logger, exception);
            }
        }

        private void Remove(Subscription subscription)
        {
            lock (_gate)
            {
                _subscriptions.Remove(subscription);
                if (_closed || _subscriptions.Count > 0)
                {
                    return;
                }

                _closed = true;
            }

            _model._watches.TryRemove(new KeyValuePair<Guid, Watch>(_organizationId, this));
            Dispose();
        }

        private sealed class Subscription(Watch watch, Func<T, Task> show) : IDisposable
        {
            public Func<T, Task> Show { get; } = show;

            public void Dispose() => watch.Remove(this);
        }
    }

    private readonly Func<Guid, Action<Change>, IDisposable> _feedSubscribe = feed.Subscribe;
    private readonly IReadOnlySet<string> _tables = tables;
    private readonly Func<Guid, CancellationToken, Task<T?>> _read = read;
    private readonly TimeSpan _throttle = throttle;
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;
}
