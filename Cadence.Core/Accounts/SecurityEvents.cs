using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>
/// What happened at the doors, written once and for good: the program may add and read, never change or take away, and the database
/// refuses it even to the owner until 13 months have passed.
/// </summary>
public sealed class SecurityEvents(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const int Most = 500;

    /// <summary>Writes an event down by itself. Acts inside an organization write theirs by <c>TenantSession.RecordSecurityAsync</c>.</summary>
    public async Task RecordAsync(SecurityEvent happened, Whereabouts from, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await SecurityEventSql.AddAsync(connection, null, happened, from, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>What happened to one account, newest first.</summary>
    /// <param name="take">At most this many, and never more than 500.</param>
    public Task<IReadOnlyList<RecordedSecurityEvent>> OfUserAsync(Guid userId, int take, CancellationToken cancellationToken) =>
        SecurityEventSql.ListAsync(dataSource, userId, null, null, Math.Min(take, Most), cancellationToken);

    /// <summary>What happened on the whole platform, newest first: for its administrators.</summary>
    /// <param name="kind">Only of this kind; null for all.</param>
    /// <param name="before">Only what happened before; null for the newest.</param>
    /// <param name="take">At most this many, and never more than 500.</param>
    public Task<IReadOnlyList<RecordedSecurityEvent>> ListAsync(SecurityEventKind? kind, DateTimeOffset? before, int take, CancellationToken cancellationToken) =>
        SecurityEventSql.ListAsync(dataSource, null, kind, before, Math.Min(take, Most), cancellationToken);

    /// <summary>Forgets what is older than 13 months; says how much.</summary>
    public Task<long> ForgetAsync(CancellationToken cancellationToken) => SecurityEventSql.ForgetAsync(dataSource, cancellationToken);
}
