using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>Rates, formulas and lines in words, in the current culture: screen, paper and file say the same.</summary>
public static class PayoutText
{
    /// <summary>"Por asistente".</summary>
    public static string Model(PayModel model) => model switch
    {
        PayModel.FixedMonthly => PayoutsTexts.ModelFixedMonthly,
        PayModel.PerClass => PayoutsTexts.ModelPerClass,
        PayModel.PerHead => PayoutsTexts.ModelPerHead,
        PayModel.PerHour => PayoutsTexts.ModelPerHour,
        _ => throw new ArgumentOutOfRangeException(nameof(model), model, null),
    };

    /// <summary>"1,40 €"; a rate may have a third decimal, "1,375 €", which is not rounded away.</summary>
    public static string Rate(decimal amount, string currency)
    {
        var rounded = new Money(amount, currency);
        if (rounded.Amount == amount)
        {
            return Figures.Money(rounded);
        }

        var shown = Figures.Money(rounded);
        var number = Figures.Number(Math.Abs(amount), 3);
        var digits = rounded.Amount.ToString("N" + Money.DecimalsOf(currency), CultureInfo.CurrentCulture);
        return shown.Replace(digits, number, StringComparison.Ordinal);
    }

    /// <summary>"Por asistente en Compañía".</summary>
    public static string ModelAndScope(PayRateTerms rate) =>
        string.IsNullOrEmpty(rate.ScopeName) ? Model(rate.Model) : Format(PayoutsTexts.RateInFormat, Model(rate.Model), rate.ScopeName);

    /// <summary>"Por asistente, 1,40 € desde el 1 sep 2026".</summary>
    public static string RateSentence(PayRateTerms rate, string currency) =>
        Format(PayoutsTexts.RateSentenceFormat, ModelAndScope(rate), Rate(rate.Amount, currency), ReaderDate.Compact(rate.ValidFrom, DateOnly.MinValue));

    /// <summary>"Por asistente · 1,40 € desde el 1 de septiembre de 2026".</summary>
    public static string RateLead(PayRateTerms rate, string currency) =>
        Format(PayoutsTexts.RateLeadFormat, ModelAndScope(rate), Rate(rate.Amount, currency), ReaderDate.FullDate(rate.ValidFrom));

    /// <summary>What a rate has beside its amount: "mínimo 15,00 € por clase", …; empty for a plain one.</summary>
    public static IReadOnlyList<string> RateDetails(PayRateTerms rate, string currency)
    {
        var details = new List<string>();
        if (rate.Base > 0)
        {
            details.Add(Format(PayoutsTexts.RateBaseFormat, Rate(rate.Base, currency)));
        }

        if (rate.FreeHeads > 0)
        {
            details.Add(Counted.Text(rate.FreeHeads, PayoutsTexts.RateFreeOne, PayoutsTexts.RateFreeMany));
        }

        if (rate.Minimum > 0)
        {
            details.Add(Format(PayoutsTexts.RateMinimumFormat, Rate(rate.Minimum, currency)));
        }

        if (rate.Cap is { } cap)
        {
            details.Add(Format(PayoutsTexts.RateCapFormat, Rate(cap, currency)));
        }

        details.AddRange(rate.Tiers.Select(tier => Format(PayoutsTexts.RateTierFormat, Figures.Number(tier.From), Rate(tier.Amount, currency))));
        return details;
    }

    /// <summary>The arithmetic written out, "6,00 € + (10 − 4) × 2,00 €, mínimo 15,00 €"; empty when there is none.</summary>
    public static string Formula(PayFormula? formula, string currency)
    {
        if (formula is null)
        {
            return "";
        }

        var rate = Rate(formula.Rate, currency);
        var text = formula.Model switch
        {
            PayModel.FixedMonthly => formula.DaysEmployed is { } days ? Format(PayoutsTexts.ProratedFormat, rate, Figures.Number(days), Figures.Number(formula.DaysOfPeriod ?? 0)) : rate,
            PayModel.PerClass => rate,
            PayModel.PerHour => Format(PayoutsTexts.TimesFormat, Hours(formula.Minutes), rate),
            _ when formula.FreeHeads > 0 && formula.Heads > formula.FreeHeads => Format(PayoutsTexts.HeadsLessFreeFormat, Figures.Number(formula.Heads), Figures.Number(formula.FreeHeads), rate),
            _ => Format(PayoutsTexts.TimesFormat, Figures.Number(formula.PaidHeads), rate),
        };
        if (formula.Base > 0)
        {
            text = Format(PayoutsTexts.BasePlusFormat, Rate(formula.Base, currency), text);
        }

        text = formula.Bound switch
        {
            PayBound.Minimum => Format(PayoutsTexts.BoundMinimumFormat, text, Rate(formula.Minimum, currency)),
            PayBound.Cap => Format(PayoutsTexts.BoundCapFormat, text, Rate(formula.Cap ?? 0, currency)),
            _ => text,
        };
        return formula.Shares > 1 ? Format(PayoutsTexts.SharedByFormat, text, Figures.Number(formula.Shares)) : text;
    }

