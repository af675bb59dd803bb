using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;
using Cadence.Web.Payments;
using Cadence.Web.Sessions;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Payouts;

/// <summary>A month by venues: what each owes, what own pupils paid, what rents cost; every figure opens to its rows.</summary>
public sealed partial class VenueMonthPage(VenueStatementService statements, PrivateSessionService privates, ReceivedPaymentService received, IDialogService dialogs, NavigationManager navigation, TimeProvider time)
{
    private Month _month;
    private IReadOnlyList<Error> _errors = [];
    private Guid? _asking;
    private string? _reason;

    /// <summary>The month, <c>yyyy-MM</c>; without one the present.</summary>
    [Parameter]
    public string? MonthText { get; set; }

    /// <summary>The month as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public VenueMonthView? View { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayClose => Rights.AllowsAll(Permission.PayApprove);

    private bool MayWriteMoney => Rights.AllowsAll(Permission.PayWrite);

    private bool MayWritePrivates => Rights.AllowsAll(Permission.SessionsWrite);

    protected override async Task OnParametersSetAsync()
    {
        if (MonthText is null)
        {
            _month = Month.Of(SchoolTime.DateAt(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone)));
        }
        else if (!Month.TryParse(MonthText, out _month))
        {
            navigation.NotFound();
            return;
        }

        if (View?.Month != _month)
        {
            (View, _asking, _reason) = (null, null, null);
            await ReadAsync();
        }
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    private string Named(string format, ReceivedRow row) => Format(format, Figures.Money(row.Amount), ReaderDate.Compact(row.ValueDate, View!.Today));

    private static string PrivateLine(MonthPrivate row) => string.Join(" · ", new[]
    {
        ReaderDate.Time(row.Item.StartTime),
        string.Create(CultureInfo.CurrentCulture, $"{row.Item.DurationMinutes} min"),
        row.Item.VenueName,
        row.State switch
        {
            PaySessionState.Cancelled when row.Item.Charged => PrivateSessionsTexts.CancelledCharged,
            PaySessionState.Cancelled => SharedTexts.StateCancelled,
            PaySessionState.WithoutRoll => PrivateSessionsTexts.ToConfirm,
            PaySessionState.Ahead => SharedTexts.StateScheduled,
            _ => "",
        },
    }.Where(part => part.Length > 0));

    private async Task ReadAsync()
    {
        var read = await statements.MonthAsync(Actor, _month, CancellationToken.None);
        (View, _errors) = (read.IsSuccess ? read.Value : null, read.Errors);
    }

    private async Task CloseAsync(VenueMonthStatement venue)
    {
        var id = venue.Statement.Venue!.Id;
        var closed = await statements.CloseAsync(Actor, new CloseVenueStatement(id, _month, venue.Statement.Net.Amount, _asking == id ? _reason : null), CancellationToken.None);
        if (closed.IsSuccess)
        {
            (_asking, _reason) = (null, null);
            await ReadAsync();
            return;
        }

        if (closed.Errors.Any(error => error.Field == nameof(CloseVenueStatement.OverrideReason)))
        {
            // The first press only asks; the second, with nothing written, is refused.
            _errors = _asking == id ? closed.Errors : [];
            _asking = id;
            return;
        }

        await ReadAsync();
        _errors = closed.Errors;
    }

    private async Task ConfirmAsync(PrivateItem item)
    {
        var confirmed = await privates.ConfirmAsync(Actor, new ConfirmPrivateSession(item.Id, item.Version), CancellationToken.None);
        await ReadAsync();
        _errors = confirmed.Errors;
    }

    private Task AddPrivateAsync() => ShowAsync<PrivateDialog>(PrivateSessionsTexts.AddTitle, new());

    private Task EditPrivateAsync(PrivateItem item) => ShowAsync<PrivateDialog>(PrivateSessionsTexts.EditTitle, new DialogParameters<PrivateDialog> { { d => d.Item, item } });

    private Task CancelPrivateAsync(PrivateItem item) => ShowAsync<PrivateCancelDialog>(PrivateSessionsTexts.CancelTitle, new DialogParameters<PrivateCancelDialog> { { d => d.Item, item } });

    private Task AddMoneyAsync() => ShowAsync<ReceivedDialog>(ReceivedPaymentsTexts.Add, new());

    private Task EditMoneyAsync(ReceivedRow row) => ShowAsync<ReceivedDialog>(ReceivedPaymentsTexts.EditTitle, new DialogParameters<ReceivedDialog> { { d => d.Row, row } });

    private Task VoidMoneyAsync(ReceivedRow row) => ShowAsync<VoidDialog>(ReceivedPaymentsTexts.VoidTitle, new DialogParameters<VoidDialog>
    {
        { d => d.Text, ReceivedPaymentsTexts.VoidText },
        { d => d.SaveText, ReceivedPaymentsTexts.Void },
        { d => d.ReasonLabel, ReceivedPaymentsTexts.Reason },
        { d => d.Save, reason => received.VoidAsync(Actor, new VoidReceivedPayment(row.Id, row.Version, reason), CancellationToken.None) },
    });

    private async Task ShowAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, parameters);
        await ReadAsync();
    }
}
