using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Teachers;

/// <summary>Takes a person out of all their organizations, as the end of an account needs.</summary>
public sealed class LeavingService(TenantDb tenants, OrganizationDirectory directory)
{
    /// <summary>Who acts, in audit and history.</summary>
    private static readonly Guid Id = new("0b6f0d4e-9f5c-4c53-8c4e-6d1f5a0c2b05");

    /// <summary>
    /// Ends every membership of the person, or none: <c>ErrorLastOwner</c> for each organization that would have no owner left. Asking again goes on
    /// where something stopped it.
    /// </summary>
    public async Task<Result> LeaveAllAsync(Guid userId, CancellationToken cancellationToken)
    {
        var mine = await directory.OfUserAsync(userId, cancellationToken);
        var refusals = new List<Error>();
        foreach (var organization in mine)
        {
            var needed = await tenants.ReadAsync<bool>(Actor.Job(organization.Id, Id), Permission.OrganizationEdit, async (session, stop) => await IsLastOwnerAsync(session, userId, stop), cancellationToken);
            if (needed.IsSuccess && needed.Value)
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
            var left = await tenants.WriteAsync<bool>(Actor.Job(organization.Id, Id), Permission.OrganizationEdit, async (session, stop) =>
            {
                // Two owners who leave at once wait for each other, so that one of them finds to be the last.
                await LeavingSql.LockAsync(session, stop);
                if (await IsLastOwnerAsync(session, userId, stop))
                {
                    return LastOwner(organization);
                }

                if (await session.Db.Set<OrganizationMember>().SingleOrDefaultAsync(member => member.UserId == userId, stop) is { } member)
                {
                    member.ChangeStatus(MemberStatus.Removed);
                    session.Record("member.removed", userId);
                    await session.RecordSecurityAsync(SecurityEventKind.MemberRemoved, userId, null, stop);
                }

                return true;
            }, cancellationToken);
            if (!left.IsSuccess)
            {
                return Result.Failure(left.Errors);
            }
        }

        return Result.Success();
    }

    private static async Task<bool> IsLastOwnerAsync(TenantSession session, Guid userId, CancellationToken cancellationToken)
    {
        var owners = await session.Db.Set<OrganizationMember>().AsNoTracking().Where(member => member.Role == RolePresets.Owner && member.Status == MemberStatus.Active).Select(member => member.UserId).ToListAsync(cancellationToken);
        return owners is [var only] && only == userId;
    }

    private static Error LastOwner(MyOrganization organization) => Error.Conflict(nameof(AccountTexts.ErrorLastOwner), null, organization.Name);
}

/// <summary>The statement of leaving.</summary>
internal static class LeavingSql
{
    /// <summary>Holds the organization's owners until the transaction ends.</summary>
    public static async Task LockAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Command("select id from organization_members where organization_id = $1 and role = $2 for update");
        command.Parameters.AddWithValue(session.Organization.Id);
        command.Parameters.AddWithValue(RolePresets.Owner);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
