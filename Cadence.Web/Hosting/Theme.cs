namespace Cadence.Web.Hosting;

/// <summary>Light or dark, chosen by the reader and kept in a cookie, so that the first paint is right.</summary>
internal static class Theme
{
    public const string Light = "light";
    public const string Dark = "dark";
    private const string Cookie = "cadence.theme";

    public static string Of(HttpContext context) => context.Request.Cookies[Cookie] == Dark ? Dark : Light;

    public static void Remember(HttpContext context, string theme) => context.Response.Cookies.Append(
        Cookie, theme == Dark ? Dark : Light,
        new CookieOptions { Path = "/", IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
}
