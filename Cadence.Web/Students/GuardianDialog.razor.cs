using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Adds a guardian to a student, found among those that are there or typed, or changes one. Closes with true.</summary>
public sealed partial class GuardianDialog(GuardianService guardians, ILogger<FormState> logger)
{
    private static readonly GuardianRelation[] Order = Enum.GetValues<GuardianRelation>();

    private readonly FormState _form = new(logger);
    private readonly Guid _newId = Guid.CreateVersion7();
    private GuardianChoice? _known;
    private string? _givenName;
    private string? _familyNames;
    private string? _preferredName;
    private string? _language;
    private string? _phone;
    private string? _email;
    private GuardianRelation _relation;
    private bool _told = true;
    private bool _pays = true;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>Whose guardian.</summary>
    [Parameter, EditorRequired]
    public required StudentProfile Student { get; set; }

    /// <summary>The guardian to change; null adds one.</summary>
    [Parameter]
    public GuardianItem? Guardian { get; set; }

    /// <summary>Makes the student their own contact.</summary>
    [Parameter]
    public bool IsSelf { get; set; }

    private static (string?, string)[] Languages => [("es", ShellTexts.LanguageSpanish), ("en", ShellTexts.LanguageEnglish)];

    private static IReadOnlyList<(GuardianRelation, string)> Relations => [.. Order.Select(relation => (relation, GuardianLook.WordOf(relation)))];

    protected override void OnInitialized()
    {
        _language = Organization.Language;
        if (Guardian is { } guardian)
        {
            (_givenName, _familyNames, _preferredName, _language) = (guardian.GivenName, guardian.FamilyNames, guardian.PreferredName, guardian.Language);
            (_phone, _email, _relation, _told, _pays) = (guardian.Phone, guardian.Email, guardian.Relation, guardian.Told, guardian.Pays);
        }
        else if (IsSelf)
        {
            (_givenName, _familyNames, _preferredName) = (Student.GivenName, Student.FamilyNames, Student.PreferredName);
            (_phone, _email, _relation) = (Student.Phone, Student.Email, GuardianRelation.Self);
        }
    }

    private async Task<IReadOnlyList<GuardianChoice>> FindAsync(string? text, CancellationToken cancellationToken) =>
        await guardians.SearchAsync(Actor, text, cancellationToken) is { IsSuccess: true } found ? found.Value : [];

    private async Task SaveAsync()
    {
        var saved = Guardian is { } guardian
            ? await _form.SaveAsync(() => guardians.EditAsync(
                Actor,
                new EditGuardian
                {
                    StudentGuardianId = guardian.Id,
                    Version = guardian.Version,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames,
                    PreferredName = _preferredName,
                    Language = _language,
                    Phone = _phone,
                    Email = _email,
                    Relation = _relation,
                    Told = _told,
                    Pays = _pays,
                },
                CancellationToken.None))
            : await _form.SaveAsync(() => guardians.AddAsync(
                Actor,
                new AddGuardian
                {
                    StudentId = Student.Id,
                    GuardianId = _known?.Id,
                    Id = _newId,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames,
                    PreferredName = _preferredName,
                    Language = _language,
                    Phone = _phone,
                    Email = _email,
                    Relation = _relation,
                    Told = _told,
                    Pays = _pays,
                },
                CancellationToken.None));
        if (saved)
        {
            Dialog.Close(true);
        }
    }
}
