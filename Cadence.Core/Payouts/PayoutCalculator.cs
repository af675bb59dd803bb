using Cadence.Core.Kernel;
using Cadence.Core.Sessions;

namespace Cadence.Core.Payouts;

/// <summary>
/// What a teacher earns in a period and why (domain.md §5). Pure: the same inputs give the same lines for ever;
/// a change of its rules is a new <see cref="Version"/>, which approved payouts keep.
/// </summary>
public static class PayoutCalculator
{
    /// <summary>Version of the rules, stored with every approved payout.</summary>
    public const int Version = 1;

    private static readonly PayOptions DefaultRules = new();

    /// <summary>Calculates one teacher's payout.</summary>
    public static PayoutCalculation Calculate(PayoutInputs inputs)
    {
        var lines = new List<CalculatedLine>();
        var replaced = new List<ReplacedSession>();
        var fixedLines = FixedLines(inputs);

        foreach (var together in TaughtTogether(inputs))
        {
            AddSessionLines(inputs, together, fixedLines.Count > 0, lines, replaced);
        }

        lines.Sort(static (a, b) =>
        {
            var byDate = a.Session!.Date.CompareTo(b.Session!.Date);
            var byStart = byDate != 0 ? byDate : a.Session.Start.CompareTo(b.Session.Start);
            return byStart != 0 ? byStart : a.Session.Id.CompareTo(b.Session.Id);
        });
        lines.InsertRange(0, fixedLines);
        lines.AddRange(inputs.Adjustments.Select(adjustment => new CalculatedLine
        {
            Kind = PayLineKind.Adjustment,
            Amount = adjustment.Amount,
            Session = adjustment.Session,
            Rate = adjustment.Rate,
            Adjustment = adjustment,
        }));
        if (inputs.Carried is { } carried)
        {
            lines.Add(new CalculatedLine { Kind = PayLineKind.Carried, Amount = carried.Amount, CarriedFrom = carried.Month });
        }

        var gross = Money.Sum(lines.Select(line => line.Amount), inputs.Currency);
        return new PayoutCalculation
        {
            Inputs = inputs,
            Lines = lines,
            Replaced = replaced,
            Gross = gross,
            Tax = Percent(gross, inputs.Taxes.TaxPercent),
            Withholding = Percent(gross, inputs.Taxes.WithholdingPercent),
        };
    }

    /// <summary>The narrowest of the teacher's rows that holds for the session on its day, or null.</summary>
    public static PayRateTerms? RateFor(IReadOnlyList<PayRateTerms> rates, PaySession session)
    {
        PayRateTerms? narrowest = null;
        foreach (var rate in rates)
        {
            if ((narrowest is null || rate.Scope > narrowest.Scope) && rate.Covers(session))
            {
                narrowest = rate;
            }
        }

        return narrowest;
    }

    /// <summary>The arithmetic of one class under one rate.</summary>
    public static PayFormula Formula(PayRateTerms rate, int heads, int guestsLeftOut = 0, int shares = 1, int minutes = 0)
    {
        if (rate.Model == PayModel.FixedMonthly)
        {
            return new PayFormula { Model = rate.Model, Rate = rate.Amount, Exact = 0 };
        }

        if (rate.Model == PayModel.PerClass)
        {
            return new PayFormula { Model = rate.Model, Rate = rate.Amount, Shares = shares, Exact = rate.Amount / shares };
        }

        if (rate.Model == PayModel.PerHour)
        {
            return new PayFormula { Model = rate.Model, Minutes = minutes, Rate = rate.Amount, Shares = shares, Exact = rate.Amount * minutes / 60 / shares };
        }

        PayTier? tier = null;
        foreach (var candidate in rate.Tiers)
        {
            if (candidate.From <= heads && (tier is null || candidate.From > tier.From))
            {
                tier = candidate;
            }
        }

        var perHead = tier?.Amount ?? rate.Amount;
        var paidHeads = Math.Max(0, heads - rate.FreeHeads);
        var exact = rate.Base + (perHead * paidHeads);
        var bound = PayBound.None;
        if (rate.Minimum > exact)
        {
            (exact, bound) = (rate.Minimum, PayBound.Minimum);
        }

        if (rate.Cap < exact)
        {
            (exact, bound) = (rate.Cap.Value, PayBound.Cap);
        }

        return new PayFormula
        {
            Model = rate.Model,
            Heads = heads,
            GuestsLeftOut = guestsLeftOut,
            FreeHeads = rate.FreeHeads,
            PaidHeads = paidHeads,
            Rate = perHead,
            Tier = tier,
            Base = rate.Base,
            Minimum = rate.Minimum,
            Cap = rate.Cap,
            Bound = bound,
            Shares = shares,
            Exact = exact / shares,
        };
    }

