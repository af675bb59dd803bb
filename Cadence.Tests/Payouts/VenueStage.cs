using Cadence.Core.Attendance;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Tests.Support;

namespace Cadence.Tests.Payouts;

/// <summary>The golden month of <c>lucia</c> (GoldenVenues.txt) as rows, written through the services.</summary>
public sealed class VenueStage
{
    /// <summary>The net of a month, $1 the organization, $2 its first day.</summary>
    // By the words of domain.md §6 and nothing of the program's: heads come from marks, hours from the clock.
    public const string Net = """
        with m as (select $1::uuid as o, $2::date as first, ($2::date + interval '1 month' - interval '1 day')::date as last),
        a as (select v.* from venue_agreements v, m where v.organization_id = m.o and v.voided_at is null and v.valid_from <= m.last and coalesce(v.valid_to, m.last) >= m.first),
        held as (
            select s.id, s.venue_id, s.group_id, s.date, 'class' as kind, extract(epoch from s.end_time - s.start_time) / 60 as minutes,
                   (select count(*) from attendance_records r where r.organization_id = m.o and r.class_session_id = s.id and r.status in ('present', 'late')) as heads
            from class_sessions s, m where s.organization_id = m.o and s.status = 'held' and s.date between m.first and m.last
            union all
            select p.id, p.venue_id, null, p.date, 'private', p.duration_minutes, 1 from private_sessions p, m where p.organization_id = m.o and p.status = 'held' and p.date between m.first and m.last),
        per_class as (
            select a.direction, sum(round(case a.model when 'per_head' then a.amount * h.heads when 'per_class' then a.amount when 'per_hour' then a.amount * h.minutes / 60 else 0 end, 2)) as amount
            from held h join a on a.venue_id = h.venue_id and a.kind = h.kind and (a.group_id is null or a.group_id = h.group_id) and h.date between a.valid_from and coalesce(a.valid_to, h.date)
            group by a.direction),
        fixed as (select a.direction, sum(a.amount) as amount from a, m where a.model = 'fixed_monthly' and m.last between a.valid_from and coalesce(a.valid_to, m.last) group by a.direction),
        owed as (select direction, sum(amount) as amount from (select * from per_class union all select * from fixed) x group by direction)
        select coalesce((select amount from owed where direction = 'venue_pays'), 0) - coalesce((select amount from owed where direction = 'organization_pays'), 0)
             + coalesce((select sum(r.amount) from received_payments r, m where r.organization_id = m.o and r.voided_at is null and r.venue_id is null and r.value_date between m.first and m.last), 0)
        """;

    private VenueStage(TestSchool school)
    {
        School = school;
        Agreements = new VenueAgreementService(school.Tenants);
        Money = new ReceivedPaymentService(school.Tenants);
        Privates = new PrivateSessionService(school.Tenants);
        Statements = new VenueStatementService(school.Tenants);
    }

    public TestSchool School { get; }

    public VenueAgreementService Agreements { get; }

    public ReceivedPaymentService Money { get; }

    public PrivateSessionService Privates { get; }

    public VenueStatementService Statements { get; }

    public Guid Alba { get; private set; }

    public Guid Norte { get; private set; }

    public Guid Nave { get; private set; }

    public TestGroup Sevillanas { get; private set; } = null!;

    public Guid FirstClass { get; private set; }

    public Guid Vega { get; private set; }

    public static async Task<VenueStage> CreateAsync(TestDatabase database)
    {
        var stage = new VenueStage(await TestSchool.CreateAsync(database, type: OrganizationType.IndependentTeacher));
        var school = stage.School;
        (stage.Alba, var albaRoom) = await school.AddVenueAsync("Centro Cívico Alba");
        (stage.Norte, var norteRoom) = await school.AddVenueAsync("Estudio Norte");
        (stage.Nave, var naveRoom) = await school.AddVenueAsync("La Nave");
        stage.Sevillanas = await school.AddGroupAsync("Sevillanas", 12, venueId: stage.Alba, roomId: albaRoom);
        var flamenco = await school.AddGroupAsync("Flamenco", 9, venueId: stage.Norte, roomId: norteRoom);
        var advanced = await school.AddGroupAsync("Flamenco avanzado", 8, venueId: stage.Nave, roomId: naveRoom);
        stage.Vega = await school.AddStudentAsync("Vega", "Luna");
        foreach (var (venue, kind, direction, model, amount) in new[]
        {
            (stage.Alba, AgreementKind.Class, AgreementDirection.VenuePays, AgreementModel.PerHead, 3.20m), (stage.Norte, AgreementKind.Class, AgreementDirection.VenuePays, AgreementModel.FixedMonthly, 420m),
            (stage.Nave, AgreementKind.Class, AgreementDirection.OrganizationPays, AgreementModel.PerHour, 12m), (stage.Nave, AgreementKind.Private, AgreementDirection.OrganizationPays, AgreementModel.PerHour, 12m),
        })
        {
            (await stage.Agreements.AddAsync(school.Owner, new AddVenueAgreement { VenueId = venue, Kind = kind, Direction = direction, Model = model, Amount = amount, CollectedBy = AgreementCollector.Venue, ValidFrom = new DateOnly(2026, 9, 1) }, default)).Ok();
        }

        stage.FirstClass = await stage.HeldAsync(stage.Sevillanas, 2, "09:30", "10:30", 11);
        await stage.HeldAsync(stage.Sevillanas, 4, "09:30", "10:30", 9);
        await stage.HeldAsync(stage.Sevillanas, 6, "09:30", "10:30", 10);
        await stage.HeldAsync(flamenco, 2, "10:50", "11:50", 9);
        await stage.HeldAsync(flamenco, 4, "10:50", "11:50", 7);
        await stage.HeldAsync(advanced, 2, "12:10", "13:10", 8);
        await stage.HeldAsync(advanced, 4, "12:10", "13:25", 6);
        foreach (var (day, minutes, price) in new[] { (3, 60, 35m), (5, 90, 50m) })
        {
            (await stage.Privates.AddAsync(school.Owner, new AddPrivateSession { StudentId = stage.Vega, VenueId = stage.Nave, TeacherId = school.TeacherId, Date = new DateOnly(2026, 11, day), StartTime = "11:00", DurationMinutes = minutes, Price = price }, default)).Ok();
        }

        foreach (var (day, amount, venue) in new (int, decimal, Guid?)[] { (3, 35, null), (5, 50, null), (5, 40, null), (5, 40, null), (10, 371.20m, stage.Alba), (3, 420, stage.Norte) })
        {
            (await stage.Money.AddAsync(school.Owner, new AddReceivedPayment { ValueDate = new DateOnly(2026, 11, day), Amount = amount, VenueId = venue }, default)).Ok();
        }

        return stage;
    }

    public async Task<VenueMonthView> MonthAsync(Month month) => (await Statements.MonthAsync(School.Owner, month, default)).Ok();

    public Task<decimal> NetBySqlAsync(Month month) => School.ScalarAsync<decimal>(Net, School.OrganizationId, month.FirstDay);

    private Task<Guid> HeldAsync(TestGroup group, int day, string start, string end, int came) =>
        School.AddHeldSessionAsync(group, new DateOnly(2026, 11, day), i => i < came ? AttendanceStatus.Present : AttendanceStatus.Absent, start, end);
}
