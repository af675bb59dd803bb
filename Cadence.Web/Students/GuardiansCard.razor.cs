using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>A student's family: who is told, who pays, how to reach them, and their private links.</summary>
public sealed partial class GuardiansCard(GuardianService guardians, FamilyLinkService links, IDialogService dialogs)
{
    private GuardiansOfStudent? _shown;
    private Guid _shownOf;

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>The student.</summary>
    [Parameter, EditorRequired]
    public required StudentProfile Student { get; set; }

    private bool CanWrite => Rights.Allows(Permission.PeopleWrite);

    private bool IsOfAge => Student.Age is null or >= GuardianService.OfAge;

    protected override async Task OnParametersSetAsync()
    {
        if (_shownOf != Student.Id)
        {
            _shownOf = Student.Id;
            await LoadAsync();
        }
    }

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);

    /// <summary>What stands before the placeholder, where links follow instead of a text.</summary>
    private static string Before(string format) => format.Split("{0}")[0];

    private string LinkOf(GuardianItem guardian, DateTimeOffset now)
    {
        if (guardian.Link is not { } link)
        {
            return GuardiansTexts.LinkNone;
        }

        if (link.Waits)
        {
            return GuardiansTexts.LinkWaits;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        var until = Format(GuardiansTexts.LinkUntilFormat, ReaderDate.FullDate(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(link.ExpiresAt, zone).DateTime)));
        return $"{until} · {(link.LastUsedAt is { } used ? Format(GuardiansTexts.LinkUsedFormat, ReaderDate.RelativeWithTime(used, now, zone)) : GuardiansTexts.LinkUnused)}";
    }

    private IEnumerable<(string Word, Func<Task> Act)> Actions(GuardianItem guardian)
    {
        if (CanWrite)
        {
            yield return (SharedTexts.Edit, () => EditAsync(guardian));
        }

        if (Rights.Allows(Permission.FamilyLinks) && guardian.Told)
        {
            yield return (guardian.Link is null ? GuardiansTexts.GiveLink : GuardiansTexts.NewLink, () => GiveAsync(guardian));
        }

        if (Rights.Allows(Permission.FamilyLinks) && guardian.Link is not null)
        {
            yield return (GuardiansTexts.Revoke, () => RevokeAsync(guardian));
        }

        if (CanWrite)
        {
            yield return (GuardiansTexts.End, () => EndAsync(guardian));
        }
    }

    private async Task LoadAsync()
    {
        var found = await guardians.OfStudentAsync(Actor, Student.Id, CancellationToken.None);
        _shown = found.IsSuccess ? found.Value : new GuardiansOfStudent([], default);
    }

    private Task AddAsync() => OpenAsync<GuardianDialog>(Format(GuardiansTexts.AddTitleFormat, Student.FullName), new DialogParameters<GuardianDialog> { { d => d.Student, Student } });

    private Task AddSelfAsync() => OpenAsync<GuardianDialog>(Format(GuardiansTexts.AddSelfTitleFormat, Student.FullName), new DialogParameters<GuardianDialog> { { d => d.Student, Student }, { d => d.IsSelf, true } });

    private Task EditAsync(GuardianItem guardian) => OpenAsync<GuardianDialog>(
        Format(GuardiansTexts.EditTitleFormat, guardian.FullName),
        new DialogParameters<GuardianDialog> { { d => d.Student, Student }, { d => d.Guardian, guardian }, { d => d.IsSelf, guardian.Relation == GuardianRelation.Self } });

    private Task GiveAsync(GuardianItem guardian) =>
        OpenAsync<FamilyLinkDialog>(Format(GuardiansTexts.LinkTitleFormat, guardian.FullName), new DialogParameters<FamilyLinkDialog> { { d => d.Guardian, guardian } });

    private Task RevokeAsync(GuardianItem guardian) => ConfirmAsync(
        Format(GuardiansTexts.RevokeTitleFormat, guardian.FullName), GuardiansTexts.RevokeText, GuardiansTexts.RevokeSave, () => links.RevokeAsync(Actor, guardian.GuardianId, CancellationToken.None));

    private Task EndAsync(GuardianItem guardian) => ConfirmAsync(
        Format(GuardiansTexts.EndTitleFormat, guardian.FullName), Format(GuardiansTexts.EndTextFormat, Student.FullName), GuardiansTexts.End, () => guardians.EndAsync(Actor, guardian.Id, CancellationToken.None));

    private Task ConfirmAsync(string title, string text, string verb, Func<Task<Result<bool>>> save) => OpenAsync<ConfirmDialog>(
        title, new DialogParameters<ConfirmDialog> { { d => d.Text, text }, { d => d.SaveText, verb }, { d => d.Save, save } });

    private async Task OpenAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        // A link that was given is there also when its dialog was closed by Escape.
        await FormDialog.ShowAsync<TDialog>(dialogs, title, parameters);
        await LoadAsync();
    }
}
