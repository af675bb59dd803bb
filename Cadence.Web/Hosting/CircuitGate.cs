using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.Features;

namespace Cadence.Web.Hosting;

/// <summary>
/// Stands before the hub: only web sockets, only from the own origin, only while there is room; and cuts a connection soon after its
/// sign-in ended, whatever the browser does with the page it was sent to.
/// </summary>
internal static partial class CircuitGate
{
    private const string Hub = "_blazor";

    /// <summary>A browser leaves the page by itself in this time.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static void AddCircuits(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(new CircuitLimits(settings.CircuitsPerUser, settings.CircuitsTotal));
        services.AddScoped<CircuitPresence>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitPresence>());
    }

    public static void UseCircuitGate(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<CircuitLimits>();
        var watch = app.Services.GetRequiredService<SignInWatch>();
        var time = app.Services.GetRequiredService<TimeProvider>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CircuitGate).FullName!);
        app.Use(async (context, next) =>
        {
            var path = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/');
            if (path is not (Hub or Hub + "/negotiate"))
            {
                await next(context);
                return;
            }

            if (context.User.UserId() is not { } userId || SignIns.SessionOf(context.User) is not { } sessionId)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            var origin = context.Request.Headers.Origin.ToString();
            if (origin.Length > 0 ? !IsOwn(origin, context.Request) : path == Hub)
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            if (path != Hub)
            {
                await (limits.HasRoom(userId) ? next(context) : RefuseAsync(context, logger, userId));
                return;
            }

            if (!IsWebSocket(context))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            using var place = limits.TryConnect(userId);
            if (place is null)
            {
                await RefuseAsync(context, logger, userId);
                return;
            }

            using var over = new CancellationTokenSource();
            var isOver = over.Token;
            using var watching = watch.Watch(sessionId, userId, () => _ = CutAsync(context, time, isOver));
            try
            {
                await next(context);
            }
            finally
            {
                await over.CancelAsync();
            }
        });
    }

    private static async Task CutAsync(HttpContext context, TimeProvider time, CancellationToken over)
    {
        await Task.Delay(Grace, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static Task RefuseAsync(HttpContext context, ILogger logger, Guid userId)
    {
        Telemetry.CircuitRefusals.Add(1);
        Full(logger, userId);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "60";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{ShellTexts.FullTitle}\n{ShellTexts.FullText}\n", context.RequestAborted);
    }

    private static bool IsOwn(string origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && string.Equals(from.Authority, new UriBuilder(from.Scheme + "://" + request.Host.Value).Uri.Authority, StringComparison.OrdinalIgnoreCase);

    private static bool IsWebSocket(HttpContext context) =>
        (context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true && context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A circuit of user {UserId} was refused: there is no room")]
    private static partial void Full(ILogger logger, Guid userId);
}
