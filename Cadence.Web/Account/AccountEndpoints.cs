using Cadence.Core.Accounts;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Cadence.Web.Account;

/// <summary>The two forms of the account menu. Binding a form makes both ask for an antiforgery token.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder endpoints)
    {
        // Both work without a session: the theme is the device's, and signing out twice must not end at the sign-in form's error.
        endpoints.MapPost("/account/theme", ChooseTheme).AllowAnonymous().DisableRateLimiting().WithMetadata(new AccountPageAttribute(), new WhileLookingInAttribute());
        // A page that stays open all day asks for this, so that its sign-in is seen and its cookie lives on.
        endpoints.MapGet("/account/here", () => TypedResults.NoContent()).AllowAnonymous().WithMetadata(new AccountPageAttribute(), new WhileLookingInAttribute());
        endpoints.MapPost("/account/sign-out", SignOutAsync).AllowAnonymous().DisableRateLimiting().WithMetadata(new AccountPageAttribute());
    }

    private static Results<RedirectHttpResult, BadRequest> ChooseTheme(HttpContext context, [FromForm] string theme, [FromForm] string? returnUrl)
    {
        if (Theme.Parse(theme) is not { } choice)
        {
            return TypedResults.BadRequest();
        }

        Theme.Remember(context, choice);
        return TypedResults.LocalRedirect(ReturnUrl.Safe(returnUrl, AddressOf.Platform()));
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, SignInManager<User> signIn, SecurityEvents events, IFormCollection form)
    {
        if (context.User.UserId() is { } userId)
        {
            await events.RecordAsync(new SecurityEvent(SecurityEventKind.SignedOut, userId), context.Whereabouts(), CancellationToken.None);
        }

        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect(AddressOf.Platform("account/sign-in"));
    }
}
