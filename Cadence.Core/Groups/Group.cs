using Cadence.Core.Data;

namespace Cadence.Core.Groups;

/// <summary>Whether a group runs.</summary>
public enum GroupStatus
{
    Active,
    Paused,
    Closed,
}

/// <summary>A class that meets again and again: a teacher, a place, a number of places.</summary>
public sealed class Group : VersionedTenantEntity
{
    private Group()
    {
    }

    public Group(string name, int capacity, int color)
    {
        Name = name;
        Capacity = capacity;
        Color = color;
    }

    /// <summary>A group whose id the client made.</summary>
    public Group(Guid id, string name, int capacity, int color)
        : this(name, capacity, color) => UseId(id);

    public string Name { get; private set; } = "";

    /// <summary>The lead teacher.</summary>
    public Guid? TeacherId { get; private set; }

    public Guid? VenueId { get; private set; }

    public Guid? RoomId { get; private set; }

    /// <summary>Number of places.</summary>
    public int Capacity { get; private set; }

    public string? Level { get; private set; }

    public string? Style { get; private set; }

    public string? AgeRange { get; private set; }

    /// <summary>One of the twelve group colours, 1 to 12.</summary>
    public int Color { get; private set; }

    /// <summary>Monthly fee in the organization's currency.</summary>
    public decimal? MonthlyPrice { get; private set; }

    public GroupStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Sets what people read.</summary>
    public void Describe(string name, string? level, string? style, string? ageRange, int color)
    {
        Name = name;
        Level = level;
        Style = style;
        AgeRange = ageRange;
        Color = color;
    }

    /// <summary>Who leads it and where it meets; sessions already planned keep theirs.</summary>
    public void Place(Guid? teacherId, Guid? venueId, Guid? roomId, int capacity)
    {
        TeacherId = teacherId;
        VenueId = venueId;
        RoomId = roomId;
        Capacity = capacity;
    }

    /// <summary>The monthly fee from now on.</summary>
    public void SetPrice(decimal? monthlyPrice) => MonthlyPrice = monthlyPrice;
}
