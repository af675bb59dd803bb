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

/// <summary>
/// Example organizations to look around in: <c>compas</c>, a school with fourteen months of history, and <c>lucia</c>, an independent teacher.
/// Written as the runtime role with the product's own statements. Loading it again adds nothing.
/// </summary>
public sealed class DemoSeed(string appConnectionString, TenantDb tenants, TimeProvider time)
{
    /// <summary>Connects as the owner of the tables, who may gather statistics between the stages; null: the server does it by itself, a minute later.</summary>
    public string? Owner { get; init; }

    /// <summary>Everybody's password in the demo.</summary>
    public const string Password = "Cadence-demo-1";

    /// <summary>The school's slug.</summary>
    public const string School = "compas";

    /// <summary>The independent teacher's slug.</summary>
    public const string Independent = "lucia";

    private const string Zone = "Europe/Madrid";

    /// <summary>Today and the days before it that are written together with their open roll calls.</summary>
    private const int RecentDays = 4;

    private const int ApprovedMonths = 5;

    /// <summary>Full months of private classes and money before the present one.</summary>
    private const int PrivateMonths = 2;

    /// <summary>Day of the next month until which everybody is to be paid.</summary>
    private const int PayDay = 5;

    /// <summary>Days before today in which some classes had a guest.</summary>
    private const int GuestDays = 14;

    private static readonly string[] IndependentVenues = ["Centro Cívico Alba", "Estudio Norte", "La Nave"];

    private static readonly int[] IndependentSizes = [11, 9, 8];

    /// <summary>Who can sign in, in order of reach.</summary>
    public static IReadOnlyList<string> SignIns { get; } = ["owner@compas.demo", "admin@compas.demo", "staff@compas.demo", "teacher@compas.demo", "lucia@lucia.demo"];

