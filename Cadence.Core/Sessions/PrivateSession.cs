using Cadence.Core.Data;

namespace Cadence.Core.Sessions;

/// <summary>
/// A class for one pupil. Local date and time in the venue's zone are authoritative. It has no roll call: somebody says that it was given.
/// Never deleted: it is cancelled, with who, when and why.
/// </summary>
public sealed class PrivateSession : VersionedTenantEntity
{
    private PrivateSession()
    {
    }

    public PrivateSession(Guid id) => UseId(id);

    public Guid TeacherId { get; private set; }

    public Guid StudentId { get; private set; }

    public Guid VenueId { get; private set; }

    public Guid RoomId { get; private set; }

    /// <summary>School date; month and pay belong to it.</summary>
    public DateOnly Date { get; private set; }

    public TimeOnly StartTime { get; private set; }

    public int DurationMinutes { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>What the pupil pays, in the organization's currency.</summary>
    public decimal Price { get; private set; }

    public SessionStatus Status { get; private set; }

    public CancellationKind? CancellationKind { get; private set; }

    public string? CancelReason { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Whether the pupil is charged for a cancelled one.</summary>
    public bool? Charged { get; private set; }

    /// <summary>Whether the teacher is paid for a cancelled one.</summary>
    public bool? Paid { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Puts it on a day; the instants are computed in <paramref name="zone"/>.</summary>
    public void Schedule(DateOnly date, TimeOnly start, int minutes, TimeZoneInfo zone)
    {
        Date = date;
        StartTime = start;
        DurationMinutes = minutes;
        (StartsAt, EndsAt) = SchoolTime.Instants(date, start, start.AddMinutes(minutes), zone);
    }

    /// <summary>Who, where and for how much.</summary>
    public void Arrange(Guid teacherId, Guid studentId, Guid venueId, Guid roomId, decimal price)
    {
        TeacherId = teacherId;
        StudentId = studentId;
        VenueId = venueId;
        RoomId = roomId;
        Price = price;
    }

    /// <summary>It was given, or it is still to be confirmed.</summary>
    public void Hold(bool held) => Status = held ? SessionStatus.Held : SessionStatus.Scheduled;

    /// <summary>Cancels it. Charged and paid stay as they are fixed here.</summary>
    public void Cancel(CancellationKind kind, string reason, bool charged, bool paid, DateTimeOffset at)
    {
        Status = SessionStatus.Cancelled;
        CancellationKind = kind;
        CancelReason = reason;
        Charged = charged;
        Paid = paid;
        CancelledAt = at;
    }
}
