using System.Globalization;
using System.Numerics;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Demo;

/// <summary>What both example organizations are made of: people, classes, and the roll calls of the past.</summary>
internal sealed class DemoParts(TenantDb tenants, string? owner)
{
    /// <summary>Where both are.</summary>
    public const string Zone = "Europe/Madrid";

    /// <summary>Day of the next month until which everybody is to be paid.</summary>
    public const int PayDay = 5;

    /// <summary>Today and the days before it that are written together with their open roll calls.</summary>
    private const int RecentDays = 4;

    /// <summary>Days before today in which some classes had a guest.</summary>
    private const int GuestDays = 14;

    /// <summary>The same id at every loading.</summary>
    public static Guid IdOf(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("cadence-demo:" + name)).AsSpan(0, 16));

    /// <summary>The demo is written as people write: what is refused is a fault of the demo.</summary>
    public static T Must<T>(Result<T> result) => result.IsSuccess ? result.Value : throw new InvalidOperationException($"The demo could not be written: {string.Join(", ", result.Errors.Select(e => e.Code))}");

    /// <summary>Everything but the past roll calls is one transaction: it is there or it is not.</summary>
    public async Task<bool> IsLoadedAsync(Actor job, CancellationToken cancellationToken) =>
        Must(await tenants.ReadAsync<bool>(job, Permission.GroupsRead, async (session, stop) => await session.Db.Set<Venue>().AnyAsync(stop), cancellationToken));

    /// <summary>People, and who is or was in which group.</summary>
    public static List<Guid> AddStudents(TenantSession session, int count, List<Group> groups, int[] sizes, DateOnly first)
    {
        var students = new List<Student>();
        for (var i = 0; i < count; i++)
        {
            var (given, family) = DemoNames.Student(i);
            var student = new Student(given, family, StudentStatus.Active);
            student.SetContact($"familia{i:000}@example.org", $"611 000 {i:000}", $"+34611000{i:000}");
            student.CameFrom(i % 3 == 0 ? "Instagram" : "Recomendación", null);
            students.Add(student);
        }

        session.Db.AddRange(students);
        AddFamilies(session, students);
        var next = 0;
        for (var g = 0; g < groups.Count; g++)
        {
            var before = next;
            for (var seat = 0; seat < sizes[g]; seat++)
            {
                var student = students[next++ % count];
                // Of every second group the last to come came this month.
                var joined = g % 2 == 0 && seat == sizes[g] - 1 ? Lately(session.Today, g) : first.AddDays(seat < 6 ? 0 : seat < sizes[g] - 2 ? DemoPlan.Dice(g, seat) % 20 : DemoPlan.Dice(g, seat) % 380);
                session.Db.Add(new Enrolment(student.Id, groups[g].Id, joined));
            }

            // Two more were there and left: past rosters keep them.
            for (var gone = 0; gone < 2; gone++)
            {
                var student = students[(before + sizes[g] + 1 + gone) % count];
                var enrolment = new Enrolment(student.Id, groups[g].Id, first.AddDays(gone * 9));
                enrolment.End(gone == 0 && g % 7 == 3 ? Lately(session.Today, g) : first.AddDays(120 + (DemoPlan.Dice(g, gone) % 200)), "Cambio de horario");
                session.Db.Add(enrolment);
            }
        }

        return students.ConvertAll(student => student.Id);
    }

    /// <summary>Every tenth student has a guardian. Every fortieth has two, who are also those of the next.</summary>
    private static void AddFamilies(TenantSession session, List<Student> students)
    {
        for (var i = 0; i + 1 < students.Count; i += 10)
        {
            for (var parent = 0; parent < (i % 40 == 0 ? 2 : 1); parent++)
            {
                var names = parent == 0 ? DemoNames.Mothers : DemoNames.Fathers;
                var guardian = new Guardian(Guid.CreateVersion7());
                guardian.Describe(names[i / 10 % names.Length], students[i].FamilyNames, null, i % 80 == 40 ? "en" : "es");
                guardian.SetContact($"familia{i:000}@example.org", $"622 00{parent} {i:000}", $"+3462200{parent}{i:000}");
                session.Db.Add(guardian);
                foreach (var student in students.GetRange(i, i % 40 == 0 ? 2 : 1))
                {
                    var tie = new StudentGuardian(student.Id, guardian.Id);
                    tie.Agree(parent == 0 ? GuardianRelation.Mother : GuardianRelation.Father, told: true, pays: parent == 0);
                    session.Db.Add(tie);
                }
            }
        }
    }

    /// <summary>A day of this month, some days ago.</summary>
    private static DateOnly Lately(DateOnly today, int dice)
    {
        var day = today.AddDays(-1 - (DemoPlan.Dice(dice, today.Month) % 12));
        return day.Month == today.Month ? day : new DateOnly(today.Year, today.Month, 1);
    }

    /// <summary>Now and then somebody tries a class of the last weeks, and one of those that run.</summary>
    private static void AddGuests(TenantSession session, IEnumerable<(DemoClass Class, ClassSession Session)> recent)
    {
        var students = session.Db.Set<Student>().Local.OrderBy(student => student.Email, StringComparer.Ordinal).ToList();
        var enrolled = session.Db.Set<Enrolment>().Local.Select(enrolment => (enrolment.GroupId, enrolment.StudentId)).ToHashSet();
        foreach (var (c, row) in recent)
        {
            var dice = DemoPlan.Dice(c.Group, c.Date.DayNumber);
            var isRunning = c is { Closed: false, Marked: > 0 and < 1 };
            if ((isRunning || dice % 6 == 0) && row.GroupId is { } group && students[dice % students.Count] is var guest && !enrolled.Contains((group, guest.Id)))
            {
                session.Db.Add(new SessionGuest(row.Id, guest.Id, GuestKind.Trial));
            }
        }
    }

    /// <summary>The planned classes, the newest with their roll calls as they stand.</summary>
    public static async Task AddClassesAsync(TenantSession session, IReadOnlyList<DemoClass> classes, Guid[] groups, Guid[] teachers, List<(Guid Venue, Guid Room)> rooms, CancellationToken cancellationToken)
    {
        var planned = classes.Select(c => (Class: c, Session: SessionOf(c))).ToList();
        await session.Db.SaveChangesAsync(cancellationToken);
        await DemoSql.InsertAsync(session, [.. planned.Select(p => p.Session)], cancellationToken);
        foreach (var (c, row) in planned.Where(p => p.Class.Substitute is not null))
        {
            session.Db.Add(new SessionTeacher(row.Id, teachers[c.Substitute!.Value], SessionTeacherRole.Substitute, teachers[c.Teacher]));
        }

        AddGuests(session, planned.Where(p => p.Class.Cancelled is null && p.Class.Date > session.Today.AddDays(-GuestDays) && p.Class.Date <= session.Today));
        await session.Db.SaveChangesAsync(cancellationToken);
        // The last days at once, because not all of them are complete; what lies before follows in portions (FinishAsync).
        var recent = planned.Where(p => p.Class.Date > session.Today.AddDays(-RecentDays)).ToList();
        var marked = recent.Where(p => p.Class.Marked > 0).ToList();
        await DemoSql.MarkAsync(session, [.. marked.Select(p => p.Session.Id)], [.. marked.Select(p => p.Class.Marked)], cancellationToken);
        await DemoSql.CloseAsync(session, [.. recent.Where(p => p.Class.Closed).Select(p => p.Session.Id)], cancellationToken);

        ClassSession SessionOf(DemoClass planned)
        {
            var (venue, room) = rooms[planned.Room];
            var row = new ClassSession(Guid.CreateVersion7(), groups[planned.Group], null, venue, room, teachers[planned.Teacher], null);
            row.Schedule(planned.Date, planned.Start, planned.End, session.Zone);
            if (planned.Cancelled is { } kind)
            {
                row.Cancel(kind, DemoNames.CancelReasons[DemoPlan.Dice(planned.Group, planned.Date.DayNumber) % DemoNames.CancelReasons.Length], charged: false, paid: false, row.StartsAt.AddHours(-5));
            }

            return row;
        }
    }

    /// <summary>
    /// Takes the roll calls of the past, some hundred classes a transaction. Only of days before the organization was founded: what people
    /// leave open in a demo they use stays open. A load that was cut off goes on here. Answers whether anything was left to do.
    /// </summary>
    public async Task<bool> FinishAsync(Actor job, CancellationToken cancellationToken)
    {
        for (var any = false; ; any = true)
        {
            var left = Must(await tenants.WriteAsync<int>(job, Permission.SessionsWrite, async (session, stop) =>
            {
                var founded = await session.Db.Set<Organization>().Where(o => o.Id == job.OrganizationId).Select(o => o.CreatedAt).SingleAsync(stop);
                var before = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(founded, session.Zone).DateTime).AddDays(1 - RecentDays);
                var open = await session.Db.Set<ClassSession>().Where(s => s.Status == SessionStatus.Scheduled && s.ClosedAt == null && s.Date < before)
                    .OrderBy(s => s.Date).Select(s => s.Id).Take(300).ToArrayAsync(stop);
                await DemoSql.MarkAsync(session, open, [.. open.Select(_ => 1.0)], stop);
                await DemoSql.CloseAsync(session, open, stop);
                return open.Length;
            }, cancellationToken));
            // Plans made while the tables were empty would otherwise serve the whole load: after the first portion and after the last.
            if (owner is not null && any == (left == 0))
            {
                await DemoSql.AnalyzeAsync(owner, cancellationToken);
            }

            if (left == 0)
            {
                return any;
            }
        }
    }
}
