namespace Cadence.Core.Venues;

/// <summary>What people write about a venue, when adding as when editing.</summary>
public abstract record VenueDetails
{
    /// <summary>Name, unique in the organization.</summary>
    public string Name { get; init; } = "";

    public VenueKind Kind { get; init; }

    /// <summary>Where it is; nothing for online.</summary>
    public string? Address { get; init; }

    /// <summary>IANA zone, only where it differs from the organization's.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>Adds a venue with its first room. Both ids are the client's, so that sending it twice adds one.</summary>
public sealed record AddVenue : VenueDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Id of the first room.</summary>
    public Guid RoomId { get; init; } = Guid.CreateVersion7();

    /// <summary>Name of the first room; nothing takes the venue's.</summary>
    public string? RoomName { get; init; }

    /// <summary>Whether classes may overlap in the first room; at home and online they always may.</summary>
    public bool RoomShared { get; init; }
}

/// <summary>Changes a venue as last seen in <see cref="Version"/>. Classes already planned keep their times.</summary>
public sealed record EditVenue : VenueDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>What people write about a room.</summary>
public abstract record RoomDetails
{
    /// <summary>Name, unique in its venue.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether classes may overlap in it; at home and online they always may.</summary>
    public bool Shared { get; init; }
}

/// <summary>Adds a room. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddRoom : RoomDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid VenueId { get; init; }
}

/// <summary>Renames a room, or opens it to several classes at once, as last seen in <see cref="Version"/>.</summary>
public sealed record EditRoom : RoomDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>A room of a venue.</summary>
public sealed record RoomItem(Guid Id, string Name, bool Shared, int Version);

/// <summary>A venue with its rooms, by name. A single room is not shown to people.</summary>
public sealed record VenueItem(Guid Id, string Name, VenueKind Kind, string? Address, string? TimeZone, int Version, IReadOnlyList<RoomItem> Rooms);
