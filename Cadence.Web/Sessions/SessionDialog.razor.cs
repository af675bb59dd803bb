using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Sessions;

/// <summary>Plans a class or changes one. Choosing a group fills in what its classes usually are; what clashes is said while typing.</summary>
public sealed partial class SessionDialog(SessionService sessions, ILogger<FormState> formLogger)
{
    private readonly Guid _id = Guid.CreateVersion7();
    private FormState _form = default!;
    private SessionChoices? _choices;
    private IReadOnlyList<SessionClash> _clashes = [];
    private Guid? _groupId;
    private string? _title;
    private DateOnly? _date;
    private string? _start;
    private string? _end;
    private Guid? _teacherId;
    private Guid? _venueId;
    private Guid? _roomId;
    private int _asked;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The class to change; null plans one.</summary>
    [Parameter]
    public SessionPicture? Edited { get; set; }

    /// <summary>The day a new class is proposed for.</summary>
    [Parameter]
    public DateOnly? Date { get; set; }

    // The end on the next day is right for a ball, and a typing mistake for a class: it is said, not refused.
    private string? EndHint => SchoolTimeText.Parse(_start) is { } start && SchoolTimeText.Parse(_end) is { } end && end <= start ? SessionsTexts.EndsNextDay : null;

    /// <summary>Opens it for a new class; true when there is one more.</summary>
    public static async Task<bool> AddAsync(IDialogService dialogs, DateOnly date) =>
        await FormDialog.ShowAsync<SessionDialog>(dialogs, SessionsTexts.AddClassTitle, new DialogParameters<SessionDialog> { { d => d.Date, date } }) is not null;

    /// <summary>Opens it for a change; true when it was saved.</summary>
    public static async Task<bool> EditAsync(IDialogService dialogs, SessionPicture edited) =>
        await FormDialog.ShowAsync<SessionDialog>(dialogs, SessionsTexts.EditClassTitle, new DialogParameters<SessionDialog> { { d => d.Edited, edited } }) is not null;

    protected override async Task OnInitializedAsync()
    {
        _form = new FormState(formLogger);
        if (Edited is { } edited)
        {
            (_groupId, _title, _date, _start, _end) = (edited.Item.GroupId, edited.Title, edited.Item.Date, ReaderDate.Time(edited.Item.StartTime), ReaderDate.Time(edited.Item.EndTime));
            (_teacherId, _venueId, _roomId) = (edited.LeadTeacherId, edited.VenueId, edited.RoomId);
        }
        else
        {
            _date = Date;
        }

        var choices = await sessions.ChoicesAsync(Actor, CancellationToken.None);
        if (!choices.IsSuccess)
        {
            Dialog.Cancel();
            return;
        }

        _choices = choices.Value;
        if (Edited is null && _choices.Venues.Count == 1)
        {
            await ChooseVenueAsync(_choices.Venues[0].Id);
        }
    }

    private static IReadOnlyList<(Guid?, string)> GroupChoices(SessionChoices choices) => [.. choices.Groups.Select(group => ((Guid?)group.Id, group.Name)), (null, SessionsTexts.WithoutGroup)];

    private (Guid?, string)[] TeacherChoices(SessionChoices choices)
    {
        var teachers = choices.Teachers.Select(teacher => ((Guid?)teacher.Id, teacher.Name)).ToList();
        // Who has left since still stands in the class that is changed.
        if (Edited is { } edited && choices.Teachers.All(teacher => teacher.Id != edited.LeadTeacherId))
        {
            teachers.Add((edited.LeadTeacherId, edited.Item.Teachers.First(teacher => teacher.TeacherId == edited.LeadTeacherId).Name));
        }

        return [.. teachers];
    }

    private static IReadOnlyList<(Guid?, string)> VenueChoices(SessionChoices choices) => [.. choices.Venues.Select(venue => ((Guid?)venue.Id, venue.Name))];

    private IReadOnlyList<(Guid?, string)> RoomChoices(SessionChoices choices) => [.. Rooms(choices).Select(room => ((Guid?)room.Id, room.Name))];

    private IReadOnlyList<RoomChoice> Rooms(SessionChoices choices) => choices.Venues.FirstOrDefault(venue => venue.Id == _venueId)?.Rooms ?? [];

    private Task ChooseGroupAsync(Guid? groupId)
    {
        _groupId = groupId;
        if (_choices!.Groups.FirstOrDefault(group => group.Id == groupId) is { } chosen)
        {
            (_teacherId, _venueId, _roomId) = (chosen.TeacherId ?? _teacherId, chosen.VenueId ?? _venueId, chosen.VenueId is null ? _roomId : chosen.RoomId);
            (_start, _end) = (chosen.StartTime is { } start ? ReaderDate.Time(start) : _start, chosen.EndTime is { } end ? ReaderDate.Time(end) : _end);
        }

        return WarnAsync();
    }

    private Task ChooseVenueAsync(Guid? venueId)
    {
        _venueId = venueId;
        var rooms = Rooms(_choices!);
        _roomId = rooms.Count == 1 ? rooms[0].Id : rooms.Any(room => room.Id == _roomId) ? _roomId : null;
        return WarnAsync();
    }

    private async Task WarnAsync()
    {
        var planned = new PlannedBooking { SessionId = Edited?.Item.Id, VenueId = _venueId, RoomId = _roomId, TeacherId = _teacherId, Date = _date, StartTime = _start, EndTime = _end };
        var asked = ++_asked;
        var clashes = await sessions.ClashesAsync(Actor, planned, CancellationToken.None);
        // Answers may overtake each other; only the one about what stands in the form now counts.
        if (asked == _asked)
        {
            _clashes = clashes.IsSuccess ? clashes.Value : [];
        }
    }

    private async Task SaveAsync()
    {
        var saved = Edited is { } edited
            ? await _form.SaveAsync(() => sessions.EditAsync(
                Actor,
                new EditSession { SessionId = edited.Item.Id, Version = edited.Version, Title = _title, VenueId = _venueId, RoomId = _roomId, TeacherId = _teacherId, Date = _date, StartTime = _start, EndTime = _end },
                CancellationToken.None))
            : await _form.SaveAsync(() => sessions.ScheduleAsync(
                Actor,
                new ScheduleSession { Id = _id, GroupId = _groupId, Title = _groupId is null ? _title : null, VenueId = _venueId, RoomId = _roomId, TeacherId = _teacherId, Date = _date, StartTime = _start, EndTime = _end },
                CancellationToken.None));
        if (saved)
        {
            Dialog.Close(true);
        }
    }
}
