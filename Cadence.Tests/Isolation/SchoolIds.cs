using Cadence.Core.Organizations;
using Cadence.Tests.Support;

namespace Cadence.Tests.Isolation;

/// <summary>One id of each kind that commands and addresses name, all of one school and all with a word in their names that no other school has.</summary>
internal sealed class SchoolIds
{
    private readonly Dictionary<string, Guid> _ids = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In every name.</summary>
    public required string Word { get; init; }

    /// <summary>Kinds there are.</summary>
    public IReadOnlyCollection<string> Kinds => _ids.Keys;

    public Guid this[string kind] => _ids[kind];

    /// <summary>New rows of every kind.</summary>
    public static async Task<SchoolIds> PlantAsync(TestSchool school, string word)
    {
        var ids = new SchoolIds { Word = word };
        var (venue, room) = await school.AddVenueAsync($"Local {word} {Guid.NewGuid().ToString("n")[..6]}", room: $"Sala {word}");
        var teacher = await school.AddTeacherAsync("Tania", word);
        var group = await school.AddGroupAsync($"Grupo {word} {Guid.NewGuid().ToString("n")[..6]}", capacity: 30, teacherId: teacher, venueId: venue, roomId: room);
        var student = await school.AddStudentAsync("Alma", word);
        var enrolment = await school.EnrolAsync(group, student, school.Today.AddDays(-20));
        ids._ids["Student"] = student;
        ids._ids["Group"] = group.Id;
        ids._ids["Teacher"] = teacher;
        ids._ids["Venue"] = venue;
        ids._ids["Room"] = room;
        ids._ids["Session"] = await school.AddSessionAsync(group, school.Today, "17:30", "19:30");
        ids._ids["Enrolment"] = enrolment;
        ids._ids["User"] = (await school.AddMemberAsync(RolePresets.Staff)).UserId!.Value;
        ids._ids["Message"] = await school.ScalarAsync<Guid>(
            "insert into outbox_messages (organization_id, id, channel, recipient, kind, subject, period, payload, due_at, attempts) values ($1, gen_random_uuid(), 'email', $2, 'roll_call_missing', $3, '', '{}', now(), 0) returning id",
            school.OrganizationId, teacher.ToString(), ids["Session"].ToString());
        return ids;
    }

    /// <summary>The kind that a name speaks of: the first of the names that says one. Null when none does.</summary>
    public string? KindOf(params IEnumerable<string?> names) =>
        names.Where(name => name is not null).Select(name => Kinds.FirstOrDefault(kind => name!.Contains(kind, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(kind => kind is not null);
}
