using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Core.Venues;
using MudBlazor;

namespace Cadence.Web.Venues;

/// <summary>Ways between venues in words and signs.</summary>
internal static class TravelWords
{
    /// <summary>"a pie", as it stands in a sentence.</summary>
    public static string Of(TravelMode mode) => mode switch
    {
        TravelMode.Walk => VenuesTexts.TravelWalk,
        TravelMode.Bike => VenuesTexts.TravelBike,
        TravelMode.Transit => VenuesTexts.TravelTransit,
        _ => VenuesTexts.TravelDrive,
    };

    /// <summary>The sign beside the words.</summary>
    public static string IconOf(TravelMode mode) => mode switch
    {
        TravelMode.Walk => Icons.Material.Rounded.DirectionsWalk,
        TravelMode.Bike => Icons.Material.Rounded.DirectionsBike,
        TravelMode.Transit => Icons.Material.Rounded.DirectionsTransit,
        _ => Icons.Material.Rounded.DirectionsCar,
    };

    /// <summary>"20 min a pie hasta La Nave".</summary>
    public static string To(TravelItem travel, string name) =>
        string.Format(CultureInfo.CurrentCulture, VenuesTexts.TravelFormat, Figures.Number(travel.Minutes), Of(travel.Mode), name);
}
