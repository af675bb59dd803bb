using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Payouts;

/// <summary>One teacher's month: every figure opens to the classes, heads and rate behind it.</summary>
public sealed partial class PayoutPage(PayoutService payouts, NavigationManager navigation)
{
    private const int SessionsShown = 6;

    private TeacherPayoutView? _view;
    private IReadOnlyList<PayRow> _rows = [];
    private PayRow? _open;
    private bool _all;
    private bool _asking;
    private string? _reason;
    private IReadOnlyList<Error> _errors = [];
    private Month _month;

    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    [Parameter]
    public required string MonthText { get; set; }

    /// <summary>Whose payout.</summary>
    [Parameter]
    public Guid TeacherId { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayApprove => Rights.AllowsAll(Permission.PayApprove);

    protected override async Task OnParametersSetAsync()
    {
        if (!Month.TryParse(MonthText, out _month))
        {
            navigation.NotFound();
            return;
        }

        if (_view?.Statement.Month != _month || _view.Statement.Payee.Id != TeacherId)
        {
            (_asking, _reason, _errors) = (false, null, []);
            await ReadAsync();
            Open(_rows.Count > 0 ? _rows[0] : null);
        }
    }

    private static string MonthWord(PayoutStatement statement) => ReaderDate.MonthName(statement.Month);


    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    private static string Percent(decimal? percent) => Figures.Number(percent ?? 0, 2) + "\u00a0%";

    private static int Shown(PayRow row) => row.Lines.Count <= SessionsShown + 1 ? row.Lines.Count : SessionsShown;

    private static string DayOf(StatementLine line, PayoutStatement statement) => line.Date is { } day ? ReaderDate.Compact(day, statement.Month.FirstDay) : "";

    private static string MissingWords(TeacherPayoutView view) =>
        string.Join("; ", view.Missing.Select(missing => Format(PayoutsTexts.MissingSessionFormat, missing.Title, missing.Date.ToString("M", CultureInfo.CurrentCulture)))) + ".";

    private static IEnumerable<string> RateSentences(PayoutStatement statement)
    {
        var rates = statement.Lines.Select(line => line.Rate).OfType<PayRateTerms>().Concat(statement.Rates).DistinctBy(rate => rate.Id)
            .OrderBy(rate => rate.Scope).ThenByDescending(rate => rate.ValidFrom).ToList();
        return rates.Count switch
        {
            0 => [PayoutsTexts.RateNone],
            <= 3 => rates.Select(rate => PayoutText.RateLead(rate, statement.Currency)),
            _ => rates.Take(2).Select(rate => PayoutText.RateLead(rate, statement.Currency)).Append(Format(PayoutsTexts.RateSeveralFormat, Figures.Number(rates.Count))),
        };
    }

    private static string BarStyle(TeacherPayoutView view, MonthTotal month)
    {
        var largest = view.History.Max(m => m.Total?.Amount ?? 0);
        var share = month.Total is { Amount: > 0 } total && largest > 0 ? (double)(total.Amount / largest) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"height:{Math.Max(share * 100, 4):0}%");
    }

    private static IEnumerable<(StateKind? Glyph, string Rule)> Rules(PayRow row, PayoutStatement statement)
    {
        if (row.IsPerHead)
        {
            yield return (StateKind.Present, PayoutsTexts.RuleHeadsCount);
            yield return (StateKind.Excused, Format(PayoutsTexts.RuleAbsencesDoNotInFormat, statement.Payer.Name));
        }
        else if (row.Lines.Any(line => line.Formula?.Model == PayModel.PerClass))
        {
            yield return (StateKind.Held, PayoutsTexts.RulePerClass);
        }
        else if (row.Lines.Any(line => line.Kind is PayLineKind.Included))
        {
            yield return (StateKind.Held, PayoutsTexts.RuleFixed);
        }

        foreach (var rate in row.Lines.Select(line => line.Rate).OfType<PayRateTerms>().DistinctBy(rate => rate.Id))
        {
            if (PayoutText.RateDetails(rate, statement.Currency) is { Count: > 0 } details)
            {
                yield return (StateKind.Held, Format(PayoutsTexts.RuleRateFormat, PayoutText.ModelAndScope(rate), string.Join(", ", details)));
            }
        }

        if (row.Lines.Any(line => line.Kind == PayLineKind.Cancelled))
        {
            yield return (StateKind.Cancelled, row.Lines.Any(line => line.Kind == PayLineKind.Cancelled && line.Formula is not null) ? PayoutsTexts.RuleCancelledPaid : PayoutsTexts.RuleCancelledNot);
        }

        yield return (null, statement.IsPreview ? PayoutsTexts.RuleFrozenLater : PayoutsTexts.RuleFrozenNow);
    }

    private string FileHref(string extension) => $"payouts/{_month}/{TeacherId}.{extension}";

    private void Open(PayRow? row) => (_open, _all) = (row, false);

    private async Task ReadAsync()
    {
        var read = await payouts.PreviewTeacherAsync(Actor, TeacherId, _month, CancellationToken.None);
        if (!read.IsSuccess)
        {
            navigation.NotFound();
            return;
        }

        _view = read.Value;
        _rows = [.. PayRow.Of(_view.Statement)];
        _open = _rows.FirstOrDefault(row => row.Key == _open?.Key);
    }

    private async Task ApproveAsync()
    {
        if (_view is not { } view)
        {
            return;
        }

        if (view.Missing.Count > 0 && !_asking)
        {
            (_asking, _errors) = (true, []);
            return;
        }

        var approved = await payouts.ApproveAsync(Actor, new ApprovePayout(TeacherId, _month, view.Statement.Net.Amount, _asking ? _reason : null), CancellationToken.None);
        _errors = approved.Errors;
        if (approved.IsSuccess || approved.Errors.Any(error => error.Field != nameof(ApprovePayout.OverrideReason) && error.Kind != ErrorKind.StepUpNeeded))
        {
            _asking = false;
            await ReadAsync();
        }
    }

    private async Task MarkPaidAsync()
    {
        var paid = await payouts.MarkPaidAsync(Actor, new MarkPayoutPaid(TeacherId, _month), CancellationToken.None);
        _errors = paid.Errors;
        await ReadAsync();
    }
}
