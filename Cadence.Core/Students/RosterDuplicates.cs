using Cadence.Core.Kernel;

namespace Cadence.Core.Students;

/// <summary>
/// Who is whom. The same name with the same phone, e-mail or birth date is the same person. A shared phone or e-mail alone
/// is not: siblings share them. The same name alone is a warning, unless neither side has anything to tell them apart.
/// </summary>
internal static class RosterDuplicates
{
    public static IReadOnlyList<RosterRow> Mark(IReadOnlyList<RosterRow> rows, IReadOnlyCollection<KnownStudent> students)
    {
        var people = new Dictionary<string, List<Somebody>>();
        foreach (var student in students)
        {
            var name = student.FamilyNames.Length == 0 ? student.GivenName : $"{student.GivenName} {student.FamilyNames}";
            Add(people, new Somebody(null, student.Id, FoldedText.WithoutSpaces(name), student.PhoneE164, student.Email?.ToLowerInvariant(), student.BirthDate));
        }

        return [.. rows.Select(row => row.State == RosterRowState.Ready ? Mark(row, people) : row)];
    }

    private static RosterRow Mark(RosterRow row, Dictionary<string, List<Somebody>> people)
    {
        var person = row.Person;
        var somebody = new Somebody(row.Number, null, FoldedText.WithoutSpaces(person.FullName), person.PhoneE164, person.Email?.ToLowerInvariant(), person.BirthDate);
        var namesakes = people.GetValueOrDefault(somebody.Name) ?? [];
        if (namesakes.Find(somebody.Is) is { } same)
        {
            return row with { State = RosterRowState.Duplicate, DuplicateOfRow = same.Row, DuplicateOf = same.Student };
        }

        Add(people, somebody);
        return namesakes is [var first, ..] ? row with { ResemblesRow = first.Row, Resembles = first.Student } : row;
    }

    private static void Add(Dictionary<string, List<Somebody>> people, Somebody somebody)
    {
        if (!people.TryGetValue(somebody.Name, out var namesakes))
        {
            people[somebody.Name] = namesakes = [];
        }

        namesakes.Add(somebody);
    }

    private sealed record Somebody(int? Row, Guid? Student, string Name, string? Phone, string? Email, DateOnly? BirthDate)
    {
        private bool HasDetails => Phone is not null || Email is not null || BirthDate is not null;

        /// <summary>Names are equal already. Two birth dates that differ are two people, whatever phone they share (father and son).</summary>
        public bool Is(Somebody other) =>
            BirthDate is { } mine && other.BirthDate is { } theirs
                ? mine == theirs
                : (Phone is not null && Phone == other.Phone) || (Email is not null && Email == other.Email) || (!HasDetails && !other.HasDetails);
    }
}
