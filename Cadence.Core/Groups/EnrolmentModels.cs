using Cadence.Core.Kernel;

namespace Cadence.Core.Groups;

/// <summary>Enrols a student in a group from a day on.</summary>
public sealed record Enrol
{
    /// <summary>The student.</summary>
    public required Guid StudentId { get; init; }

    /// <summary>The group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>First day, included.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>Last day, included; null while it runs.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>Monthly fee where it differs from the group's, in the organization's currency.</summary>
    public decimal? AgreedFee { get; init; }

    /// <summary>Why the fee differs.</summary>
    public string? AgreedFeeReason { get; init; }

    /// <summary>True once the closed classes of those days were shown; their lists stay as they are.</summary>
    public bool Confirmed { get; init; }
}

/// <summary>Moves an enrolment to another group from a day on: the old one ends the day before.</summary>
public sealed record Move
{
    /// <summary>The running enrolment.</summary>
    public required Guid EnrolmentId { get; init; }

    /// <summary>The other group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>First day in the other group.</summary>
    public required DateOnly StartDate { get; init; }

    /// <summary>Monthly fee there where it differs from the group's.</summary>
    public decimal? AgreedFee { get; init; }

    /// <inheritdoc cref="Enrol.Confirmed"/>
    public bool Confirmed { get; init; }
}

/// <summary>Ends an enrolment.</summary>
public sealed record Leave
{
    /// <summary>The enrolment.</summary>
    public required Guid EnrolmentId { get; init; }

    /// <summary>Last day, included.</summary>
    public required DateOnly EndDate { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc cref="Enrol.Confirmed"/>
    public bool Confirmed { get; init; }
}

/// <summary>Voids an enrolment that should never have been: it counts nowhere, but stays readable.</summary>
public sealed record VoidEnrolment
{
    /// <summary>The enrolment.</summary>
    public required Guid EnrolmentId { get; init; }

    /// <summary>Why; required.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc cref="Enrol.Confirmed"/>
    public bool Confirmed { get; init; }
}

/// <summary>A new enrolment, and how full its group is on its first day, or today if that is later.</summary>
/// <param name="Id">The enrolment.</param>
/// <param name="GroupName">The group.</param>
/// <param name="Taken">Enrolments valid that day, this one included.</param>
/// <param name="Capacity">Places of the group.</param>
public sealed record Enrolled(Guid Id, string GroupName, int Taken, int Capacity)
{
    /// <summary>More people than places: a warning, not a refusal.</summary>
    public bool IsOver => Taken > Capacity;
}

/// <summary>One enrolment of a student, as people read it.</summary>
public sealed record EnrolmentLine(
    Guid Id, Guid GroupId, string GroupName, int GroupColor, decimal? GroupPrice, DateOnly StartDate, DateOnly? EndDate, string? Reason,
    decimal? AgreedFee, bool IsVoided, string? VoidReason);

/// <summary>All enrolments of a student, the newest first.</summary>
/// <param name="Today">Today in the organization's zone.</param>
/// <param name="Currency">ISO 4217, of the fees.</param>
public sealed record EnrolmentsOfStudent(IReadOnlyList<EnrolmentLine> Lines, DateOnly Today, string Currency);

/// <summary>A group as a choice: how full it is today.</summary>
public sealed record GroupChoice(Guid Id, string Name, int Color, int Capacity, int Taken, Money? Price);

/// <summary>A group somebody is in today.</summary>
public sealed record GroupTag(Guid StudentId, string Name, int Color);

/// <summary>A closed class: its list is frozen.</summary>
public sealed record ClosedClass(Guid Id, DateOnly Date, TimeOnly StartTime, TimeOnly EndTime);
