using Cadence.Core.Attendance;
using Cadence.Core.Sessions;

namespace Cadence.Core.Reports;

/// <summary>What a guardian sees: the students of whom they have the right to be told.</summary>
/// <param name="GuardianName">As they are greeted.</param>
/// <param name="Since">First day of the attendance shown.</param>
/// <param name="Today">Today in the organization's zone.</param>
/// <param name="OrganizationName">The school.</param>
/// <param name="OrganizationColor">Its colour as #RRGGBB.</param>
public sealed record FamilyPicture(string GuardianName, IReadOnlyList<FamilyStudent> Students, DateOnly Since, DateOnly Today, string OrganizationName, string? OrganizationColor);

/// <summary>One student as their family sees them.</summary>
/// <param name="Next">The next classes, cancelled ones included.</param>
public sealed record FamilyStudent(Guid Id, string ShortName, string FullName, IReadOnlyList<FamilyGroup> Groups, IReadOnlyList<FamilyClass> Next);

/// <summary>One group of a student.</summary>
/// <param name="TeacherName">First name of who leads it.</param>
/// <param name="EndDate">Last day in it, where that is known.</param>
/// <param name="Slots">Days and times, as the classes around today show them.</param>
/// <param name="Marks">By date. What nobody marked, or what was withdrawn, is not there: it is no absence and no business of the family's.</param>
/// <param name="Rate">Attendance by the rule of domain.md §2; null where nothing counts.</param>
public sealed record FamilyGroup(
    Guid Id, string Name, int Color, string? TeacherName, FamilyPlace? Place, DateOnly StartDate, DateOnly? EndDate,
    IReadOnlyList<FamilySlot> Slots, IReadOnlyList<FamilyMark> Marks, decimal? Rate)
{
    /// <summary>Present or late.</summary>
    public int Came => Marks.Count(mark => mark.Status is AttendanceStatus.Present or AttendanceStatus.Late);

    /// <summary>All that counts: without excused and cancelled ones.</summary>
    public int Counted => Came + Marks.Count(mark => mark.Status is AttendanceStatus.Absent);
}

/// <summary>A weekday and times of a group.</summary>
public sealed record FamilySlot(DayOfWeek Day, TimeOnly Start, TimeOnly End);

/// <summary>One class of the past.</summary>
/// <param name="Status">Null where the class was cancelled.</param>
public sealed record FamilyMark(DateOnly Date, AttendanceStatus? Status);

/// <summary>One class to come.</summary>
/// <param name="Title">Null for a private class.</param>
/// <param name="IsGuest">A single visit: trial, make-up.</param>
/// <param name="Cancelled">Why it does not take place; null where it does.</param>
public sealed record FamilyClass(
    Guid Id, string? Title, int? Color, DateOnly Date, TimeOnly Start, TimeOnly End, FamilyPlace? Place, IReadOnlyList<string> Teachers, bool IsGuest, CancellationKind? Cancelled);

/// <summary>Where it happens.</summary>
/// <param name="Room">Null where the venue has a single one.</param>
public sealed record FamilyPlace(string Venue, string? Room);