    /// <summary>Whether the arithmetic is more than heads or classes times the rate.</summary>
    public static bool NeedsFormula(PayFormula? formula) =>
        formula is { Model: not PayModel.FixedMonthly } && (formula.Model == PayModel.PerHour || formula.Base > 0 || formula.FreeHeads > 0 || formula.Bound != PayBound.None || formula.Shares > 1 || formula.Tier is not null);

    /// <summary>What a line outside a group's block is: "Sustitución en Breaking, por Tomás Gil".</summary>
    public static string Title(StatementLine line, PayoutStatement statement)
    {
        var other = line.OtherTeacherId is { } id ? statement.TeacherNames.GetValueOrDefault(id) : null;
        return line.Kind switch
        {
            PayLineKind.Fixed when line.Rate?.ScopeName is { Length: > 0 } scope => Format(PayoutsTexts.LineFixedInFormat, ReaderDate.MonthName(statement.Month), scope),
            PayLineKind.Fixed => Format(PayoutsTexts.LineFixedFormat, ReaderDate.MonthName(statement.Month)),
            PayLineKind.Missed => other is null ? Format(PayoutsTexts.LineMissedFormat, line.Title) : Format(PayoutsTexts.LineMissedByFormat, line.Title, other),
            PayLineKind.Adjustment => Format(PayoutsTexts.LineAdjustmentFormat, Reason(line)),
            PayLineKind.Carried => Format(PayoutsTexts.LineCarriedFormat, ReaderDate.Month(Month.Of(line.AdjustsMonth!.Value))),
            _ when line.Role == Sessions.SessionTeacherRole.Substitute => other is null ? Format(PayoutsTexts.LineSubstitutionFormat, line.Title) : Format(PayoutsTexts.LineSubstitutionForFormat, line.Title, other),
            _ => line.Title,
        };
    }

    /// <summary>The group's name, or that these are private classes.</summary>
    public static string SectionTitle(StatementSection section) => section.IsPrivate ? PayoutsTexts.PrivateClasses : section.Title;

    /// <summary>"1,5 h".</summary>
    public static string Hours(int minutes) => Format(PayoutsTexts.HoursFormat, Figures.Number(minutes / 60m, 2));

    /// <summary>The pupil of a private class, if the name is still known.</summary>
    public static string Pupil(StatementLine line, PayoutStatement statement) => line.PupilId is { } id ? statement.PupilNames.GetValueOrDefault(id, "") : "";

    /// <summary>What is special about a class: "Cancelada", "Sin lista", "Clase conjunta con Salsa dos"; empty for an ordinary one.</summary>
    public static string Remark(StatementLine line) => line.Kind switch
    {
        PayLineKind.Cancelled => line.Amount != 0 ? PayoutsTexts.LineCancelledPaid : PayoutsTexts.LineCancelled,
        PayLineKind.WithoutRoll => PayoutsTexts.LineWithoutRoll,
        PayLineKind.NoRate => PayoutsTexts.LineNoRate,
        PayLineKind.Joint => Format(PayoutsTexts.LineJointFormat, string.Join(", ", line.JointWith)),
        _ when line.JointWith.Count > 0 => Format(PayoutsTexts.LineJointWithFormat, string.Join(", ", line.JointWith)),
        _ => "",
    };

    /// <summary>"una falta pasó a presente".</summary>
    public static string Reason(StatementLine line) => line.Reason switch
    {
        PayAdjustmentReason.RollTaken => PayoutsTexts.ReasonRollTaken,
        PayAdjustmentReason.Cancelled => PayoutsTexts.ReasonCancelled,
        PayAdjustmentReason.Replaced => PayoutsTexts.ReasonReplaced,
        PayAdjustmentReason.Taught => PayoutsTexts.ReasonTaught,
        PayAdjustmentReason.Moved => PayoutsTexts.ReasonMoved,
        PayAdjustmentReason.Rate => PayoutsTexts.ReasonRate,
        PayAdjustmentReason.NoRate => PayoutsTexts.ReasonNoRate,
        PayAdjustmentReason.Rules => PayoutsTexts.ReasonRules,
        _ when line.Changes is [{ Count: 1 } change] => Format(PayoutsTexts.ReasonAttendanceFormat, From(change.From), To(change.To)),
        _ when line.Changes.Count > 0 => Format(PayoutsTexts.ReasonAttendanceMany, Figures.Number(line.Changes.Sum(change => change.Count))),
        _ => PayoutsTexts.ReasonAttendance,
    };

