using Microsoft.AspNetCore.Http;

namespace Cadence.Web.Hosting;

/// <summary>
/// How far the program's cookies reach, said once for all of them. Over https browsers hold them to this very host (<c>__Host-</c>), or with
/// a base host to it and all below it, over https only (<c>__Secure-</c>); plain http, in Development and where it was asked for, has no such promise.
/// </summary>
/// <param name="Prefix">Before every name.</param>
/// <param name="Secure">Whether they travel over https only.</param>
/// <param name="Domain">The host below which they hold too; null for this host alone.</param>
internal sealed record CookieScope(string Prefix, CookieSecurePolicy Secure, string? Domain)
{
    /// <summary>As the settings say.</summary>
    public static CookieScope Of(HostSettings settings) => settings.AllowHttp
        ? new CookieScope("", CookieSecurePolicy.SameAsRequest, settings.BaseHost)
        : new CookieScope(settings.BaseHost is null ? "__Host-" : "__Secure-", CookieSecurePolicy.Always, settings.BaseHost);

    /// <summary>Names a cookie: for the whole site, out of reach of scripts, and never sent along by another site's forms.</summary>
    public void Name(CookieBuilder cookie, string name)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        cookie.Name = Prefix + name;
        cookie.Path = "/";
        cookie.Domain = Domain;
        cookie.SecurePolicy = Secure;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
    }
}
