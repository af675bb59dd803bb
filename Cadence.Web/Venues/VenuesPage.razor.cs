using System.Globalization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Venues;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Venues;

/// <summary>The places where classes happen, with their rooms.</summary>
public sealed partial class VenuesPage(VenueService service, IDialogService dialogs)
{
    /// <summary>The venues as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public IReadOnlyList<VenueItem>? Venues { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayWrite => Rights.Allows(Permission.GroupsWrite);

    private bool MayAdd => Rights.AllowsAll(Permission.GroupsWrite);

    internal static string WordOf(VenueKind kind) => kind switch
    {
        VenueKind.Studio => VenuesTexts.KindStudio,
        VenueKind.Home => VenuesTexts.KindHome,
        _ => VenuesTexts.KindOnline,
    };

    protected override async Task OnInitializedAsync()
    {
        if (Venues is null)
        {
            await ReadAsync();
        }
    }

    private static string Named(string name) => string.Format(CultureInfo.CurrentCulture, VenuesTexts.EditNamed, name);

    private static string Line(VenueItem venue) => string.Join(" · ", new[] { WordOf(venue.Kind), venue.Address, venue.TimeZone }.OfType<string>());

    private async Task ReadAsync() => Venues = await service.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } read ? read.Value : [];

    private Task AddAsync() => ShowAsync<VenueDialog>(VenuesTexts.Add, new());

    private Task EditAsync(VenueItem venue) => ShowAsync<VenueDialog>(VenuesTexts.EditTitle, new DialogParameters<VenueDialog> { { d => d.Venue, venue } });

    private Task AddRoomAsync(VenueItem venue) => ShowAsync<RoomDialog>(VenuesTexts.AddRoom, new DialogParameters<RoomDialog> { { d => d.Venue, venue } });

    private Task EditRoomAsync(VenueItem venue, RoomItem room) =>
        ShowAsync<RoomDialog>(VenuesTexts.EditRoomTitle, new DialogParameters<RoomDialog> { { d => d.Venue, venue }, { d => d.Room, room } });

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, parameters);

        // Also after giving up: perhaps because somebody else had changed it.
        await ReadAsync();
    }
}
