using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Groups;

/// <summary>
/// Who is in which group from when to when. Closed classes keep the list they were closed with, so a change that reaches
/// back over some is refused with <c>ErrorClosedClasses</c> until it comes back confirmed.
/// </summary>
public sealed class EnrolmentService(TenantDb db)
{
    private const int LongestReason = 500;
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2199, 12, 31);

    /// <summary>All enrolments of a student, voided ones included.</summary>
    public Task<Result<EnrolmentsOfStudent>> OfStudentAsync(Actor actor, Guid student, CancellationToken ct) =>
        db.ReadAsync<EnrolmentsOfStudent>(actor, Permission.PeopleRead, async (session, ct) =>
        {
            if (!await StudentSql.IsVisibleAsync(session, student, ct))
            {
                return Error.NotFound();
            }

            var lines = await session.Db.Set<Enrolment>()
                .Where(enrolment => enrolment.StudentId == student)
                .Join(session.Db.Set<Group>(), enrolment => enrolment.GroupId, group => group.Id, (enrolment, group) => new { enrolment, group })
                .OrderByDescending(row => row.enrolment.StartDate).ThenBy(row => row.group.Name).ThenBy(row => row.enrolment.Id)
                .Select(row => new EnrolmentLine(
                    row.enrolment.Id, row.group.Id, row.group.Name, row.group.Color, row.group.MonthlyPrice, row.enrolment.StartDate, row.enrolment.EndDate, row.enrolment.Reason,
                    row.enrolment.AgreedFee, row.enrolment.VoidedAt != null, row.enrolment.VoidReason))
                .ToListAsync(ct);
            return new EnrolmentsOfStudent(lines, session.Today, session.Organization.Currency);
        }, ct);

    /// <summary>The groups of several students today, for lists.</summary>
    public Task<Result<GroupTag[]>> TagsAsync(Actor actor, IReadOnlyCollection<Guid> students, CancellationToken ct) =>
        db.ReadAsync<GroupTag[]>(actor, Permission.PeopleRead, async (session, ct) =>
            await Running(session)
                .Where(enrolment => students.Contains(enrolment.StudentId))
                .Join(await InReachAsync(session, ct), enrolment => enrolment.GroupId, group => group.Id, (enrolment, group) => new GroupTag(enrolment.StudentId, group.Name, group.Color))
                .ToArrayAsync(ct), ct);

    /// <summary>The groups one can be enrolled in, with the places taken today.</summary>
    public Task<Result<GroupChoice[]>> GroupsAsync(Actor actor, CancellationToken ct) =>
        db.ReadAsync<GroupChoice[]>(actor, Permission.PeopleRead, async (session, ct) =>
        {
            var taken = Running(session);
            var groups = await (await InReachAsync(session, ct))
                .Where(group => group.Status != GroupStatus.Closed)
                .OrderBy(group => group.Name)
                .Select(group => new { group.Id, group.Name, group.Color, group.Capacity, group.MonthlyPrice, Taken = taken.Count(enrolment => enrolment.GroupId == group.Id) })
                .ToArrayAsync(ct);
            return Array.ConvertAll(groups, group => new GroupChoice(
                group.Id, group.Name, group.Color, group.Capacity, group.Taken, group.MonthlyPrice is { } price ? new Money(price, session.Organization.Currency) : null));
        }, ct);

    /// <summary>The closed classes of a group in a range of days: what a backdated change is asked to confirm.</summary>
    public Task<Result<ClosedClass[]>> ClosedClassesAsync(Actor actor, Guid group, DateOnly from, DateOnly? to, CancellationToken ct) =>
        db.ReadAsync<ClosedClass[]>(actor, Permission.PeopleRead, async (session, ct) =>
            session.Reach is null || await GroupSql.IsVisibleAsync(session, group, ct)
                ? await EnrolmentSql.ClosedClassesAsync(session, group, from, to, ct)
                : Error.NotFound(), ct);

    /// <summary>Enrols a student from a day on. Overlapping days in the same group are refused at the start date.</summary>
    public Task<Result<Enrolled>> EnrolAsync(Actor actor, Enrol command, CancellationToken ct) =>
        db.WriteAsync<Enrolled>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            var errors = new List<Error>();
            CheckDate(errors, nameof(Enrol.StartDate), command.StartDate);
            if (command.EndDate is { } end)
            {
                CheckDate(errors, nameof(Enrol.EndDate), end);
                if (end < command.StartDate)
                {
                    errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateOrder), nameof(Enrol.EndDate)));
                }
            }

            CheckFee(errors, nameof(Enrol.AgreedFee), command.AgreedFee, session.Organization.Currency);
            CheckReason(errors, nameof(Enrol.AgreedFeeReason), command.AgreedFeeReason);
            if (!await StudentSql.IsVisibleAsync(session, command.StudentId, ct))
            {
                return Error.NotFound();
            }

            var group = await OpenGroupAsync(session, errors, command.GroupId, ct);
            if (errors.Count > 0)
            {
                return Result<Enrolled>.Failure(errors);
            }

            if (!command.Confirmed && await AskAsync(session, nameof(Enrol.StartDate), ct, (command.GroupId, command.StartDate, command.EndDate)) is { } question)
            {
                return question;
            }

            return await StartAsync(session, group!, command.StudentId, command.StartDate, command.EndDate, command.AgreedFee, command.AgreedFeeReason, ct);
        }, ct);

    /// <summary>
    /// Moves a student to another group on a day: the old enrolment ends the day before, or is voided if it began on that day or
    /// later. An end that was planned stays.
    /// </summary>
    public Task<Result<Enrolled>> MoveAsync(Actor actor, Move command, CancellationToken ct) =>
        db.WriteAsync<Enrolled>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            var enrolment = await FindAsync(session, command.EnrolmentId, ct);
            if (enrolment is null)
            {
                return Error.NotFound();
            }

            if (enrolment.VoidedAt is not null || enrolment.EndDate < command.StartDate)
            {
                return Error.Conflict(nameof(EnrolmentsTexts.ErrorEnrolmentOver), nameof(Move.StartDate));
            }

            var errors = new List<Error>();
            CheckDate(errors, nameof(Move.StartDate), command.StartDate);
            CheckFee(errors, nameof(Move.AgreedFee), command.AgreedFee, session.Organization.Currency);
            if (command.GroupId == enrolment.GroupId)
            {
                errors.Add(Error.Invalid(nameof(EnrolmentsTexts.ErrorSameGroup), nameof(Move.GroupId)));
            }

            var group = await OpenGroupAsync(session, errors, command.GroupId, ct);
            if (errors.Count > 0)
            {
                return Result<Enrolled>.Failure(errors);
            }

            if (!command.Confirmed && await AskAsync(
                session, nameof(Move.StartDate), ct,
                (enrolment.GroupId, Later(command.StartDate, enrolment.StartDate), enrolment.EndDate),
                (command.GroupId, command.StartDate, enrolment.EndDate)) is { } question)
            {
                return question;
            }

            var plannedEnd = enrolment.EndDate;
            if (enrolment.StartDate >= command.StartDate)
            {
                enrolment.Void(session.Now, EnrolmentsTexts.ReasonMoved);
                session.Record("enrolment.voided", enrolment.Id);
            }
            else
            {
                enrolment.End(command.StartDate.AddDays(-1), EnrolmentsTexts.ReasonMoved);
                session.Record("enrolment.ended", enrolment.Id);
            }

            return await StartAsync(session, group!, enrolment.StudentId, command.StartDate, plannedEnd, command.AgreedFee, null, ct);
        }, ct);

    /// <summary>Ends an enrolment with a day, included. An end already set can be moved as well.</summary>
    public Task<Result<Guid>> LeaveAsync(Actor actor, Leave command, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            var enrolment = await FindAsync(session, command.EnrolmentId, ct);
            if (enrolment is null)
            {
                return Error.NotFound();
            }

            if (enrolment.VoidedAt is not null)
            {
                return Error.Conflict(nameof(EnrolmentsTexts.ErrorEnrolmentOver), nameof(Leave.EndDate));
            }

            var errors = new List<Error>();
            CheckDate(errors, nameof(Leave.EndDate), command.EndDate);
            CheckReason(errors, nameof(Leave.Reason), command.Reason);
            if (command.EndDate < enrolment.StartDate)
            {
                errors.Add(Error.Invalid(nameof(EnrolmentsTexts.ErrorEndBeforeStart), nameof(Leave.EndDate), enrolment.StartDate));
            }

            if (errors.Count > 0)
            {
                return Result<Guid>.Failure(errors);
            }

            // The days between the old end and the new one change hands, whichever comes first.
            var (from, to) = enrolment.EndDate is { } old && old < command.EndDate ? (old.AddDays(1), command.EndDate) : (command.EndDate.AddDays(1), enrolment.EndDate);
            if (!command.Confirmed && await AskAsync(session, nameof(Leave.EndDate), ct, (enrolment.GroupId, from, to)) is { } question)
            {
                return question;
            }

            enrolment.End(command.EndDate, Filled(command.Reason));
            session.Record("enrolment.ended", enrolment.Id);
            return enrolment.Id;
        }, ct);

    /// <summary>Voids an enrolment. Again = nothing more.</summary>
    public Task<Result<Guid>> VoidAsync(Actor actor, VoidEnrolment command, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.PeopleWrite, async (session, ct) =>
        {
            var enrolment = await FindAsync(session, command.EnrolmentId, ct);
            if (enrolment is null)
            {
                return Error.NotFound();
            }

            if (enrolment.VoidedAt is not null)
            {
                return enrolment.Id;
            }

            var errors = new List<Error>();
            CheckReason(errors, nameof(VoidEnrolment.Reason), command.Reason);
            if (Filled(command.Reason) is not { } reason)
            {
                return Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(VoidEnrolment.Reason));
            }

            if (errors.Count > 0)
            {
                return Result<Guid>.Failure(errors);
            }

            if (!command.Confirmed && await AskAsync(session, nameof(VoidEnrolment.Reason), ct, (enrolment.GroupId, enrolment.StartDate, enrolment.EndDate)) is { } question)
            {
                return question;
            }

            enrolment.Void(session.Now, reason);
            session.Record("enrolment.voided", enrolment.Id);
            return enrolment.Id;
        }, ct);

    private static async Task<IQueryable<Group>> InReachAsync(TenantSession session, CancellationToken ct) =>
        await GroupSql.InReachAsync(session, ct) is { } reach ? session.Db.Set<Group>().Where(group => reach.Contains(group.Id)) : session.Db.Set<Group>();

    private static IQueryable<Enrolment> Running(TenantSession session) =>
        session.Db.Set<Enrolment>().Where(enrolment => enrolment.VoidedAt == null && enrolment.StartDate <= session.Today && (enrolment.EndDate == null || enrolment.EndDate >= session.Today));

    private static async Task<Enrolment?> FindAsync(TenantSession session, Guid id, CancellationToken ct)
    {
        var enrolment = await session.Db.Set<Enrolment>().SingleOrDefaultAsync(enrolment => enrolment.Id == id, ct);
        return enrolment is not null && await StudentSql.IsVisibleAsync(session, enrolment.StudentId, ct)
            && (session.Reach is null || await GroupSql.IsVisibleAsync(session, enrolment.GroupId, ct)) ? enrolment : null;
    }

    private static async Task<Group?> OpenGroupAsync(TenantSession session, List<Error> errors, Guid id, CancellationToken ct)
    {
        var group = session.Reach is null || await GroupSql.IsVisibleAsync(session, id, ct) ? await session.Db.Set<Group>().SingleOrDefaultAsync(group => group.Id == id, ct) : null;
        if (group is null)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(Enrol.GroupId)));
        }
        else if (group.Status == GroupStatus.Closed)
        {
            errors.Add(Error.Invalid(nameof(EnrolmentsTexts.ErrorGroupClosed), nameof(Enrol.GroupId), group.Name));
        }

        return group;
    }

    private static async Task<Result<Enrolled>> StartAsync(
        TenantSession session, Group group, Guid studentId, DateOnly start, DateOnly? end, decimal? fee, string? feeReason, CancellationToken ct)
    {
        var enrolment = new Enrolment(studentId, group.Id, start, end);
        if (fee is not null && fee != group.MonthlyPrice)
        {
            enrolment.AgreeFee(fee, start, Filled(feeReason));
        }

        session.Db.Add(enrolment);
        session.Record("enrolment.started", enrolment.Id);
        var student = await session.Db.Set<Student>().SingleAsync(student => student.Id == studentId, ct);
        if (student.Status is StudentStatus.Lead or StudentStatus.Trial or StudentStatus.Left)
        {
            student.ChangeStatus(StudentStatus.Active, null);
        }

        await session.Db.SaveChangesAsync(ct);
        var taken = await EnrolmentSql.TakenAsync(session, group.Id, Later(start, session.Today), ct);
        return new Enrolled(enrolment.Id, group.Name, taken, group.Capacity);
    }

    private static async Task<Error?> AskAsync(TenantSession session, string field, CancellationToken ct, params (Guid Group, DateOnly From, DateOnly? To)[] ranges)
    {
        var closed = 0;
        foreach (var (group, from, to) in ranges)
        {
            closed += (await EnrolmentSql.ClosedClassesAsync(session, group, from, to, ct)).Length;
        }

        return closed == 0 ? null : Error.Conflict(nameof(EnrolmentsTexts.ErrorClosedClasses), field, closed);
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void CheckDate(List<Error> errors, string field, DateOnly date)
    {
        if (date < Earliest || date > Latest)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), field, Earliest, Latest));
        }
    }

    private static void CheckReason(List<Error> errors, string field, string? reason)
    {
        if (reason?.Length > LongestReason)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, LongestReason));
        }
        else if (reason is not null && !StorableText.Is(reason))
        {
            errors.Add(Error.Invalid(nameof(StudentsTexts.ErrorUnreadableText), field));
        }
    }

    private static void CheckFee(List<Error> errors, string field, decimal? fee, string currency)
    {
        if (fee is not { } amount)
        {
            return;
        }

        if (amount < 0)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorNegative), field));
        }
        else if (amount > 999_999_999)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLarge), field, new Money(999_999_999, currency)));
        }
        else if (new Money(amount, currency).Amount != amount)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorMoneyDecimals), field, Money.DecimalsOf(currency)));
        }
    }
}
