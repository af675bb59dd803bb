using Cadence.Core.Accounts;
using Cadence.Core.Operations;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Platform;

/// <summary>Leaving, and being made to leave. Binding a form makes both ask for an antiforgery token.</summary>
internal static class ImpersonationEndpoints
{
    public static void MapImpersonations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/leave", LeaveAsync).WithMetadata(new PlatformPageAttribute(), new WhileLookingInAttribute()).RequireAuthorization();
        endpoints.MapPost("/platform/impersonations/{sessionId:guid}/end", EndAsync).WithMetadata(new PlatformAdminPageAttribute());
    }

    /// <summary>Back to being oneself, if one's own sign-in still lives.</summary>
    private static async Task<RedirectHttpResult> LeaveAsync(
        HttpContext context, ImpersonationService impersonations, UserSessionService sessions, SignInManager<User> signIn, IFormCollection form, CancellationToken cancellationToken)
    {
        if (Impersonation.Of(context.User) is not { } looking || PlatformGate.AskerOf(context.User) is not { } inside)
        {
            return TypedResults.LocalRedirect(AddressOf.Platform());
        }

        await impersonations.EndAsync(inside, inside.SessionId, CancellationToken.None);
        if (await sessions.LiveUntilAsync(looking.Admin.SessionId, looking.Admin.UserId, null, cancellationToken) is null
            || await signIn.UserManager.FindByIdAsync(looking.Admin.UserId.ToString()) is not { } admin)
        {
            await signIn.SignOutAsync();
            return TypedResults.LocalRedirect(AddressOf.Platform("account/sign-in"));
        }

        await SignIns.ContinueAsync(context, await signIn.CreateUserPrincipalAsync(admin), looking.Admin.SessionId);
        return TypedResults.LocalRedirect(AddressOf.Platform("platform"));
    }

    private static async Task<RedirectHttpResult> EndAsync(Guid sessionId, HttpContext context, ImpersonationService impersonations, IFormCollection form, CancellationToken cancellationToken)
    {
        if (PlatformGate.AskerOf(context.User) is { } asker)
        {
            await impersonations.EndAsync(asker, sessionId, cancellationToken);
        }

        return TypedResults.LocalRedirect(AddressOf.Platform("platform"));
    }
}
