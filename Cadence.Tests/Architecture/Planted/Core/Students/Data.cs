using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Tests.Architecture.Planted.Core.Students;

internal sealed class StudentQueries(NpgsqlConnection connection)
{
    public async Task<object?> CountAsync()
    {
        await using var command = new NpgsqlCommand("select count(*) from students", connection);
        return await command.ExecuteScalarAsync();
    }
}

internal sealed class FormService(TenantDb tenants)
{
    public Task<Result<int>> CountAsync(Actor actor, CancellationToken ct) => tenants.ReadAsync<int>(
        actor,
        Permission.PeopleRead,
        async (session, token) => await session.Db.Database.SqlQueryRaw<int>("select 1 as \"Value\"").SingleAsync(token),
        ct);
}

internal sealed class RentsAContext(IDbContextFactory<CadenceDbContext> contexts)
{
    public CadenceDbContext Rent() => contexts.CreateDbContext();
}

internal sealed class IgnoresFilters(CadenceDbContext db)
{
    public IQueryable<Student> All() => db.Set<Student>().IgnoreQueryFilters();
}
