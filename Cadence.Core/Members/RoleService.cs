using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Members;

/// <summary>The roles of an organization: the presets, which never change, and its own. Nobody grants what they lack, and nobody changes a role that may do more than they.</summary>
public sealed class RoleService(TenantDb db)
{
    /// <summary>Longest name of a role.</summary>
    public const int LongestName = 60;

    private const int MostRoles = 50;

    /// <summary>All roles, the presets first.</summary>
    public Task<Result<RoleList>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<RoleList>(actor, Permission.RolesWrite, async (session, ct) => await MemberSql.RolesAsync(session, ct), cancellationToken);

    /// <summary>Makes a role and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddRole command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.RolesWrite, async (session, ct) =>
        {
            var key = OwnRoles.KeyOf(command.Id);
            if (await session.Db.Set<OrganizationRole>().AnyAsync(role => role.Key == key, ct))
            {
                return command.Id;
            }

            var grants = await MemberSql.GrantsAsync(session, ct);
            var checks = new FieldChecks();
            var name = checks.Required(nameof(RoleDetails.Name), command.Name, LongestName);
            var wanted = Check(checks, command, await MemberSql.GiverAsync(session, grants, ct));
            if (await session.Db.Set<OrganizationRole>().CountAsync(ct) >= MostRoles)
            {
                checks.Add(Error.Conflict(nameof(RolesTexts.ErrorTooManyRoles), null, MostRoles));
            }

            if (!checks.Passed)
            {
                return Result<Guid>.Failure(checks.Errors);
            }

            session.Db.Add(new OrganizationRole(key, name));
            session.Db.AddRange(wanted.Select(grant => new RoleGrant(key, grant.Key, grant.Value)));
            session.Record("role.added", command.Id);
            await session.RecordSecurityAsync(SecurityEventKind.RoleChanged, command.Id, "added", ct);
            return command.Id;
        }, cancellationToken);

    /// <summary>Changes name and grants, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditRole command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.RolesWrite, async (session, ct) =>
        {
            var key = OwnRoles.KeyOf(command.RoleId);
            if (!await session.Db.Set<OrganizationRole>().AnyAsync(role => role.Key == key && !role.Preset, ct))
            {
                return Error.NotFound();
            }

            var grants = await MemberSql.GrantsAsync(session, ct);
            var giver = await MemberSql.GiverAsync(session, grants, ct);
            if (GivingRules.IsBeyond(giver, grants.GetValueOrDefault(key) ?? MemberSql.NoGrants))
            {
                return Error.Conflict(nameof(RolesTexts.ErrorRoleAboveYou));
            }

            var checks = new FieldChecks();
            var name = checks.Required(nameof(RoleDetails.Name), command.Name, LongestName);
            var wanted = Check(checks, command, giver);
            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            // The row is changed even where only grants are: whoever edits the same role waits here, and then has an old version.
            var changed = await session.Db.Set<OrganizationRole>().Where(role => role.Key == key && role.Version == command.Version)
                .ExecuteUpdateAsync(role => role.SetProperty(r => r.Name, name).SetProperty(r => r.Version, command.Version + 1), ct);
            if (changed == 0)
            {
                return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
            }

            foreach (var grant in await session.Db.Set<RoleGrant>().Where(grant => grant.RoleKey == key).ToListAsync(ct))
            {
                if (!wanted.Remove(grant.Permission, out var scope))
                {
                    session.Db.Remove(grant);
                }
                else if (scope != grant.Scope)
                {
                    grant.ChangeScope(scope);
                }
            }

            session.Db.AddRange(wanted.Select(grant => new RoleGrant(key, grant.Key, grant.Value)));
            session.Record("role.changed", command.RoleId);
            await session.RecordSecurityAsync(SecurityEventKind.RoleChanged, command.RoleId, "changed", ct);
            return command.Version + 1;
        }, cancellationToken);

    /// <summary>
    /// A role, also a preset, asks for a second factor from now on, or no longer. Nobody asks others for what they lack, or they would lock themselves
    /// out; and nobody changes a role that may do more than they. Gives back the role's version.
    /// </summary>
    public Task<Result<int>> ChangeSecondFactorAsync(Actor actor, ChangeSecondFactor command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.RolesWrite, async (session, ct) =>
        {
            var found = (await MemberSql.RolesAsync(session, ct)).Roles.FirstOrDefault(role => role.Key == command.Role);
            if (found is null)
            {
                return Error.NotFound();
            }

            if (found.IsBeyond)
            {
                return Error.Conflict(nameof(RolesTexts.ErrorRoleAboveYou));
            }

            if (found.AsksSecondFactor == command.Asks)
            {
                return found.Version;
            }

            if (command.Asks && !await MemberSql.HasSecondFactorAsync(session, ct))
            {
                return Error.Conflict(nameof(RolesTexts.ErrorOwnSecondFactorFirst));
            }

            var changed = await session.Db.Set<OrganizationRole>().Where(role => role.Key == found.Key && role.Version == command.Version)
                .ExecuteUpdateAsync(role => role.SetProperty(r => r.AsksSecondFactor, command.Asks).SetProperty(r => r.Version, command.Version + 1), ct);
            if (changed == 0)
            {
                return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
            }

            session.Record(command.Asks ? "role.second_factor_asked" : "role.second_factor_let_go", found.Id ?? session.Organization.Id, new { role = found.Key });
            await session.RecordSecurityAsync(SecurityEventKind.RoleChanged, found.Id, $"{(command.Asks ? "second_factor_on" : "second_factor_off")} {found.Key}", ct);
            return command.Version + 1;
        }, cancellationToken);

    /// <summary>Removes a role nobody has or had and no pending invitation names; otherwise says what stands in the way.</summary>
    public Task<Result<Guid>> DeleteAsync(Actor actor, DeleteRole command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.RolesWrite, async (session, ct) =>
        {
            var found = (await MemberSql.RolesAsync(session, ct)).Roles.FirstOrDefault(role => role.Id == command.RoleId);
            if (found is null)
            {
                return Error.NotFound();
            }

            if (found.IsBeyond)
            {
                return Error.Conflict(nameof(RolesTexts.ErrorRoleAboveYou));
            }

            if (found.Members > 0 || found.Invitations > 0)
            {
                return Error.Conflict(nameof(RolesTexts.ErrorRoleUsed), null, found.Members, found.Invitations);
            }

            if (found.Version != command.Version)
            {
                return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
            }

            session.Db.RemoveRange(await session.Db.Set<RoleGrant>().Where(grant => grant.RoleKey == found.Key).ToListAsync(ct));
            session.Db.Remove(await session.Db.Set<OrganizationRole>().SingleAsync(role => role.Key == found.Key, ct));
            session.Record("role.removed", command.RoleId);
            await session.RecordSecurityAsync(SecurityEventKind.RoleChanged, command.RoleId, "removed", ct);
            return command.RoleId;
        }, cancellationToken);

    private static Dictionary<Permission, GrantScope> Check(FieldChecks checks, RoleDetails command, Giver giver)
    {
        var wanted = new Dictionary<Permission, GrantScope>();
        foreach (var grant in command.Grants)
        {
            if (!Enum.IsDefined(grant.Permission) || !PermissionScopes.Fits(grant.Permission, grant.Scope) || !wanted.TryAdd(grant.Permission, grant.Scope))
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(RoleDetails.Grants)));
                return wanted;
            }
        }

        if (wanted.Count == 0)
        {
            checks.Add(Error.Invalid(nameof(RolesTexts.ErrorNoGrants), nameof(RoleDetails.Grants)));
        }
        else if (PermissionScopes.Beyond(giver.Held, wanted).Count > 0)
        {
            checks.Add(Error.Invalid(nameof(RolesTexts.ErrorGrantsBeyondYou), nameof(RoleDetails.Grants)));
        }

        return wanted;
    }
}
