using Cadence.Core.Students;

namespace Cadence.Core.Demo;

/// <summary>A student of the demo.</summary>
internal sealed record DemoStudent(int Number, StudentStatus Status, int BirthYear);

/// <summary>An enrolment of the demo; numbers point into the lists of students and groups.</summary>
internal sealed record DemoEnrolment(int Student, int Group, DateOnly Start, DateOnly? End = null, string? Reason = null, DateOnly? PausedFrom = null);

/// <summary>Who learns in a demo organization, and in which groups from when to when.</summary>
internal static class DemoPeople
{
    private static readonly string[] Farewells = ["Se muda", "Cambio de horario", "Lesión", "Descansa este curso"];

    /// <summary>People and enrolments: every group has its size today; some have left, some changed group, a few rest.</summary>
    public static (IReadOnlyList<DemoStudent> Students, IReadOnlyList<DemoEnrolment> Enrolments) Of(DemoSchool school, DateOnly today)
    {
        var first = DemoTimetable.FirstDay(today);
        var left = school.Students / 11;
        var leads = school.Students / 60;
        var trials = school.Students / 45;
        var active = school.Students - left - leads - trials;
        var students = new List<DemoStudent>();
        var enrolments = new List<DemoEnrolment>();
        var groupOf = new int[school.Students];

        var slot = 0;
        var taken = new HashSet<(int Student, int Group)>();
        for (var group = 0; group < school.Groups.Count; group++)
        {
            for (var seat = 0; seat < school.Groups[group].Size; seat++, slot++)
            {
                // Once everybody has a group, some take a second one.
                var student = slot < active ? slot : (slot - active) * 3 % active;
                while (!taken.Add((student, group)))
                {
                    student = (student + 1) % active;
                }

                if (slot < active)
                {
                    groupOf[student] = group;
                }

                // Most were here before the history begins, the others came bit by bit, nobody in the last two weeks.
                var start = slot % 5 < 3 ? first.AddDays(-(slot % 200)) : first.AddDays(slot * 37 % (today.DayNumber - first.DayNumber - 14));
                if (slot % 29 == 17 && start > first.AddDays(60))
                {
                    var before = (group + 1) % school.Groups.Count;
                    if (taken.Add((student, before)))
                    {
                        enrolments.Add(new DemoEnrolment(student, before, start.AddDays(-50), start.AddDays(-1), "Cambia de grupo"));
                    }
                }

                enrolments.Add(new DemoEnrolment(student, group, start, PausedFrom: slot % 73 == 40 ? today.AddDays(-20) : null));
            }
        }

        var pausedStudents = enrolments.Where(enrolment => enrolment.PausedFrom is not null).Select(enrolment => enrolment.Student)
            .Where(student => enrolments.Where(e => e.Student == student && e.End is null).All(e => e.PausedFrom is not null)).ToHashSet();
        for (var number = 0; number < school.Students; number++)
        {
            var status = number < active
                ? pausedStudents.Contains(number) ? StudentStatus.Paused : StudentStatus.Active
                : number < active + left ? StudentStatus.Left : number < active + left + trials ? StudentStatus.Trial : StudentStatus.Lead;
            var group = school.Groups[status is StudentStatus.Active or StudentStatus.Paused ? groupOf[number] : number * 7 % school.Groups.Count];
            students.Add(new DemoStudent(number, status, today.Year - group.Youngest - number * 13 % (group.Oldest - group.Youngest + 1)));
            if (status == StudentStatus.Left)
            {
                var gone = number - active;
                enrolments.Add(new DemoEnrolment(number, number * 7 % school.Groups.Count, first.AddDays(-gone), first.AddDays(60 + gone * 11 % 320), Farewells[gone % Farewells.Length]));
            }
        }

        return (students, enrolments);
    }
}
