using Cadence.Core.Data;

namespace Cadence.Core.Students;

/// <summary>Who answers for one or more students, or is reached about them. E-mail and phone are never unique; an account is not needed.</summary>
public sealed class Guardian : VersionedTenantEntity
{
    private Guardian()
    {
    }

    /// <summary>A guardian whose id the client made.</summary>
    public Guardian(Guid id) => UseId(id);

    public Guid? UserId { get; private set; }

    public string GivenName { get; private set; } = "";

    public string FamilyNames { get; private set; } = "";

    /// <summary>How they are greeted, where it differs from the given name.</summary>
    public string? PreferredName { get; private set; }

    /// <summary>Given and family names, kept by the database.</summary>
    public string FullName { get; private set; } = "";

    public string? Email { get; private set; }

    /// <summary>As typed.</summary>
    public string? Phone { get; private set; }

    /// <summary>E.164, where the typed text is a valid number.</summary>
    public string? PhoneE164 { get; private set; }

    /// <summary>es or en: of mails and of the page their link opens.</summary>
    public string Language { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Sets what people read and the language they read it in.</summary>
    public void Describe(string givenName, string familyNames, string? preferredName, string language)
    {
        GivenName = givenName;
        FamilyNames = familyNames;
        PreferredName = preferredName;
        Language = language;
    }

    /// <summary>Sets how to reach them; the phone stays as typed beside its E.164 form.</summary>
    public void SetContact(string? email, string? phone, string? phoneE164)
    {
        Email = email;
        Phone = phone;
        PhoneE164 = phoneE164;
    }
}

/// <summary>What a guardian is to a student.</summary>
public enum GuardianRelation
{
    Mother,
    Father,
    /// <summary>By law or by order of a court.</summary>
    LegalGuardian,
    Grandparent,
    Other,
    /// <summary>The student, of age: their own contact, who pays and is told for themselves.</summary>
    Self,
}

/// <summary>That somebody is a student's guardian, and what they may know and pay. Ended, never deleted.</summary>
public sealed class StudentGuardian : VersionedTenantEntity
{
    private StudentGuardian()
    {
    }

    public StudentGuardian(Guid studentId, Guid guardianId)
    {
        StudentId = studentId;
        GuardianId = guardianId;
    }

    public Guid StudentId { get; private set; }

    public Guid GuardianId { get; private set; }

    public GuardianRelation Relation { get; private set; }

    /// <summary>The right to be told: classes, attendance, changes.</summary>
    public bool Told { get; private set; }

    /// <summary>The right to pay: what is owed, receipts.</summary>
    public bool Pays { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Sets what they are to the student and their rights.</summary>
    public void Agree(GuardianRelation relation, bool told, bool pays)
    {
        Relation = relation;
        Told = told;
        Pays = pays;
    }

    /// <summary>From now on they are told nothing of this student and pay nothing.</summary>
    public void End(DateTimeOffset at) => EndedAt = at;
}
