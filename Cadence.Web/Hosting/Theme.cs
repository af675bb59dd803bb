using Cadence.Web.Layout;

namespace Cadence.Web.Hosting;

/// <summary>Light or dark, chosen by the reader and kept in a cookie, so that the first paint is right.</summary>
internal static class Theme
{
    private const string Cookie = "cadence.theme";

    /// <summary>What this browser chose; automatic when it chose nothing or nonsense.</summary>
    public static ThemeChoice Of(HttpContext context) => Parse(context.Request.Cookies[Cookie]) ?? ThemeChoice.System;

    /// <summary>Value of <c>data-theme</c> on the html element and of the form; theme.js turns "system" into light or dark before the first paint.</summary>
    public static string NameOf(ThemeChoice choice) => choice switch
    {
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
        _ => "system",
    };

    /// <summary>The choice of that name; null for any other text.</summary>
    public static ThemeChoice? Parse(string? name) => name switch
    {
        "light" => ThemeChoice.Light,
        "dark" => ThemeChoice.Dark,
        "system" => ThemeChoice.System,
        _ => null,
    };

    /// <summary>Keeps the choice for a year.</summary>
    public static void Remember(HttpContext context, ThemeChoice choice) => context.Response.Cookies.Append(
        Cookie,
        NameOf(choice),
        context.RequestServices.GetRequiredService<Hosts>().Shared(
            new CookieOptions { Path = "/", IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) }));
}
