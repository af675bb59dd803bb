using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Cadence.Core.Students;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.RateLimiting;

namespace Cadence.Web.Family;

/// <summary>
/// Where a family's link leads: it swaps the secret for a cookie and goes on to an address without it. It may be opened any number of
/// times, because mail scanners and previews open it first.
/// </summary>
internal static class FamilyEndpoints
{
    private const string Limit = "family-links";

    /// <summary>Links opened from one address in a minute: a whole class in the school's own network may come at once, a guesser gets nowhere.</summary>
    private const int PerMinute = 60;

    public static void AddFamily(this IServiceCollection services)
    {
        services.AddSingleton<FamilyVisits>();
        services.Configure<RateLimiterOptions>(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.AddPolicy(Limit, context => RateLimitPartition.GetFixedWindowLimiter(
                NetworkOf(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
        services.AddRateLimiter();
    }

    public static void MapFamily(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods($"/{FamilyLinkService.Path}/{{token}}", [HttpMethods.Get, HttpMethods.Head], EnterAsync)
            .AllowAnonymous().RequireRateLimiting(Limit).WithMetadata(new FamilyPageAttribute());

    private static async Task<IResult> EnterAsync(HttpContext context, FamilyVisits visits)
    {
        var token = context.Features.Get<FamilyRequest>()?.Token;
        var link = token is null || HttpMethods.IsHead(context.Request.Method) ? null : await visits.EnterAsync(context, token);
        return TypedResults.LocalRedirect(AddressOf.Platform(link is null ? FamilyLinkService.Path : $"{FamilyLinkService.Path}/{link.Actor.Id}"));
    }

    /// <summary>One home has a whole IPv6 network.</summary>
    private static string NetworkOf(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };
}
