using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Adds a student, or changes the one given. Closes with the id.</summary>
public sealed partial class StudentDialog(StudentService students)
{
    private readonly Guid _newId = Guid.CreateVersion7();
    private readonly Once _once = new();
    private IReadOnlyList<Error> _errors = [];
    private string? _givenName;
    private string? _familyNames;
    private string? _preferredName;
    private string? _birthDate;
    private string? _email;
    private string? _phone;
    private StudentStatus _status;
    private string? _dropReason;

    /// <summary>How it opens.</summary>
    public static DialogOptions Options { get; } = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The student to change; null adds one.</summary>
    [Parameter]
    public StudentProfile? Student { get; set; }

    protected override void OnInitialized()
    {
        if (Student is { } student)
        {
            (_givenName, _familyNames, _preferredName) = (student.GivenName, student.FamilyNames, student.PreferredName);
            (_email, _phone, _status, _dropReason) = (student.Email, student.Phone, student.Status, student.DropReason);
            _birthDate = StudentLook.Input(student.BirthDate);
        }
    }

    private async Task SaveAsync() => await _once.RunAsync(async () =>
    {
        if (!string.IsNullOrEmpty(_birthDate) && StudentLook.Date(_birthDate) is null)
        {
            _errors = [Error.Invalid(nameof(SharedTexts.ErrorDateInvalid), nameof(StudentDetails.BirthDate))];
            return;
        }

        Result<Guid> saved;
        if (Student is { } student)
        {
            var edited = await students.EditAsync(
                Actor,
                new EditStudent
                {
                    Id = student.Id,
                    Version = student.Version,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames ?? "",
                    PreferredName = _preferredName,
                    BirthDate = StudentLook.Date(_birthDate),
                    Email = _email,
                    Phone = _phone,
                    Status = _status,
                    DropReason = _dropReason,
                },
                CancellationToken.None);
            saved = edited.IsSuccess ? student.Id : Result<Guid>.Failure(edited.Errors);
        }
        else
        {
            saved = await students.AddAsync(
                Actor,
                new AddStudent
                {
                    Id = _newId,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames ?? "",
                    PreferredName = _preferredName,
                    BirthDate = StudentLook.Date(_birthDate),
                    Email = _email,
                    Phone = _phone,
                },
                CancellationToken.None);
        }

        _errors = saved.Errors;
        if (saved.IsSuccess)
        {
            Dialog.Close(DialogResult.Ok(saved.Value));
        }
    });
}
