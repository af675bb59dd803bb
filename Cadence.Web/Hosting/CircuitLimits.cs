namespace Cadence.Web.Hosting;

/// <summary>
/// How many circuits are open, each person's and all. A connection that would be one too many is refused before anything is built for it.
/// Circuits whose browser is cut for a while are remembered beside the connections, and a person's may come back: so there may be twice
/// as many of them, and no more.
/// </summary>
public sealed class CircuitLimits(int perUser, int total)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Use> _users = [];
    private int _connections;
    private int _circuits;

    /// <summary>Connections open now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections;
            }
        }
    }

    /// <summary>Circuits that hold memory now, with a browser or waiting for it.</summary>
    public int Circuits
    {
        get
        {
            lock (_gate)
            {
                return _circuits;
            }
        }
    }

    /// <summary>People with anything open.</summary>
    public int People
    {
        get
        {
            lock (_gate)
            {
                return _users.Count;
            }
        }
    }

    /// <summary>Whether one more would be let in.</summary>
    public bool HasRoom(Guid userId)
    {
        lock (_gate)
        {
            return Fits(userId);
        }
    }

    /// <summary>Takes a place until disposed; null where there is none.</summary>
    public IDisposable? TryConnect(Guid userId)
    {
        lock (_gate)
        {
            if (!Fits(userId))
            {
                return null;
            }

            Change(userId, connections: 1);
        }

        return new Place(this, userId);
    }

    /// <summary>A circuit was built.</summary>
    public void Opened(Guid userId)
    {
        lock (_gate)
        {
            Change(userId, circuits: 1);
        }
    }

    /// <summary>A circuit is gone for good.</summary>
    public void Closed(Guid userId)
    {
        lock (_gate)
        {
            Change(userId, circuits: -1);
        }
    }

    private bool Fits(Guid userId)
    {
        var own = _users.GetValueOrDefault(userId);
        return own.Connections < perUser && own.Circuits < 2 * perUser && _connections < total;
    }

    private void Change(Guid userId, int connections = 0, int circuits = 0)
    {
        var own = _users.GetValueOrDefault(userId);
        own = new Use(own.Connections + connections, own.Circuits + circuits);
        if (own == default)
        {
            _users.Remove(userId);
        }
        else
        {
            _users[userId] = own;
        }

        _connections += connections;
        _circuits += circuits;
    }

    private void Leave(Guid userId)
    {
        lock (_gate)
        {
            Change(userId, connections: -1);
        }
    }

    private readonly record struct Use(int Connections, int Circuits);

    private sealed class Place(CircuitLimits limits, Guid userId) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                limits.Leave(userId);
            }
        }
    }
}
