namespace Cadence.Core.Teachers;

/// <summary>What people write about a teacher, when adding as when editing.</summary>
public abstract record TeacherDetails
{
    public string GivenName { get; init; } = "";

    public string FamilyNames { get; init; } = "";

    /// <summary>What lists and the calendar show, where it differs from the given name.</summary>
    public string? PreferredName { get; init; }

    public string? Email { get; init; }

    /// <summary>Phone, kept as typed.</summary>
    public string? Phone { get; init; }

    /// <summary>Language of statements: es or en; null follows the organization.</summary>
    public string? Language { get; init; }

    /// <summary>First day of employment; required.</summary>
    public DateOnly? EmployedFrom { get; init; }

    /// <summary>Last day of employment, included.</summary>
    public DateOnly? EmployedTo { get; init; }
}

/// <summary>Adds a teacher. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddTeacher : TeacherDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes a teacher as last seen in <see cref="Version"/>.</summary>
public sealed record EditTeacher : TeacherDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>Changes what a teacher's statement prints, as last seen in <see cref="Version"/>.</summary>
public sealed record EditLegalData
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }

    /// <summary>Name on statements; null prints given and family names.</summary>
    public string? LegalName { get; init; }

    public string? TaxId { get; init; }

    public string? Address { get; init; }

    /// <summary>A new account; null or empty keeps the stored one, which the form never gets to see whole.</summary>
    public string? NewBankAccount { get; init; }

    /// <summary>Forgets the stored account.</summary>
    public bool RemoveBankAccount { get; init; }
}

/// <summary>A teacher in a list.</summary>
/// <param name="EmployedNow">Whether today lies inside the employment.</param>
public sealed record TeacherItem(Guid Id, string FullName, string? PreferredName, string? Email, string? Phone, DateOnly EmployedFrom, DateOnly? EmployedTo, bool EmployedNow, bool SignsIn);

/// <summary>One teacher.</summary>
/// <param name="MaskedBankAccount">The last four signs behind dots; null without an account.</param>
/// <param name="SignsIn">Whether a user is linked who signs in as this teacher.</param>
public sealed record TeacherProfile(
    Guid Id, int Version, string GivenName, string FamilyNames, string FullName, string? PreferredName, string? Email, string? Phone, string? Language,
    DateOnly EmployedFrom, DateOnly? EmployedTo, bool EmployedNow, bool SignsIn,
    string? LegalName, string? TaxId, string? Address, string? MaskedBankAccount);
