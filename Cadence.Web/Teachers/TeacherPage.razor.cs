using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>One teacher: groups, rates, details.</summary>
public sealed partial class TeacherPage(TeacherService service, GroupService groups, IDialogService dialogs, NavigationManager navigation)
{
    /// <summary>The teacher as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public TeacherProfile? Teacher { get; set; }

    /// <summary>The groups they lead.</summary>
    [PersistentState]
    public IReadOnlyList<GroupItem>? Groups { get; set; }

    /// <summary>The teacher in the address.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

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

        Teacher = read.Value;
        Groups = Rights.Allows(Permission.GroupsRead) && await groups.ListAsync(Actor, new GroupFilter(TeacherId: Id), CancellationToken.None) is { IsSuccess: true } led
            ? [.. led.Value.Items.Where(group => group.Status != GroupStatus.Closed)]
            : [];
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
