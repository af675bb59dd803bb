namespace Cadence.Web.Hosting;

/// <summary>Headers of a page whose address is a key: no search engine lists it, no cache keeps it, no other site is told it.</summary>
internal static class PrivateAddress
{
    public static void Keep(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex, nofollow";
        headers.CacheControl = "no-store";
    }
}
