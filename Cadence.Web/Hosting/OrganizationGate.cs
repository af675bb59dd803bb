using System.Security.Claims;
using Cadence.Core.Organizations;

namespace Cadence.Web.Hosting;

/// <summary>
/// Looks up the organization of the address and the reader's membership on every request, and refuses what lives elsewhere.
/// Strangers learn nothing: unknown, foreign and forbidden-by-membership addresses look the same.
/// </summary>
internal static partial class OrganizationGate
{
    /// <summary>The reader's way into the organization of this request; null outside one.</summary>
    public static OrganizationAccess? Access(this HttpContext context) => context.Features.Get<OrganizationAccess>();

    /// <summary>The signed-in user; null for anonymous.</summary>
    public static Guid? UserId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The reader as the services know them: by this sign-in, in the organization of this request. Only behind the gate.</summary>
    public static Actor Actor(this HttpContext context) =>
        Core.Organizations.Actor.User(context.Access()!.Organization.Id, context.User.UserId()!.Value, SignIns.SessionOf(context.User)!.Value);

    public static void UseOrganizationGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        var address = Address.Of(context);
        var endpoint = context.GetEndpoint();
        var addressed = endpoint?.Metadata.GetMetadata<IAddressed>();
        if (addressed is AccountPageAttribute && address.Kind == AddressKind.Organization && AddressRewrite.IsPageRequest(context.Request))
        {
            context.Response.Redirect($"/{address.Language}{context.Request.Path}{context.Request.QueryString}");
            return;
        }

        if (addressed is null ? endpoint is RouteEndpoint route && !route.IsFramework() : !addressed.LivesAt(address.Kind))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (address.Kind != AddressKind.Organization || context.User.UserId() is not { } userId || addressed is AnyAddressAttribute)
        {
            await next(context);
            return;
        }

        var directory = context.RequestServices.GetRequiredService<OrganizationDirectory>();
        var target = await directory.FindAsync(address.Slug!, context.RequestAborted);
        var access = target is null ? null : await directory.AccessAsync(target.OrganizationId, userId, context.RequestAborted);
        if (access is null)
        {
            if (target is not null)
            {
                Stranger(Logger(context), userId, target.OrganizationId);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!string.Equals(access.Organization.Slug, address.Slug, StringComparison.Ordinal))
        {
            Redirect(context, address, access.Organization.Slug);
            return;
        }

        context.Features.Set(access);
        if (addressed is OrganizationPageAttribute page && !access.Rights.Allows(page.Permission))
        {
            if (context.Request.Path == "/" && AddressRewrite.IsPageRequest(context.Request) && access.Rights.Allows(Permission.SessionsRead))
            {
                // Who has no dashboard starts with the day's classes.
                context.Response.Redirect($"{context.Request.PathBase}/agenda");
                return;
            }

            Refused(Logger(context), userId, access.Organization.Id, page.Permission);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    });

    private static void Redirect(HttpContext context, Address address, string slug)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Redirect($"/{address.Language}/o/{slug}{context.Request.Path}{context.Request.QueryString}");
    }

    private static ILogger Logger(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OrganizationGate).FullName!);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} asked for organization {OrganizationId}, of which they are no active member")]
    private static partial void Stranger(ILogger logger, Guid userId, Guid organizationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} was refused in organization {OrganizationId}: needs {Permission}")]
    private static partial void Refused(ILogger logger, Guid userId, Guid organizationId, Permission permission);
}