    private static PayOptions RulesOn(PayoutInputs inputs, DateOnly day) => inputs.Rules.LastOrDefault(rules => rules.ValidFrom <= day) ?? DefaultRules;

    private static Money Percent(Money gross, decimal? percent) => new(gross.Amount * (percent ?? 0) / 100, gross.Currency);

    private static IEnumerable<List<PaySession>> TaughtTogether(PayoutInputs inputs)
    {
        var joint = new Dictionary<Guid, List<PaySession>>();
        foreach (var session in inputs.Sessions)
        {
            if (session.JointId is not { } jointId || RulesOn(inputs, session.Date).JointGroupsSeparately)
            {
                yield return [session];
            }
            else if (joint.TryGetValue(jointId, out var others))
            {
                others.Add(session);
            }
            else
            {
                joint.Add(jointId, [session]);
            }
        }

        foreach (var sessions in joint.Values)
        {
            sessions.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Id.CompareTo(b.Id));
            yield return sessions;
        }
    }

    private static void AddSessionLines(PayoutInputs inputs, List<PaySession> together, bool hasFixed, List<CalculatedLine> lines, List<ReplacedSession> replaced)
    {
        var taught = new List<(PaySession Session, PaySessionTeacher Part)>();
        var missed = new List<PaySession>();
        foreach (var session in together)
        {
            PaySessionTeacher? replacedPart = null;
            PaySessionTeacher? substitute = null;
            PaySessionTeacher? part = null;
            foreach (var candidate in session.Teachers)
            {
                if (candidate.TeacherId != inputs.TeacherId)
                {
                    continue;
                }

                if (session.SubstituteOf(candidate) is { } by)
                {
                    (replacedPart, substitute) = (candidate, by);
                }
                else
                {
                    part = candidate;
                }
            }

            if (part is not null)
            {
                taught.Add((session, part));
            }
            else if (replacedPart is not null && session.State != PaySessionState.Ahead)
            {
                replaced.Add(new ReplacedSession(session, substitute!.TeacherId));
                if (session.State == PaySessionState.Held)
                {
                    missed.Add(session);
                }
            }
        }

        if (taught.Count == 0)
        {
            if (hasFixed && missed.Count > 0)
            {
                AddDeduction(inputs, missed[0], lines);
            }

            return;
        }

        foreach (var (session, part) in taught.Where(pair => pair.Session.State == PaySessionState.WithoutRoll))
        {
            lines.Add(Line(inputs, PayLineKind.WithoutRoll, session, part) with { Rate = RateFor(inputs.Rates, session) });
        }

        // One hour, one class: when one of the groups taught together was held, the cancelled ones add nothing.
        var held = together.FindAll(session => session.State == PaySessionState.Held);
        var heldTaught = taught.FindAll(pair => pair.Session.State == PaySessionState.Held);
        if (heldTaught.Count > 0)
        {
            AddPaid(inputs, PayLineKind.Session, held, heldTaught, lines);
        }

        var cancelled = together.FindAll(session => session.State == PaySessionState.Cancelled);
        var cancelledTaught = taught.FindAll(pair => pair.Session.State == PaySessionState.Cancelled);
        if (held.Count == 0 && cancelled.Count == together.Count && cancelled.Exists(session => session.Paid))
        {
            AddPaid(inputs, PayLineKind.Cancelled, cancelled, cancelledTaught, lines);
        }
        else
        {
            lines.AddRange(cancelledTaught.Select(pair => Line(inputs, PayLineKind.Cancelled, pair.Session, pair.Part)));
        }
    }

    private static void AddPaid(PayoutInputs inputs, PayLineKind kind, List<PaySession> sessions, List<(PaySession Session, PaySessionTeacher Part)> taught, List<CalculatedLine> lines)
    {
        var (first, part) = taught[0];
        var rules = RulesOn(inputs, first.Date);
        var counted = kind == PayLineKind.Cancelled ? default
            : sessions.Count == 1 ? first.Heads
            : PayHeads.Of(sessions.SelectMany(session => session.Marks));
        var heads = counted.Own + (rules.GuestsCount ? counted.Guests : 0);
        var guestsLeftOut = rules.GuestsCount ? 0 : counted.Guests;
        var shares = rules.SplitBetweenTeachers ? sessions.SelectMany(session => session.WhoTaught()).Select(teacher => teacher.TeacherId).Distinct().Count() : 1;

        PayRateTerms? rate = null;
        PayFormula? formula = null;
        foreach (var session in sessions)
        {
            if (RateFor(inputs.Rates, session) is not { } candidate)
            {
                continue;
            }

            var candidateFormula = Formula(candidate, heads, guestsLeftOut, shares, sessions.Max(taken => taken.Minutes));
            if (rate is null || candidate.Scope > rate.Scope || (candidate.Scope == rate.Scope && candidateFormula.Exact > formula!.Exact))
            {
                (rate, formula) = (candidate, candidateFormula);
            }
        }

        var line = Line(inputs, kind, first, part) with
        {
            JointWith = sessions.Where(session => session.Id != first.Id).ToList(),
        };
        lines.Add(rate is null
            ? line with { Kind = PayLineKind.NoRate }
            : line with
            {
                Kind = rate.Model == PayModel.FixedMonthly ? PayLineKind.Included : kind,
                Rate = rate,
                Formula = formula,
                Amount = new Money(formula!.Exact, inputs.Currency),
            });
        lines.AddRange(taught.Skip(1).Select(pair => Line(inputs, PayLineKind.Joint, pair.Session, pair.Part) with { JointWith = [first] }));
    }

    private static void AddDeduction(PayoutInputs inputs, PaySession session, List<CalculatedLine> lines)
    {
        var deduction = RulesOn(inputs, session.Date).MissedSessionDeduction ?? 0;
        if (deduction > 0 && RateFor(inputs.Rates, session) is { Model: PayModel.FixedMonthly } rate)
        {
            lines.Add(new CalculatedLine { Kind = PayLineKind.Missed, Session = session, Rate = rate, Amount = new Money(-deduction, inputs.Currency) });
        }
    }

    private static CalculatedLine Line(PayoutInputs inputs, PayLineKind kind, PaySession session, PaySessionTeacher part) => new()
    {
        Kind = kind,
        Amount = Money.Zero(inputs.Currency),
        Session = session,
        Role = part.Role,
        ReplacesTeacherId = part.Role != SessionTeacherRole.Substitute ? null
            : part.ReplacesTeacherId ?? session.Teachers.FirstOrDefault(teacher => teacher.Role == SessionTeacherRole.Lead)?.TeacherId,
    };

    private static List<CalculatedLine> FixedLines(PayoutInputs inputs)
    {
        var lastDay = inputs.EmployedTo < inputs.Period.End ? inputs.EmployedTo.Value : inputs.Period.End!.Value;
        if (lastDay < inputs.Period.Start || inputs.EmployedFrom > lastDay)
        {
            return [];
        }

        var employed = new DateRange(inputs.EmployedFrom ?? DateOnly.MinValue, inputs.EmployedTo).DaysShared(inputs.Period);
        var days = inputs.Period.DaysShared(inputs.Period);
        var prorate = RulesOn(inputs, lastDay).ProrateFixed && employed < days;
        var lines = new List<CalculatedLine>();
        foreach (var rate in inputs.Rates.Where(rate => rate.Model == PayModel.FixedMonthly && rate.IsValidOn(lastDay)).OrderBy(rate => rate.Scope).ThenBy(rate => rate.Id))
        {
            var exact = prorate ? rate.Amount * employed / days : rate.Amount;
            lines.Add(new CalculatedLine
            {
                Kind = PayLineKind.Fixed,
                Rate = rate,
                Amount = new Money(exact, inputs.Currency),
                Formula = new PayFormula
                {
                    Model = PayModel.FixedMonthly,
                    Rate = rate.Amount,
                    Exact = exact,
                    DaysEmployed = prorate ? employed : null,
                    DaysOfPeriod = prorate ? days : null,
                },
            });
        }

        return lines;
    }
}
