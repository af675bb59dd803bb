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

/// <summary>The school <c>compas</c> with fourteen months of history.</summary>
internal sealed class DemoSchool(TenantDb tenants, DemoParts parts)
{
    private const int ApprovedMonths = 5;

    /// <summary>Loads what is missing. Answers whether anything was.</summary>
    public async Task<bool> LoadAsync(Dictionary<string, Guid> users, DateTime now, CancellationToken cancellationToken)
    {
        var id = DemoParts.IdOf(DemoSeed.School);
        var service = new OrganizationService(tenants);
        var job = Actor.Job(id, DemoParts.IdOf("job"));
        await service.FoundAsync(new FoundOrganization(id, DemoSeed.School, "Compás", OrganizationType.School, "ES", "EUR", DemoParts.Zone, "es"), users["owner@compas.demo"], cancellationToken);
        if (await parts.IsLoadedAsync(job, cancellationToken))
        {
            return await parts.FinishAsync(job, cancellationToken);
        }

        foreach (var (email, role) in new[] { ("admin@compas.demo", RolePresets.Admin), ("staff@compas.demo", RolePresets.Staff), ("teacher@compas.demo", RolePresets.Teacher), ("lucia@lucia.demo", RolePresets.Teacher) })
        {
            DemoParts.Must(await service.AddMemberAsync(job, users[email], role, cancellationToken));
        }

        var today = DateOnly.FromDateTime(now);
        var first = DemoPlan.FirstDay(today);
        var rooms = new List<(Guid Venue, Guid Room)>();
        var teachers = new List<Teacher>();
        var groups = new List<Group>();
        DemoParts.Must(await tenants.WriteAsync<bool>(job, Permission.OrganizationEdit, async (session, stop) =>
        {
            session.Db.Set<Organization>().Single(o => o.Id == id).SetLegalData("Compás Escuela de Danza, S. L.", "B00000000", "Calle del Telar, 12 · 28000 Madrid");
            session.Db.Add(new OrganizationSetting(PaySettings.PayDayKey, DemoParts.PayDay.ToString(CultureInfo.InvariantCulture), first));
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
            DemoParts.AddStudents(session, 320, groups, [.. Enumerable.Range(0, DemoPlan.Groups).Select(DemoPlan.SizeOf)], first);
            await DemoParts.AddClassesAsync(session, DemoPlan.Of(now), [.. groups.Select(g => g.Id)], [.. teachers.Select(t => t.Id)], rooms, stop);
            return true;
        }, cancellationToken));
        await parts.FinishAsync(job, cancellationToken);
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

    /// <summary>Approves the last months and pays them, as an admin would have; of the newest nobody before the pay day, and one is forgotten after it.</summary>
    private async Task ApproveAsync(Actor job, DateOnly today, CancellationToken cancellationToken)
    {
        var payouts = new PayoutService(tenants);
        var newest = Month.Of(today).Previous;
        for (var month = Month.Of(today.AddMonths(-ApprovedMonths)); month <= newest; month = month.Next)
        {
            var rows = DemoParts.Must(await payouts.PreviewMonthAsync(job, month, cancellationToken)).Rows.Where(row => row is { Missing: 0, WithoutRate: 0 }).ToList();
            foreach (var row in rows)
            {
                var approved = await payouts.ApproveAsync(job, new ApprovePayout(row.TeacherId, month, row.Net.Amount), cancellationToken);
                if (approved.IsSuccess && (month < newest || (today.Day > DemoParts.PayDay && row != rows[0])))
                {
                    DemoParts.Must(await payouts.MarkPaidAsync(job, new MarkPayoutPaid(row.TeacherId, month), cancellationToken));
                }
            }
        }
    }
}
