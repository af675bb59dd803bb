using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>One teacher: groups, rates, details.</summary>
public sealed partial class TeacherPage(TeacherService service, GroupService groups, PayRateService rates, TimeProvider time, IDialogService dialogs, NavigationManager navigation)
{
    /// <summary>The teacher as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public TeacherProfile? Teacher { get; set; }

    /// <summary>The groups they lead.</summary>
    [PersistentState]
    public IReadOnlyList<GroupItem>? Groups { get; set; }

    /// <summary>Their rates, the newest first; null for those who may not see pay.</summary>
    [PersistentState]
    public IReadOnlyList<PayRateRow>? Rates { get; set; }

    /// <summary>The teacher in the address.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    private bool MayPay => Rights.Allows(Permission.PayWrite);

    private bool MayWrite => Rights.Allows(Permission.PeopleWrite);

    protected override async Task OnParametersSetAsync()
    {
        if (Teacher?.Id != Id)
        {
            await ReadAsync();
        }
    }

    private static string Next(GroupItem group) => group.Next is { } next
        ? string.Format(CultureInfo.CurrentCulture, GroupsTexts.NextWithFormat, ReaderDate.DayInMonth(next.Date), ReaderDate.Times(next.StartTime, next.EndTime))
        : GroupsTexts.NextNone;

    private async Task ReadAsync()
    {
        var read = await service.GetAsync(Actor, Id, CancellationToken.None);
        if (!read.IsSuccess)
        {
            navigation.NotFound();
            return;
        }

        IReadOnlyList<GroupItem> running = Rights.Allows(Permission.GroupsRead) && await groups.ListAsync(Actor, new GroupFilter(TeacherId: Id), CancellationToken.None) is { IsSuccess: true } led
            ? [.. led.Value.Items.Where(group => group.Status != GroupStatus.Closed)]
            : [];
        var pay = Rights.Allows(Permission.PayRead) && await rates.OfTeacherAsync(Actor, Id, CancellationToken.None) is { IsSuccess: true } paid ? paid.Value : null;

        // All at once, so that no card says "nothing" before it knows.
        (Teacher, Groups, Rates) = (read.Value, running, pay);
    }

    private string RateLine(PayRateTerms rate) => string.Join(" · ", PayoutText.RateDetails(rate, Organization.Currency).Append(rate.ValidTo is { } last
        ? string.Format(CultureInfo.CurrentCulture, TeachersTexts.FromToFormat, ReaderDate.FullDate(rate.ValidFrom), ReaderDate.FullDate(last))
        : string.Format(CultureInfo.CurrentCulture, TeachersTexts.SinceFormat, ReaderDate.FullDate(rate.ValidFrom))));

    private async Task AddRateAsync()
    {
        // The first rate usually holds from the first day, a later one from the first of next month.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone)).DateTime);
        var from = Rates is { Count: > 0 } ? Month.Of(today).Next.FirstDay : Teacher!.EmployedFrom;
        await FormDialog.ShowAsync<RateDialog>(
            dialogs, TeachersTexts.RateAddTitle,
            new DialogParameters<RateDialog> { { d => d.Teacher, Teacher! }, { d => d.From, from }, { d => d.Current, Rates is { Count: > 0 } } });
        await ReadAsync();
    }

    private async Task EditAsync()
    {
        await FormDialog.ShowAsync<TeacherDialog>(dialogs, TeachersTexts.EditTitle, new DialogParameters<TeacherDialog> { { d => d.Teacher, Teacher } });
        await ReadAsync();
    }

    private async Task EditLegalAsync()
    {
        await FormDialog.ShowAsync<LegalDataDialog>(dialogs, TeachersTexts.LegalTitle, new DialogParameters<LegalDataDialog> { { d => d.Teacher, Teacher! } });
        await ReadAsync();
    }
}
