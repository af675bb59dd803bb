using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Payments;

/// <summary>What was agreed with each venue.</summary>
public sealed partial class AgreementsPage(VenueAgreementService service, IDialogService dialogs, TimeProvider time)
{
    private IReadOnlyList<Error> _errors = [];
    private DateOnly _today;

    /// <summary>The agreements as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public IReadOnlyList<VenueAgreementItem>? Agreements { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayWrite => Rights.AllowsAll(Permission.PayWrite);

    protected override async Task OnInitializedAsync()
    {
        _today = SchoolTime.DateAt(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone));
        if (Agreements is null)
        {
            await ReadAsync();
        }
    }

    private static string Named(string format, VenueAgreementItem item) => string.Format(CultureInfo.CurrentCulture, format, item.VenueName);

    private async Task ReadAsync()
    {
        var read = await service.ListAsync(Actor, CancellationToken.None);
        (Agreements, _errors) = (read.IsSuccess ? read.Value : null, read.Errors);
    }

    private Task AddAsync() => ShowAsync<AgreementDialog>(VenueAgreementsTexts.Add, new());

    private Task EditAsync(VenueAgreementItem item) => ShowAsync<AgreementDialog>(VenueAgreementsTexts.EditTitle, new DialogParameters<AgreementDialog> { { d => d.Agreement, item } });

    private Task VoidAsync(VenueAgreementItem item) => ShowAsync<VoidDialog>(VenueAgreementsTexts.VoidTitle, new DialogParameters<VoidDialog>
    {
        { d => d.Text, VenueAgreementsTexts.VoidText },
        { d => d.SaveText, VenueAgreementsTexts.Void },
        { d => d.ReasonLabel, VenueAgreementsTexts.Reason },
        { d => d.Save, reason => service.VoidAsync(Actor, new VoidVenueAgreement(item.Id, item.Version, reason), CancellationToken.None) },
    });

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, parameters);
        await ReadAsync();
    }
}
