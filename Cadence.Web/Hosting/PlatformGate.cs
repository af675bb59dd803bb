using Cadence.Core.Operations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Cadence.Web.Hosting;

/// <summary>
/// Lets platform administrators through, asked of the database on every request. For everybody else, signed in or not, their pages
/// don't exist.
/// </summary>
internal sealed class PlatformGate(PlatformService platform) : AuthorizationHandler<PlatformGate.Requirement>
{
    /// <summary>As <c>routes</c> names it.</summary>
    public const string Policy = "platform_admin";

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement)
    {
        if (AskerOf(context.User) is { } asker && await platform.IsAdminAsync(asker, CancellationToken.None))
        {
            context.Succeed(requirement);
        }
    }

    /// <summary>Who asks, by which sign-in; null for anonymous.</summary>
    public static PlatformAsker? AskerOf(System.Security.Claims.ClaimsPrincipal user) =>
        user.UserId() is { } userId && SignIns.SessionOf(user) is { } session ? new PlatformAsker(userId, session) : null;

    internal sealed class Requirement : IAuthorizationRequirement;

    /// <summary>A refusal would say that there is something.</summary>
    internal sealed class Answers : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _usual = new();

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded || context.GetEndpoint()?.Metadata.GetMetadata<PlatformAdminPageAttribute>() is null)
            {
                return _usual.HandleAsync(next, context, policy, authorizeResult);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
    }
}
