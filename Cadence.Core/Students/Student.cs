using Cadence.Core.Data;

namespace Cadence.Core.Students;

/// <summary>Where a student stands with the organization.</summary>
public enum StudentStatus
{
    Lead,
    Trial,
    Active,
    Paused,
    Left,
}

/// <summary>Someone who learns here. E-mail and phone are never unique: siblings share them.</summary>
public sealed class Student : VersionedTenantEntity
{
    private Student()
    {
    }

    public Student(string givenName, string familyNames, StudentStatus status)
    {
        GivenName = givenName;
        FamilyNames = familyNames;
        Status = status;
    }

    /// <summary>A student whose id the client made.</summary>
    public Student(Guid id, string givenName, string familyNames, StudentStatus status)
        : this(givenName, familyNames, status) => UseId(id);

    public Guid? UserId { get; private set; }

    public string GivenName { get; private set; } = "";

    public string FamilyNames { get; private set; } = "";

    /// <summary>What the roll call shows, where it differs from the given name.</summary>
    public string? PreferredName { get; private set; }

    /// <summary>Given and family names, kept by the database.</summary>
    public string FullName { get; private set; } = "";

    public DateOnly? BirthDate { get; private set; }

    public string? Email { get; private set; }

    /// <summary>As typed.</summary>
    public string? Phone { get; private set; }

    /// <summary>E.164, where the typed text is a valid number.</summary>
    public string? PhoneE164 { get; private set; }

    public StudentStatus Status { get; private set; }

    public string? DropReason { get; private set; }

    /// <summary>How they came to us.</summary>
    public string? Source { get; private set; }

    /// <summary>The import that made this row, so that a batch can be found again.</summary>
    public Guid? ImportBatchId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Sets what people read.</summary>
    public void Describe(string givenName, string familyNames, string? preferredName, DateOnly? birthDate)
    {
        GivenName = givenName;
        FamilyNames = familyNames;
        PreferredName = preferredName;
        BirthDate = birthDate;
    }

    /// <summary>Sets how to reach them; the phone stays as typed beside its E.164 form.</summary>
    public void SetContact(string? email, string? phone, string? phoneE164)
    {
        Email = email;
        Phone = phone;
        PhoneE164 = phoneE164;
    }

    /// <summary>Moves them along; leaving may carry a reason.</summary>
    public void ChangeStatus(StudentStatus status, string? dropReason)
    {
        Status = status;
        DropReason = status == StudentStatus.Left ? dropReason : null;
    }

    /// <summary>Remembers where the row came from.</summary>
    public void CameFrom(string? source, Guid? importBatchId)
    {
        Source = source;
        ImportBatchId = importBatchId;
    }
}

/// <summary>One applied import file.</summary>
public sealed class ImportBatch : TenantEntity
{
    private ImportBatch()
    {
    }

    public ImportBatch(string kind, string fileName, string fileHash, int rowsApplied, Guid? createdBy)
    {
        Kind = kind;
        FileName = fileName;
        FileHash = fileHash;
        RowsApplied = rowsApplied;
        CreatedBy = createdBy;
    }

    /// <summary>What was imported, for example <c>roster</c>.</summary>
    public string Kind { get; private set; } = "";

    public string FileName { get; private set; } = "";

    /// <summary>SHA-256 of the bytes, in hex.</summary>
    public string FileHash { get; private set; } = "";

    public int RowsApplied { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public Guid? CreatedBy { get; private set; }
}
