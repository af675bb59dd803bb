namespace Cadence.Web.Hosting;

/// <summary>For pages that say in their own words that something is not there.</summary>
internal static class OwnNotFound
{
    /// <summary>
    /// Answers 404 with the page itself. Said as late as when the answer starts: a page that is not found while it is drawn is not drawn at all,
    /// and the common one stands in its place.
    /// </summary>
    public static void SayNotFound(this HttpContext context) => context.Response.OnStarting(() =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
