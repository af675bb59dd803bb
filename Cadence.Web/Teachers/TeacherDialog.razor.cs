using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Teachers;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Teachers;

/// <summary>Adds a teacher or changes one. Closes with the teacher's id.</summary>
public sealed partial class TeacherDialog(TeacherService service, PayRateService rates, TimeProvider time, ILogger<FormState> logger)
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
    private PayModel? _model = PayModel.PerClass;
    private decimal? _amount;
    private int _version;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    /// <summary>The teacher to change; null adds one.</summary>
    [Parameter]
    public TeacherProfile? Teacher { get; set; }

    private static IReadOnlyList<(string?, string)> Languages => [(null, TeachersTexts.LanguageOfOrganization), ("es", TeachersTexts.LanguageSpanish), ("en", TeachersTexts.LanguageEnglish)];

    /// <summary>The language of statements in words.</summary>
    internal static string WordOfLanguage(string? language) => Languages.Single(choice => choice.Item1 == language).Item2;

    private bool WithRate => Teacher is null && _model is not null && Rights.Allows(Permission.PayWrite);

    protected override void OnInitialized()
    {
        if (Teacher is { } teacher)
        {
            _version = teacher.Version;
            (_givenName, _familyNames, _preferredName, _email, _phone, _language, _from, _to) =
                (teacher.GivenName, teacher.FamilyNames, teacher.PreferredName, teacher.Email, teacher.Phone, teacher.Language, teacher.EmployedFrom, teacher.EmployedTo);
        }
        else
        {
            _from = SchoolTime.DateAt(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone));
        }
    }

    private async Task SaveAsync()
    {
        if (await _form.SaveAsync(SaveTeacherAsync) && (!WithRate || await _form.SaveAsync(AddRateAsync)))
        {
            Dialog.Close(Teacher?.Id ?? _id);
        }
    }

    /// <summary>
    /// Adds the teacher, or changes the one whose form this is. A teacher added before the rate was refused is changed as well,
    /// so that what was corrected meanwhile is kept.
    /// </summary>
    private async Task<Result<int>> SaveTeacherAsync()
    {
        var teacher = new AddTeacher { Id = _id, GivenName = _givenName ?? "", FamilyNames = _familyNames ?? "", Email = _email, Phone = _phone, EmployedFrom = _from };
        if (WithRate && CheckRate() is { Count: > 0 } errors)
        {
            return Result<int>.Failure([.. TeacherService.Check(teacher, Organization.Country), .. errors]);
        }

        if (_version > 0)
        {
            var edited = await service.EditAsync(
                Actor,
                new EditTeacher
                {
                    Id = Teacher?.Id ?? _id,
                    Version = _version,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames ?? "",
                    PreferredName = _preferredName,
                    Email = _email,
                    Phone = _phone,
                    Language = _language,
                    EmployedFrom = _from,
                    EmployedTo = _to,
                },
                CancellationToken.None);
            _version = edited.IsSuccess && Teacher is null ? edited.Value : _version;
            return edited;
        }

        var added = await service.AddAsync(Actor, teacher, CancellationToken.None);
        if (!added.IsSuccess)
        {
            return Result<int>.Failure(added.Errors);
        }

        return _version = 1;
    }

    // Before the teacher is added, so that both are refused together wherever possible.
    private List<Error> CheckRate()
    {
        var field = nameof(AddPayRate.Amount);
        return _amount switch
        {
            null => [Error.Invalid(nameof(SharedTexts.ErrorRequired), field)],
            < 0 => [Error.Invalid(nameof(SharedTexts.ErrorNegative), field)],
            > PayRateService.Largest => [Error.Invalid(nameof(SharedTexts.ErrorTooLarge), field, PayRateService.Largest)],
            _ => [],
        };
    }

    private Task<Result<Guid>> AddRateAsync() =>
        rates.AddAsync(Actor, new AddPayRate { TeacherId = _id, Model = _model!.Value, Amount = _amount!.Value, ValidFrom = _from!.Value }, CancellationToken.None);
}
