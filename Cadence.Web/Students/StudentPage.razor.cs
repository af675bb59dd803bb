using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>One student: who it is, and in which groups from when to when.</summary>
public sealed partial class StudentPage(StudentService students, EnrolmentService enrolments, IDialogService dialogs, NavigationManager navigation)
{
    private StudentProfile? _student;
    private EnrolmentsOfStudent? _enrolments;
    private Enrolled? _over;

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    /// <summary>The student.</summary>
    [Parameter]
    public Guid Id { get; set; }

    private bool CanWrite => Rights.Allows(Permission.PeopleWrite);

    protected override async Task OnParametersSetAsync()
    {
        if (_student?.Id != Id)
        {
            _over = null;
            await LoadAsync();
        }
    }

    private static (StateKind Kind, string Word) StateOf(EnrolmentLine line, DateOnly today) => line switch
    {
        { IsVoided: true } => (StateKind.Cancelled, EnrolmentsTexts.StateVoided),
        _ when line.StartDate > today => (StateKind.Scheduled, EnrolmentsTexts.StateAhead),
        _ when line.EndDate < today => (StateKind.Pending, EnrolmentsTexts.StateOver),
        _ => (StateKind.Held, EnrolmentsTexts.StateRunning),
    };

    private static string ActionOf(string action, EnrolmentLine line) => string.Format(CultureInfo.CurrentCulture, EnrolmentsTexts.ActionsOfFormat, action, line.GroupName);

    private string SubtitleOf(StudentProfile student)
    {
        // Whoever was entered late has been here since the first class.
        var entered = DateOnly.FromDateTime(student.CreatedAt.UtcDateTime);
        var first = (_enrolments?.Lines ?? []).Where(line => !line.IsVoided).Select(line => line.StartDate).Append(entered).Min();
        var since = string.Format(CultureInfo.CurrentCulture, StudentsTexts.SinceFormat, ReaderDate.Month(Month.Of(first)));
        return student.Age is { } age ? $"{Counted.Text(age, StudentsTexts.AgeOne, StudentsTexts.AgeMany)} · {since}" : ReaderDate.Sentence(since);
    }

    private async Task LoadAsync()
    {
        var student = await students.GetAsync(Actor, Id, CancellationToken.None);
        if (!student.IsSuccess)
        {
            navigation.NotFound();
            return;
        }

        _student = student.Value;
        var enrolled = await enrolments.OfStudentAsync(Actor, Id, CancellationToken.None);
        _enrolments = enrolled.IsSuccess ? enrolled.Value : null;
    }

    private async Task EditAsync() =>
        await AfterAsync(await FormDialog.ShowAsync<StudentDialog>(dialogs, StudentsTexts.EditTitle, new DialogParameters<StudentDialog> { { d => d.Student, _student } }));

    private Task EnrolAsync() => OpenEnrolmentAsync(EnrolmentsTexts.EnrolTitleFormat, null);

    private Task MoveAsync(EnrolmentLine line) => OpenEnrolmentAsync(EnrolmentsTexts.MoveTitleFormat, line);

    private async Task OpenEnrolmentAsync(string title, EnrolmentLine? moved) => await AfterAsync(await FormDialog.ShowAsync<EnrolmentDialog>(
        dialogs,
        string.Format(CultureInfo.CurrentCulture, title, _student!.FullName),
        new DialogParameters<EnrolmentDialog> { { d => d.StudentId, Id }, { d => d.Moved, moved }, { d => d.Today, _student.Today } }));

    private async Task EndAsync(EnrolmentLine line, bool isVoid) => await AfterAsync(await FormDialog.ShowAsync<EnrolmentEndDialog>(
        dialogs,
        string.Format(CultureInfo.CurrentCulture, isVoid ? EnrolmentsTexts.VoidTitleFormat : EnrolmentsTexts.LeaveTitleFormat, line.GroupName),
        new DialogParameters<EnrolmentEndDialog> { { d => d.Line, line }, { d => d.IsVoid, isVoid }, { d => d.Today, _student!.Today } }));

    private async Task AfterAsync(object? closedWith)
    {
        if (closedWith is not null)
        {
            _over = closedWith is Enrolled { IsOver: true } over ? over : null;
            await LoadAsync();
        }
    }
}
