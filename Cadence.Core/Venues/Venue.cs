using Cadence.Core.Data;

namespace Cadence.Core.Venues;

/// <summary>What sort of place it is.</summary>
public enum VenueKind
{
    Studio,
    Home,
    Online,
}

/// <summary>A place where classes happen. It has at least one room; a single one is hidden from people.</summary>
public sealed class Venue : VersionedTenantEntity
{
    private Venue()
    {
    }

    public Venue(string name, VenueKind kind, string? address, string? timeZone)
    {
        Name = name;
        Kind = kind;
        Address = address;
        TimeZone = timeZone;
    }

    /// <summary>A venue whose id the client made.</summary>
    public Venue(Guid id, string name, VenueKind kind, string? address, string? timeZone)
        : this(name, kind, address, timeZone) => UseId(id);

    public string Name { get; private set; } = "";

    public VenueKind Kind { get; private set; }

    public string? Address { get; private set; }

    /// <summary>IANA zone, where it differs from the organization's.</summary>
    public string? TimeZone { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Corrects what people read; past sessions keep their times.</summary>
    public void Describe(string name, VenueKind kind, string? address, string? timeZone)
    {
        Name = name;
        Kind = kind;
        Address = address;
        TimeZone = timeZone;
    }
}

/// <summary>A room of a venue. Two classes at once need <see cref="Shared"/>.</summary>
public sealed class Room : VersionedTenantEntity
{
    private Room()
    {
    }

    public Room(Guid venueId, string name, bool shared)
    {
        VenueId = venueId;
        Name = name;
        Shared = shared;
    }

    /// <summary>A room whose id the client made.</summary>
    public Room(Guid id, Guid venueId, string name, bool shared)
        : this(venueId, name, shared) => UseId(id);

    public Guid VenueId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Whether classes may overlap in it; always so at home and online.</summary>
    public bool Shared { get; private set; }

    /// <summary>Renames it or opens it to several classes at once.</summary>
    public void Describe(string name, bool shared)
    {
        Name = name;
        Shared = shared;
    }
}
