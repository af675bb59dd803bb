using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Groups;

/// <summary>Enrols somebody in a group from a day on. A day before closed classes is asked about first.</summary>
public sealed partial class EnrolDialog(EnrolmentService enrolments, StudentService students, ILogger<FormState> logger)
{
    private const int MostFound = 10;

    private readonly FormState _form = new(logger);
    private StudentListItem? _student;
    private DateOnly? _from;
    private decimal? _fee;
    private string? _reason;
    private bool _asked;
    private bool _confirmed;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>The group to enrol in.</summary>
    [Parameter]
    public required GroupOverview Group { get; set; }

    protected override void OnInitialized() => _from = Group.Today;

    private async Task<IReadOnlyList<StudentListItem>> FindAsync(string? text, CancellationToken cancellationToken) =>
        await students.ListAsync(Actor, new StudentSearch(text, PageSize: MostFound), cancellationToken) is { IsSuccess: true } found ? found.Value.Items : [];

    private async Task SaveAsync()
    {
        if (await _form.SaveAsync(EnrolAsync))
        {
            Dialog.Close(true);
        }

        _asked |= _form.IsRefusedWith(nameof(EnrolmentsTexts.ErrorClosedClasses));
    }

    private async Task<Result<Enrolled>> EnrolAsync()
    {
        if (_student is null || _from is null)
        {
            List<Error> missing = [];
            if (_student is null)
            {
                missing.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Enrol.StudentId)));
            }

            if (_from is null)
            {
                missing.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(Enrol.StartDate)));
            }

            return Result<Enrolled>.Failure(missing);
        }

        var command = new Enrol
        {
            StudentId = _student.Id,
            GroupId = Group.Id,
            StartDate = _from.Value,
            AgreedFee = _fee,
            AgreedFeeReason = _fee is null ? null : _reason,
            Confirmed = _confirmed,
        };
        return await enrolments.EnrolAsync(Actor, command, CancellationToken.None);
    }
}
