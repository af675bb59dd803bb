using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Cadence.Web.Hosting;

/// <summary>One page or endpoint, as <c>routes</c> lists it.</summary>
/// <param name="Path">Behind the language and, for an organization, its slug.</param>
/// <param name="Methods">HTTP methods it answers to.</param>
/// <param name="Kind">platform: <c>/{lang}/…</c>; organization: <c>/{lang}/o/{slug}/…</c>; machine: no prefix.</param>
/// <param name="Policy">anonymous where anyone may; family_link where a family's private link opens; the permission an organization's page asks for; authenticated for the rest.</param>
internal sealed record RouteLine(string Path, IReadOnlyList<string> Methods, string Kind, string Policy);

/// <summary>Lists what the program answers to, without static files and what the framework serves for itself.</summary>
internal static class RoutesVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        context.ExpectNoWords();
        await using var app = WebHost.Build([], context.Settings, InstalledDatabase.NotOpened(context.Settings.Database));
        var routes = Of(app);
        await context.AnswerAsync(new { Routes = routes }, string.Join('\n', routes.Select(r => $"{r.Kind,-12} {string.Join(',', r.Methods),-9} {r.Path}  ({r.Policy})")));
    }

    /// <summary>The routes of an application whose endpoints are mapped.</summary>
    public static IReadOnlyList<RouteLine> Of(IEndpointRouteBuilder app) =>
    [
        .. app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(endpoint => !endpoint.IsFramework())
            .Select(endpoint => new RouteLine(
                "/" + endpoint.RoutePattern.RawText?.TrimStart('/'),
                [.. endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"]],
                Kind(endpoint),
                Policy(endpoint)))
            .Distinct()
            .OrderBy(route => route.Kind, StringComparer.Ordinal).ThenBy(route => route.Path, StringComparer.Ordinal),
    ];

    private static string Kind(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAddressed>() switch
    {
        { } addressed when addressed.LivesAt(AddressKind.Platform) => "platform",
        { } addressed when addressed.LivesAt(AddressKind.Organization) => "organization",
        _ => "machine",
    };

    private static string Policy(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<FamilyPageAttribute>() is not null ? "family_link"
        : endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anonymous"
        : endpoint.Metadata.GetMetadata<OrganizationPageAttribute>() is { } page ? SnakeCase.Of(page.Permission)
        : endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "authenticated";
}
