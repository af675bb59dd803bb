using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.Isolation.Planted;

/// <summary>Writes without leaving a trace of who did it, in each way there is. The matrix must report every one.</summary>
public sealed class PlantedWriterService(TenantDb tenants, string ownerConnectionString)
{
    /// <summary>Only an event, which no audit knows.</summary>
    public Task<Result<bool>> MentionAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.WriteAsync<bool>(actor, Permission.PeopleRead, (session, _) =>
        {
            session.Record("planted", Guid.CreateVersion7());
            return Task.FromResult<Result<bool>>(true);
        }, cancellationToken);

    /// <summary>The trace is there, but of another transaction than the change.</summary>
    public async Task<Result<bool>> LateAsync(Actor actor, CancellationToken cancellationToken)
    {
        await MentionAsync(actor, cancellationToken);
        await using var owner = await Sql.OpenAsync(ownerConnectionString);
        await Sql.ExecuteAsync(
            owner, "insert into audit_entries (organization_id, id, entity, action, actor_kind, changes) values ($1, gen_random_uuid(), 'planted', 'update', 'user', '{}')", actor.OrganizationId);
        return true;
    }

    /// <summary>Takes away what leaves no trace when it goes.</summary>
    public async Task<Result<bool>> ForgetAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var owner = await Sql.OpenAsync(ownerConnectionString);
        await Sql.ExecuteAsync(owner, "delete from outbox_messages where organization_id = $1", actor.OrganizationId);
        return true;
    }
}
