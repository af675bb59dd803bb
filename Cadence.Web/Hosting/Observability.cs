using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Cadence.Core.Kernel;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cadence.Web.Hosting;

/// <summary>
/// Logs as JSON with ids and no names, metrics for Prometheus behind a token, traces and metrics by OTLP where the operator names
/// a collector. Without these settings nothing leaves the program.
/// </summary>
internal static class Observability
{
    private const string MetricsPath = "/metrics";

    private static readonly string[] Meters =
    [
        Telemetry.Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Components.Lifecycle", "Microsoft.AspNetCore.Components.Server.Circuits", "Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.Authentication",
    ];

    private static readonly ActivityListener RequestIds = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    /// <summary>The console for people in Development and where asked for, otherwise one JSON object a line.</summary>
    public static ILoggingBuilder AddLogs(this ILoggingBuilder logs, HostSettings settings)
    {
        // Its scope and lines hold whole addresses, secrets of families' links among them; the trace id ties lines together.
        logs.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // With that log switched off nobody else would ask for a trace id, and an error page would have no reference.
        ActivitySource.AddActivityListener(RequestIds);
        logs.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (settings.JsonLogs)
        {
            logs.ClearProviders();
            logs.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }

        return logs;
    }

    public static void AddObservability(this IServiceCollection services, HostSettings settings)
    {
        var hasCollector = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };
        if (settings.MetricsToken is null && !hasCollector)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("cadence", serviceVersion: typeof(Observability).Assembly.GetName().Version?.ToString(3)));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddRuntimeInstrumentation();
            if (settings.MetricsToken is not null)
            {
                metrics.AddPrometheusExporter();
            }

            if (hasCollector)
            {
                metrics.AddOtlpExporter();
            }
        });
        if (hasCollector)
        {
            // The address of a page may hold what somebody typed; the route does not.
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation(options => options.EnrichWithHttpRequest = static (activity, request) =>
            {
                activity.SetTag("url.query", null);
                activity.SetTag("url.path", FamilyAddresses.Traced(request.Path));
            }).AddSource("Npgsql").AddOtlpExporter());
        }
    }

    /// <summary>Every line that is logged while a request is served says whose it is: ids, never names.</summary>
    public static void UseLogScopes(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Cadence.Request");
        app.Use(async (context, next) =>
        {
            using var scope = logger.BeginScope(new Dictionary<string, object?> { ["OrganizationId"] = context.OrganizationId(), ["UserId"] = context.User.UserId() });
            await next(context);
        });
    }

    /// <summary><c>/metrics</c> for who knows the token; for everybody else there is no such page.</summary>
    public static void UseMetricsGate(this WebApplication app)
    {
        var expected = app.Services.GetRequiredService<HostSettings>().MetricsToken is { } token ? Hash("Bearer " + token) : null;
        app.Use((context, next) =>
        {
            if (context.Request.Path != MetricsPath || (expected is not null && CryptographicOperations.FixedTimeEquals(expected, Hash(context.Request.Headers.Authorization.ToString()))))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HostSettings>().MetricsToken is not null)
        {
            app.MapPrometheusScrapingEndpoint(MetricsPath).AllowAnonymous().WithMetadata(new MachineEndpointAttribute());
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
