using Cadence.Core.Kernel;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>Why a line of a payout stands there. Stored lines have the coarser <see cref="PayoutLineKind"/> and keep this one in their details.</summary>
public enum PayLineKind
{
    /// <summary>A class taught, paid per class or per head.</summary>
    Session,
    /// <summary>The fixed amount of the period.</summary>
    Fixed,
    /// <summary>A class that the fixed amount already pays: 0.</summary>
    Included,
    /// <summary>A class taught jointly with another one whose line pays both: 0.</summary>
    Joint,
    /// <summary>A cancelled class: paid by its flag, else 0.</summary>
    Cancelled,
    /// <summary>A class that is over and has no roll call: 0 until it has one.</summary>
    WithoutRoll,
    /// <summary>A class for which the teacher has no rate: 0, and the payout can't be approved.</summary>
    NoRate,
    /// <summary>A class a substitute taught, which a setting takes from the fixed amount.</summary>
    Missed,
    /// <summary>What a later fact adds to or takes from an earlier period.</summary>
    Adjustment,
    /// <summary>The negative balance of the payout before, which nobody can transfer.</summary>
    Carried,
}

/// <summary>Which bound of a rate decided the amount.</summary>
public enum PayBound
{
    /// <summary>Neither.</summary>
    None,
    /// <summary>The class would have paid less.</summary>
    Minimum,
    /// <summary>The class would have paid more.</summary>
    Cap,
}

/// <summary>The arithmetic of one line, complete, so that page and paper can write it out.</summary>
public sealed record PayFormula
{
    /// <summary>How it pays.</summary>
    public required PayModel Model { get; init; }

    /// <summary>Pupils who came and count; 0 unless paid per head.</summary>
    public int Heads { get; init; }

    /// <summary>Guests who came and do not count.</summary>
    public int GuestsLeftOut { get; init; }

    /// <summary>Heads the rate leaves unpaid.</summary>
    public int FreeHeads { get; init; }

    /// <summary>Heads that are paid.</summary>
    public int PaidHeads { get; init; }

    /// <summary>How long the class lasts; 0 unless paid per hour.</summary>
    public int Minutes { get; init; }

    /// <summary>Per head, class, hour or period; already that of the tier.</summary>
    public required decimal Rate { get; init; }

    /// <summary>The tier that holds, if the rate has tiers and one is reached.</summary>
    public PayTier? Tier { get; init; }

    /// <summary>Added to the class.</summary>
    public decimal Base { get; init; }

    /// <summary>The rate's minimum; 0 for none.</summary>
    public decimal Minimum { get; init; }

    /// <summary>The rate's cap, if any.</summary>
    public decimal? Cap { get; init; }

    /// <summary>Which of the two decided.</summary>
    public PayBound Bound { get; init; }

    /// <summary>The teachers who divide the amount; 1 if nobody does.</summary>
    public int Shares { get; init; } = 1;

    /// <summary>Days employed, when a fixed amount is prorated.</summary>
    public int? DaysEmployed { get; init; }

    /// <summary>Days of the period, when a fixed amount is prorated.</summary>
    public int? DaysOfPeriod { get; init; }

    /// <summary>The amount before the line's rounding.</summary>
    public required decimal Exact { get; init; }
}

/// <summary>One line: one session, one fixed amount or one adjustment, rounded.</summary>
public sealed record CalculatedLine
{
    /// <summary>Why it stands there.</summary>
    public required PayLineKind Kind { get; init; }

    /// <summary>Rounded half away from zero.</summary>
    public required Money Amount { get; init; }

    /// <summary>The session, null for a fixed amount.</summary>
    public PaySession? Session { get; init; }

    /// <summary>The teacher's part in it.</summary>
    public SessionTeacherRole Role { get; init; }

    /// <summary>Whom a substitute replaced.</summary>
    public Guid? ReplacesTeacherId { get; init; }

    /// <summary>The rate that made it.</summary>
    public PayRateTerms? Rate { get; init; }

    /// <summary>The arithmetic; null where nothing was calculated.</summary>
    public PayFormula? Formula { get; init; }

    /// <summary>The other sessions this line pays too, or for <see cref="PayLineKind.Joint"/> the one whose line pays.</summary>
    public IReadOnlyList<PaySession> JointWith { get; init; } = [];

    /// <summary>The later fact, for <see cref="PayLineKind.Adjustment"/>.</summary>
    public PayAdjustment? Adjustment { get; init; }

    /// <summary>Whose balance it is, for <see cref="PayLineKind.Carried"/>.</summary>
    public Month? CarriedFrom { get; init; }
}

/// <summary>A session of this teacher that somebody else taught.</summary>
public sealed record ReplacedSession(PaySession Session, Guid SubstituteId);

/// <summary>One teacher's pay for one period: lines, and totals that are nothing but sums of them.</summary>
public sealed record PayoutCalculation
{
    /// <summary>What it follows from.</summary>
    public required PayoutInputs Inputs { get; init; }

    /// <summary>In order of day and hour; fixed amounts first, adjustments last.</summary>
    public required IReadOnlyList<CalculatedLine> Lines { get; init; }

    /// <summary>Sessions a substitute taught, which pay nothing here.</summary>
    public required IReadOnlyList<ReplacedSession> Replaced { get; init; }

    /// <summary>Sum of the lines.</summary>
    public required Money Gross { get; init; }

    /// <summary>Added to the gross.</summary>
    public required Money Tax { get; init; }

    /// <summary>Taken from the gross.</summary>
    public required Money Withholding { get; init; }

    /// <summary>Gross + tax − withholding.</summary>
    public Money Net => Gross + Tax - Withholding;

    /// <summary>Sessions that are over and have no roll call.</summary>
    public IEnumerable<PaySession> MissingAttendance => Lines.Where(line => line.Kind == PayLineKind.WithoutRoll).Select(line => line.Session!);

    /// <summary>Lines without a rate: while there is one, nobody can approve.</summary>
    public IEnumerable<CalculatedLine> WithoutRate => Lines.Where(line => line.Kind == PayLineKind.NoRate || line.Adjustment?.Reason == PayAdjustmentReason.NoRate);

    /// <summary>Whether there is nothing to say about this teacher in this period.</summary>
    public bool IsEmpty => Lines.Count == 0;
}
