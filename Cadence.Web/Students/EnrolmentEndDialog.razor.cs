using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Ends an enrolment with a day, or voids one that should never have been. Closes with its id.</summary>
public sealed partial class EnrolmentEndDialog(EnrolmentService enrolments, ILogger<FormState> logger)
{
    private readonly FormState _form = new(logger);
    private ClosedClass[]? _closed;
    private DateOnly? _end;
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

    protected override void OnInitialized() => _end = Line.EndDate ?? (Line.StartDate > Today ? Line.StartDate : Today);

    /// <summary>What was shown was shown for what the form said then.</summary>
    private void Ask() => _closed = null;

    private async Task SaveAsync()
    {
        if (!await _form.SaveAsync(EndAsync, id => Dialog.Close(DialogResult.Ok(id))) && _form.IsRefusedWith(nameof(EnrolmentsTexts.ErrorClosedClasses)))
        {
            var (from, to) = Affected();
            var found = await enrolments.ClosedClassesAsync(Actor, Line.GroupId, from, to, CancellationToken.None);
            _closed = found.IsSuccess ? found.Value : [];
        }
    }

    private async Task<Result<Guid>> EndAsync()
    {
        if (IsVoid)
        {
            return await enrolments.VoidAsync(Actor, new VoidEnrolment { EnrolmentId = Line.Id, Reason = _reason ?? "", Confirmed = _closed is not null }, CancellationToken.None);
        }

        return _end is { } end
            ? await enrolments.LeaveAsync(Actor, new Leave { EnrolmentId = Line.Id, EndDate = end, Reason = _reason, Confirmed = _closed is not null }, CancellationToken.None)
            : Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Leave.EndDate));
    }

    /// <summary>The days that change hands: all of a void enrolment, else those between the old end and the new one.</summary>
    private (DateOnly From, DateOnly? To) Affected() => (IsVoid, Line.EndDate, _end) switch
    {
        (true, var end, _) => (Line.StartDate, end),
        (_, { } old, { } end) when old < end => (old.AddDays(1), end),
        (_, var old, { } end) => (end.AddDays(1), old),
        _ => (Line.StartDate, Line.EndDate),
    };
}
