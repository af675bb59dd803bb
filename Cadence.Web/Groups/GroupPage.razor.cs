using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Groups;

/// <summary>One group: its last classes as towers, its people with their marks, its places.</summary>
public sealed partial class GroupPage(GroupService service, IDialogService dialogs, NavigationManager navigation)
{
    /// <summary>More places than this are a number only.</summary>
    private const int MostDots = 60;

    /// <summary>The group as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public GroupOverview? Group { get; set; }

    /// <summary>The group in the address.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Group?.Id != Id)
        {
            await ReadAsync();
        }
    }

    private static string Line(GroupOverview group) => string.Join(" · ", new[]
    {
        group.Next is { } next ? string.Format(CultureInfo.CurrentCulture, GroupsTexts.NextWithFormat, ReaderDate.DayInMonth(next.Date), ReaderDate.Times(next.StartTime, next.EndTime)) : null,
        group.RoomName ?? group.VenueName, group.TeacherName, group.Level,
    }.OfType<string>());

    private static int Held(GroupOverview group) => group.Sessions.Count(session => session.State == GroupSessionState.Held && group.MarkedSessions.Contains(session.Id));

    private static IEnumerable<string> Tags(GroupPerson person, DateOnly today)
    {
        if (person.Status == StudentStatus.Trial)
        {
            yield return GroupsTexts.TagTrial;
        }

        if (person.PausedNow)
        {
            yield return GroupsTexts.TagPaused;
        }

        if (person.Ahead)
        {
            yield return string.Format(CultureInfo.CurrentCulture, GroupsTexts.TagFromFormat, ReaderDate.Compact(person.StartDate, today));
        }

        if (person.EndDate is { } end)
        {
            yield return string.Format(CultureInfo.CurrentCulture, GroupsTexts.TagUntilFormat, ReaderDate.Compact(end, today));
        }
    }

    /// <summary>One dot per place: taken, on trial, free, and those beyond the last place.</summary>
    private static IEnumerable<string> Seats(GroupOverview group)
    {
        var fixedPlaces = group.Enrolled - group.OnTrial;
        for (var seat = 0; seat < Math.Max(group.Capacity, group.Enrolled); seat++)
        {
            var look = seat < fixedPlaces ? "seat-taken" : seat < group.Enrolled ? "seat-trial" : "seat-free";
            yield return seat < group.Capacity ? look : look + " seat-over";
        }
    }

    private bool MayEnrol(GroupOverview group) => group.Status != GroupStatus.Closed && Rights.Allows(Permission.PeopleWrite);

    private RenderFragment Name(GroupPerson person) => Rights.Allows(Permission.PeopleRead)
        ? builder =>
        {
            builder.OpenElement(0, "a");
            builder.AddAttribute(1, "href", "students/" + person.StudentId);
            builder.AddContent(2, person.FullName);
            builder.CloseElement();
        }
    : builder => builder.AddContent(0, person.FullName);

    private async Task ReadAsync()
    {
        var read = await service.OverviewAsync(Actor, Id, CancellationToken.None);
        if (read.IsSuccess)
        {
            Group = read.Value;
        }
        else
        {
            navigation.NotFound();
        }
    }

    private async Task EditAsync()
    {
        await FormDialog.ShowAsync<GroupDialog>(dialogs, GroupsTexts.EditTitle, new DialogParameters<GroupDialog> { { d => d.Group, Group } });
        await ReadAsync();
    }

    private async Task EnrolAsync()
    {
        await FormDialog.ShowAsync<EnrolDialog>(dialogs, string.Format(CultureInfo.CurrentCulture, GroupsTexts.EnrolTitle, Group!.Name), new DialogParameters<EnrolDialog> { { d => d.Group, Group! } });
        await ReadAsync();
    }
}
