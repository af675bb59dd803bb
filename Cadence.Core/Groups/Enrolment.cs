using Cadence.Core.Data;

namespace Cadence.Core.Groups;

/// <summary>The part somebody dances, where a group has partner roles.</summary>
public enum PartnerRole
{
    Leader,
    Follower,
    Both,
}

/// <summary>
/// A student in a group from a day to a day, both included (table student_groups). Never deleted: one that should never have been is voided.
/// </summary>
public sealed class Enrolment : VersionedTenantEntity
{
    private Enrolment()
    {
    }

    public Enrolment(Guid studentId, Guid groupId, DateOnly startDate, DateOnly? endDate = null)
    {
        StudentId = studentId;
        GroupId = groupId;
        StartDate = startDate;
        EndDate = endDate;
    }

    public Guid StudentId { get; private set; }

    public Guid GroupId { get; private set; }

    public DateOnly StartDate { get; private set; }

    /// <summary>Last day included; null while it runs.</summary>
    public DateOnly? EndDate { get; private set; }

    /// <summary>Why it ended.</summary>
    public string? Reason { get; private set; }

    /// <summary>Monthly fee agreed with this student, where it differs from the group's.</summary>
    public decimal? AgreedFee { get; private set; }

    public DateOnly? AgreedFeeFrom { get; private set; }

    public string? AgreedFeeReason { get; private set; }

    public PartnerRole? PartnerRole { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }

    public string? VoidReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Agrees a fee of its own from a day on.</summary>
    public void AgreeFee(decimal? fee, DateOnly? from, string? reason)
    {
        AgreedFee = fee;
        AgreedFeeFrom = from;
        AgreedFeeReason = reason;
    }

    /// <summary>Ends it with <paramref name="lastDay"/>, included.</summary>
    public void End(DateOnly lastDay, string? reason)
    {
        EndDate = lastDay;
        Reason = reason;
    }

    /// <summary>It should never have been: it counts nowhere.</summary>
    public void Void(DateTimeOffset at, string reason)
    {
        VoidedAt = at;
        VoidReason = reason;
    }
}

/// <summary>Days on which an enrolment rests; its student is not on the roster then.</summary>
public sealed class EnrolmentPause : TenantEntity
{
    private EnrolmentPause()
    {
    }

    public EnrolmentPause(Guid enrolmentId, DateOnly startDate, DateOnly? endDate, string? reason)
    {
        EnrolmentId = enrolmentId;
        StartDate = startDate;
        EndDate = endDate;
        Reason = reason;
    }

    public Guid EnrolmentId { get; private set; }

    public DateOnly StartDate { get; private set; }

    public DateOnly? EndDate { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }
}