    /// <summary>"8 clases, 142 asistencias, 1 sin lista".</summary>
    public static string Counts(StatementSection section, bool withHeads = true)
    {
        var parts = new List<string>();
        if (section.Classes > 0)
        {
            parts.Add(Counted.Text(section.Classes, PayoutsTexts.ClassesOne, PayoutsTexts.ClassesMany));
        }

        if (withHeads && section.Heads > 0)
        {
            parts.Add(Counted.Text(section.Heads, PayoutsTexts.HeadsOne, PayoutsTexts.HeadsMany));
        }

        AddCount(parts, section, PayLineKind.WithoutRoll, PayoutsTexts.WithoutRollOne, PayoutsTexts.WithoutRollMany);
        AddCount(parts, section, PayLineKind.Cancelled, PayoutsTexts.CancelledOne, PayoutsTexts.CancelledMany);
        AddCount(parts, section, PayLineKind.NoRate, PayoutsTexts.NoRateOne, PayoutsTexts.NoRateMany);
        return string.Join(", ", parts);
    }

    /// <summary>How the figures of a statement come about, in sentences.</summary>
    public static IReadOnlyList<string> HowCalculated(PayoutStatement statement)
    {
        var models = statement.Lines.Where(line => line.Formula is not null).Select(line => line.Formula!.Model).Concat(statement.Rates.Select(rate => rate.Model)).ToHashSet();
        var sentences = new List<string>();
        if (models.Contains(PayModel.PerHead))
        {
            sentences.Add(PayoutsTexts.RuleHeadsCount);
            sentences.Add(PayoutsTexts.RuleAbsencesDoNot);
            if (!statement.Rules.GuestsCount)
            {
                sentences.Add(PayoutsTexts.RuleGuestsDoNot);
            }
        }

        if (models.Contains(PayModel.PerClass))
        {
            sentences.Add(PayoutsTexts.RulePerClass);
        }

        if (models.Contains(PayModel.PerHour))
        {
            sentences.Add(PayoutsTexts.RulePerHour);
        }

        if (models.Contains(PayModel.FixedMonthly))
        {
            sentences.Add(statement.Lines.Any(line => line.Formula?.DaysEmployed is not null) ? PayoutsTexts.RuleProrated : PayoutsTexts.RuleFixed);
        }

        foreach (var rate in statement.Lines.Select(line => line.Rate).Concat(statement.Rates).OfType<PayRateTerms>().DistinctBy(rate => rate.Id))
        {
            if (RateDetails(rate, statement.Currency) is { Count: > 0 } details)
            {
                sentences.Add(Format(PayoutsTexts.RuleRateFormat, ModelAndScope(rate), string.Join(", ", details)));
            }
        }

        if (statement.Lines.Any(line => line.Formula is { Shares: > 1 }))
        {
            sentences.Add(PayoutsTexts.RuleSplit);
        }

        sentences.Add(statement.Lines.Any(line => line.Kind == PayLineKind.Cancelled && line.Formula is not null) ? PayoutsTexts.RuleCancelledPaid : PayoutsTexts.RuleCancelledNot);
        return sentences;
    }

    /// <summary>The last characters of a tax id behind dots: enough to recognise, too little to use.</summary>
    public static string MaskedTaxId(string taxId)
    {
        var plain = taxId.Trim();
        return plain.Length <= 3 ? new string('•', plain.Length) : new string('•', plain.Length - 3) + plain[^3..];
    }

    /// <summary>"ES•• •••• •••• 2210".</summary>
    public static string MaskedAccount(string account)
    {
        var plain = string.Concat(account.Where(char.IsLetterOrDigit));
        if (plain.Length < 8)
        {
            return new string('•', plain.Length);
        }

        var country = char.IsLetter(plain[0]) ? plain[..2] : "••";
        return $"{country}•• •••• •••• {plain[^4..]}".Replace(' ', '\u00a0');
    }

    /// <summary>A text from the resources with its values, in the current culture.</summary>
    public static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    private static void AddCount(List<string> parts, StatementSection section, PayLineKind kind, string one, string many)
    {
        var count = section.Lines.Count(line => line.Kind == kind);
        if (count > 0)
        {
            parts.Add(Counted.Text(count, one, many));
        }
    }

    private static string From(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => PayoutsTexts.FromPresent,
        AttendanceStatus.Late => PayoutsTexts.FromLate,
        AttendanceStatus.Absent => PayoutsTexts.FromAbsent,
        AttendanceStatus.Excused => PayoutsTexts.FromExcused,
        _ => PayoutsTexts.FromUnmarked,
    };

    private static string To(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => PayoutsTexts.ToPresent,
        AttendanceStatus.Late => PayoutsTexts.ToLate,
        AttendanceStatus.Absent => PayoutsTexts.ToAbsent,
        AttendanceStatus.Excused => PayoutsTexts.ToExcused,
        _ => PayoutsTexts.ToUnmarked,
    };
}
