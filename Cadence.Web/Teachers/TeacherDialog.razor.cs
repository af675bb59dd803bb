using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>Adds a teacher or changes one. Closes with the teacher's id.</summary>
public sealed partial class TeacherDialog(TeacherService service, ILogger<FormState> logger)
{
    private readonly FormState _form = new(logger);
    private readonly Guid _id = Guid.CreateVersion7();
    private string? _givenName;
    private string? _familyNames;
    private string? _preferredName;
    private string? _email;
    private string? _phone;
    private string? _language;
    private DateOnly? _from;
    private DateOnly? _to;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The teacher to change; null adds one.</summary>
    [Parameter]
    public TeacherProfile? Teacher { get; set; }

    private static IReadOnlyList<(string?, string)> Languages => [(null, TeachersTexts.LanguageOfOrganization), ("es", TeachersTexts.LanguageSpanish), ("en", TeachersTexts.LanguageEnglish)];

    /// <summary>The language of statements in words.</summary>
    internal static string WordOfLanguage(string? language) => Languages.Single(choice => choice.Item1 == language).Item2;

    protected override void OnInitialized()
    {
        if (Teacher is { } teacher)
        {
            (_givenName, _familyNames, _preferredName, _email, _phone, _language, _from, _to) =
                (teacher.GivenName, teacher.FamilyNames, teacher.PreferredName, teacher.Email, teacher.Phone, teacher.Language, teacher.EmployedFrom, teacher.EmployedTo);
        }
    }

    private async Task SaveAsync()
    {
        if (await SaveTeacherAsync())
        {
            Dialog.Close(Teacher?.Id ?? _id);
        }
    }

    private Task<bool> SaveTeacherAsync() => Teacher is { } teacher
        ? _form.SaveAsync(() => service.EditAsync(
            Actor,
            new EditTeacher
            {
                Id = teacher.Id,
                Version = teacher.Version,
                GivenName = _givenName ?? "",
                FamilyNames = _familyNames ?? "",
                PreferredName = _preferredName,
                Email = _email,
                Phone = _phone,
                Language = _language,
                EmployedFrom = _from,
                EmployedTo = _to,
            },
            CancellationToken.None))
        : _form.SaveAsync(() => service.AddAsync(
            Actor,
            new AddTeacher { Id = _id, GivenName = _givenName ?? "", FamilyNames = _familyNames ?? "", Email = _email, Phone = _phone, EmployedFrom = _from },
            CancellationToken.None));
}
