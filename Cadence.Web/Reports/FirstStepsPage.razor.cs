using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Reports;

/// <summary>The first steps on a page of their own, also when they are done or hidden from the start page.</summary>
public sealed partial class FirstStepsPage(FirstStepsService service)
{
    private IReadOnlyList<Error> _errors = [];

    /// <summary>As last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public FirstSteps? Steps { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Steps is null)
        {
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var read = await service.StateAsync(Actor, CancellationToken.None);
        (Steps, _errors) = (read.IsSuccess ? read.Value : Steps, read.Errors);
    }

    private async Task ShowAsync()
    {
        await service.HideAsync(Actor, false, CancellationToken.None);
        await ReadAsync();
    }
}
