using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Tests.Isolation.Planted;

/// <summary>Does what no service may, a method for each of the walls it walks around. The matrix must report every one.</summary>
public sealed class PlantedService(TenantDb tenants, string ownerConnectionString)
{
    /// <summary>Asks for no permission of the actor's: anybody is the program itself.</summary>
    public Task<Result<int>> CountAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.ReadAsync<int>(Actor.Job(actor.OrganizationId, actor.Id), Permission.PeopleRead, async (session, ct) => await session.Db.Set<Student>().CountAsync(ct), cancellationToken);

    /// <summary>Reads by the id alone, behind the walls.</summary>
    public Task<Result<string>> NameOfAsync(Actor actor, Guid groupId, CancellationToken cancellationToken) =>
        tenants.ReadAsync<string>(actor, Permission.GroupsRead, async (_, _) =>
        {
            await using var owner = await Sql.OpenAsync(ownerConnectionString);
            return await Sql.ScalarAsync<string>(owner, "select name from groups where id = $1", groupId) is { } name ? name : Error.NotFound();
        }, cancellationToken);

    /// <summary>Says in its refusal what it may not show.</summary>
    public Task<Result<string>> TellAsync(Actor actor, Guid groupId, CancellationToken cancellationToken) =>
        tenants.ReadAsync<string>(actor, Permission.GroupsRead, async (_, _) =>
        {
            await using var owner = await Sql.OpenAsync(ownerConnectionString);
            return Error.Invalid("ErrorTaken", null, await Sql.ScalarAsync<string>(owner, "select name from groups where id = $1", groupId) ?? "");
        }, cancellationToken);

    /// <summary>Writes by the id alone, and says that nothing is there.</summary>
    public Task<Result<bool>> RenameAsync(Actor actor, RenameGroup command, CancellationToken cancellationToken) =>
        tenants.WriteAsync<bool>(actor, Permission.GroupsWrite, async (_, _) =>
        {
            await using var owner = await Sql.OpenAsync(ownerConnectionString);
            await Sql.ExecuteAsync(owner, "update groups set level = 'planted' where id = $1", command.GroupId);
            return Error.NotFound();
        }, cancellationToken);

    /// <summary>Takes what nobody can make up.</summary>
    public Task<Result<int>> OddAsync(Actor actor, Func<Group, int> odd, CancellationToken cancellationToken) =>
        tenants.ReadAsync<int>(actor, Permission.GroupsRead, async (session, ct) => odd(await session.Db.Set<Group>().FirstAsync(ct)), cancellationToken);

    /// <summary>Lets a kind of id in that the matrix has no example of.</summary>
    public Task<Result<Guid>> StrangeAsync(Actor actor, Guid whateverId, CancellationToken cancellationToken) =>
        tenants.ReadAsync<Guid>(actor, Permission.GroupsRead, (_, _) => Task.FromResult<Result<Guid>>(whateverId), cancellationToken);
}

/// <param name="GroupId">Whose.</param>
public sealed record RenameGroup(Guid GroupId);
