using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Ends an enrolment with a day, or voids one that should never have been.</summary>
public sealed partial class EnrolmentEndDialog(EnrolmentService enrolments)
{
    private readonly Once _once = new();
    private IReadOnlyList<Error> _errors = [];
    private ClosedClass[] _closed = [];
    private Error? _question;
    private string? _end;
    private string? _reason;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The enrolment.</summary>
    [Parameter, EditorRequired]
    public required EnrolmentLine Line { get; set; }

    /// <summary>Voids it rather than ending it.</summary>
    [Parameter]
    public bool IsVoid { get; set; }

    /// <summary>Today in the organization's zone.</summary>
    [Parameter, EditorRequired]
    public required DateOnly Today { get; set; }

    private string? EndError => _question is null ? _errors.At(nameof(Leave.EndDate)) : null;

    private string? ReasonError => _question is null ? _errors.At(nameof(Leave.Reason)) : null;

    protected override void OnInitialized() => _end = StudentLook.Input(Line.EndDate ?? (Line.StartDate > Today ? Line.StartDate : Today));

    private void SetEnd(string? text)
    {
        _end = text;
        _question = null;
    }

    private async Task SaveAsync() => await _once.RunAsync(async () =>
    {
        DateOnly? end = IsVoid ? Line.EndDate : StudentLook.Date(_end);
        if (!IsVoid && end is null)
        {
            _errors = [Error.Invalid(nameof(SharedTexts.ErrorDateInvalid), nameof(Leave.EndDate))];
            return;
        }

        var confirmed = _question is not null;
        var saved = IsVoid
            ? await enrolments.VoidAsync(Actor, new VoidEnrolment { EnrolmentId = Line.Id, Reason = _reason ?? "", Confirmed = confirmed }, CancellationToken.None)
            : await enrolments.LeaveAsync(Actor, new Leave { EnrolmentId = Line.Id, EndDate = end!.Value, Reason = _reason, Confirmed = confirmed }, CancellationToken.None);
        if (saved.IsSuccess)
        {
            Dialog.Close(DialogResult.Ok(Line.Id));
            return;
        }

        _errors = saved.Errors;
        _question = _errors.FirstOrDefault(error => error.Code == nameof(EnrolmentsTexts.ErrorClosedClasses));
        if (_question is not null)
        {
            var from = IsVoid ? Line.StartDate : Line.EndDate < end ? Line.EndDate.Value.AddDays(1) : end!.Value.AddDays(1);
            var to = IsVoid || !(Line.EndDate < end) ? Line.EndDate : end;
            var found = await enrolments.ClosedClassesAsync(Actor, Line.GroupId, from, to, CancellationToken.None);
            _closed = found.IsSuccess ? found.Value : [];
        }
    });
}
