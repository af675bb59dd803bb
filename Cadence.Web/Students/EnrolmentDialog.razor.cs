using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Enrols a student from a day on, or moves an enrolment to another group. Closes with <see cref="Enrolled"/>.</summary>
public sealed partial class EnrolmentDialog(EnrolmentService enrolments)
{
    private readonly Once _once = new();
    private IReadOnlyList<Error> _errors = [];
    private GroupChoice[] _choices = [];
    private ClosedClass[] _closed = [];
    private Error? _question;
    private Guid? _group;
    private string? _start;
    private string? _fee;
    private string? _feeReason;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The student.</summary>
    [Parameter, EditorRequired]
    public required Guid StudentId { get; set; }

    /// <summary>The student's name, for the title.</summary>
    [Parameter, EditorRequired]
    public required string StudentName { get; set; }

    /// <summary>Today in the organization's zone.</summary>
    [Parameter, EditorRequired]
    public required DateOnly Today { get; set; }

    /// <summary>The enrolment to move; null enrols anew.</summary>
    [Parameter]
    public EnrolmentLine? Moved { get; set; }

    private string? StartError => _question is null ? _errors.At(nameof(Enrol.StartDate)) : null;

    private string FeeHint => Array.Find(_choices, choice => choice.Id == _group)?.Price is { } price
        ? string.Format(CultureInfo.CurrentCulture, EnrolmentsTexts.FieldFeeHintFormat, Figures.Money(price))
        : EnrolmentsTexts.FieldFeeHint;

    protected override async Task OnInitializedAsync()
    {
        _start = StudentLook.Input(Today);
        var groups = await enrolments.GroupsAsync(Actor, CancellationToken.None);
        (_choices, _errors) = (groups.IsSuccess ? groups.Value : [], groups.Errors);
    }

    private string NameOf(Guid? id) => Array.Find(_choices, choice => choice.Id == id) is { } choice
        ? string.Format(CultureInfo.CurrentCulture, EnrolmentsTexts.GroupChoiceFormat, choice.Name, Figures.Number(choice.Taken), Figures.Number(choice.Capacity))
        : "";

    private void Choose(Guid? group) => Set(ref _group, group);

    /// <summary>What was confirmed was confirmed for what the form said then.</summary>
    private void Set<T>(ref T field, T value)
    {
        field = value;
        _question = null;
    }

    private async Task SaveAsync() => await _once.RunAsync(async () =>
    {
        var errors = new List<Error>();
        if (_group is null)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Enrol.GroupId)));
        }

        if (StudentLook.Date(_start) is not { } start)
        {
            start = default;
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateInvalid), nameof(Enrol.StartDate)));
        }

        decimal? fee = null;
        if (!string.IsNullOrWhiteSpace(_fee))
        {
            fee = TypedAmount.Read(_fee);
            if (fee is null)
            {
                errors.Add(Error.Invalid(nameof(EnrolmentsTexts.ErrorFeeInvalid), nameof(Enrol.AgreedFee)));
            }
        }

        _errors = errors;
        if (errors.Count > 0)
        {
            return;
        }

        var confirmed = _question is not null;
        var saved = Moved is { } moved
            ? await enrolments.MoveAsync(Actor, new Move { EnrolmentId = moved.Id, GroupId = _group!.Value, StartDate = start, AgreedFee = fee, Confirmed = confirmed }, CancellationToken.None)
            : await enrolments.EnrolAsync(Actor, new Enrol { StudentId = StudentId, GroupId = _group!.Value, StartDate = start, AgreedFee = fee, AgreedFeeReason = _feeReason, Confirmed = confirmed }, CancellationToken.None);
        if (saved.IsSuccess)
        {
            Dialog.Close(DialogResult.Ok(saved.Value));
            return;
        }

        _errors = saved.Errors;
        _question = _errors.FirstOrDefault(error => error.Code == nameof(EnrolmentsTexts.ErrorClosedClasses));
        if (_question is not null)
        {
            _closed = await ClosedAsync(start);
        }
    });

    private async Task<ClosedClass[]> ClosedAsync(DateOnly start)
    {
        var found = await enrolments.ClosedClassesAsync(Actor, _group!.Value, start, Moved?.EndDate, CancellationToken.None);
        var classes = found.IsSuccess ? found.Value.ToList() : [];
        if (Moved is { } moved)
        {
            var left = await enrolments.ClosedClassesAsync(Actor, moved.GroupId, start > moved.StartDate ? start : moved.StartDate, moved.EndDate, CancellationToken.None);
            classes.AddRange(left.IsSuccess ? left.Value : []);
        }

        return [.. classes.OrderBy(closed => closed.Date).ThenBy(closed => closed.StartTime)];
    }
}
