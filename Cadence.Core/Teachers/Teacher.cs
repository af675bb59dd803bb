using Cadence.Core.Data;

namespace Cadence.Core.Teachers;

/// <summary>Someone who teaches for the organization, with or without a user account.</summary>
public sealed class Teacher : VersionedTenantEntity
{
    private Teacher()
    {
    }

    public Teacher(string givenName, string familyNames, DateOnly employedFrom)
    {
        GivenName = givenName;
        FamilyNames = familyNames;
        EmployedFrom = employedFrom;
    }

    /// <summary>A teacher whose id the client made.</summary>
    public Teacher(Guid id, string givenName, string familyNames, DateOnly employedFrom)
        : this(givenName, familyNames, employedFrom) => UseId(id);

    /// <summary>The user who signs in as this teacher, if any.</summary>
    public Guid? UserId { get; private set; }

    public string GivenName { get; private set; } = "";

    public string FamilyNames { get; private set; } = "";

    public string? PreferredName { get; private set; }

    /// <summary>Given and family names, kept by the database.</summary>
    public string FullName { get; private set; } = "";

    public string? LegalName { get; private set; }

    public string? TaxId { get; private set; }

    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public string? Address { get; private set; }

    public string? BankAccount { get; private set; }

    /// <summary>Language of statements: es or en; null follows the organization.</summary>
    public string? Language { get; private set; }

    /// <summary>First day of employment.</summary>
    public DateOnly EmployedFrom { get; private set; }

    /// <summary>Last day of employment, included; null while employed.</summary>
    public DateOnly? EmployedTo { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Sets what people read and how to reach the teacher.</summary>
    public void Describe(string givenName, string familyNames, string? preferredName, string? email, string? phone, string? language)
    {
        GivenName = givenName;
        FamilyNames = familyNames;
        PreferredName = preferredName;
        Email = email;
        Phone = phone;
        Language = language;
    }

    /// <summary>Sets what the statement prints.</summary>
    public void SetLegalData(string? legalName, string? taxId, string? address, string? bankAccount)
    {
        LegalName = legalName;
        TaxId = taxId;
        Address = address;
        BankAccount = bankAccount;
    }

    /// <summary>First and last day of employment.</summary>
    public void Employ(DateOnly from, DateOnly? to)
    {
        EmployedFrom = from;
        EmployedTo = to;
    }

    /// <summary>Lets a user take this teacher's roll calls.</summary>
    public void LinkUser(Guid? userId) => UserId = userId;
}
