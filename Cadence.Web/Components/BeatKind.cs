namespace Cadence.Web.Components;

/// <summary>What one beat stands for: one bar is one real event (look.md §1).</summary>
public enum BeatKind
{
    /// <summary>Present: full.</summary>
    Present,
    /// <summary>Late: split near the top.</summary>
    Late,
    /// <summary>Absent: a stub.</summary>
    Absent,
    /// <summary>Excused: hollow.</summary>
    Excused,
    /// <summary>On the roster, nobody has marked them yet: faint.</summary>
    Unmarked,
    /// <summary>A class already held, among the classes of a day.</summary>
    Held,
    /// <summary>What is running now: lit.</summary>
    Now,
    /// <summary>Still to come.</summary>
    Ahead,
    /// <summary>Cancelled: a rest.</summary>
    Cancelled,
    /// <summary>A quantity: its height is given, it is not counted.</summary>
    Measure,
    /// <summary>A quantity that is not the one meant, beside the one that is.</summary>
    QuietMeasure,
    /// <summary>Not on the roster that day: empty space.</summary>
    Gap,
}
