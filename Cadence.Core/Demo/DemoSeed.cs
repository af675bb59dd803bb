using Cadence.Core.Accounts;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Demo;

/// <summary>What a run of the demo added; all zero when everything was there.</summary>
public sealed record DemoSummary(int Users, int Organizations, int Groups, int Students, int Sessions);

/// <summary>
/// Fills a database with the demo organizations, as the runtime role and by the product's own statements. May be repeated: each
/// organization is written in one transaction, and one that is there stays as it is.
/// </summary>
public sealed class DemoSeed(string appConnectionString, TenantMode mode, TimeProvider time)
{
    /// <summary>Slug of the school.</summary>
    public const string Compas = "compas";

    /// <summary>Slug of the independent teacher.</summary>
    public const string Lucia = "lucia";

    private static readonly Guid CompasId = new("019a0000-0000-7000-8000-000000000001");
    private static readonly Guid LuciaId = new("019a0000-0000-7000-8000-000000000002");

    private readonly TenantDb _tenants = new(appConnectionString, mode, time);

    /// <summary>Adds what is missing. <c>ErrorSlugTaken</c> where one of the two slugs belongs to a real organization.</summary>
    public async Task<Result<DemoSummary>> SeedAsync(CancellationToken cancellationToken)
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(CadenceDatabase.Tuned(appConnectionString)).Options);
        var (users, addedUsers) = await DemoAccounts.EnsureAsync(accounts, time.GetUtcNow(), cancellationToken);
        var compas = await SeedAsync(
            new FoundOrganization(CompasId, Compas, "Compás", OrganizationType.School, "ES", "EUR", "Europe/Madrid", "es"),
            DemoSchool.Compas,
            users,
            DemoAccounts.Admin,
            [(DemoAccounts.Staff, RolePresets.Staff), (DemoAccounts.Teacher, RolePresets.Teacher), (DemoAccounts.Lucia, RolePresets.Teacher)],
            cancellationToken);
        if (!compas.IsSuccess)
        {
            return compas;
        }

        var lucia = await SeedAsync(
            new FoundOrganization(LuciaId, Lucia, "Lucía Serrano", OrganizationType.IndependentTeacher, "ES", "EUR", "Europe/Madrid", "es"), DemoSchool.Lucia, users, DemoAccounts.Lucia, [], cancellationToken);
        return lucia.IsSuccess
            ? new DemoSummary(
                addedUsers, compas.Value.Organizations + lucia.Value.Organizations, compas.Value.Groups + lucia.Value.Groups, compas.Value.Students + lucia.Value.Students, compas.Value.Sessions + lucia.Value.Sessions)
            : lucia;
    }

    private async Task<Result<DemoSummary>> SeedAsync(FoundOrganization organization, DemoSchool school, IReadOnlyDictionary<string, Guid> users, string owner, (string Email, string Role)[] members, CancellationToken cancellationToken)
    {
        var founded = 0;
        await using (var dataSource = NpgsqlDataSource.Create(CadenceDatabase.Tuned(appConnectionString)))
        {
            if (await new OrganizationDirectory(dataSource).FindAsync(organization.Slug, cancellationToken) is not { } known || known.OrganizationId != organization.Id)
            {
                var result = await new OrganizationService(_tenants).FoundAsync(organization, users[owner], cancellationToken);
                if (!result.IsSuccess)
                {
                    return Result<DemoSummary>.Failure(result.Errors);
                }

                founded = 1;
            }
        }

        var actor = Actor.User(organization.Id, users[owner]);
        foreach (var (email, role) in members)
        {
            var member = await new OrganizationService(_tenants).AddMemberAsync(actor, users[email], role, cancellationToken);
            if (!member.IsSuccess)
            {
                return Result<DemoSummary>.Failure(member.Errors);
            }
        }

        return await _tenants.WriteAsync<DemoSummary>(actor, Permission.OrganizationEdit, async (session, ct) =>
        {
            // Two starts at once: the second waits for the first, then finds everything there.
            var self = await session.Db.Set<Organization>().SingleAsync(o => o.Id == organization.Id, ct);
            if (await session.Db.Set<Venue>().AnyAsync(ct))
            {
                return new DemoSummary(0, founded, 0, 0, 0);
            }

            self.SetLegalData(organization.Type == OrganizationType.School ? "Compás Escuela de Danza, S.L." : "Lucía Serrano Gil", "B00000000", "Calle del Compás 4, 28000 Madrid");
            await session.Db.SaveChangesAsync(ct);
            return await FillAsync(session, school, users, organization.Type == OrganizationType.School, ct) with { Organizations = founded };
        }, cancellationToken);
    }

    private static async Task<DemoSummary> FillAsync(TenantSession session, DemoSchool school, IReadOnlyDictionary<string, Guid> users, bool withPromises, CancellationToken cancellationToken)
    {
        var first = DemoTimetable.FirstDay(session.Today);
        var rooms = AddVenues(session, school);
        var teachers = AddTeachers(session, school, users, first);
        var groups = AddGroups(session, school, rooms, teachers);
        var (students, people) = AddPeople(session, school, groups);
        await session.Db.SaveChangesAsync(cancellationToken);

        var sessions = DemoTimetable.Of(school, session.Now, session.Zone, withPromises);
        await DemoSql.AddSessionsAsync(session, sessions, groups, rooms, teachers, cancellationToken);
        await DemoSql.AddTeachersAsync(session, [.. OtherTeachers(school, sessions, teachers)], cancellationToken);
        session.Db.AddRange(Guests(students, people, sessions));
        await session.Db.SaveChangesAsync(cancellationToken);

        await DemoSql.HoldAsync(session, [.. sessions.Where(s => s.IsHeld).Select(s => s.Id)], cancellationToken);
        await DemoSql.MarkAsync(session, [.. sessions.Where(s => s.IsHeld || s.MarkedShare > 0).Select(s => (s.Id, s.IsHeld ? 100 : s.MarkedShare))], cancellationToken);

        // Attendance of months that are long over is settled; the last one and this one stay open.
        for (var month = Month.Of(first); month < Month.Of(session.Today).Previous; month = month.Next)
        {
            session.Db.Add(new MonthLock(month.FirstDay, session.Now, session.Actor.UserId));
        }

        return new DemoSummary(0, 0, school.Groups.Count, students.Count, sessions.Count);
    }

    private static (Guid Venue, Guid Room)[] AddVenues(TenantSession session, DemoSchool school)
    {
        var rooms = new List<(Guid, Guid)>();
        foreach (var demo in school.Venues)
        {
            var venue = new Venue(demo.Name, VenueKind.Studio, demo.Address, null);
            session.Db.Add(venue);
            foreach (var name in demo.Rooms)
            {
                var room = new Room(venue.Id, name, shared: false);
                session.Db.Add(room);
                rooms.Add((venue.Id, room.Id));
            }
        }

        return [.. rooms];
    }

    private static Guid[] AddTeachers(TenantSession session, DemoSchool school, IReadOnlyDictionary<string, Guid> users, DateOnly first)
    {
        var employedFrom = first.AddDays(-90);
        var ids = new List<Guid>();
        foreach (var demo in school.Teachers)
        {
            var teacher = new Teacher(demo.Given, demo.Family, employedFrom);
            teacher.Describe(demo.Given, demo.Family, null, demo.Email, null, null);
            teacher.LinkUser(demo.Email is { } email ? users[email] : null);
            session.Db.Add(teacher);
            ids.Add(teacher.Id);
            if (demo.Model is not { } model)
            {
                continue;
            }

            // A year and a bit ago everybody earned a little less.
            var raise = new DateOnly(first.Year, first.Month, 1).AddMonths(4);
            foreach (var (amount, from, to) in new[] { (Math.Round(demo.Amount * 0.95m, 2), employedFrom, (DateOnly?)raise.AddDays(-1)), (demo.Amount, raise, null) })
            {
                var rate = new PayRate(teacher.Id, PayRateKind.Class, model, PayRateScope.All, amount, from);
                if (model == PayModel.PerHead)
                {
                    rate.SetHeadRules(0, demo.Minimum, null, 0, null);
                }

                if (to is { } lastDay)
                {
                    rate.End(lastDay);
                }

                session.Db.Add(rate);
            }
        }

        return [.. ids];
    }

    private static Guid[] AddGroups(TenantSession session, DemoSchool school, (Guid Venue, Guid Room)[] rooms, Guid[] teachers)
    {
        var ids = new List<Guid>();
        foreach (var demo in school.Groups)
        {
            var group = new Group(demo.Name, demo.Capacity, demo.Color);
            group.Describe(demo.Name, demo.Level, demo.Style, $"{demo.Youngest}–{demo.Oldest}", demo.Color);
            group.Place(teachers[demo.Teacher], rooms[demo.Room].Venue, rooms[demo.Room].Room, demo.Capacity);
            group.SetPrice(demo.Price);
            session.Db.Add(group);
            ids.Add(group.Id);
        }

        return [.. ids];
    }

    private static (IReadOnlyList<DemoStudent> Students, Guid[] Ids) AddPeople(TenantSession session, DemoSchool school, Guid[] groups)
    {
        var (students, enrolments) = DemoPeople.Of(school, session.Today);
        var ids = new Guid[students.Count];
        foreach (var demo in students)
        {
            var (given, family) = DemoNames.Of(demo.Number);
            var student = new Student(given, family, demo.Status);
            student.Describe(given, family, null, new DateOnly(demo.BirthYear, demo.Number % 12 + 1, demo.Number % 28 + 1));
            student.SetContact(DemoNames.EmailOf(demo.Number), null, null);
            student.ChangeStatus(demo.Status, demo.Status == StudentStatus.Left ? "Se muda" : null);
            session.Db.Add(student);
            ids[demo.Number] = student.Id;
        }

        foreach (var demo in enrolments)
        {
            var enrolment = new Enrolment(ids[demo.Student], groups[demo.Group], demo.Start);
            if (demo.End is { } lastDay)
            {
                enrolment.End(lastDay, demo.Reason);
            }

            session.Db.Add(enrolment);
            if (demo.PausedFrom is { } paused)
            {
                session.Db.Add(new EnrolmentPause(enrolment.Id, paused, null, "Lesión"));
            }
        }

        return (students, ids);
    }

    private static IEnumerable<(Guid, Guid, Guid?)> OtherTeachers(DemoSchool school, IReadOnlyList<DemoSession> sessions, Guid[] teachers)
    {
        foreach (var session in sessions)
        {
            if (session.Substitute is { } substitute)
            {
                yield return (session.Id, teachers[substitute], teachers[session.Teacher]);
            }

            if (school.Groups[session.Group].Assistant is { } assistant)
            {
                yield return (session.Id, teachers[assistant], null);
            }
        }
    }

    /// <summary>Who is on trial came once lately, or comes to one of the next classes.</summary>
    private static IEnumerable<SessionGuest> Guests(IReadOnlyList<DemoStudent> students, Guid[] ids, IReadOnlyList<DemoSession> sessions)
    {
        var held = sessions.Where(s => s.IsHeld).OrderByDescending(s => s.StartsAt).ToList();
        var ahead = sessions.Where(s => !s.IsHeld && s.Cancelled is null && s.MarkedShare == 0 && s.StartsAt > held[0].StartsAt).OrderBy(s => s.StartsAt).ToList();
        foreach (var trial in students.Where(student => student.Status == StudentStatus.Trial))
        {
            var classes = trial.Number % 2 == 0 ? held : ahead;
            yield return new SessionGuest(classes[trial.Number * 5 % Math.Min(60, classes.Count)].Id, ids[trial.Number], GuestKind.Trial);
        }
    }
}
