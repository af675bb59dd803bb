using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Groups;

/// <summary>The groups: how full, when next, how many come. A teacher sees their own.</summary>
public sealed partial class GroupsPage(GroupService service, IDialogService dialogs, NavigationManager navigation)
{
    private GroupStatus? _status = GroupStatus.Active;

    /// <summary>The groups as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public GroupList? List { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayWrite => Rights.Allows(Permission.GroupsWrite);

    protected override async Task OnInitializedAsync()
    {
        if (List is null)
        {
            await ReadAsync();
        }
    }

    private static (GroupStatus?, string, int)[] Filters(GroupList list) =>
    [
        (GroupStatus.Active, GroupsTexts.FilterActive, list.Active), (GroupStatus.Paused, GroupsTexts.FilterPaused, list.Paused),
        (GroupStatus.Closed, GroupsTexts.FilterClosed, list.Closed), (null, GroupsTexts.FilterAll, list.Total),
    ];

    private static string Line(GroupItem group) => string.Join(" · ", new[]
    {
        group.Status == GroupStatus.Active ? null : GroupLooks.WordOf(group.Status), group.TeacherName, group.RoomName ?? group.VenueName, group.Level,
    }.OfType<string>());

    private async Task ReadAsync() =>
        List = await service.ListAsync(Actor, new GroupFilter(_status), CancellationToken.None) is { IsSuccess: true } read ? read.Value : new GroupList([], 0, 0, 0, default);

    private Task FilterAsync(GroupStatus? status)
    {
        _status = status;
        return ReadAsync();
    }

    private async Task AddAsync()
    {
        if (await FormDialog.ShowAsync<GroupDialog>(dialogs, GroupsTexts.AddTitle, new()) is Guid added)
        {
            navigation.NavigateTo("groups/" + added);
        }
    }
}
