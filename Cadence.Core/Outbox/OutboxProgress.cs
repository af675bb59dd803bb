namespace Cadence.Core.Outbox;

/// <summary>How far a message has come on its way out: the same for those of an organization and those of an account.</summary>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DueAt">When it leaves or is tried again.</param>
/// <param name="DeadAt">When it was given up.</param>
/// <param name="LastError">One of <see cref="OutboxErrors"/>.</param>
public sealed record OutboxProgress(int Attempts, DateTimeOffset DueAt, DateTimeOffset? DeliveredAt, DateTimeOffset? DeadAt, string? LastError)
{
    /// <summary>Pauses between attempts, from the first failure on; after the last one it is given up.</summary>
    public static IReadOnlyList<TimeSpan> Pauses { get; } =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(8), TimeSpan.FromHours(24),
    ];

    /// <summary>After an attempt: it left, will never leave, or is tried again after a pause.</summary>
    /// <param name="error">Null when it left, otherwise one of <see cref="OutboxErrors"/>.</param>
    public OutboxProgress After(string? error, DateTimeOffset now) => error switch
    {
        null => this with { Attempts = Attempts + 1, DeliveredAt = now, LastError = null },
        OutboxErrors.NoAddress or OutboxErrors.Refused or OutboxErrors.NotNeeded or OutboxErrors.Stale => this with { LastError = error, DeadAt = now },
        _ when Attempts >= Pauses.Count => this with { Attempts = Attempts + 1, LastError = error, DeadAt = now },
        _ => this with { Attempts = Attempts + 1, LastError = error, DueAt = now + Pauses[Attempts] },
    };

    /// <summary>Somebody mended the cause: it is due again.</summary>
    public OutboxProgress Again(DateTimeOffset now) => this with { Attempts = 0, DeadAt = null, DueAt = now };
}
