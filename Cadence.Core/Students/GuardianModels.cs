namespace Cadence.Core.Students;

/// <summary>What people write about a guardian and what they are to a student.</summary>
public abstract record GuardianDetails
{
    /// <summary>Given name; the one thing that is required.</summary>
    public string GivenName { get; init; } = "";

    /// <summary>Family names, if any.</summary>
    public string? FamilyNames { get; init; }

    /// <summary>How they are greeted.</summary>
    public string? PreferredName { get; init; }

    /// <summary>Phone, kept as typed.</summary>
    public string? Phone { get; init; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>es or en; null for the organization's.</summary>
    public string? Language { get; init; }

    /// <summary>What they are to the student.</summary>
    public GuardianRelation Relation { get; init; }

    /// <summary>The right to be told.</summary>
    public bool Told { get; init; }

    /// <summary>The right to pay.</summary>
    public bool Pays { get; init; }
}

/// <summary>Adds a guardian to a student: somebody known already, or a new person, whose id is the client's.</summary>
public sealed record AddGuardian : GuardianDetails
{
    /// <summary>The student.</summary>
    public required Guid StudentId { get; init; }

    /// <summary>A guardian of other students, who is not typed again; null for a new person.</summary>
    public Guid? GuardianId { get; init; }

    /// <summary>Version-7 GUID of the new person, so that sending it twice adds one.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Changes a guardian, for all of their students, and what they are to this one.</summary>
public sealed record EditGuardian : GuardianDetails
{
    /// <summary>What ties them to the student.</summary>
    public required Guid StudentGuardianId { get; init; }

    /// <summary>The version of the person the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>A guardian as a choice.</summary>
/// <param name="Students">Whose guardian they are, by name.</param>
public sealed record GuardianChoice(Guid Id, string FullName, string? Email, string? Phone, IReadOnlyList<string> Students);

/// <summary>How a guardian's link stands.</summary>
/// <param name="Waits">Its mail has not left yet.</param>
public sealed record FamilyLinkState(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool Waits);

/// <summary>Another student of the same guardian.</summary>
public sealed record Sibling(Guid Id, string FullName);

/// <summary>A guardian of a student, as the student's page shows them.</summary>
/// <param name="Id">What ties them to the student.</param>
/// <param name="Version">Of the person.</param>
/// <param name="Link">The live link; null where there is none.</param>
public sealed record GuardianItem(
    Guid Id, Guid GuardianId, int Version, string GivenName, string FamilyNames, string FullName, string? PreferredName, string? Email, string? Phone, string? PhoneE164,
    string Language, GuardianRelation Relation, bool Told, bool Pays, IReadOnlyList<Sibling> Siblings, FamilyLinkState? Link);

/// <summary>The guardians of one student.</summary>
/// <param name="Now">When it was read.</param>
public sealed record GuardiansOfStudent(IReadOnlyList<GuardianItem> Guardians, DateTimeOffset Now);

/// <summary>A link that was given. It is said once and kept nowhere.</summary>
/// <param name="Token">The secret part of its address.</param>
/// <param name="Language">The guardian's: es or en.</param>
public sealed record GivenFamilyLink(Guid Id, string Token, string Language, DateTimeOffset ExpiresAt);
