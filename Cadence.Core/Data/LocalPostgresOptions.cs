namespace Cadence.Core.Data;

/// <summary>When <see cref="LocalPostgres"/> stops the server it looks after. It never stops one that another running process uses as well.</summary>
public enum LocalPostgresStop
{
    /// <summary>Always, also one that was already running and was adopted: the web program.</summary>
    Always,
    /// <summary>Only if this process started it: verbs.</summary>
    IfStarted,
    /// <summary>Never; the next process adopts it: verbs that hand out an address to connect to.</summary>
    Never,
}

/// <summary>How the private PostgreSQL of one installation is kept.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>The program's own folder; the database lives in <c>postgres</c> below it. Absolute or relative to the current directory.</summary>
    public required string DataPath { get; init; }

    /// <summary>Folder with <c>postgres</c> and <c>initdb</c>; null looks in PATH, pg_config and the usual folders.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>False gives up crash safety for speed (fsync off): for test databases only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>PostgreSQL's <c>shared_buffers</c>, for example <c>64MB</c>; null keeps its default.</summary>
    public string? SharedBuffers { get; init; }

    /// <summary>PostgreSQL's <c>max_connections</c>; null keeps its default.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>What happens to the server when this process is done with it.</summary>
    public LocalPostgresStop Stop { get; init; } = LocalPostgresStop.Always;
}
