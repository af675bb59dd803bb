using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cadence.Bench.Support;

/// <summary>
/// The network between a tablet and the server, with the faults of a basement: a hole swallows every byte while all sockets
/// stay open, a reset ends them. What fell into a hole never comes out of it: such a connection stays silent after the network has healed.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private enum Weather
    {
        Clear,
        Hole,
        Reset,
    }

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile Weather _weather = Weather.Clear;

    public TcpRelay(Uri target)
        : this(new IPEndPoint(IPAddress.Loopback, target?.Port ?? throw new ArgumentNullException(nameof(target))))
    {
    }

    private TcpRelay(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        // localhost, because browsers give service workers and random ids to it as to https.
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}"));
        _accepting = AcceptAsync();
    }

    /// <summary>Where the tablet connects to.</summary>
    public Uri Address { get; }

    /// <summary>Another network to the same server.</summary>
    public TcpRelay Twin() => new(_target);

    /// <summary>From now on nothing arrives anywhere, and nobody is told.</summary>
    public void OpenHole()
    {
        _weather = Weather.Hole;
        foreach (var connection in _connections.Keys)
        {
            connection.IsLost = true;
        }
    }

    /// <summary>From now on every connection is refused or ends at once.</summary>
    public void Reset()
    {
        _weather = Weather.Reset;
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    /// <summary>New connections get through again.</summary>
    public void Heal() => _weather = Weather.Clear;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }

        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = CarryAsync(new Connection(client, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        }
    }

    private async Task CarryAsync(Connection connection)
    {
        _connections.TryAdd(connection, 0);
        try
        {
            connection.IsLost = _weather == Weather.Hole;
            if (_weather == Weather.Reset)
            {
                return;
            }

            await connection.Server.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(PumpAsync(connection, connection.Client, connection.Server), PumpAsync(connection, connection.Server, connection.Client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ends as connections do.
        }
        finally
        {
            connection.Abort();
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task PumpAsync(Connection connection, Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (connection.IsLost)
                {
                    if (read == 0 && from == connection.Server)
                    {
                        // The server gave up; the tablet hears nothing of it.
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                    }
                    else if (read == 0)
                    {
                        return;
                    }

                    continue;
                }

                if (read == 0)
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ends as connections do.
        }
    }

    private sealed class Connection(Socket client, Socket server)
    {
        public Socket Client { get; } = client;

        public Socket Server { get; } = server;

        public volatile bool IsLost;

        public void Abort()
        {
            try
            {
                Client.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Gone already.
            }

            Client.Dispose();
            Server.Dispose();
        }
    }
}
