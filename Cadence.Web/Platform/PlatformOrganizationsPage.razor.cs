using System.Globalization;
using Cadence.Core.Operations;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Platform;

/// <summary>Every organization of the installation, by name: how big, how lively. Search and page stand in the address.</summary>
public sealed partial class PlatformOrganizationsPage(PlatformService platform, ImpersonationService impersonations, TimeProvider time)
{
    private const int PageSize = 50;

    private PlatformOrganizations _list = new([], 0);
    private IReadOnlyList<RunningImpersonation> _running = [];
    private DateTimeOffset _now;

    /// <summary>Words to search for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    /// <summary>From 1, as people count.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    private int? PageNumber { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    private int PageIndex => Math.Clamp((PageNumber ?? 1) - 1, 0, 1_000_000);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _now = time.GetUtcNow();
        if (PlatformGate.AskerOf(HttpContext.User) is { } asker && await platform.OrganizationsAsync(asker, Search, PageIndex, PageSize, HttpContext.RequestAborted) is { IsSuccess: true } read)
        {
            _list = read.Value;
            _running = await impersonations.ListAsync(asker, HttpContext.RequestAborted);
        }
    }

    private string AddressAt(int page) =>
        "platform?page=" + (page + 1).ToString(CultureInfo.InvariantCulture) + (string.IsNullOrWhiteSpace(Search) ? "" : "&q=" + Uri.EscapeDataString(Search));
}
