using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Members;

/// <summary>Takes a person out of all their organizations, as the end of an account needs.</summary>
public sealed class LeavingService(TenantDb tenants, OrganizationDirectory directory, MemberService members)
{
    /// <summary>Who asks, before anybody acts.</summary>
    private static readonly Guid Id = new("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b05");

    /// <summary>
    /// Ends every membership of the person, or none: <c>ErrorLastOwner…</c> for each organization that would have no owner left. Asking again goes on
    /// where something stopped it.
    /// </summary>
    /// <param name="sessionId">The sign-in they act by.</param>
    public async Task<Result> LeaveAllAsync(Guid userId, Guid? sessionId, CancellationToken cancellationToken)
    {
        var mine = await directory.OfUserAsync(userId, cancellationToken);
        var refusals = new List<Error>();
        foreach (var organization in mine.Where(organization => organization.Role == RolePresets.Owner))
        {
            var others = await tenants.ReadAsync<bool>(
                Actor.Job(organization.Id, Id), Permission.OrganizationEdit,
                async (session, stop) => await session.Db.Set<OrganizationMember>().AnyAsync(member => member.Role == RolePresets.Owner && member.Status == MemberStatus.Active && member.UserId != userId, stop), cancellationToken);
            if (others is { IsSuccess: true, Value: false })
            {
                refusals.Add(LastOwner(organization));
            }
        }

        if (refusals.Count > 0)
        {
            return Result.Failure(refusals);
        }

        foreach (var organization in mine)
        {
            var left = await members.LeaveAsync(organization.Id, userId, sessionId, cancellationToken);
            if (!left.IsSuccess && left.Errors[0].Kind != ErrorKind.NotFound)
            {
                // Another owner left at the same moment.
                return left.Errors[0].Kind == ErrorKind.Conflict ? LastOwner(organization) : Result.Failure(left.Errors);
            }
        }

        return Result.Success();
    }

    private static Error LastOwner(MyOrganization organization) => Error.Conflict(nameof(AccountTexts.ErrorOnlyOwner), null, organization.Name);
}
