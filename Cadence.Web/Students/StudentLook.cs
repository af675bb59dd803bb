using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;

namespace Cadence.Web.Students;

/// <summary>How students are shown everywhere in this slice.</summary>
internal static class StudentLook
{
    /// <summary>The word of a status.</summary>
    public static string WordOf(StudentStatus status) => status switch
    {
        StudentStatus.Lead => StudentsTexts.StatusLead,
        StudentStatus.Trial => StudentsTexts.StatusTrial,
        StudentStatus.Active => StudentsTexts.StatusActive,
        StudentStatus.Paused => StudentsTexts.StatusPaused,
        _ => StudentsTexts.StatusLeft,
    };

    /// <summary>Its glyph and colour.</summary>
    public static StateKind KindOf(StudentStatus status) => status switch
    {
        StudentStatus.Lead => StateKind.Pending,
        StudentStatus.Trial => StateKind.Scheduled,
        StudentStatus.Active => StateKind.Held,
        StudentStatus.Paused => StateKind.Late,
        _ => StateKind.Cancelled,
    };
}
