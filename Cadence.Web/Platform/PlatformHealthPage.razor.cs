using System.Reflection;
using Cadence.Core.Localization;
using Cadence.Core.Operations;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cadence.Web.Platform;

/// <summary>How the installation is doing, as it is when the page is asked for. Moments are in UTC: the platform has no zone.</summary>
public sealed partial class PlatformHealthPage(PlatformService platform, HealthCheckService checks, TimeProvider time)
{
    private PlatformHealth? _health;
    private IReadOnlyList<(string Name, bool IsFine)> _parts = [];
    private string _version = "";

    [Inject]
    private CircuitLimits Circuits { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (PlatformGate.AskerOf(HttpContext.User) is not { } asker || await platform.HealthAsync(asker, HttpContext.RequestAborted) is not { IsSuccess: true } read)
        {
            return;
        }

        _health = read.Value;
        var report = await checks.CheckHealthAsync(HttpContext.RequestAborted);
        _parts = [.. report.Entries.Select(entry => (NameOf(entry.Key), entry.Value.Status == HealthStatus.Healthy))];
        _version = typeof(PlatformHealthPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
    }

    private static string NameOf(string part) => part switch
    {
        "database" => PlatformTexts.PartDatabase,
        "disk" => PlatformTexts.PartDisk,
        "keys" => PlatformTexts.PartKeys,
        _ => part,
    };

    private string When(DateTimeOffset moment) => ReaderDate.RelativeWithTime(moment, time.GetUtcNow(), TimeZoneInfo.Utc);
}
