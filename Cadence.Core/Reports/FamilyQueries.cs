using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>The page of a family. A link's holder sees their own; whoever gives links sees what a guardian would.</summary>
public sealed class FamilyQueries(TenantDb db)
{
    /// <summary>
    /// What a guardian is told. By a family's link only its own guardian's, whatever is asked for.
    /// NotFound where there is nobody of whom they may be told.
    /// </summary>
    /// <param name="guardianId">Whose page; needed only by members.</param>
    public Task<Result<FamilyPicture>> OfAsync(Actor actor, Guid? guardianId, CancellationToken cancellationToken) =>
        db.ReadAsync<FamilyPicture>(actor, Permission.FamilyLinks, async (session, ct) =>
        {
            var guardian = session.GuardianId ?? (session.Scope == GrantScope.All ? guardianId : null);
            return guardian is { } id && await FamilySql.OfGuardianAsync(session, id, ct) is { } picture ? picture : Error.NotFound();
        }, cancellationToken);
}
