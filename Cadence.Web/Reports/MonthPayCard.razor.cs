using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Reports;

/// <summary>What the month has cost so far; each figure is the one of the pay page.</summary>
public sealed partial class MonthPayCard
{
    private IReadOnlyList<PayoutRow> _earning = [];
    private BeatKind[] _kinds = [];
    private int[] _heights = [];
    private string _label = "";

    [Parameter, EditorRequired]
    public required PayoutMonth Pay { get; set; }

    protected override void OnParametersSet()
    {
        _earning = [.. Pay.Rows.Where(row => row.Net.Amount > 0).OrderByDescending(row => row.Net.Amount)];
        var most = _earning.Count == 0 ? 1 : _earning[0].Net.Amount;
        _kinds = [.. _earning.Select(_ => BeatKind.Measure)];
        _heights = [.. _earning.Select(row => Math.Max(6, (int)(100 * row.Net.Amount / most)))];
        _label = string.Join("; ", _earning.Select(row => string.Format(CultureInfo.CurrentCulture, ReportsTexts.PayTeacherBarFormat, row.FullName, Figures.Money(row.Net))));
    }

    private static string StateWord(PayoutState state) => state switch
    {
        PayoutState.ToApprove => PayoutsTexts.StateToApprove,
        PayoutState.Approved => PayoutsTexts.StateApproved,
        PayoutState.Paid => SharedTexts.StatePaid,
        _ => SharedTexts.StateOverdue,
    };
}
