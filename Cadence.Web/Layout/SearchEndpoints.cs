using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Cadence.Web.Groups;
using Cadence.Web.Hosting;

namespace Cadence.Web.Layout;

/// <summary>What the search frame asks while somebody types. Two addresses, because people and groups are two permissions.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        app.MapGet("/search/people", PeopleAsync).WithMetadata(new OrganizationPageAttribute(Permission.PeopleRead)).RequireAuthorization();
        app.MapGet("/search/groups", GroupsAsync).WithMetadata(new OrganizationPageAttribute(Permission.GroupsRead)).RequireAuthorization();
    }

    private static async Task<IResult> PeopleAsync(string? q, HttpContext context, SearchService search, CancellationToken cancellationToken) =>
        Answer(context, await search.PeopleAsync(context.Actor(), q ?? "", cancellationToken));

    private static async Task<IResult> GroupsAsync(string? q, HttpContext context, SearchService search, CancellationToken cancellationToken) =>
        Answer(context, await search.GroupsAsync(context.Actor(), q ?? "", cancellationToken));

    private static IResult Answer(HttpContext context, Result<FoundList> found)
    {
        context.Response.Headers.CacheControl = "no-store";
        return found.IsSuccess ? Results.Json(new { items = found.Value.Items.Select(Told) }) : Results.StatusCode(StatusCodes.Status403Forbidden);
    }

    private static object Told(Found found) => new
    {
        id = found.Id,
        href = found.Kind switch { FoundKind.Student => "students/", FoundKind.Teacher => "teachers/", _ => "groups/" } + found.Id,
        name = found.Name,
        hint = found.Hint ?? (found.Kind switch { FoundKind.Student => ShellTexts.SearchStudent, FoundKind.Teacher => ShellTexts.SearchTeacher, _ => ShellTexts.SearchGroup }),
        letters = found.Kind == FoundKind.Group ? Initials.OfGroup(found.Name) : Initials.OfPerson(found.Name),
        color = found.Color,
    };
}
