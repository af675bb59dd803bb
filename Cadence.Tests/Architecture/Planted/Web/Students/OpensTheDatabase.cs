using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Tests.Architecture.Planted.Web.Students;

internal sealed class OpensTheDatabase(DbContext db)
{
    public Task<int> CountAsync() => db.Set<Student>().CountAsync();
}

internal sealed class WritesMarkup
{
    public static MarkupString Show(string name) => new($"<b>{name}</b>");
}

internal sealed class ForgetsTheSignIn
{
    public static Actor Of(Guid organizationId, Guid userId) => Actor.User(organizationId, userId);
}
