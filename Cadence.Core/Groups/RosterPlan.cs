using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;

namespace Cadence.Core.Groups;

/// <summary>A group as an import needs it.</summary>
internal sealed record RosterGroup(Guid Id, string Name, decimal? Price);

/// <summary>Days of a student in a group that the school has already.</summary>
internal sealed record RosterEnrolment(Guid StudentId, Guid GroupId, DateOnly StartDate, DateOnly? EndDate);

/// <summary>A student to be added.</summary>
internal sealed record PlannedStudent(Guid Id, RosterPerson Person);

/// <summary>An enrolment to be added.</summary>
internal sealed record PlannedEnrolment(Guid Id, Guid StudentId, Guid GroupId, DateOnly StartDate, decimal? AgreedFee);

/// <summary>What applying rows of a roster comes to. Pure.</summary>
internal sealed class RosterPlan
{
    private readonly Dictionary<string, RosterGroup> _groups;
    private readonly ILookup<(Guid Student, Guid Group), RosterEnrolment> _enrolments;
    private readonly Dictionary<int, Guid> _people = [];
    private readonly HashSet<(Guid Student, Guid Group)> _planned = [];
    private readonly DateOnly _today;

    private RosterPlan(IEnumerable<RosterGroup> groups, IEnumerable<RosterEnrolment> enrolments, DateOnly today)
    {
        _groups = groups.GroupBy(group => FoldedText.Of(group.Name)).ToDictionary(same => same.Key, same => same.First());
        _enrolments = enrolments.ToLookup(enrolment => (enrolment.StudentId, enrolment.GroupId));
        _today = today;
    }

    /// <summary>New students, in file order.</summary>
    public List<PlannedStudent> Students { get; } = [];

    /// <summary>New enrolments, in file order.</summary>
    public List<PlannedEnrolment> Enrolments { get; } = [];

    /// <summary>Students who were there before and get an enrolment.</summary>
    public IEnumerable<Guid> KnownStudents => Enrolments.Select(enrolment => enrolment.StudentId).Except(Students.Select(student => student.Id));

    /// <summary>The plan for the ticked rows; one that can't be applied spoils all.</summary>
    public static Result<RosterPlan> Of(RosterPreview roster, IReadOnlyCollection<int> ticked, IEnumerable<RosterGroup> groups, IEnumerable<RosterEnrolment> enrolments, DateOnly today)
    {
        var plan = new RosterPlan(groups, enrolments, today);
        var rows = roster.Rows.ToDictionary(row => row.Number);
        foreach (var number in ticked.Distinct().Order())
        {
            if (!rows.TryGetValue(number, out var row) || row.State is not (RosterRowState.Ready or RosterRowState.Duplicate))
            {
                return Error.Conflict(nameof(RosterTexts.ErrorRosterRowNotReady), null, number);
            }

            plan.Take(row);
        }

        return plan;
    }

    /// <summary>Rows of people who are there already, or in an earlier row, but not in the group that the row names.</summary>
    public static IReadOnlySet<int> EnrolsOnly(RosterPreview roster, IEnumerable<RosterGroup> groups, IEnumerable<RosterEnrolment> enrolments, DateOnly today)
    {
        var plan = new RosterPlan(groups, enrolments, today);
        var found = new HashSet<int>();
        foreach (var row in roster.Rows.Where(row => row.State is RosterRowState.Ready or RosterRowState.Duplicate))
        {
            var before = plan.Enrolments.Count;
            plan.Take(row);
            if (row.State == RosterRowState.Duplicate && plan.Enrolments.Count > before)
            {
                found.Add(row.Number);
            }
        }

        return found;
    }

    private void Take(RosterRow row)
    {
        var student = StudentOf(row);
        if (row.Person.Group is not { } name || !_groups.TryGetValue(FoldedText.Of(name), out var group))
        {
            return;
        }

        var start = row.Person.StartDate ?? _today;
        var known = _enrolments[(student, group.Id)].Any(enrolment => enrolment.EndDate is null || enrolment.EndDate >= start);
        if (known || !_planned.Add((student, group.Id)))
        {
            return;
        }

        Enrolments.Add(new PlannedEnrolment(Guid.CreateVersion7(), student, group.Id, start, row.Person.Fee == group.Price ? null : row.Person.Fee));
    }

    /// <summary>Somebody known, somebody of an earlier row, or somebody new.</summary>
    private Guid StudentOf(RosterRow row)
    {
        if (row.DuplicateOf is { } known)
        {
            return known;
        }

        // Where the earlier row was not ticked, the first of its repetitions stands for the person.
        var person = row.DuplicateOfRow ?? row.Number;
        if (!_people.TryGetValue(person, out var id))
        {
            _people[person] = id = Guid.CreateVersion7();
            Students.Add(new PlannedStudent(id, row.Person));
        }

        return id;
    }
}
