using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>Those who teach, and those who did.</summary>
public sealed partial class TeachersPage(TeacherService service, IDialogService dialogs, NavigationManager navigation)
{
    /// <summary>The teachers as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public IReadOnlyList<TeacherItem>? Teachers { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    private bool MayWrite => Rights.Allows(Permission.PeopleWrite);

    /// <summary>"desde el 1 de septiembre de 2025", "del … al …" or "empieza el …".</summary>
    internal static string Employment(DateOnly from, DateOnly? to, bool now) => (to, now) switch
    {
        ({ } last, _) => string.Format(CultureInfo.CurrentCulture, TeachersTexts.FromToFormat, ReaderDate.FullDate(from), ReaderDate.FullDate(last)),
        (null, true) => string.Format(CultureInfo.CurrentCulture, TeachersTexts.SinceFormat, ReaderDate.FullDate(from)),
        _ => string.Format(CultureInfo.CurrentCulture, TeachersTexts.StartsFormat, ReaderDate.FullDate(from)),
    };

    protected override async Task OnInitializedAsync() =>
        Teachers ??= await service.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } read ? read.Value : [];

    private static string Line(TeacherItem teacher) =>
        string.Join(" · ", new[] { teacher.Email, teacher.Phone }.OfType<string>().DefaultIfEmpty(Employment(teacher.EmployedFrom, teacher.EmployedTo, teacher.EmployedNow)));

    private static string? Standing(TeacherItem teacher) => teacher switch
    {
        { EmployedNow: true } => null,
        { EmployedTo: not null } => TeachersTexts.Past,
        _ => string.Format(CultureInfo.CurrentCulture, TeachersTexts.StartsFormat, ReaderDate.FullDate(teacher.EmployedFrom)),
    };

    private async Task AddAsync()
    {
        if (await FormDialog.ShowAsync<TeacherDialog>(dialogs, TeachersTexts.Add, new()) is Guid added)
        {
            navigation.NavigateTo("teachers/" + added);
        }
    }
}
