using Cadence.Core.Data;

namespace Cadence.Core.Venues;

/// <summary>How somebody gets from one venue to another.</summary>
public enum TravelMode
{
    Walk,
    Bike,
    Transit,
    Drive,
}

/// <summary>
/// How long the way between two venues takes, as the teacher knows it, the same in both directions. The two are kept in the order of their
/// ids, so that a pair is one row however it was entered.
/// </summary>
public sealed class VenueTravel : TenantEntity
{
    private VenueTravel()
    {
    }

    public VenueTravel(Guid venueId, Guid otherVenueId, int minutes, TravelMode mode)
    {
        (VenueId, OtherVenueId) = InOrder(venueId, otherVenueId);
        Take(minutes, mode);
    }

    public Guid VenueId { get; private set; }

    public Guid OtherVenueId { get; private set; }

    /// <summary>Whole minutes from door to door.</summary>
    public int Minutes { get; private set; }

    public TravelMode Mode { get; private set; }

    /// <summary>The two ids as the table keeps them: the smaller first, in the order in which the database compares them.</summary>
    public static (Guid First, Guid Second) InOrder(Guid one, Guid other) =>
        one.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(other.ToByteArray(bigEndian: true)) <= 0 ? (one, other) : (other, one);

    /// <summary>Another time or another way to go.</summary>
    public void Take(int minutes, TravelMode mode) => (Minutes, Mode) = (minutes, mode);
}
