using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Organizations;

/// <summary>What a new organization starts with.</summary>
/// <param name="Id">Made by the caller, so that a repeated request founds nothing twice.</param>
/// <param name="Slug">Lower-case name in addresses.</param>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="TimeZone">IANA.</param>
/// <param name="Language">es or en.</param>
public sealed record FoundOrganization(Guid Id, string Slug, string Name, OrganizationType Type, string Country, string Currency, string TimeZone, string Language);

/// <summary>Founding organizations and changing their members.</summary>
public sealed class OrganizationService(TenantDb tenants)
{
    /// <summary>
    /// Creates the organization with its preset roles, its slug and its owner in one transaction.
    /// <c>ErrorSlugTaken</c> at Slug when somebody has it, or ever had.
    /// </summary>
    public Task<Result<Guid>> FoundAsync(FoundOrganization command, Guid ownerUserId, CancellationToken cancellationToken) => FoundAsync(command, ownerUserId, null, cancellationToken);

    /// <summary>As <see cref="FoundAsync(FoundOrganization, Guid, CancellationToken)"/>, with further rows in the same transaction.</summary>
    internal Task<Result<Guid>> FoundAsync(FoundOrganization command, Guid ownerUserId, Action<CadenceDbContext, DateTimeOffset>? also, CancellationToken cancellationToken) =>
        tenants.FoundAsync(command.Id, ownerUserId, (db, now) =>
        {
            db.Add(new Organization(command.Id, command.Slug, command.Name, command.Type, command.Country, command.Currency, command.TimeZone, command.Language, now));
            db.Add(new OrganizationSlug(command.Slug, command.Id));
            db.AddRange(RolePresets.Roles());
            db.AddRange(RolePresets.Grants());
            db.Add(new OrganizationMember(ownerUserId, RolePresets.Owner, now));
            also?.Invoke(db, now);
            return Result.Success();
        }, cancellationToken);

    /// <summary>
    /// The program gives a user a role here, when an operator asks at the command line and for the demo; people invite. Doing it again changes nothing.
    /// </summary>
    public Task<Result<bool>> AddMemberAsync(Guid organizationId, Guid userId, string role, CancellationToken cancellationToken) =>
        tenants.WriteAsync<bool>(Actor.Job(organizationId, Guid.CreateVersion7()), Permission.OrganizationEdit, async (session, stop) =>
        {
            if (!RolePresets.Keys.Contains(role))
            {
                return Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(role));
            }

            if (await session.Db.Set<OrganizationMember>().AnyAsync(member => member.UserId == userId, stop))
            {
                return false;
            }

            session.Db.Add(new OrganizationMember(userId, role, session.Now));
            session.Record("member.added", userId);
            return true;
        }, cancellationToken);
}
