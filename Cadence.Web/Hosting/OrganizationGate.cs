using System.Security.Claims;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;

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
        Core.Organizations.Actor.User(context.OrganizationId()!.Value, context.User.UserId()!.Value, SignIns.SessionOf(context.User)!.Value);

    /// <summary>The organization of this request; null outside one.</summary>
    public static Guid? OrganizationId(this HttpContext context) => context.Access()?.Organization.Id ?? context.Features.Get<SlugTarget>()?.OrganizationId;

    /// <summary>The signed-in reader in an organization that a page above the organizations names; the service asks for their rights there.</summary>
    public static Actor ActorIn(this HttpContext context, Guid organizationId) =>
        Core.Organizations.Actor.User(organizationId, context.User.UserId()!.Value, SignIns.SessionOf(context.User)!.Value);

    public static void UseOrganizationGate(this WebApplication app) => app.Use(async (context, next) =>
    {
        var address = Address.Of(context);
        var endpoint = context.GetEndpoint();
        var addressed = endpoint?.Metadata.GetMetadata<IAddressed>();
        if (address.ByHost && addressed is not AnyAddressAttribute && addressed?.LivesAt(AddressKind.Platform) == true)
        {
            // What lies above the organizations is served at each host alike; which one was asked plays no part in it.
            address = address with { Kind = AddressKind.Platform, Slug = null };
            context.Features.Set(address);
        }

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

        if (address.Kind == AddressKind.Platform && Impersonation.Of(context.User) is { } looking && addressed is not (null or AnyAddressAttribute) && endpoint!.Metadata.GetMetadata<WhileLookingInAttribute>() is null)
        {
            // Who looks in as somebody else sees their organization and nothing of their account.
            if (AddressRewrite.IsPageRequest(context.Request))
            {
                context.Response.Redirect($"/{address.Language}/o/{looking.Slug}/");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (address.Kind != AddressKind.Organization || context.User.UserId() is not { } userId || addressed is AnyAddressAttribute)
        {
            await next(context);
            return;
        }

        var target = await Directory(context).FindAsync(address.Slug!, context.RequestAborted);
        if (target is not null && string.Equals(target.Slug, address.Slug, StringComparison.Ordinal) && endpoint?.Metadata.GetMetadata<RightsInTheUnit>() is not null)
        {
            context.Features.Set(target);
            await next(context);
            return;
        }

        var access = await AccessAsync(context, target, userId);
        if (access is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!string.Equals(access.Organization.Slug, address.Slug, StringComparison.Ordinal) && !MayStay(context, endpoint))
        {
            Redirect(context, address, access.Organization.Slug);
            return;
        }

        if (access.LacksSecondFactor)
        {
            await AskSecondFactorAsync(context, address, userId, access.Organization);
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

    /// <summary>
    /// What an open page sends to the address it was read at is taken there, although the organization has moved since: a tap must not get lost.
    /// Circuits are made for one address and start anew.
    /// </summary>
    private static bool MayStay(HttpContext context, Endpoint? endpoint) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && endpoint is RouteEndpoint route && !route.IsFramework();

    /// <summary>
    /// The unit of work of these endpoints alone decides on membership and rights, in the transaction in which it writes: the gate only knows which
    /// organization the address means. Whatever is refused there, for whatever reason, is asked of the gate afterwards, so that strangers hear the
    /// same as everywhere. Comes before all other filters, or their refusals would tell that the organization exists.
    /// </summary>
    public static RouteGroupBuilder LeaveRightsToTheUnit(this RouteGroupBuilder group) => group.WithMetadata(new RightsInTheUnit()).AddEndpointFilter(AskAfterwardsAsync);

    private static async ValueTask<object?> AskAfterwardsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        if (result is not IStatusCodeHttpResult { StatusCode: >= 400 } || http.Features.Get<SlugTarget>() is not { } target || http.User.UserId() is not { } userId)
        {
            return result;
        }

        if (await AccessAsync(http, target, userId) is not { } access)
        {
            return Results.StatusCode(StatusCodes.Status404NotFound);
        }

        if (access.LacksSecondFactor)
        {
            // The unit has said so, with its reason.
            return result;
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<OrganizationPageAttribute>() is { } page && !access.Rights.Allows(page.Permission))
        {
            Refused(Logger(http), userId, access.Organization.Id, page.Permission);
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        return result;
    }

    /// <summary>Whose role asks for a second factor that their sign-in lacks finds how to give it, whatever they asked for; scripts are told why.</summary>
    private static async Task AskSecondFactorAsync(HttpContext context, Address address, Guid userId, OrganizationProfile organization)
    {
        LacksSecondFactor(Logger(context), userId, organization.Id);
        if (AddressRewrite.IsPageRequest(context.Request))
        {
            context.Response.Redirect($"/{address.Language}/organizations/{organization.Slug}/second-step");
            return;
        }

        var error = Error.Forbidden(nameof(SharedTexts.ErrorSecondFactorNeeded));
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.Response.WriteAsJsonAsync(new { code = error.Code, reason = ErrorText.Of(error) }, context.RequestAborted);
    }

    private static async Task<OrganizationAccess?> AccessAsync(HttpContext context, SlugTarget? target, Guid userId)
    {
        var access = target is null ? null : await Directory(context).AccessAsync(target.OrganizationId, userId, SignIns.SessionOf(context.User), context.RequestAborted);
        if (access is null && target is not null)
        {
            Stranger(Logger(context), userId, target.OrganizationId);
        }

        return access;
    }

    private static OrganizationDirectory Directory(HttpContext context) => context.RequestServices.GetRequiredService<OrganizationDirectory>();

    private static void Redirect(HttpContext context, Address address, string slug)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var rest = $"{context.Request.Path}{context.Request.QueryString}";
        var hosts = context.RequestServices.GetRequiredService<Hosts>();
        context.Response.Redirect(address.ByHost
            ? $"{hosts.Origin(context.Request.Scheme, context.Request.Host.Port ?? -1, slug)}/{address.Language}{rest}"
            : $"/{address.Language}/o/{slug}{rest}");
    }

    private static ILogger Logger(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OrganizationGate).FullName!);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} asked for organization {OrganizationId}, of which they are no active member")]
    private static partial void Stranger(ILogger logger, Guid userId, Guid organizationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} was refused in organization {OrganizationId}: needs {Permission}")]
    private static partial void Refused(ILogger logger, Guid userId, Guid organizationId, Permission permission);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} was refused in organization {OrganizationId}: the role asks for a second factor")]
    private static partial void LacksSecondFactor(ILogger logger, Guid userId, Guid organizationId);

    private sealed record RightsInTheUnit;
}
