using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Groups;

/// <summary>Adds a group or changes one. Closes with the group's id.</summary>
public sealed partial class GroupDialog(GroupService service, ILogger<FormState> logger)
{
    private readonly FormState _form = new(logger);
    private readonly Guid _id = Guid.CreateVersion7();
    private GroupChoices? _choices;
    private string? _name;
    private Guid? _teacher;
    private Guid? _venue;
    private Guid? _room;
    private decimal? _capacity;
    private decimal? _price;
    private string? _level;
    private string? _style;
    private string? _age;
    private int _color = 1;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The group to change; null adds one.</summary>
    [Parameter]
    public GroupOverview? Group { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (Group is { } group)
        {
            (_name, _teacher, _venue, _room, _capacity, _price, _level, _style, _age, _color) =
                (group.Name, group.TeacherId, group.VenueId, group.RoomId, group.Capacity, group.MonthlyPrice, group.Level, group.Style, group.AgeRange, group.Color);
        }

        var choices = await service.ChoicesAsync(Actor, CancellationToken.None);
        if (!choices.IsSuccess)
        {
            Dialog.Cancel();
            return;
        }

        _choices = choices.Value;
        if (Group is null)
        {
            // What there is only one of goes without saying.
            _teacher ??= _choices.Teachers is [var teacher] ? teacher.Id : null;
            ChooseVenue(_choices.Venues is [var venue] ? venue.Id : null);
            _color = _choices.FreeColor;
        }
    }

    private List<(Guid?, string)> Teachers(GroupChoices choices)
    {
        List<(Guid?, string)> teachers = [(null, GroupsTexts.TeacherNone), .. choices.Teachers.Select(teacher => ((Guid?)teacher.Id, teacher.Name))];
        if (Group is { TeacherId: { } led, TeacherName: { } name } && choices.Teachers.All(teacher => teacher.Id != led))
        {
            teachers.Add((led, name));
        }

        return teachers;
    }

    private static List<(Guid?, string)> Venues(GroupChoices choices) => [(null, GroupsTexts.VenueNone), .. choices.Venues.Select(venue => ((Guid?)venue.Id, venue.Name))];

    private static List<(Guid?, string)> Rooms(IReadOnlyList<RoomChoice> rooms) => [.. rooms.Select(room => ((Guid?)room.Id, room.Name))];

    private IReadOnlyList<RoomChoice> RoomsOf(Guid? venue) => _choices?.Venues.FirstOrDefault(choice => choice.Id == venue)?.Rooms ?? [];

    private void ChooseVenue(Guid? venue)
    {
        _venue = venue;
        _room = RoomsOf(venue) is [var only] ? only.Id : null;
    }

    private async Task SaveAsync()
    {
        // A number too large for places is refused like any other that is too large.
        int? capacity = _capacity is { } places ? (int)Math.Clamp(places, -1, int.MaxValue) : null;
        var saved = Group is { } group
            ? await _form.SaveAsync(() => service.EditAsync(
                Actor,
                new EditGroup
                {
                    Id = group.Id,
                    Version = group.Version,
                    Name = _name ?? "",
                    TeacherId = _teacher,
                    VenueId = _venue,
                    RoomId = _room,
                    Capacity = capacity,
                    Level = _level,
                    Style = _style,
                    AgeRange = _age,
                    Color = _color,
                    MonthlyPrice = _price,
                },
                CancellationToken.None))
            : await _form.SaveAsync(() => service.AddAsync(
                Actor,
                new AddGroup
                {
                    Id = _id,
                    Name = _name ?? "",
                    TeacherId = _teacher,
                    VenueId = _venue,
                    RoomId = _room,
                    Capacity = capacity,
                    Level = _level,
                    Style = _style,
                    AgeRange = _age,
                    Color = _color,
                    MonthlyPrice = _price,
                },
                CancellationToken.None));
        if (saved)
        {
            Dialog.Close(Group?.Id ?? _id);
        }
    }
}
