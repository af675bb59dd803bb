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

    /// <summary>Gives a user a role here. Doing it again with the same role changes nothing.</summary>
    public Task<Result<bool>> AddMemberAsync(Actor actor, Guid userId, string role, CancellationToken cancellationToken) =>
        tenants.WriteAsync<bool>(actor, Permission.OrganizationEdit, async (session, stop) =>
        {
            if (!RolePresets.Keys.Contains(role))
            {
                return Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(role));
            }

            // Nobody grants what they lack; the program itself may.
            var grants = (await session.Db.Set<RoleGrant>().AsNoTracking().ToListAsync(stop)).ToLookup(grant => grant.RoleKey, StringComparer.Ordinal);
            var own = await session.Db.Set<OrganizationMember>().Where(member => member.UserId == actor.UserId).Select(member => member.Role).SingleOrDefaultAsync(stop);
            if (actor.Kind is not (ActorKind.Job or ActorKind.Platform) && PermissionScopes.Beyond(Of(own), Of(role)).Count > 0)
            {
                return Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(role));
            }

            Dictionary<Permission, GrantScope> Of(string? key) => grants[key ?? ""].ToDictionary(grant => grant.Permission, grant => grant.Scope);

            if (await session.Db.Set<OrganizationMember>().AnyAsync(member => member.UserId == userId, stop))
            {
                return false;
            }

            session.Db.Add(new OrganizationMember(userId, role, session.Now));
            session.Record("member.added", userId);
            return true;
        }, cancellationToken);
}
