using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Cadence.Web.Hosting;

/// <summary>
/// How often one network address may send the forms of account pages, on each node. Counted before anything is looked up, so that what was found
/// plays no part in it.
/// </summary>
internal static class Limits
{
    private static readonly TimeSpan PostsWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MailsWithin = TimeSpan.FromMinutes(15);

    public static void AddLimits(this IServiceCollection services, HostSettings settings) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            For(settings.AccountPosts, PostsWithin, endpoint => endpoint.GetMetadata<AccountPageAttribute>() is not null),
            For(settings.AccountMails, MailsWithin, endpoint => endpoint.GetMetadata<WritesMailAttribute>() is not null));
        options.OnRejected = (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : PostsWithin;
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
    });

    /// <summary>Whoever sent a form too often reads why, in the language of the page; scripts get the bare answer.</summary>
    public static void UseWaitPage(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        var request = context.Request;
        if (context.Response.StatusCode != StatusCodes.Status429TooManyRequests || context.Response.HasStarted || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        (request.Method, request.Path, request.QueryString) = (HttpMethods.Get, "/status/429", QueryString.Empty);
        context.SetEndpoint(null);
        request.RouteValues.Clear();
        await next(context);
    });

    private static PartitionedRateLimiter<HttpContext> For(int permits, TimeSpan window, Func<EndpointMetadataCollection, bool> counts) => PartitionedRateLimiter.Create<HttpContext, string>(context =>
        HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata is { } metadata && counts(metadata)
            ? RateLimitPartition.GetFixedWindowLimiter(Callers.KeyOf(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(""));
}
