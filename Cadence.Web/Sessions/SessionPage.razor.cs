using Cadence.Core.Attendance;
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

/// <summary>Everything about one class: how it stands, who is there, who teaches, what was done to it.</summary>
public sealed partial class SessionPage(SessionQueries queries, SessionService sessions, IDialogService dialogs, NavigationManager navigation)
{
    private SessionPicture? _picture;
    private IReadOnlyList<SessionEvent> _events = [];
    private IReadOnlyList<Error> _errors = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateTimeOffset _now;

    /// <summary>The class.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private SessionState State => _picture!.Item.StateAt(_now);

    private bool MayWrite => Rights.Allows(Permission.SessionsWrite);

    private bool MayTake => Rights.Allows(Permission.AttendanceTake) && State != SessionState.Cancelled && _picture!.Item.RollCallIsOpenAt(_now)
        && (Rights.AllowsAll(Permission.AttendanceTake) || (Rights.TeacherId is { } own && _picture.Item.SubstituteOf(own) is null));

    private string When => $"{ReaderDate.Sentence(ReaderDate.WithWeekday(_picture!.Item.Date, _picture.Today))}, {ReaderDate.Times(_picture.Item.StartTime, _picture.Item.EndTime)}";

    private string BackHref => _picture!.Item.Date == _picture.Today ? "agenda" : "agenda/" + SessionLook.DayOf(_picture.Item.Date);

    protected override void OnInitialized()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        _now = Time.GetUtcNow();
        Tick(TimeSpan.FromSeconds(15), () =>
        {
            _now = Time.GetUtcNow();
            return Task.CompletedTask;
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_picture?.Item.Id != Id)
        {
            await ReadAsync();
        }
    }

    private static BeatKind BeatOf(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => BeatKind.Present,
        AttendanceStatus.Late => BeatKind.Late,
        AttendanceStatus.Absent => BeatKind.Absent,
        AttendanceStatus.Excused => BeatKind.Excused,
        _ => BeatKind.Unmarked,
    };

    private static StateKind StateOf(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => StateKind.Present,
        AttendanceStatus.Late => StateKind.Late,
        AttendanceStatus.Absent => StateKind.Absent,
        AttendanceStatus.Excused => StateKind.Excused,
        _ => StateKind.Unmarked,
    };

    private string PartOf(SessionTeaching teacher) => teacher switch
    {
        { IsReplaced: true } => SessionLook.Format(SessionsTexts.TaughtByFormat, _picture!.Item.SubstituteOf(teacher.TeacherId)!.ShortName),
        { Role: SessionTeacherRole.Substitute } => SessionLook.Format(SessionsTexts.PartSubstituteFormat, _picture!.Item.Teachers.FirstOrDefault(other => other.TeacherId == teacher.ReplacesTeacherId)?.ShortName ?? ""),
        { Role: SessionTeacherRole.Assistant } => SessionsTexts.PartAssistant,
        _ => SessionsTexts.PartLead,
    };

    private async Task ReadAsync()
    {
        var picture = await queries.SessionAsync(Actor, Id, CancellationToken.None);
        if (!picture.IsSuccess)
        {
            navigation.NotFound();
            return;
        }

        _picture = picture.Value;
        _now = Time.GetUtcNow();
        _events = await queries.HistoryAsync(Actor, Id, CancellationToken.None) is { IsSuccess: true } history ? history.Value.Events : [];
    }

    private async Task EditAsync() => await AfterAsync(await SessionDialog.EditAsync(dialogs, _picture!));

    private async Task CancelAsync()
    {
        var name = SessionLook.Format(SessionsTexts.ClassAtFormat, _picture!.Item.Name, ReaderDate.WithWeekday(_picture.Item.Date, _picture.Today), ReaderDate.Time(_picture.Item.StartTime));
        var closed = await FormDialog.ShowAsync<CancelSessionDialog>(
            dialogs,
            SessionsTexts.CancelTitle,
            new DialogParameters<CancelSessionDialog> { { d => d.SessionId, Id }, { d => d.Version, _picture.Version }, { d => d.Name, name } });
        await AfterAsync(closed is not null);
    }

    private async Task SubstituteAsync(SessionTeaching? replaced)
    {
        var closed = await FormDialog.ShowAsync<SubstituteDialog>(
            dialogs,
            replaced is null ? SessionsTexts.AddAssistant : SessionsTexts.SubstituteTitle,
            new DialogParameters<SubstituteDialog> { { d => d.Item, _picture!.Item }, { d => d.Replaced, replaced } });
        await AfterAsync(closed is not null);
    }

    private async Task RestoreAsync() => await DoneAsync(await sessions.RestoreAsync(Actor, new RestoreSession { SessionId = Id, Version = _picture!.Version }, CancellationToken.None));

    private async Task RemoveAsync(SessionTeaching teacher)
    {
        var command = new RemoveSessionTeacher { SessionId = Id, TeacherId = teacher.TeacherId };
        await DoneAsync(teacher.Role == SessionTeacherRole.Substitute
            ? await sessions.RemoveSubstituteAsync(Actor, command, CancellationToken.None)
            : await sessions.RemoveAssistantAsync(Actor, command, CancellationToken.None));
    }

    private async Task DoneAsync<T>(Result<T> result)
    {
        _errors = result.Errors;
        await ReadAsync();
    }

    private async Task AfterAsync(bool changed)
    {
        if (changed)
        {
            _errors = [];
            await ReadAsync();
        }
    }
}
