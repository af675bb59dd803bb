using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>Whose changes are looked for.</summary>
public enum AuditAuthor
{
    Anybody,
    /// <summary>One person, named by <see cref="AuditSearch.UserId"/>.</summary>
    Member,
    /// <summary>The program by itself: jobs and whoever operates it.</summary>
    Program,
    /// <summary>Whoever looked in from the platform.</summary>
    Platform,
}

/// <summary>What a change did to a row.</summary>
public enum AuditAction
{
    Insert,
    Update,
    Delete,
}

/// <summary>Where a page of changes ends; the next one begins behind it.</summary>
public sealed record AuditPlace(DateTimeOffset At, Guid Id);

/// <summary>Which changes; all where nothing is asked.</summary>
public sealed record AuditSearch
{
    public AuditAuthor Author { get; init; }

    /// <summary>Whose, for <see cref="AuditAuthor.Member"/>.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Kind of thing: a table of <see cref="AuditService.Entities"/>; others have no changes.</summary>
    public string? Entity { get; init; }

    /// <summary>One thing of that kind, with what belongs to it: a student with enrolments and family, a venue with its rooms.</summary>
    public Guid? ThingId { get; init; }

    /// <summary>First day, in the organization's time zone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>End of the page before; null for the newest.</summary>
    public AuditPlace? Before { get; init; }
}

/// <summary>What a thing is called now.</summary>
/// <param name="Text">Its name, or those of what it joins.</param>
/// <param name="Day">The day it is of: of a class, a payment. Of a month, its first.</param>
public sealed record AuditName(string Text, DateOnly? Day = null);

/// <summary>One value of a change: as the database has it, or, for an id, the name of what it leads to.</summary>
/// <param name="Text">Invariant; null for an id.</param>
/// <param name="Name">Null for an id whose row is gone.</param>
public sealed record AuditValue(string? Text, AuditName? Name = null);

/// <summary>One changed column.</summary>
/// <param name="Old">Null where there was nothing.</param>
/// <param name="New">Null where nothing is left.</param>
/// <param name="IsErased">The values were personal and were erased.</param>
public sealed record AuditColumn(string Name, AuditValue? Old, AuditValue? New, bool IsErased = false);

/// <summary>Who did it.</summary>
/// <param name="Name">Null where the account is gone, and for the program.</param>
/// <param name="InNameOf">The member as whom somebody looked in from the platform.</param>
public sealed record AuditActor(ActorKind Kind, Guid? UserId, string? Name, string? InNameOf = null)
{
    /// <summary>Nobody in person did it.</summary>
    public bool IsProgram => UserId is null;
}

/// <summary>One change.</summary>
/// <param name="Entity">Table name.</param>
/// <param name="Thing">What was changed, as it is called now; null where it has no name or is gone.</param>
public sealed record AuditItem(
    Guid Id, DateTimeOffset At, AuditActor By, string Entity, Guid? EntityId, AuditAction Action, AuditName? Thing, IReadOnlyList<AuditColumn> Columns, string? Reason);

/// <summary>A page of changes, the newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Thing">What the asked thing is called; null where none was asked or it is gone.</param>
public sealed record AuditList(IReadOnlyList<AuditItem> Items, AuditPlace? Next, AuditName? Thing);

/// <summary>Somebody whose changes can be asked for.</summary>
public sealed record AuditPerson(Guid UserId, string Name);

/// <summary>Everybody who is or was a member, by name.</summary>
public sealed record AuditPeople(IReadOnlyList<AuditPerson> People);
