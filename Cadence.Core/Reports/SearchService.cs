using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>What was found by name.</summary>
public enum FoundKind
{
    Student,
    Teacher,
    Group,
}

/// <summary>One thing found.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Hint">What tells it from others of the same name; null where nothing does.</param>
/// <param name="Color">The group's colour 1 to 12.</param>
public sealed record Found(FoundKind Kind, Guid Id, string Name, string? Hint, int? Color);

/// <summary>What was found, the best first.</summary>
public sealed record FoundList(IReadOnlyList<Found> Items);

/// <summary>Finds by name, for the search frame. Accents and case don't matter; every word must begin a word of the name. Only what the actor may see.</summary>
public sealed class SearchService(TenantDb tenants)
{
    /// <summary>At most so many of each.</summary>
    public const int Most = 6;

    /// <summary>Longer questions are cut.</summary>
    public const int LongestText = 80;

    /// <summary>Students and teachers: one statement. An empty question finds nobody.</summary>
    public Task<Result<FoundList>> PeopleAsync(Actor actor, string text, CancellationToken cancellationToken) =>
        tenants.ReadAsync<FoundList>(actor, Permission.PeopleRead, async (session, stop) => new FoundList(await SearchSql.PeopleAsync(session, WordsOf(text), Most, stop)), cancellationToken);

    /// <summary>Groups: one statement. An empty question finds none.</summary>
    public Task<Result<FoundList>> GroupsAsync(Actor actor, string text, CancellationToken cancellationToken) =>
        tenants.ReadAsync<FoundList>(actor, Permission.GroupsRead, async (session, stop) => new FoundList(await SearchSql.GroupsAsync(session, WordsOf(text), Most, stop)), cancellationToken);

    // Half a character, or none that can be stored, is in no name.
    private static string[] WordsOf(string text)
    {
        var asked = text.Length > LongestText ? text[..LongestText] : text;
        return StorableText.Is(asked) ? FoldedText.Of(asked).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
