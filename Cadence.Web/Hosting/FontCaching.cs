namespace Cadence.Web.Hosting;

/// <summary>
/// The style sheet names the fonts without a fingerprint, and such files are asked for again on every page, which shows the
/// fallback font for a moment each time. A font file never changes under its name, so browsers may keep it.
/// </summary>
internal static class FontCaching
{
    public static void UseFontCaching(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/fonts", StringComparison.Ordinal))
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                {
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    });
}
