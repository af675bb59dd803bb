using Cadence.Core.Data;

namespace Cadence.Core.Attendance;

/// <summary>One person's mark in one class.</summary>
public enum AttendanceStatus
{
    Present,
    Absent,
    Excused,
    Late,
}

/// <summary>
/// The mark that counts now. Written only by the function <c>take_marks</c>, which also writes <see cref="AttendanceHistoryEntry"/>;
/// the application's role can only read it.
/// </summary>
public sealed class AttendanceRecord : ITenantOwned
{
    private AttendanceRecord()
    {
    }

    public Guid OrganizationId { get; private set; }

    public Guid ClassSessionId { get; private set; }

    public Guid StudentId { get; private set; }

    /// <summary>Null = withdrawn: counts as unmarked.</summary>
    public AttendanceStatus? Status { get; private set; }

    /// <summary>When the tap was made, by the server's clock.</summary>
    public DateTimeOffset EffectiveAt { get; private set; }

    /// <summary>Written by closing for a gap; gives way to any person's tap.</summary>
    public bool ByClosing { get; private set; }

    public Guid? TapId { get; private set; }

    public Guid? UserId { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    public int Version { get; private set; }
}

/// <summary>What became of a tap.</summary>
public enum MarkOutcome
{
    Saved,
    Older,
    Locked,
    Refused,
}

/// <summary>Every accepted tap, also those that changed nothing or came too late. Append-only.</summary>
public sealed class AttendanceHistoryEntry : TenantEntity
{
    private AttendanceHistoryEntry()
    {
    }

    public Guid ClassSessionId { get; private set; }

    public Guid StudentId { get; private set; }

    /// <summary>Made by the device; unique for ever in the organization.</summary>
    public Guid? TapId { get; private set; }

    public AttendanceStatus? OldStatus { get; private set; }

    public AttendanceStatus? NewStatus { get; private set; }

    public DateTimeOffset EffectiveAt { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    public MarkOutcome Outcome { get; private set; }

    public string ActorKind { get; private set; } = "";

    public Guid? ActorId { get; private set; }

    public Guid? UserId { get; private set; }

    public string? Reason { get; private set; }
}

/// <summary>A month whose attendance is locked. Marks that come later wait as proposals.</summary>
public sealed class MonthLock : TenantEntity
{
    private MonthLock()
    {
    }

    public MonthLock(DateOnly month, DateTimeOffset lockedAt, Guid? lockedBy)
    {
        Month = month;
        LockedAt = lockedAt;
        LockedBy = lockedBy;
    }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; private set; }

    public DateTimeOffset LockedAt { get; private set; }

    public Guid? LockedBy { get; private set; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    public Guid? ReleasedBy { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>Opens the month again, with a reason.</summary>
    public void Release(DateTimeOffset at, Guid? by, string reason)
    {
        ReleasedAt = at;
        ReleasedBy = by;
        Reason = reason;
    }
}
