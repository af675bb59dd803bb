using Cadence.Core.Attendance;
using Cadence.Core.Kernel;

namespace Cadence.Core.Payouts;

/// <summary>What happened after a payout was approved.</summary>
public enum PayAdjustmentReason
{
    /// <summary>Marks were corrected.</summary>
    Attendance,
    /// <summary>The roll call came after the approval.</summary>
    RollTaken,
    /// <summary>The session was cancelled, or its pay was.</summary>
    Cancelled,
    /// <summary>Somebody else taught it.</summary>
    Replaced,
    /// <summary>This teacher taught it after all.</summary>
    Taught,
    /// <summary>The session left this period or this teacher.</summary>
    Moved,
    /// <summary>A rate was dated back.</summary>
    Rate,
    /// <summary>There is no rate any more: it must be mended before anybody can approve.</summary>
    NoRate,
    /// <summary>The organization's rules or the teacher's employment changed.</summary>
    Rules,
}

/// <summary>A change of marks of one sort, for example absent to present.</summary>
public sealed record PayMarkChange(AttendanceStatus? From, AttendanceStatus? To, int Count);

/// <summary>A line of an approved payout as far as adjustments need it.</summary>
public sealed record FrozenLine
{
    /// <summary>The session, null for fixed amounts.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Why it stood there.</summary>
    public required PayLineKind Kind { get; init; }

    /// <summary>What was approved.</summary>
    public required Money Amount { get; init; }

    /// <summary>The rate row.</summary>
    public Guid? RateId { get; init; }

    /// <summary>The marks it was approved on.</summary>
    public IReadOnlyList<PayMark> Marks { get; init; } = [];
}

/// <summary>What one session of an approved period adds to or takes from a later payout, and why.</summary>
public sealed record PayAdjustment
{
    /// <summary>The approved period.</summary>
    public required Month Month { get; init; }

    /// <summary>The session, null for fixed amounts.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The session as it is now, if it is still this teacher's.</summary>
    public PaySession? Session { get; init; }

    /// <summary>May be negative.</summary>
    public required Money Amount { get; init; }

    /// <summary>Why.</summary>
    public required PayAdjustmentReason Reason { get; init; }

    /// <summary>Which marks changed, when <see cref="Reason"/> is attendance.</summary>
    public IReadOnlyList<PayMarkChange> Changes { get; init; } = [];

    /// <summary>The row that now pays.</summary>
    public PayRateTerms? Rate { get; init; }

    /// <summary>Heads counted now.</summary>
    public int? Heads { get; init; }
}

/// <summary>Later facts of an approved period: recomputed − frozen − what earlier payouts already adjusted.</summary>
public static class PayAdjuster
{
    /// <summary>
    /// One adjustment per session whose pay differs, in order of day; nothing when all agrees.
    /// <paramref name="frozen"/> are the approved payout's own lines, without those it carried for other periods;
    /// <paramref name="earlier"/> are the amounts later payouts already carry for this period, by session.
    /// </summary>
    public static IReadOnlyList<PayAdjustment> Adjust(PayoutCalculation recomputed, IReadOnlyList<FrozenLine> frozen, IEnumerable<(Guid? SessionId, Money Amount)> earlier)
    {
        var currency = recomputed.Inputs.Currency;
        var now = recomputed.Lines.Where(line => line.Kind is not (PayLineKind.Adjustment or PayLineKind.Carried)).ToLookup(line => line.Session?.Id);
        var then = frozen.Where(line => line.Kind is not (PayLineKind.Adjustment or PayLineKind.Carried)).ToLookup(line => line.SessionId);
        var carried = earlier.ToLookup(line => line.SessionId, line => line.Amount);

        var adjustments = new List<PayAdjustment>();
        foreach (var sessionId in now.Select(lines => lines.Key).Concat(then.Select(lines => lines.Key)).Concat(carried.Select(lines => lines.Key)).Distinct())
        {
            var nowLines = now[sessionId].ToList();
            var thenLines = then[sessionId].ToList();
            var line = nowLines.Find(candidate => candidate.Kind != PayLineKind.Missed) ?? nowLines.FirstOrDefault();
            var noRate = line?.Kind == PayLineKind.NoRate;
            var amount = Money.Sum(nowLines.Select(l => l.Amount), currency)
                - Money.Sum(thenLines.Select(l => l.Amount), currency)
                - Money.Sum(carried[sessionId], currency);
            if (amount.Amount == 0 && !noRate)
            {
                continue;
            }

            var replaced = recomputed.Replaced.FirstOrDefault(r => r.Session.Id == sessionId);
            var session = line?.Session ?? replaced?.Session;
            var changes = line?.Session is { } current ? Changes(thenLines, current) : [];
            adjustments.Add(new PayAdjustment
            {
                Month = recomputed.Inputs.Month,
                SessionId = sessionId,
                Session = session,
                Amount = noRate ? Money.Zero(currency) : amount,
                Reason = Reason(line, thenLines, replaced, changes),
                Changes = changes,
                Rate = line?.Rate,
                Heads = line?.Formula is { Model: PayModel.PerHead } formula ? formula.Heads : null,
            });
        }

        return adjustments
            .OrderBy(a => a.Session is null)
            .ThenBy(a => a.Session?.Date)
            .ThenBy(a => a.Session?.Start)
            .ThenBy(a => a.SessionId)
            .ToList();
    }

    private static PayAdjustmentReason Reason(CalculatedLine? line, List<FrozenLine> then, ReplacedSession? replaced, List<PayMarkChange> changes)
    {
        var before = then.Find(candidate => candidate.Kind != PayLineKind.Missed) ?? then.FirstOrDefault();
        return line switch
        {
            { Kind: PayLineKind.NoRate } => PayAdjustmentReason.NoRate,
            null or { Kind: PayLineKind.Missed } when replaced is not null => PayAdjustmentReason.Replaced,
            null => before?.SessionId is null ? PayAdjustmentReason.Rules : PayAdjustmentReason.Moved,
            { Kind: PayLineKind.Cancelled } => PayAdjustmentReason.Cancelled,
            _ when line.Session is not null && before is null or { Kind: PayLineKind.Missed or PayLineKind.Cancelled } => PayAdjustmentReason.Taught,
            _ when before is { Kind: PayLineKind.WithoutRoll } => PayAdjustmentReason.RollTaken,
            _ when line.Rate is not null && line.Rate.Id != before?.RateId => PayAdjustmentReason.Rate,
            _ when changes.Count > 0 => PayAdjustmentReason.Attendance,
            _ => PayAdjustmentReason.Rules,
        };
    }

    private static List<PayMarkChange> Changes(List<FrozenLine> then, PaySession now)
    {
        var before = new Dictionary<Guid, AttendanceStatus?>();
        foreach (var mark in then.SelectMany(line => line.Marks))
        {
            before[mark.StudentId] = mark.Status;
        }

        if (before.Count == 0)
        {
            return [];
        }

        var after = now.Marks.ToDictionary(mark => mark.StudentId, mark => mark.Status);
        return before.Keys.Union(after.Keys)
            .Select(id => (From: before.GetValueOrDefault(id), To: after.GetValueOrDefault(id)))
            .Where(change => change.From != change.To)
            .GroupBy(change => change)
            .Select(same => new PayMarkChange(same.Key.From, same.Key.To, same.Count()))
            .OrderByDescending(change => change.Count)
            .ToList();
    }
}
