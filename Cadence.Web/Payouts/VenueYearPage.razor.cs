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

/// <summary>A year by venues, for taxes: quarters and months, each with the way to its month, and the sums by venue.</summary>
public sealed partial class VenueYearPage(VenueStatementService statements, NavigationManager navigation, TimeProvider time)
{
    private int _year;
    private IReadOnlyList<Error> _errors = [];
    private BeatKind[] _kinds = [];
    private int[] _heights = [];
    private string _label = "";

    /// <summary>The year, four digits; without one the present.</summary>
    [Parameter]
    public string? YearText { get; set; }

    /// <summary>The year as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public VenueYearView? View { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var present = SchoolTime.DateAt(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone)).Year;
        if (YearText is null)
        {
            _year = present;
        }
        else if (!int.TryParse(YearText, NumberStyles.None, CultureInfo.InvariantCulture, out _year) || _year < Month.EarliestYear || _year > present)
        {
            navigation.NotFound();
            return;
        }

        if (View?.Year != _year)
        {
            View = null;
            var read = await statements.YearAsync(Actor, _year, CancellationToken.None);
            (View, _errors) = (read.IsSuccess ? read.Value : null, read.Errors);
        }

        Draw();
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    // One beat a month, as high as its result; a month that lost money is quiet.
    private void Draw()
    {
        var months = View?.Months ?? [];
        var highest = months.Select(month => Math.Abs(month.Totals.Net.Amount)).DefaultIfEmpty().Max();
        _kinds = [.. months.Select(month => month.Totals.Net.Amount switch { > 0 => BeatKind.Measure, < 0 => BeatKind.QuietMeasure, _ => BeatKind.Gap })];
        _heights = [.. months.Select(month => highest == 0 ? 0 : (int)(Math.Abs(month.Totals.Net.Amount) * 100 / highest))];
        _label = Format(VenueStatementsTexts.YearChartFormat, string.Join(", ", months.Select(month => Format(VenueStatementsTexts.YearChartMonthFormat, ReaderDate.MonthName(month.Month), Figures.Money(month.Totals.Net)))));
    }
}
