namespace Cadence.Core.Venues;

/// <summary>Says how long the way between two venues takes, in both directions, or takes that back.</summary>
public sealed record SetTravel
{
    public required Guid VenueId { get; init; }

    /// <summary>The venue at the other end.</summary>
    public Guid? OtherVenueId { get; init; }

    /// <summary>Whole minutes from door to door.</summary>
    public int? Minutes { get; init; }

    public TravelMode Mode { get; init; }

    /// <summary>Takes the way back; the minutes then don't matter.</summary>
    public bool Remove { get; init; }
}

/// <summary>The way between two venues.</summary>
/// <param name="Minutes">Whole minutes from door to door, in both directions.</param>
public sealed record TravelItem(Guid VenueId, string VenueName, Guid OtherVenueId, string OtherVenueName, int Minutes, TravelMode Mode)
{
    /// <summary>Whether it joins the two venues, in either direction.</summary>
    public bool Joins(Guid one, Guid other) => (VenueId == one && OtherVenueId == other) || (VenueId == other && OtherVenueId == one);

    /// <summary>The end that is not <paramref name="venue"/>; null where it doesn't lead there.</summary>
    public (Guid Id, string Name)? OtherEndOf(Guid venue) =>
        venue == VenueId ? (OtherVenueId, OtherVenueName) : venue == OtherVenueId ? (VenueId, VenueName) : null;
}
