using System.Text.Json;
using Cadence.Core.Kernel;

namespace Cadence.Core.Payouts;

/// <summary>One dated value of the organization's settings of pay.</summary>
public sealed record PaySetting(string Key, string Json, DateOnly ValidFrom);

/// <summary>The organization's settings of pay, each a row with its first day; what was never set has the default.</summary>
public sealed class PaySettings
{
    /// <summary>All keys of pay begin with this.</summary>
    public const string Prefix = "pay.";

    /// <summary>Day of the month on which a period begins, 1 to 28; default 1.</summary>
    public const string StartDayKey = "pay.start_day";

    /// <summary>Day of the month after a period until which it is to be paid, 1 to 28; default none.</summary>
    public const string PayDayKey = "pay.pay_day";

    /// <summary>Whether guests count as heads; default true.</summary>
    public const string GuestsCountKey = "pay.guests_count";

    /// <summary>Whether a fixed amount is prorated; default false.</summary>
    public const string ProrateFixedKey = "pay.prorate_fixed";

    /// <summary>Whether teachers who teach together divide the pay; default false.</summary>
    public const string SplitBetweenTeachersKey = "pay.split_between_teachers";

    /// <summary>Whether groups taught together are paid each by itself; default false.</summary>
    public const string JointGroupsSeparatelyKey = "pay.joint_groups_separately";

    /// <summary>What a fixed salary loses for a class taught by a substitute; default none.</summary>
    public const string MissedSessionDeductionKey = "pay.missed_session_deduction";

    private readonly ILookup<string, (DateOnly From, JsonElement Value)> _values;

    /// <summary>Reads rows; unknown keys are left alone.</summary>
    public PaySettings(IEnumerable<PaySetting> rows)
    {
        _values = rows.OrderBy(row => row.ValidFrom).ToLookup(row => row.Key, row => (row.ValidFrom, JsonDocument.Parse(row.Json).RootElement), StringComparer.Ordinal);
        Rules =
        [
            .. new[] { GuestsCountKey, ProrateFixedKey, SplitBetweenTeachersKey, JointGroupsSeparatelyKey, MissedSessionDeductionKey }
                .SelectMany(key => _values[key]).Select(value => value.From).Prepend(DateOnly.MinValue).Distinct().Order()
                .Select(day => new PayRules
                {
                    ValidFrom = day,
                    GuestsCount = Flag(GuestsCountKey, day, true),
                    ProrateFixed = Flag(ProrateFixedKey, day, false),
                    SplitBetweenTeachers = Flag(SplitBetweenTeachersKey, day, false),
                    JointGroupsSeparately = Flag(JointGroupsSeparatelyKey, day, false),
                    MissedSessionDeduction = Number(MissedSessionDeductionKey, day),
                }),
        ];
    }

    /// <summary>The rules by first day, ascending; never empty.</summary>
    public IReadOnlyList<PayRules> Rules { get; }

    /// <summary>Key of a teacher's percentage of tax.</summary>
    public static string TaxPercentKey(Guid teacherId) => $"pay.tax_percent.{teacherId:N}";

    /// <summary>Key of a teacher's percentage of withholding.</summary>
    public static string WithholdingPercentKey(Guid teacherId) => $"pay.withholding_percent.{teacherId:N}";

    /// <summary>The days that the payout of a month pays.</summary>
    public DateRange Period(Month month) => PayPeriod.Named(month, StartDay(month), StartDay(month.Previous));

    /// <summary>The month whose period a day lies in.</summary>
    public Month MonthOf(DateOnly day)
    {
        var month = Month.Of(day);
        return Period(month).Contains(day) ? month : month.Next;
    }

    /// <summary>The last day to pay a month, or null where no pay day is set.</summary>
    public DateOnly? PayBefore(Month month) => Number(PayDayKey, month.LastDay) is { } day ? month.Next.FirstDay.AddDays(Math.Clamp((int)day, 1, PayPeriod.LatestStartDay) - 1) : null;

    /// <summary>The rules that hold on a day.</summary>
    public PayRules RulesOn(DateOnly day) => Rules.Last(rules => rules.ValidFrom <= day);

    /// <summary>A teacher's percentages on a day.</summary>
    public PayTaxes Taxes(Guid teacherId, DateOnly day) => new(Number(TaxPercentKey(teacherId), day), Number(WithholdingPercentKey(teacherId), day));

    private int StartDay(Month month) => Math.Clamp((int)(Number(StartDayKey, month.FirstDay) ?? 1), 1, PayPeriod.LatestStartDay);

    private JsonElement? On(string key, DateOnly day)
    {
        JsonElement? value = null;
        foreach (var (from, element) in _values[key])
        {
            value = from <= day ? element : value;
        }

        return value;
    }

    private bool Flag(string key, DateOnly day, bool otherwise) => On(key, day)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => otherwise,
    };

    private decimal? Number(string key, DateOnly day) => On(key, day) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;
}
