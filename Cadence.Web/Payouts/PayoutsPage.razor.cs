using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Payouts;

/// <summary>What everybody earns in a month: amount, state and what is missing.</summary>
public sealed partial class PayoutsPage(PayoutService payouts, NavigationManager navigation, TimeProvider time)
{
    private const int MonthsToChoose = 18;

    private Month _month;
    private Month _latest;
    private IReadOnlyList<Error> _errors = [];

    /// <summary>The month, <c>yyyy-MM</c>; without one the present.</summary>
    [Parameter]
    public string? MonthText { get; set; }

    /// <summary>The month as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public PayoutMonth? Month { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private IEnumerable<Month> Choices
    {
        get
        {
            var first = _month > _latest ? _month : _latest;
            var choices = Enumerable.Range(0, MonthsToChoose).Select(i => Core.Kernel.Month.Of(first.FirstDay.AddMonths(-i)));
            return choices.Contains(_month) ? choices : choices.Append(_month);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        _latest = Core.Kernel.Month.Of(SchoolTime.DateAt(time.GetUtcNow(), zone));
        if (MonthText is null)
        {
            _month = Month?.Current ?? _latest;
        }
        else if (!Core.Kernel.Month.TryParse(MonthText, out _month))
        {
            navigation.NotFound();
            return;
        }

        if (Month?.Month == _month)
        {
            return;
        }

        Month = null;
        var read = await payouts.PreviewMonthAsync(Actor, _month, CancellationToken.None);

        // A period that starts on day n is named by the month it ends in: the present one may be the next.
        if (MonthText is null && read.IsSuccess && read.Value.Current != _month)
        {
            _month = read.Value.Current;
            read = await payouts.PreviewMonthAsync(Actor, _month, CancellationToken.None);
        }

        Month = read.IsSuccess ? read.Value : null;
        _errors = read.Errors;
    }

    private static StateKind StateKindOf(PayoutState state) => PayoutLook.KindOf(state);

    private static string Subtitle(PayoutMonth month)
    {
        var teachers = Counted.Text(month.Rows.Count, PayoutsTexts.TeachersOne, PayoutsTexts.TeachersMany);
        return month.Period == month.Month.Range
            ? $"{ReaderDate.Sentence(ReaderDate.Month(month.Month))} · {teachers}"
            : string.Format(CultureInfo.CurrentCulture, PayoutsTexts.PeriodFormat, ReaderDate.FullDate(month.Period.Start), ReaderDate.FullDate(month.Period.End ?? month.Month.LastDay)) + " · " + teachers;
    }

    private static string Models(PayoutRow row) => row.Models.Count == 0 ? PayoutsTexts.RateNone : string.Join(" · ", row.Models.Select(PayoutText.Model));

    private void ChooseAsync(ChangeEventArgs change)
    {
        if (Core.Kernel.Month.TryParse(change.Value as string, out var month))
        {
            navigation.NavigateTo($"payouts/{month}");
        }
    }
}
