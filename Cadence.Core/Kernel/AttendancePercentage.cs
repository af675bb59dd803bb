namespace Cadence.Core.Kernel;

/// <summary>
/// The one rule for attendance (domain.md §2): (present + late) / (all marks − excused).
/// Who counts the marks leaves out guests, withdrawn marks and classes that are not closed.
/// It stands in the kernel because groups, sessions and reports all need it.
/// </summary>
public static class AttendancePercentage
{
    /// <summary>A ratio between 0 and 1; null, shown as a dash, when nothing counts.</summary>
    public static decimal? Of(int present, int late, int absent)
    {
        var counted = present + late + absent;
        return counted == 0 ? null : (decimal)(present + late) / counted;
    }
}
