using Cadence.Core.Accounts;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>The challenges of passkeys. Binding a form makes both ask for an antiforgery token; the answers go to the pages' own forms.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/account/passkeys/creation", CreationAsync).WithMetadata(new AccountPageAttribute());
        // Whoever wants to sign in is nobody yet.
        endpoints.MapPost("/account/passkeys/request", RequestAsync).AllowAnonymous().WithMetadata(new AccountPageAttribute());
    }

    private static async Task<IResult> CreationAsync(HttpContext http, Passkeys passkeys, SignIns signIns, UserManager<User> users, IFormCollection form) =>
        !passkeys.AreOffered ? TypedResults.NotFound()
        : await users.GetUserAsync(http.User) is not { } user || !await signIns.IsProvedAsync(http) ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
        : TypedResults.Content(await passkeys.CreationOptionsAsync(user), "application/json");

    private static async Task<IResult> RequestAsync(HttpContext http, Passkeys passkeys, UserManager<User> users, IFormCollection form) =>
        passkeys.AreOffered ? TypedResults.Content(await passkeys.RequestOptionsAsync(await users.GetUserAsync(http.User)), "application/json") : TypedResults.NotFound();
}
