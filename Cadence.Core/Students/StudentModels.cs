using Cadence.Core.Kernel;

namespace Cadence.Core.Students;

/// <summary>What people write about a student, when adding as when editing.</summary>
public abstract record StudentDetails
{
    /// <summary>Given name; the one thing that is required.</summary>
    public string GivenName { get; init; } = "";

    /// <summary>Family names, if any.</summary>
    public string FamilyNames { get; init; } = "";

    /// <summary>What the roll call shows.</summary>
    public string? PreferredName { get; init; }

    /// <summary>Date of birth.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Phone, kept as typed.</summary>
    public string? Phone { get; init; }
}

/// <summary>Adds an active student. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddStudent : StudentDetails
{
    /// <summary>Version-7 GUID of the new student.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes a student as last seen in <see cref="Version"/>.</summary>
public sealed record EditStudent : StudentDetails
{
    /// <summary>The student.</summary>
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }

    /// <summary>Where they stand.</summary>
    public StudentStatus Status { get; init; } = StudentStatus.Active;

    /// <summary>Why they left; kept only with <see cref="StudentStatus.Left"/>.</summary>
    public string? DropReason { get; init; }
}

/// <summary>Asks for a page of students.</summary>
/// <param name="Text">Words that must all occur in names, e-mail or phone, whatever their case and accents.</param>
/// <param name="Page">From 0.</param>
/// <param name="PageSize">At most 200.</param>
public sealed record StudentSearch(string? Text = null, int Page = 0, int PageSize = 50);

/// <summary>A student in a list.</summary>
public sealed record StudentListItem(Guid Id, string GivenName, string FamilyNames, string FullName, string? PreferredName, StudentStatus Status, DateOnly? BirthDate, string? Email, string? Phone);

/// <summary>A page of students by family names.</summary>
/// <param name="Items">The students of the page.</param>
/// <param name="Total">How many match over all pages.</param>
/// <param name="Everybody">How many students there are without the search.</param>
public sealed record StudentList(IReadOnlyList<StudentListItem> Items, int Total, int Everybody);

/// <summary>All that is known of a student by this slice.</summary>
/// <param name="Today">Today in the organization's zone, for ages.</param>
public sealed record StudentProfile(
    Guid Id, int Version, string GivenName, string FamilyNames, string FullName, string? PreferredName, DateOnly? BirthDate,
    string? Email, string? Phone, string? PhoneE164, StudentStatus Status, string? DropReason, DateTimeOffset CreatedAt, DateOnly Today)
{
    /// <summary>Full years lived, null without a birth date.</summary>
    public int? Age => BirthDate is { } born ? Today.Year - born.Year - (Today < born.AddYears(Today.Year - born.Year) ? 1 : 0) : null;
}
