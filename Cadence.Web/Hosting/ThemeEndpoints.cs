using Cadence.Web.Layout;
using Microsoft.AspNetCore.Mvc;

namespace Cadence.Web.Hosting;

/// <summary>Remembers light or dark in a cookie, so that the server writes the page in it and nothing flashes.</summary>
public static class ThemeEndpoints
{
    /// <summary>The cookie's name; it holds nothing personal and scripts may read it.</summary>
    public const string Cookie = "cadence.theme";

    /// <summary>What this browser chose; automatic when it chose nothing or nonsense.</summary>
    public static ThemeChoice ChoiceOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Parse(context.Request.Cookies[Cookie]) ?? ThemeChoice.System;
    }

    /// <summary>Value of <c>data-theme</c> on the html element; theme.js turns "system" into light or dark before the first paint.</summary>
    public static string AttributeOf(ThemeChoice choice) => choice.ToString().ToLowerInvariant();

    /// <summary>Maps the form of the account menu. It takes an antiforgery token as every form does.</summary>
    public static IEndpointConventionBuilder MapTheme(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/account/theme", Choose).AllowAnonymous();

    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult Choose(HttpContext context, [FromForm] string theme, [FromForm] string? returnUrl)
    {
        if (Parse(theme) is { } choice)
        {
            context.Response.Cookies.Append(Cookie, AttributeOf(choice), new CookieOptions
            {
                Path = "/",
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(365),
            });
        }

        return TypedResults.LocalRedirect(ReturnUrl.Safe(returnUrl, context.Request.PathBase.Add("/")));
    }

    private static ThemeChoice? Parse(string? text) =>
        text is not null && Enum.GetValues<ThemeChoice>().Cast<ThemeChoice?>().FirstOrDefault(choice => AttributeOf(choice!.Value) == text) is { } known ? known : null;
}
