using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Sessions;

/// <summary>Private classes by hand: planned, given, changed, cancelled. Never deleted.</summary>
public sealed class PrivateSessionService(TenantDb db)
{
    private const int ShortestMinutes = 5;
    private const int LongestMinutes = 12 * 60;
    private const int Most = 1000;

    /// <summary>The private classes of some days, both included. Somebody with rights over their own sees their own.</summary>
    public Task<Result<IReadOnlyList<PrivateItem>>> ListAsync(Actor actor, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<PrivateItem>>(actor, Permission.SessionsRead, async (session, ct) =>
        {
            if (to < from || to.DayNumber - from.DayNumber >= SessionService.MostDays)
            {
                return Error.Invalid(nameof(SessionsTexts.ErrorTooManyDays), null, SessionService.MostDays);
            }

            var (all, reach) = (session.Reach is null, session.Reach ?? []);
            return await (from row in session.Db.Set<PrivateSession>().AsNoTracking()
                          join student in session.Db.Set<Student>() on row.StudentId equals student.Id
                          join venue in session.Db.Set<Venue>() on row.VenueId equals venue.Id
                          where row.Date >= @from && row.Date <= to && (all || reach.Contains(row.VenueId) || reach.Contains(row.TeacherId))
                          orderby row.StartsAt, row.Id
                          select new PrivateItem(
                              row.Id, row.StudentId, student.FullName, student.PreferredName ?? student.GivenName, row.VenueId, venue.Name, row.TeacherId, row.Date, row.StartTime, row.DurationMinutes,
                              row.StartsAt, row.EndsAt, row.Price, row.Status, row.CancellationKind, row.CancelReason, row.Charged ?? false, row.Version)).Take(Most).ToListAsync(ct);
        }, cancellationToken);

    /// <summary>Pupils, venues and teachers a private class can be made of.</summary>
    public Task<Result<PrivateChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<PrivateChoices>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var (students, reach, anywhere) = (await StudentSql.InReachAsync(session, ct), session.Reach ?? [], session.Scope != GrantScope.Venue);
            return new PrivateChoices(
            await session.Db.Set<Student>().AsNoTracking().Where(student => student.Status != StudentStatus.Left && (students == null || students.Contains(student.Id))).OrderBy(student => student.FamilyNames).ThenBy(student => student.GivenName).Take(Most)
                .Select(student => new PupilChoice(student.Id, student.FullName)).ToListAsync(ct),
            await session.Db.Set<Venue>().AsNoTracking().Where(venue => anywhere || reach.Contains(venue.Id)).OrderBy(venue => venue.Name).Take(Most).Select(venue => new VenueChoice(venue.Id, venue.Name, new List<RoomChoice>())).ToListAsync(ct),
            await session.Db.Set<Teacher>().AsNoTracking().Where(teacher => teacher.EmployedTo == null || teacher.EmployedTo >= session.Today).OrderBy(teacher => teacher.FamilyNames).Take(Most)
                .Select(teacher => new TeacherChoice(teacher.Id, teacher.FullName)).ToListAsync(ct),
            session.TeacherId);
        }, cancellationToken);

    /// <summary>Adds a private class and gives back its id. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddPrivateSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            if (await session.Db.Set<PrivateSession>().AnyAsync(row => row.Id == command.Id, ct))
            {
                return command.Id;
            }

            var added = new PrivateSession(command.Id);
            if (await WriteAsync(session, added, command, ct) is { Count: > 0 } errors)
            {
                return Result<Guid>.Failure(errors);
            }

            added.Hold(added.EndsAt <= session.Now);
            session.Db.Add(added);
            session.Record("private_session.added", added.Id);
            return added.Id;
        }, cancellationToken);

    /// <summary>Changes a private class, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditPrivateSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.Id, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            var row = found.Value;
            if (await WriteAsync(session, row, command, ct) is { Count: > 0 } errors)
            {
                return Result<int>.Failure(errors);
            }

            // What was given stays given while it lies in the past.
            row.Hold(row.Status == SessionStatus.Held && row.StartsAt <= session.Now);
            session.Record("private_session.changed", row.Id);
            await session.Db.SaveChangesAsync(ct);
            return row.Version;
        }, cancellationToken);

    /// <summary>Says that it was given. Not before it has begun.</summary>
    public Task<Result<int>> ConfirmAsync(Actor actor, ConfirmPrivateSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.Id, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            if (found.Value.StartsAt > session.Now)
            {
                return Error.Conflict(nameof(PrivateSessionsTexts.ErrorNotYetGiven));
            }

            found.Value.Hold(true);
            session.Record("private_session.held", command.Id);
            await session.Db.SaveChangesAsync(ct);
            return found.Value.Version;
        }, cancellationToken);

    /// <summary>Cancels it with kind and reason; the kind says whether the pupil is charged.</summary>
    public Task<Result<int>> CancelAsync(Actor actor, CancelPrivateSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var checks = new FieldChecks();
            checks.Choice(nameof(CancelPrivateSession.Kind), command.Kind);
            var reason = checks.Required(nameof(CancelPrivateSession.Reason), command.Reason, SessionRules.LongestReason);
            var found = await FindAsync(session, command.Id, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            var effect = SessionService.EffectOf(await OrganizationSettings.OnAsync(session, SessionService.CancellationSettings, found.Value.Date, ct), command.Kind);
            found.Value.Cancel(command.Kind, reason, effect.Charged, effect.Paid, session.Now);
            session.Record("private_session.cancelled", command.Id);
            await session.Db.SaveChangesAsync(ct);
            return found.Value.Version;
        }, cancellationToken);

    private static async Task<Result<PrivateSession>> FindAsync(TenantSession session, Guid id, int version, CancellationToken cancellationToken)
    {
        var row = await session.Db.Set<PrivateSession>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null || !session.Reaches(row.VenueId, row.TeacherId))
        {
            return Error.NotFound();
        }

        if (row.Status == SessionStatus.Cancelled)
        {
            return Error.Conflict(nameof(PrivateSessionsTexts.ErrorPrivateCancelled));
        }

        session.Db.Entry(row).Property(p => p.Version).OriginalValue = version;
        return row;
    }

    private static async Task<IReadOnlyList<Error>> WriteAsync(TenantSession session, PrivateSession row, PrivateDetails details, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        Required(nameof(PrivateDetails.StudentId), details.StudentId is not null);
        Required(nameof(PrivateDetails.VenueId), details.VenueId is not null);
        Required(nameof(PrivateDetails.Date), details.Date is not null);
        if (details.Date is { } day && (day < session.Today.AddDays(-SessionRules.DaysBack) || day > session.Today.AddDays(SessionRules.DaysAhead)))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorDateRange), nameof(PrivateDetails.Date), session.Today.AddDays(-SessionRules.DaysBack), session.Today.AddDays(SessionRules.DaysAhead)));
        }

        var start = SchoolTimeText.Parse(details.StartTime ?? "");
        Required(nameof(PrivateDetails.StartTime), !string.IsNullOrWhiteSpace(details.StartTime));
        if (start is null && !string.IsNullOrWhiteSpace(details.StartTime))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorTimeInvalid), nameof(PrivateDetails.StartTime)));
        }

        Required(nameof(PrivateDetails.DurationMinutes), details.DurationMinutes is not null);
        if (details.DurationMinutes is { } minutes and (< ShortestMinutes or > LongestMinutes))
        {
            checks.Add(minutes < ShortestMinutes
                ? Error.Invalid(nameof(SessionsTexts.ErrorClassTooShort), nameof(PrivateDetails.DurationMinutes), ShortestMinutes)
                : Error.Invalid(nameof(SessionsTexts.ErrorClassTooLong), nameof(PrivateDetails.DurationMinutes), LongestMinutes / 60));
        }

        Required(nameof(PrivateDetails.Price), details.Price is not null);
        checks.Amount(nameof(PrivateDetails.Price), details.Price, session.Organization.Currency);
        var teachers = await session.Db.Set<Teacher>().AsNoTracking().Select(teacher => teacher.Id).Take(2).ToListAsync(cancellationToken);
        var teacherId = details.TeacherId ?? session.TeacherId ?? (teachers is [var only] ? only : null);
        Required(nameof(PrivateDetails.TeacherId), teacherId is not null);
        if (!checks.Passed)
        {
            return checks.Errors;
        }

        var venue = await session.Db.Set<Venue>().AsNoTracking().SingleOrDefaultAsync(v => v.Id == details.VenueId, cancellationToken);

        // The pupil's or teacher's choice is a venue; which of its rooms matters to schools only,.
        var room = await session.Db.Set<Room>().AsNoTracking().Where(r => r.VenueId == details.VenueId).OrderByDescending(r => r.Shared).ThenBy(r => r.Name).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(cancellationToken);
        if (venue is null || room is null || !await session.Db.Set<Student>().AnyAsync(s => s.Id == details.StudentId, cancellationToken) || !await session.Db.Set<Teacher>().AnyAsync(t => t.Id == teacherId, cancellationToken))
        {
            return [Error.NotFound()];
        }

        if (!session.Reaches(venue.Id, teacherId) || (session.Reach is not null && !await StudentSql.IsVisibleAsync(session, details.StudentId!.Value, cancellationToken)))
        {
            return [Error.Forbidden(nameof(SharedTexts.ErrorOutOfReach))];
        }

        row.Arrange(teacherId!.Value, details.StudentId!.Value, venue.Id, room.Value, details.Price!.Value);
        row.Schedule(details.Date!.Value, start!.Value, details.DurationMinutes!.Value, venue.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : session.Zone);
        return [];

        void Required(string field, bool given)
        {
            if (!given)
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
            }
        }
    }
}
