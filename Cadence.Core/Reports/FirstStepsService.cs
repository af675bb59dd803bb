using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Reports;

/// <summary>The way of a new organization to its first roll call.</summary>
public sealed class FirstStepsService(TenantDb tenants)
{
    /// <summary>What is asked of who is shown the steps: all of them, for the whole organization.</summary>
    public static IReadOnlyList<Permission> Needed { get; } = [Permission.GroupsWrite, Permission.PeopleWrite, Permission.SessionsWrite, Permission.AttendanceTake];

    /// <summary>How far it has come: one statement.</summary>
    public Task<Result<FirstSteps>> StateAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.ReadAsync<FirstSteps>(actor, Permission.GroupsWrite, async (session, stop) =>
            // Somebody who looks after a part of it does not found the whole.
            session.Scope == GrantScope.All ? await FirstStepsSql.StateAsync(session, stop) : Error.Forbidden(nameof(SharedTexts.ErrorForbidden)), cancellationToken);

    /// <summary>Takes the steps off the start page for everybody here, or brings them back. Doing it again changes nothing.</summary>
    public Task<Result<bool>> HideAsync(Actor actor, bool hidden, CancellationToken cancellationToken) =>
        tenants.WriteAsync<bool>(actor, Permission.OrganizationEdit, async (session, stop) =>
        {
            var organization = await session.Db.Set<Organization>().SingleAsync(found => found.Id == session.Organization.Id, stop);
            if (organization.StepsHiddenAt is not null == hidden)
            {
                return false;
            }

            organization.HideSteps(hidden ? session.Now : null);
            return true;
        }, cancellationToken);
}
