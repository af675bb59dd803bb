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
public sealed partial class EnrolmentDialog(EnrolmentService enrolments, ILogger<FormState> logger)
{
    private readonly FormState _form = new(logger);
    private GroupChoice[] _groups = [];
    private ClosedClass[]? _closed;
    private Guid? _group;
    private DateOnly? _start;
    private decimal? _fee;
    private string? _feeReason;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>The student.</summary>
    [Parameter, EditorRequired]
    public required Guid StudentId { get; set; }

    /// <summary>Today in the organization's zone.</summary>
    [Parameter, EditorRequired]
    public required DateOnly Today { get; set; }

    /// <summary>The enrolment to move; null enrols anew.</summary>
    [Parameter]
    public EnrolmentLine? Moved { get; set; }

    private IReadOnlyList<(Guid?, string)> Choices =>
    [
        .. _groups.Where(group => group.Id != Moved?.GroupId).Select(group => (
            (Guid?)group.Id,
            string.Format(CultureInfo.CurrentCulture, EnrolmentsTexts.GroupChoiceFormat, group.Name, Figures.Number(group.Taken), Figures.Number(group.Capacity)))),
    ];

    private string FeeHint => Array.Find(_groups, group => group.Id == _group)?.Price is { } price
        ? string.Format(CultureInfo.CurrentCulture, EnrolmentsTexts.FieldFeeHintFormat, Figures.Money(price))
        : EnrolmentsTexts.FieldFeeHint;

    protected override async Task OnInitializedAsync()
    {
        _start = Today;
        var groups = await enrolments.GroupsAsync(Actor, CancellationToken.None);
        _groups = groups.IsSuccess ? groups.Value : [];
    }

    /// <summary>What was shown was shown for what the form said then.</summary>
    private void Ask() => _closed = null;

    private async Task SaveAsync()
    {
        if (!await _form.SaveAsync(EnrolAsync, enrolled => Dialog.Close(DialogResult.Ok(enrolled))) && _form.IsRefusedWith(nameof(EnrolmentsTexts.ErrorClosedClasses)))
        {
            _closed = await ClosedAsync(_group!.Value, _start!.Value);
        }
    }

    private async Task<Result<Enrolled>> EnrolAsync()
    {
        if (_group is not { } group || _start is not { } start)
        {
            List<Error> missing = [];
            if (_group is null)
            {
                missing.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Enrol.GroupId)));
            }

            if (_start is null)
            {
                missing.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Enrol.StartDate)));
            }

            return Result<Enrolled>.Failure(missing);
        }

        return Moved is { } moved
            ? await enrolments.MoveAsync(Actor, new Move { EnrolmentId = moved.Id, GroupId = group, StartDate = start, AgreedFee = _fee, Confirmed = _closed is not null }, CancellationToken.None)
            : await enrolments.EnrolAsync(
                Actor,
                new Enrol { StudentId = StudentId, GroupId = group, StartDate = start, AgreedFee = _fee, AgreedFeeReason = _fee is null ? null : _feeReason, Confirmed = _closed is not null },
                CancellationToken.None);
    }

    private async Task<ClosedClass[]> ClosedAsync(Guid group, DateOnly start)
    {
        var found = await enrolments.ClosedClassesAsync(Actor, group, start, Moved?.EndDate, CancellationToken.None);
        var classes = found.IsSuccess ? found.Value.ToList() : [];
        if (Moved is { } moved)
        {
            var left = await enrolments.ClosedClassesAsync(Actor, moved.GroupId, start > moved.StartDate ? start : moved.StartDate, moved.EndDate, CancellationToken.None);
            classes.AddRange(left.IsSuccess ? left.Value : []);
        }

        return [.. classes.OrderBy(closed => closed.Date).ThenBy(closed => closed.StartTime)];
    }
}