    /// <summary>Loads what is missing. Answers whether anything was.</summary>
    public async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        // Two programs on one database: the second waits and finds nothing missing.
        await using var waiting = new NpgsqlConnection(appConnectionString);
        await waiting.OpenAsync(cancellationToken);
        await DemoSql.TakeTurnAsync(waiting, cancellationToken);
        var users = await UsersAsync(cancellationToken);
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Zone)).DateTime;
        var school = await LoadSchoolAsync(users, now, cancellationToken);
        var independent = await LoadIndependentAsync(users["lucia@lucia.demo"], now, cancellationToken);
        return school || independent;
    }

    private static Guid IdOf(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("cadence-demo:" + name)).AsSpan(0, 16));

    private static T Must<T>(Result<T> result) => result.IsSuccess ? result.Value : throw new InvalidOperationException($"The demo could not be written: {string.Join(", ", result.Errors.Select(e => e.Code))}");

    private async Task<Dictionary<string, Guid>> UsersAsync(CancellationToken cancellationToken)
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(appConnectionString).Options);
        var hasher = new PasswordHasher<User>();
        var people = new Dictionary<string, (string Given, string Family)>
        {
            ["owner@compas.demo"] = ("Pilar", "Roldán"),
            ["admin@compas.demo"] = ("Marta", "Roldán"),
            ["staff@compas.demo"] = ("Sergio", "Mena"),
            ["teacher@compas.demo"] = DemoNames.Teachers[1],
            ["lucia@lucia.demo"] = DemoNames.Teachers[DemoPlan.Lucia],
        };
        foreach (var (email, (given, family)) in people)
        {
            var normalized = email.ToUpperInvariant();
            if (await accounts.Users.AnyAsync(user => user.NormalizedEmail == normalized, cancellationToken))
            {
                continue;
            }

            var user = new User
            {
                Id = IdOf(email),
                UserName = email,
                NormalizedUserName = normalized,
                Email = email,
                NormalizedEmail = normalized,
                EmailConfirmed = true,
                GivenName = given,
                FamilyNames = family,
                SecurityStamp = Guid.NewGuid().ToString("n"),
                LockoutEnabled = true,
                CreatedAt = time.GetUtcNow(),
            };
            user.PasswordHash = hasher.HashPassword(user, Password);
            accounts.Add(user);
        }

        await accounts.SaveChangesAsync(cancellationToken);
        return await accounts.Users.Where(user => people.Keys.Contains(user.Email!)).ToDictionaryAsync(user => user.Email!, user => user.Id, cancellationToken);
    }

    private async Task<bool> LoadSchoolAsync(Dictionary<string, Guid> users, DateTime now, CancellationToken cancellationToken)
    {
        var id = IdOf(School);
        var service = new OrganizationService(tenants);
        var job = Actor.Job(id, IdOf("job"));
        await service.FoundAsync(new FoundOrganization(id, School, "Compás", OrganizationType.School, "ES", "EUR", Zone, "es"), users["owner@compas.demo"], cancellationToken);
        if (await IsLoadedAsync(job, cancellationToken))
        {
            return await FinishAsync(job, cancellationToken);
        }

        foreach (var (email, role) in new[] { ("admin@compas.demo", RolePresets.Admin), ("staff@compas.demo", RolePresets.Staff), ("teacher@compas.demo", RolePresets.Teacher), ("lucia@lucia.demo", RolePresets.Teacher) })
        {
            Must(await service.AddMemberAsync(job, users[email], role, cancellationToken));
        }

        var today = DateOnly.FromDateTime(now);
        var first = DemoPlan.FirstDay(today);
        var rooms = new List<(Guid Venue, Guid Room)>();
        var teachers = new List<Teacher>();
        var groups = new List<Group>();
        Must(await tenants.WriteAsync<bool>(job, Permission.OrganizationEdit, async (session, stop) =>
        {
            session.Db.Set<Organization>().Single(o => o.Id == id).SetLegalData("Compás Escuela de Danza, S. L.", "B00000000", "Calle del Telar, 12 · 28000 Madrid");
            session.Db.Add(new OrganizationSetting(PaySettings.PayDayKey, PayDay.ToString(CultureInfo.InvariantCulture), first));
            AddPlaces(session, rooms);
            AddTeachers(session, teachers, users, first);
            for (var i = 0; i < DemoPlan.Groups; i++)
            {
                var (name, style, level, ages, color) = DemoNames.Groups[i];
                var group = new Group(name, DemoPlan.SizeOf(i) + 2 + (i % 4), color);
                group.Describe(name, level, style, ages, color);
                group.Place(teachers[DemoPlan.LeadOf(i)].Id, rooms[i % 5].Venue, rooms[i % 5].Room, group.Capacity);
                group.SetPrice(38 + (i % 5 * 2));
                groups.Add(group);
            }

            session.Db.AddRange(groups);
            AddStudents(session, 320, groups, [.. Enumerable.Range(0, DemoPlan.Groups).Select(DemoPlan.SizeOf)], first);
            await AddClassesAsync(session, DemoPlan.Of(now), [.. groups.Select(g => g.Id)], [.. teachers.Select(t => t.Id)], rooms, stop);
            return true;
        }, cancellationToken));
        await FinishAsync(job, cancellationToken);
        await ApproveAsync(job, today, cancellationToken);
        return true;
    }

    private static void AddPlaces(TenantSession session, List<(Guid Venue, Guid Room)> rooms)
    {
        foreach (var (name, kind, address, list) in new (string, VenueKind, string?, string[])[]
        {
            ("Centro", VenueKind.Studio, "Calle del Telar, 12", ["Sala Espejo", "Sala Roja", "Estudio Sótano"]),
            ("Barrio Norte", VenueKind.Studio, "Avenida del Norte, 48", ["Sala Norte"]),
            ("La Nave", VenueKind.Studio, "Camino de la Fábrica, 3", ["Nave 1", "Nave 2"]),
            ("En línea", VenueKind.Online, null, ["Videollamada"]),
        })
        {
            var venue = new Venue(name, kind, address, null);
            session.Db.Add(venue);
            foreach (var text in list)
            {
                var room = new Room(venue.Id, text, shared: kind != VenueKind.Studio);
                session.Db.Add(room);
                rooms.Add((venue.Id, room.Id));
            }
        }
    }

    private static void AddTeachers(TenantSession session, List<Teacher> teachers, Dictionary<string, Guid> users, DateOnly first)
    {
        for (var i = 0; i < DemoPlan.Teachers; i++)
        {
            var (given, family) = DemoNames.Teachers[i];
            var teacher = new Teacher(given, family, first);
            teacher.Describe(given, family, null, $"{given.ToLowerInvariant().Replace("í", "i", StringComparison.Ordinal).Replace("á", "a", StringComparison.Ordinal)}@example.org", $"600 000 0{i:00}", null);
            teacher.SetLegalData(null, $"0000000{i % 10}X", null, AccountOf(i));
            if (i == 1 || i == DemoPlan.Lucia)
            {
                teacher.LinkUser(users[i == 1 ? "teacher@compas.demo" : "lucia@lucia.demo"]);
            }

            teachers.Add(teacher);
            session.Db.Add(teacher);

            // Four of each model; whoever is paid per head got a rise on 1 September.
            var model = (PayModel)((i + 1) % 3);
            var (before, after) = model switch { PayModel.FixedMonthly => (620m + (i * 15), 650m + (i * 15)), PayModel.PerClass => (24m + (i % 4), 25m + (i % 4)), _ => (1.30m, 1.40m) };
            var rise = first.AddMonths(12);
            var old = new PayRate(teacher.Id, PayRateKind.Class, model, PayRateScope.All, before, first);
            old.End(rise.AddDays(-1));
            session.Db.Add(old);
            session.Db.Add(new PayRate(teacher.Id, PayRateKind.Class, model, PayRateScope.All, after, rise));
        }
    }

    /// <summary>An account number with right check digits at a bank that does not exist.</summary>
    private static string AccountOf(int teacher)
    {
        var account = $"{2210 + (teacher * 37):00000000000000000000}";
        var rest = BigInteger.Parse(account + "142800", CultureInfo.InvariantCulture) % 97;
        return $"ES{98 - (int)rest:00}{account}";
    }

    private static List<Guid> AddStudents(TenantSession session, int count, List<Group> groups, int[] sizes, DateOnly first)
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
                var (given, _) = DemoNames.Student(i + 211 + (parent * 7));
                var guardian = new Guardian(Guid.CreateVersion7());
                guardian.Describe(given, students[i].FamilyNames, null, i % 80 == 40 ? "en" : "es");
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

    private static async Task AddClassesAsync(TenantSession session, IReadOnlyList<DemoClass> classes, Guid[] groups, Guid[] teachers, List<(Guid Venue, Guid Room)> rooms, CancellationToken cancellationToken)
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
    private async Task<bool> FinishAsync(Actor job, CancellationToken cancellationToken)
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
            if (left == 0)
            {
                if (any && Owner is not null)
                {
                    // Plans made while the tables were empty would otherwise serve the whole load.
                    await DemoSql.AnalyzeAsync(Owner, cancellationToken);
                }

                return any;
            }
        }
    }

    /// <summary>Approves the last months and pays them, as an admin would have; of the newest nobody before the pay day, and one is forgotten after it.</summary>
    private async Task ApproveAsync(Actor job, DateOnly today, CancellationToken cancellationToken)
    {
        var payouts = new PayoutService(tenants);
        var newest = Month.Of(today).Previous;
        for (var month = Month.Of(today.AddMonths(-ApprovedMonths)); month <= newest; month = month.Next)
        {
            var rows = Must(await payouts.PreviewMonthAsync(job, month, cancellationToken)).Rows.Where(row => row is { Missing: 0, WithoutRate: 0 }).ToList();
            foreach (var row in rows)
            {
                var approved = await payouts.ApproveAsync(job, new ApprovePayout(row.TeacherId, month, row.Net.Amount), cancellationToken);
                if (approved.IsSuccess && (month < newest || (today.Day > PayDay && row != rows[0])))
                {
                    Must(await payouts.MarkPaidAsync(job, new MarkPayoutPaid(row.TeacherId, month), cancellationToken));
                }
            }
        }
    }

    /// <summary>Everything but the past roll calls is one transaction: it is there or it is not.</summary>
    private async Task<bool> IsLoadedAsync(Actor job, CancellationToken cancellationToken) =>
        Must(await tenants.ReadAsync<bool>(job, Permission.GroupsRead, async (session, stop) => await session.Db.Set<Venue>().AnyAsync(stop), cancellationToken));

    private async Task<bool> LoadIndependentAsync(Guid userId, DateTime now, CancellationToken cancellationToken)
    {
        var id = IdOf(Independent);
        var job = Actor.Job(id, IdOf("job"));
        await new OrganizationService(tenants).FoundAsync(new FoundOrganization(id, Independent, "Lucía Solano", OrganizationType.IndependentTeacher, "ES", "EUR", Zone, "es"), userId, cancellationToken);
        if (await IsLoadedAsync(job, cancellationToken))
        {
            var finished = await FinishAsync(job, cancellationToken);
            return await CloseVenueMonthsAsync(job, cancellationToken) || finished;
        }

        var today = DateOnly.FromDateTime(now);
        var first = DemoPlan.FirstDay(today);
        var rooms = new List<(Guid Venue, Guid Room)>();
        var teacher = new Teacher("Lucía", "Solano", first);
        var groups = new List<Group>();
        Must(await tenants.WriteAsync<bool>(job, Permission.OrganizationEdit, async (session, stop) =>
        {
            foreach (var name in IndependentVenues)
            {
                var venue = new Venue(name, VenueKind.Studio, null, null);
                var room = new Room(venue.Id, "Sala", shared: false);
                session.Db.AddRange(venue, room);
                rooms.Add((venue.Id, room.Id));
            }

            teacher.LinkUser(userId);
            session.Db.Add(teacher);
            session.Db.Add(new PayRate(teacher.Id, PayRateKind.Class, PayModel.PerClass, PayRateScope.All, 35m, first));
            session.Db.Add(new OrganizationSetting(PaySettings.PayDayKey, PayDay.ToString(CultureInfo.InvariantCulture), first));
            foreach (var (i, name, level) in new[] { (0, "Sevillanas", "Nivel 1"), (1, "Flamenco", "Nivel 2"), (2, "Flamenco avanzado", "Nivel 3") })
            {
                var group = new Group(name, 12, (i * 2) + 1);
                group.Describe(name, level, "Flamenco", "Adultos", (i * 2) + 1);
                group.Place(teacher.Id, rooms[i].Venue, rooms[i].Room, 12);
                group.SetPrice(40);
                groups.Add(group);
            }

            session.Db.AddRange(groups);
            session.Db.Set<Organization>().Single(o => o.Id == id).SetLegalData("Lucía Solano Prieto", "00000000T", "Calle del Compás, 7 · 28000 Madrid");
            var pupils = AddStudents(session, 30, groups, IndependentSizes, first);
            AddVenueMonths(session, teacher.Id, rooms, pupils, first, today, now);
            await AddClassesAsync(session, IndependentPlan(first, today, now), [.. groups.Select(g => g.Id)], [teacher.Id], rooms, stop);
            return true;
        }, cancellationToken));
        await FinishAsync(job, cancellationToken);
        await CloseVenueMonthsAsync(job, cancellationToken);
        return true;
    }

    /// <summary>
    /// domain.md §6's golden case: Alba pays per head, Norte pays fixed, La Nave is rented by the hour; private pupils at La Nave on Tuesdays and Thursdays.
    /// Agreements reach back to the first class; private classes and money to the month before the last.
    /// </summary>
    private static void AddVenueMonths(TenantSession session, Guid teacherId, List<(Guid Venue, Guid Room)> rooms, IReadOnlyList<Guid> pupils, DateOnly first, DateOnly today, DateTime now)
    {
        foreach (var (room, kind, direction, model, amount, collector) in new[]
        {
            (0, AgreementKind.Class, AgreementDirection.VenuePays, AgreementModel.PerHead, 3.20m, AgreementCollector.Venue),
            (1, AgreementKind.Class, AgreementDirection.VenuePays, AgreementModel.FixedMonthly, 420m, AgreementCollector.Venue),
            (2, AgreementKind.Class, AgreementDirection.OrganizationPays, AgreementModel.PerHour, 12m, AgreementCollector.Organization),
            (2, AgreementKind.Private, AgreementDirection.OrganizationPays, AgreementModel.PerHour, 12m, AgreementCollector.Organization),
        })
        {
            var agreement = new VenueAgreement(Guid.CreateVersion7(), rooms[room].Venue, null, kind, direction, first);
            agreement.Agree(model, amount, collector, AgreementCancelledRule.NotPaid);
            session.Db.Add(agreement);
        }

        // The last of the three groups is her own: its pupils pay her, and three of them take private classes.
        var own = pupils.Skip(IndependentSizes[0] + IndependentSizes[1]).Take(IndependentSizes[2]).ToList();
        var from = new DateOnly(today.Year, today.Month, 1).AddMonths(-PrivateMonths);
        for (var day = from; day <= today.AddDays(14); day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Thursday)
            {
                var pupil = own[day.DayNumber / 2 % 3];
                var row = new PrivateSession(Guid.CreateVersion7());
                row.Arrange(teacherId, pupil, rooms[2].Venue, rooms[2].Room, 35);
                row.Schedule(day, new TimeOnly(11, 0), 60, session.Zone);
                row.Hold(day.ToDateTime(new TimeOnly(12, 0)) <= now);
                session.Db.Add(row);
                if (row.Status == SessionStatus.Held)
                {
                    Receive(day, 35, null, pupil, "Clase privada");
                }
            }

            if (day.Day == 3 && day <= today)
            {
                Receive(day, 420, rooms[1].Venue, null, null);
            }

            foreach (var pupil in day.Day == 5 && day <= today ? own : [])
            {
                Receive(day, 40, null, pupil, "Cuota del mes");
            }
        }

        void Receive(DateOnly day, decimal amount, Guid? venue, Guid? student, string? note)
        {
            var received = new ReceivedPayment(Guid.CreateVersion7());
            received.Describe(day, amount, venue, student, note);
            session.Db.Add(received);
        }
    }

    /// <summary>Closes what the venues owe for the months before the organization was founded here, and notes what Alba paid for them. Answers whether anything was left to do.</summary>
    private async Task<bool> CloseVenueMonthsAsync(Actor job, CancellationToken cancellationToken)
    {
        var statements = new VenueStatementService(tenants);
        var money = new ReceivedPaymentService(tenants);
        var founded = Must(await tenants.ReadAsync<DateOnly>(job, Permission.PayRead, async (session, stop) =>
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(await session.Db.Set<Organization>().Where(o => o.Id == job.OrganizationId).Select(o => o.CreatedAt).SingleAsync(stop), session.Zone).DateTime), cancellationToken));
        var any = false;
        for (var month = Month.Of(founded.AddMonths(-PrivateMonths)); month < Month.Of(founded); month = month.Next)
        {
            foreach (var venue in Must(await statements.MonthAsync(job, month, cancellationToken)).Venues.Where(venue => venue.Statement.Lines.Count > 0))
            {
                var statement = venue.Statement;
                any |= statement.IsPreview;
                var number = statement.Number ?? Must(await statements.CloseAsync(job, new CloseVenueStatement(statement.Venue!.Id, month, statement.Net.Amount, "Ejemplo"), cancellationToken));

                // The fixed amount comes on the 3rd; what is counted by heads, a week later.
                var paid = month.Next.FirstDay.AddDays(9);
                if (statement.Rates.Any(rate => rate.Model == PayModel.PerHead) && statement.Net.Amount > 0 && paid <= founded)
                {
                    Must(await money.AddAsync(job, new AddReceivedPayment { Id = IdOf("venue-" + number), ValueDate = paid, Amount = statement.Net.Amount, VenueId = statement.Venue!.Id, Note = number }, cancellationToken));
                }
            }
        }

        return any;
    }

    /// <summary>Her mornings, so that she is never asked to be in two places: the evenings belong to the school.</summary>
    private static List<DemoClass> IndependentPlan(DateOnly first, DateOnly today, DateTime now)
    {
        var classes = new List<DemoClass>();
        for (var day = first; day <= today.AddDays(14); day = day.AddDays(1))
        {
            if (day.Month != 8 && day.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Wednesday or DayOfWeek.Friday)
            {
                for (var g = 0; g < 3; g++)
                {
                    var start = new TimeOnly(9, 30).AddMinutes(g * 80);
                    var past = day.ToDateTime(start.AddMinutes(60)) <= now;
                    classes.Add(new DemoClass(g, 0, g, day, start, start.AddMinutes(60), past, past ? 1 : 0, null, null));
                }
            }
        }

        return classes;
    }
}
