using System.Globalization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Venues;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Venues;

/// <summary>The places where classes happen, with their rooms.</summary>
public sealed partial class VenuesPage(VenueService service, TravelService travels, IDialogService dialogs)
{
    /// <summary>The venues as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public IReadOnlyList<VenueItem>? Venues { get; set; }

    /// <summary>The ways between them; kept likewise.</summary>
    [PersistentState]
    public IReadOnlyList<TravelItem>? Travels { get; set; }

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

    private async Task ReadAsync()
    {
        Travels = await travels.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } ways ? ways.Value : [];
        Venues = await service.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } read ? read.Value : [];
    }

    private IReadOnlyList<(TravelItem Travel, (Guid Id, string Name) End)> WaysOf(VenueItem venue) =>
        [.. (Travels ?? []).Select(travel => (travel, End: travel.OtherEndOf(venue.Id))).Where(way => way.End is not null).Select(way => (way.travel, way.End!.Value)).OrderBy(way => way.Value.Name, StringComparer.CurrentCulture)];

    // Where a way from here may still be entered to. Nobody walks to an online class.
    private List<VenueItem> EndsFrom(VenueItem venue) => venue.Kind == VenueKind.Online ? []
        : [.. Venues!.Where(other => other.Id != venue.Id && other.Kind != VenueKind.Online && !(Travels ?? []).Any(travel => travel.Joins(venue.Id, other.Id)))];

    private Task AddAsync() => ShowAsync<VenueDialog>(VenuesTexts.Add, new());

    private Task EditAsync(VenueItem venue) => ShowAsync<VenueDialog>(VenuesTexts.EditTitle, new DialogParameters<VenueDialog> { { d => d.Venue, venue } });

    private Task AddRoomAsync(VenueItem venue) => ShowAsync<RoomDialog>(VenuesTexts.AddRoom, new DialogParameters<RoomDialog> { { d => d.Venue, venue } });

    private Task EditRoomAsync(VenueItem venue, RoomItem room) =>
        ShowAsync<RoomDialog>(VenuesTexts.EditRoomTitle, new DialogParameters<RoomDialog> { { d => d.Venue, venue }, { d => d.Room, room } });

    private Task AddTravelAsync(VenueItem venue) =>
        ShowAsync<TravelDialog>(VenuesTexts.AddTravel, new DialogParameters<TravelDialog> { { d => d.Venue, venue }, { d => d.Others, EndsFrom(venue) } });

    private Task EditTravelAsync(VenueItem venue, TravelItem travel) =>
        ShowAsync<TravelDialog>(VenuesTexts.EditTravelTitle, new DialogParameters<TravelDialog> { { d => d.Venue, venue }, { d => d.Travel, travel } });

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, parameters);

        // Also after giving up: perhaps because somebody else had changed it.
        await ReadAsync();
    }
}
