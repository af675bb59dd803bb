using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Web.Components;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Students;

/// <summary>Adds a student, or changes the one given. Closes with the id.</summary>
public sealed partial class StudentDialog(StudentService students, ILogger<FormState> logger)
{
    private static readonly IReadOnlyList<StudentStatus> Order = Enum.GetValues<StudentStatus>();

    private readonly FormState _form = new(logger);
    private readonly Guid _newId = Guid.CreateVersion7();
    private string? _givenName;
    private string? _familyNames;
    private string? _preferredName;
    private DateOnly? _birthDate;
    private string? _email;
    private string? _phone;
    private StudentStatus _status;
    private string? _dropReason;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    /// <summary>The student to change; null adds one.</summary>
    [Parameter]
    public StudentProfile? Student { get; set; }

    private static IReadOnlyList<(StudentStatus, string)> Statuses => [.. Order.Select(status => (status, StudentLook.WordOf(status)))];

    protected override void OnInitialized()
    {
        if (Student is { } student)
        {
            (_givenName, _familyNames, _preferredName, _birthDate) = (student.GivenName, student.FamilyNames, student.PreferredName, student.BirthDate);
            (_email, _phone, _status, _dropReason) = (student.Email, student.Phone, student.Status, student.DropReason);
        }
    }

    private async Task SaveAsync()
    {
        var saved = Student is { } student
            ? await _form.SaveAsync(() => students.EditAsync(
                Actor,
                new EditStudent
                {
                    Id = student.Id,
                    Version = student.Version,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames ?? "",
                    PreferredName = _preferredName,
                    BirthDate = _birthDate,
                    Email = _email,
                    Phone = _phone,
                    Status = _status,
                    DropReason = _dropReason,
                },
                CancellationToken.None))
            : await _form.SaveAsync(() => students.AddAsync(
                Actor,
                new AddStudent
                {
                    Id = _newId,
                    GivenName = _givenName ?? "",
                    FamilyNames = _familyNames ?? "",
                    PreferredName = _preferredName,
                    BirthDate = _birthDate,
                    Email = _email,
                    Phone = _phone,
                },
                CancellationToken.None));
        if (saved)
        {
            Dialog.Close(Student?.Id ?? _newId);
        }
    }
}
