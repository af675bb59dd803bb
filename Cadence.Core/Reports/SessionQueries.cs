using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>The page of one class, which joins planning and attendance.</summary>
public sealed class SessionQueries(TenantDb db)
{
    /// <summary>One class with its roster and marks; not found where it is not the actor's. Two statements, one round trip.</summary>
    public Task<Result<SessionPicture>> SessionAsync(Actor actor, Guid sessionId, CancellationToken cancellationToken) =>
        db.ReadAsync<SessionPicture>(actor, Permission.SessionsRead, async (session, ct) =>
            await SessionQueriesSql.SessionAsync(session, sessionId, ct) is { } picture ? picture : Error.NotFound(), cancellationToken);

    /// <summary>What was done to a class, by whom and when, from the audit and the history of its marks. Two statements, one round trip.</summary>
    public Task<Result<SessionHistory>> HistoryAsync(Actor actor, Guid sessionId, CancellationToken cancellationToken) =>
        db.ReadAsync<SessionHistory>(actor, Permission.SessionsRead, async (session, ct) =>
            await SessionQueriesSql.HistoryAsync(session, sessionId, ct) is { } events ? new SessionHistory(events) : Error.NotFound(), cancellationToken);
}
