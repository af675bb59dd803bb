using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Organizations;

/// <summary>What an organization says of itself, section by section; each opens its form.</summary>
public sealed partial class SettingsPage(OrganizationProfileService service, OrganizationLogoService logos, OwnershipService ownership, IDialogService dialogs, NavigationManager navigation, Hosts hosts)
{
    /// <summary>What the logo may be refused for; the address carries the code alone.</summary>
    private static readonly string[] LogoRefusals =
        [nameof(OrganizationsTexts.ErrorLogoEmpty), nameof(OrganizationsTexts.ErrorLogoTooLarge), nameof(OrganizationsTexts.ErrorLogoPixels), nameof(OrganizationsTexts.ErrorLogoUnreadable)];

    private Error? _bankRefusal;
    private Error? _ownerRefusal;

    /// <summary>As last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public OrganizationDetails? Details { get; set; }

    /// <summary>Why the logo was refused.</summary>
    [SupplyParameterFromQuery(Name = OrganizationEndpoints.RefusedQuery)]
    public string? LogoRefused { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private string? Refusal => LogoRefusals.Contains(LogoRefused) ? ErrorText.Of(OrganizationLogoService.Refused(LogoRefused!)) : null;

    protected override async Task OnInitializedAsync()
    {
        if (Details is null)
        {
            await ReadAsync();
        }
    }

    /// <summary>The address as people pass it on.</summary>
    private string Address(string slug)
    {
        var address = new Uri(new Uri(navigation.Uri), hosts.From(navigation.Uri, AddressOf.Organization(slug)));
        return address.Authority + address.AbsolutePath.TrimEnd('/');
    }

    private async Task ReadAsync()
    {
        var read = await service.GetAsync(Actor, CancellationToken.None);
        Details = read.IsSuccess ? read.Value : Details;
    }

    private async Task ShowAsync<TDialog>(string title)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, new DialogParameters { { nameof(OrganizationDialog.Organization), Details } });
        await ReadAsync();
    }

    private async Task MoveAsync()
    {
        if (await FormDialog.ShowAsync<SlugDialog>(dialogs, OrganizationsTexts.SlugTitle, new DialogParameters<SlugDialog> { { d => d.Organization, Details! } }) is string slug)
        {
            // The page was made for the former address.
            navigation.NavigateTo(hosts.From(navigation.Uri, AddressOf.Organization(slug, "settings")), forceLoad: true);
        }
    }

    private async Task RemoveLogoAsync()
    {
        await logos.RemoveAsync(Actor, CancellationToken.None);
        await ReadAsync();
    }

    private async Task EditBankAsync()
    {
        var account = await service.BankAccountAsync(Actor, CancellationToken.None);
        _bankRefusal = account.Errors.Count > 0 ? account.Errors[0] : null;
        if (account.IsSuccess)
        {
            await FormDialog.ShowAsync<BankAccountDialog>(
                dialogs, OrganizationsTexts.BankAccount, new DialogParameters<BankAccountDialog> { { d => d.Organization, Details! }, { d => d.Account, account.Value } });
            await ReadAsync();
        }
    }

    private async Task TransferAsync()
    {
        var candidates = await ownership.CandidatesAsync(Actor, CancellationToken.None);
        _ownerRefusal = (candidates.Errors.Count > 0 ? candidates.Errors[0] : null) ?? (candidates.Value.Count == 0 ? Error.Conflict(nameof(OrganizationsTexts.TransferNobody)) : null);
        if (_ownerRefusal is null)
        {
            await FormDialog.ShowAsync<TransferDialog>(dialogs, OrganizationsTexts.TransferTitle, new DialogParameters<TransferDialog> { { d => d.Candidates, candidates.Value } });
            await ReadAsync();
        }
    }

    private async Task ArchiveAsync()
    {
        if (await FormDialog.ShowAsync<ArchiveDialog>(dialogs, OrganizationsTexts.ArchiveTitle, new DialogParameters<ArchiveDialog> { { d => d.Slug, Details!.Slug } }) is true)
        {
            navigation.NavigateTo(AddressOf.Platform("organizations"), forceLoad: true);
        }
    }
}
