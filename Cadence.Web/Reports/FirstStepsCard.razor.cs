using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Web.Components;
using Cadence.Web.Groups;
using Cadence.Web.Sessions;
using Cadence.Web.Students;
using Cadence.Web.Teachers;
using Cadence.Web.Venues;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Reports;

/// <summary>The six steps to the first roll call: one is open, and its form opens over the page, so that one sees the beats fill.</summary>
public sealed partial class FirstStepsCard(IDialogService dialogs)
{
    /// <summary>Six beats of the brand, rising; the last leans by its height.</summary>
    private static readonly int[] Heights = [52, 76, 60, 100, 72, 92];

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    /// <summary>How far it has come.</summary>
    [Parameter, EditorRequired]
    public required FirstSteps Steps { get; set; }

    /// <summary>Shows the open step alone, above what a page shows otherwise.</summary>
    [Parameter]
    public bool OnlyNext { get; set; }

    /// <summary>A form was closed: perhaps there is one row more.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private bool IsSchool => Organization.Type == OrganizationType.School;

    /// <summary>Whether the reader may take all the steps.</summary>
    public static bool MayTakeAll(Rights rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return FirstStepsService.Needed.All(rights.AllowsAll);
    }

    /// <summary>The name of the way, by the type of the organization.</summary>
    internal static string TitleFor(OrganizationProfile organization) => organization.Type == OrganizationType.School ? FirstStepsTexts.SchoolTitle : FirstStepsTexts.OwnTitle;

    /// <summary>One sentence on how far it has come.</summary>
    internal static string Summary(FirstSteps steps) => steps.Open is null ? FirstStepsTexts.AllTaken
        : steps.Taken == 0 ? FirstStepsTexts.NoneTaken
        : Counted.Text(steps.Taken, FirstStepsTexts.TakenOne, FirstStepsTexts.TakenMany);

    /// <summary>The beats: those of the steps taken are filled.</summary>
    internal static RenderFragment Beats(FirstSteps steps) => builder =>
    {
        builder.OpenComponent<Beats>(0);
        builder.AddComponentParameter(1, nameof(Components.Beats.Class), "beats-steps");
        builder.AddComponentParameter(2, nameof(Components.Beats.Kinds), (IReadOnlyList<BeatKind>)[.. steps.Steps.Select(step => step.Done ? BeatKind.Measure : BeatKind.QuietMeasure)]);
        builder.AddComponentParameter(3, nameof(Components.Beats.Heights), (IReadOnlyList<int>)Heights);
        builder.AddComponentParameter(4, nameof(Components.Beats.Label), Format(FirstStepsTexts.BeatsLabelFormat, Figures.Number(steps.Taken), Figures.Number(steps.Steps.Count)));
        builder.CloseComponent();
    };

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    private static string SnakeName(FirstStep step) => step.ToString().ToLowerInvariant();

    private bool May(FirstStep step) => Rights.Allows(step switch
    {
        FirstStep.Venue or FirstStep.Group => Permission.GroupsWrite,
        FirstStep.Teacher or FirstStep.Students => Permission.PeopleWrite,
        FirstStep.Session => Permission.SessionsWrite,
        _ => Permission.AttendanceTake,
    });

    private string TitleOf(FirstStep step) => step switch
    {
        FirstStep.Venue => IsSchool ? FirstStepsTexts.Venue : FirstStepsTexts.OwnVenue,
        FirstStep.Teacher => IsSchool ? FirstStepsTexts.Teacher : FirstStepsTexts.OwnTeacher,
        FirstStep.Group => FirstStepsTexts.Group,
        FirstStep.Students => FirstStepsTexts.Students,
        FirstStep.Session => FirstStepsTexts.Session,
        _ => FirstStepsTexts.RollCall,
    };

    private string TextOf(FirstStepState state) => state switch
    {
        { Done: true, Name: { } name } => state.Count == 1 ? Format(FirstStepsTexts.NamesOneFormat, name) : Format(FirstStepsTexts.NamesManyFormat, name, Figures.Number(state.Count - 1)),
        { Step: FirstStep.Students, Done: true } => Counted.Text(state.Count, FirstStepsTexts.StudentsDoneOne, FirstStepsTexts.StudentsDoneMany),
        { Step: FirstStep.Students, Count: > 0 } => Counted.Text(state.Count, FirstStepsTexts.StudentsWaitOne, FirstStepsTexts.StudentsWaitMany),
        { Step: FirstStep.Session, Done: true } => Counted.Text(state.Count, FirstStepsTexts.SessionDoneOne, FirstStepsTexts.SessionDoneMany),
        { Step: FirstStep.Venue } => FirstStepsTexts.VenueText,
        { Step: FirstStep.Teacher } => IsSchool ? FirstStepsTexts.TeacherText : FirstStepsTexts.OwnTeacherText,
        { Step: FirstStep.Group } => FirstStepsTexts.GroupText,
        { Step: FirstStep.Students } => FirstStepsTexts.StudentsText,
        { Step: FirstStep.Session } => FirstStepsTexts.SessionText,
        _ => FirstStepsTexts.RollCallText,
    };

    private Task AddVenueAsync() => ShowAsync<VenueDialog>(VenuesTexts.Add);

    private Task AddTeacherAsync() => ShowAsync<TeacherDialog>(TeachersTexts.Add);

    private Task AddGroupAsync() => ShowAsync<GroupDialog>(GroupsTexts.AddTitle);

    private async Task AddStudentAsync()
    {
        // Somebody new is on no roll call before they are in a group, so the second form follows the first.
        if (await FormDialog.ShowAsync<StudentDialog>(dialogs, StudentsTexts.AddTitle, []) is Guid student)
        {
            await FormDialog.ShowAsync<EnrolmentDialog>(dialogs, EnrolmentsTexts.Enrol, new DialogParameters<EnrolmentDialog> { { d => d.StudentId, student }, { d => d.Today, Steps.Today } });
        }

        await OnChanged.InvokeAsync();
    }

    private async Task AddSessionAsync()
    {
        await SessionDialog.AddAsync(dialogs, Steps.Today);
        await OnChanged.InvokeAsync();
    }

    private async Task ShowAsync<TDialog>(string title)
        where TDialog : IComponent
    {
        await FormDialog.ShowAsync<TDialog>(dialogs, title, []);

        // Also after giving up: the row may be there, and only what belongs to it was refused.
        await OnChanged.InvokeAsync();
    }
}
