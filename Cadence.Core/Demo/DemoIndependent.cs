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

/// <summary>The independent teacher <c>lucia</c> with her venues and private pupils.</summary>
internal sealed class DemoIndependent(TenantDb tenants, DemoParts parts)
{
    /// <summary>Full months of private classes and money before the present one.</summary>
    private const int PrivateMonths = 2;

    private static readonly string[] Venues = ["Centro Cívico Alba", "Estudio Norte", "La Nave"];

    private static readonly int[] Sizes = [11, 9, 8];

    /// <summary>Loads what is missing. Answers whether anything was.</summary>
    public async Task<bool> LoadAsync(Guid userId, DateTime now, CancellationToken cancellationToken)
    {
        var id = DemoParts.IdOf(DemoSeed.Independent);
        var job = Actor.Job(id, DemoParts.IdOf("job"));
        await new OrganizationService(tenants).FoundAsync(new FoundOrganization(id, DemoSeed.Independent, "Lucía Solano", OrganizationType.IndependentTeacher, "ES", "EUR", DemoParts.Zone, "es"), userId, cancellationToken);
        if (await parts.IsLoadedAsync(job, cancellationToken))
        {
            var finished = await parts.FinishAsync(job, cancellationToken);
            return await CloseVenueMonthsAsync(job, cancellationToken) || finished;
        }

        var today = DateOnly.FromDateTime(now);
        var first = DemoPlan.FirstDay(today);
        var rooms = new List<(Guid Venue, Guid Room)>();
        var teacher = new Teacher("Lucía", "Solano", first);
        var groups = new List<Group>();
        DemoParts.Must(await tenants.WriteAsync<bool>(job, Permission.OrganizationEdit, async (session, stop) =>
        {
            foreach (var name in Venues)
            {
                var venue = new Venue(name, VenueKind.Studio, null, null);
                var room = new Room(venue.Id, "Sala", shared: false);
                session.Db.AddRange(venue, room);
                rooms.Add((venue.Id, room.Id));
            }

            session.Db.AddRange(new VenueTravel(rooms[0].Venue, rooms[1].Venue, 12, TravelMode.Bike), new VenueTravel(rooms[1].Venue, rooms[2].Venue, 20, TravelMode.Walk));
            teacher.LinkUser(userId);
            session.Db.Add(teacher);
            session.Db.Add(new PayRate(teacher.Id, PayRateKind.Class, PayModel.PerClass, PayRateScope.All, 35m, first));
            session.Db.Add(new OrganizationSetting(PaySettings.PayDayKey, DemoParts.PayDay.ToString(CultureInfo.InvariantCulture), first));
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
            var pupils = DemoParts.AddStudents(session, 30, groups, Sizes, first);
            AddVenueMonths(session, teacher.Id, rooms, pupils, first, today, now);
            await DemoParts.AddClassesAsync(session, PlanOf(first, today, now), [.. groups.Select(g => g.Id)], [teacher.Id], rooms, stop);
            return true;
        }, cancellationToken));
        await parts.FinishAsync(job, cancellationToken);
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
        var own = pupils.Skip(Sizes[0] + Sizes[1]).Take(Sizes[2]).ToList();
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
        var founded = DemoParts.Must(await tenants.ReadAsync<DateOnly>(job, Permission.PayRead, async (session, stop) =>
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(await session.Db.Set<Organization>().Where(o => o.Id == job.OrganizationId).Select(o => o.CreatedAt).SingleAsync(stop), session.Zone).DateTime), cancellationToken));
        var any = false;
        for (var month = Month.Of(founded.AddMonths(-PrivateMonths)); month < Month.Of(founded); month = month.Next)
        {
            foreach (var venue in DemoParts.Must(await statements.MonthAsync(job, month, cancellationToken)).Venues.Where(venue => venue.Statement.Lines.Count > 0))
            {
                var statement = venue.Statement;
                any |= statement.IsPreview;
                var number = statement.Number ?? DemoParts.Must(await statements.CloseAsync(job, new CloseVenueStatement(statement.Venue!.Id, month, statement.Net.Amount, "Ejemplo"), cancellationToken));

                // The fixed amount comes on the 3rd; what is counted by heads, a week later.
                var paid = month.Next.FirstDay.AddDays(9);
                if (statement.Rates.Any(rate => rate.Model == PayModel.PerHead) && statement.Net.Amount > 0 && paid <= founded)
                {
                    DemoParts.Must(await money.AddAsync(job, new AddReceivedPayment { Id = DemoParts.IdOf("venue-" + number), ValueDate = paid, Amount = statement.Net.Amount, VenueId = statement.Venue!.Id, Note = number }, cancellationToken));
                }
            }
        }

        return any;
    }

    /// <summary>Her mornings, so that she is never asked to be in two places: the evenings belong to the school.</summary>
    private static List<DemoClass> PlanOf(DateOnly first, DateOnly today, DateTime now)
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
