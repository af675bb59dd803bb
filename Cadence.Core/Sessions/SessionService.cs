using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Sessions;

/// <summary>
/// Classes by hand: planned, changed, cancelled, taught by somebody else. Held and cancelled ones are not edited; who taught a held
/// one can still be corrected, because pay depends on it.
/// </summary>
public sealed class SessionService(TenantDb db)
{
    /// <summary>Days an agenda shows at most.</summary>
    public const int MostDays = 62;

    /// <summary>Prefix of the settings that say whether a cancelled class is charged and paid, by kind: <c>cancellation.no_show.charged</c>.</summary>
    public const string CancellationSettings = "cancellation.";

    /// <summary>The classes of some days, both included. Somebody with rights over their own sees what they lead, assist or stand in for.</summary>
    public Task<Result<Agenda>> AgendaAsync(Actor actor, DateOnly from, DateOnly to, Guid? teacher, CancellationToken cancellationToken) =>
        db.ReadAsync<Agenda>(actor, Permission.SessionsRead, async (session, ct) =>
        {
            if (to < from || to.DayNumber - from.DayNumber >= MostDays)
            {
                return Error.Invalid(nameof(SessionsTexts.ErrorTooManyDays), null, MostDays);
            }

            var isOwn = session.Scope == GrantScope.Own;
            var (items, teachers) = await SessionSql.AgendaAsync(session, from, to, isOwn ? null : teacher, ct);
            return new Agenda(from, to, session.Today, items, teachers, isOwn ? session.TeacherId : null, isOwn);
        }, cancellationToken);

    /// <summary>Classes of the last 60 days that ended without a closed roll call: the newest <paramref name="most"/>, and how many there are.</summary>
    public Task<Result<MissingSessions>> MissingAsync(Actor actor, int most, CancellationToken cancellationToken) =>
        db.ReadAsync<MissingSessions>(actor, Permission.SessionsRead, async (session, ct) =>
        {
            var missing = await SessionSql.MissingAsync(session, ct);
            return new MissingSessions([.. missing.Take(most)], missing.Count);
        }, cancellationToken);

    /// <summary>Groups, teachers and rooms a class can be made of.</summary>
    public Task<Result<SessionChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<SessionChoices>(actor, Permission.SessionsWrite, async (session, ct) => await SessionSql.ChoicesAsync(session, ct), cancellationToken);

    /// <summary>Other classes in the way of a booking that is still being typed; none while date and times are not complete.</summary>
    public Task<Result<IReadOnlyList<SessionClash>>> ClashesAsync(Actor actor, PlannedBooking planned, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<SessionClash>>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            if (SessionRules.Times(planned, session.Today, []) is not { } times)
            {
                return new List<SessionClash>();
            }

            var venue = planned.VenueId is { } id ? await session.Db.Set<Venue>().AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) : null;
            var (startsAt, endsAt) = SchoolTime.Instants(times.Date, times.Start, times.End, ZoneOf(venue, session));
            return SessionRules.LengthError(startsAt, endsAt) is null
                ? await SessionSql.ClashesAsync(session, Resources(planned.TeacherId, planned.RoomId), startsAt, endsAt, planned.SessionId ?? Guid.Empty, ct)
                : new List<SessionClash>();
        }, cancellationToken);

    /// <summary>What each kind of cancellation means for a class on its day.</summary>
    public Task<Result<IReadOnlyList<CancellationEffect>>> CancellationEffectsAsync(Actor actor, Guid sessionId, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<CancellationEffect>>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var day = await SessionSql.IsVisibleAsync(session, sessionId, ct) ? await session.Db.Set<ClassSession>().Where(s => s.Id == sessionId).Select(s => s.Date).SingleAsync(ct) : default;
            if (day == default)
            {
                return Error.NotFound();
            }

            var settings = await OrganizationSettings.OnAsync(session, CancellationSettings, day, ct);
            return Array.ConvertAll(Enum.GetValues<CancellationKind>(), kind => EffectOf(settings, kind));
        }, cancellationToken);

    /// <summary>Plans a class; the same id again changes nothing. A teacher or room that is taken is an error at its field.</summary>
    public Task<Result<Guid>> ScheduleAsync(Actor actor, ScheduleSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            await SessionSql.QueueAsync(session, [command.Id], ct);
            if (await session.Db.Set<ClassSession>().AnyAsync(s => s.Id == command.Id, ct))
            {
                return command.Id;
            }

            var errors = new List<Error>();
            if (command.Id == Guid.Empty)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(ScheduleSession.Id)));
            }

            var title = Text(command.Title, nameof(ScheduleSession.Title), SessionRules.LongestTitle, errors);
            var group = command.GroupId is { } groupId ? await session.Db.Set<Group>().AsNoTracking().SingleOrDefaultAsync(g => g.Id == groupId, ct) : null;
            if (command.GroupId is not null && group is null)
            {
                return Error.NotFound();
            }

            if (group is null && title is null)
            {
                errors.Add(Error.Invalid(nameof(SessionsTexts.ErrorGroupOrTitle), nameof(ScheduleSession.GroupId)));
            }
            else if (group is not null && group.Status != GroupStatus.Active)
            {
                errors.Add(Error.Conflict(nameof(SessionsTexts.ErrorGroupNotActive), nameof(ScheduleSession.GroupId)));
            }

            // Another venue than the group's has other rooms.
            var venueId = command.VenueId ?? group?.VenueId;
            var roomId = command.RoomId ?? (venueId == group?.VenueId ? group?.RoomId : null);
            var place = await PlaceAsync(session, group?.Id, venueId, roomId, command.TeacherId ?? group?.TeacherId, command, errors, ct);
            if (!place.IsSuccess)
            {
                return Result<Guid>.Failure(place.Errors);
            }

            var planned = place.Value;
            if (await ClashErrorsAsync(session, planned, command.Id, nameof(ScheduleSession.TeacherId), nameof(ScheduleSession.RoomId), errors, ct))
            {
                return Result<Guid>.Failure(errors);
            }

            var added = new ClassSession(command.Id, group?.Id, title, planned.VenueId, planned.RoomId, planned.TeacherId, group?.Capacity);
            added.Schedule(planned.Date, planned.Start, planned.End, planned.Zone);
            session.Db.Add(added);
            session.Record("class_session.scheduled", added.Id);
            return added.Id;
        }, cancellationToken);

    /// <summary>Changes a class that is neither held nor cancelled. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.SessionId, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            var edited = found.Value;
            if (edited.Status != SessionStatus.Scheduled)
            {
                return Finished(edited);
            }

            var errors = new List<Error>();
            var title = Text(command.Title, nameof(EditSession.Title), SessionRules.LongestTitle, errors);
            if (title is null && edited.GroupId is null)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(EditSession.Title)));
            }

            var place = await PlaceAsync(session, edited.GroupId, command.VenueId, command.RoomId, command.TeacherId, command, errors, ct);
            if (!place.IsSuccess)
            {
                return Result<int>.Failure(place.Errors);
            }

            var planned = place.Value;
            var oldLead = edited.TeacherId;
            var teachers = await TeachersAsync(session, edited.Id, ct);
            var isReplaced = planned.TeacherId == oldLead && teachers.Any(t => t.ReplacesTeacherId == oldLead);
            if (await ClashErrorsAsync(session, planned, edited.Id, isReplaced ? null : nameof(EditSession.TeacherId), nameof(EditSession.RoomId), errors, ct)
                || await TeacherClashAsync(session, teachers.Where(t => t.TeacherId != oldLead && !IsReplaced(teachers, t)).Select(t => t.TeacherId), planned, edited.Id, nameof(EditSession.StartTime), errors, ct))
            {
                return Result<int>.Failure(errors);
            }

            edited.Rename(title);
            edited.Place(planned.VenueId, planned.RoomId, planned.TeacherId);
            edited.Schedule(planned.Date, planned.Start, planned.End, planned.Zone);
            if (planned.TeacherId != oldLead)
            {
                foreach (var substitute in teachers.Where(t => t.ReplacesTeacherId == oldLead))
                {
                    substitute.Void(session.Now);
                }
            }

            session.Record("class_session.edited", edited.Id);
            await session.Db.SaveChangesAsync(ct);
            return edited.Version;
        }, cancellationToken);

    /// <summary>Cancels a class with kind and reason. Whether it is charged and paid is fixed now, from the settings of its day. Gives back the new version.</summary>
    public Task<Result<int>> CancelAsync(Actor actor, CancelSession command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var errors = new List<Error>();
            var reason = Text(command.Reason, nameof(CancelSession.Reason), SessionRules.LongestReason, errors);
            if (reason is null && errors.Count == 0)
            {
                errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(CancelSession.Reason)));
            }

            if (command.Kind is not { } kind || !Enum.IsDefined(kind))
            {
                errors.Add(Error.Invalid(command.Kind is null ? nameof(SharedTexts.ErrorRequired) : nameof(SharedTexts.ErrorChoiceInvalid), nameof(CancelSession.Kind)));
                return Result<int>.Failure(errors);
            }

            var found = await FindAsync(session, command.SessionId, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            if (errors.Count > 0)
            {
                return Result<int>.Failure(errors);
            }

            var cancelled = found.Value;
            if (cancelled.Status != SessionStatus.Scheduled)
            {
                return Finished(cancelled);
            }

            var effect = EffectOf(await OrganizationSettings.OnAsync(session, CancellationSettings, cancelled.Date, ct), kind);
            cancelled.Cancel(kind, reason!, effect.Charged, effect.Paid, session.Now);
            session.Record("class_session.cancelled", cancelled.Id, new { kind = SnakeCase.Of(kind), effect.Charged, effect.Paid });
            await session.Db.SaveChangesAsync(ct);
            return cancelled.Version;
        }, cancellationToken);

    /// <summary>Takes a cancellation back, unless teacher or room have been given to another class since. Gives back the new version.</summary>
    public async Task<Result<int>> RestoreAsync(Actor actor, RestoreSession command, CancellationToken cancellationToken) =>
        AtField(null, await db.WriteAsync<int>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.SessionId, command.Version, ct);
            if (!found.IsSuccess)
            {
                return Result<int>.Failure(found.Errors);
            }

            var restored = found.Value;
            if (restored.Status != SessionStatus.Cancelled)
            {
                return Error.Conflict(nameof(SessionsTexts.ErrorNotCancelled));
            }

            var errors = new List<Error>();
            var teachers = await TeachersAsync(session, restored.Id, ct);
            var resources = teachers.Where(t => !IsReplaced(teachers, t)).Select(t => t.TeacherId).Append(restored.RoomId).ToArray();
            foreach (var clash in await ClashesAsync(session, resources, restored.StartsAt, restored.EndsAt, restored.Id, ct))
            {
                errors.Add(Taken(clash, null));
            }

            if (errors.Count > 0)
            {
                return Result<int>.Failure(errors);
            }

            restored.Restore();
            session.Record("class_session.restored", restored.Id);
            await session.Db.SaveChangesAsync(ct);
            return restored.Version;
        }, cancellationToken));

    /// <summary>
    /// Names who teaches instead of the lead or an assistant; a former substitute of theirs is taken back. The replaced teacher is free
    /// from then on. Also for held classes: pay follows who taught.
    /// </summary>
    public async Task<Result<Guid>> AssignSubstituteAsync(Actor actor, AssignSubstitute command, CancellationToken cancellationToken) =>
        AtField(nameof(AssignSubstitute.TeacherId), await db.WriteAsync<Guid>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.SessionId, null, ct);
            if (!found.IsSuccess)
            {
                return Result<Guid>.Failure(found.Errors);
            }

            var taught = found.Value;
            if (taught.Status == SessionStatus.Cancelled)
            {
                return Finished(taught);
            }

            var teachers = await TeachersAsync(session, taught.Id, ct);
            if (!teachers.Any(t => t.TeacherId == command.ReplacesTeacherId && t.Role != SessionTeacherRole.Substitute))
            {
                return Error.Conflict(nameof(SessionsTexts.ErrorTeachesNotThere), nameof(AssignSubstitute.ReplacesTeacherId));
            }

            if (teachers.Any(t => t.TeacherId == command.TeacherId && t.ReplacesTeacherId == command.ReplacesTeacherId))
            {
                return command.SessionId;
            }

            var errors = new List<Error>();
            if (!await MayTeachAsync(session, command.TeacherId, taught, teachers, nameof(AssignSubstitute.TeacherId), errors, ct))
            {
                return Result<Guid>.Failure(errors);
            }

            foreach (var former in teachers.Where(t => t.ReplacesTeacherId == command.ReplacesTeacherId))
            {
                former.Void(session.Now);
            }

            session.Db.Add(new SessionTeacher(taught.Id, command.TeacherId!.Value, SessionTeacherRole.Substitute, command.ReplacesTeacherId));
            session.Record("class_session.substitute_assigned", taught.Id, new { teacherId = command.TeacherId, replacesTeacherId = command.ReplacesTeacherId });
            return taught.Id;
        }, cancellationToken));

    /// <summary>Takes a substitute back; the replaced teacher has the class again. Nobody standing in is nothing to do.</summary>
    public async Task<Result<Guid>> RemoveSubstituteAsync(Actor actor, RemoveSessionTeacher command, CancellationToken cancellationToken) =>
        AtField(null, await db.WriteAsync<Guid>(actor, Permission.SessionsWrite, (session, ct) => RemoveAsync(session, command, SessionTeacherRole.Substitute, "class_session.substitute_removed", ct), cancellationToken));

    /// <summary>Adds a second teacher, who is paid by own rates as well.</summary>
    public async Task<Result<Guid>> AddAssistantAsync(Actor actor, AddAssistant command, CancellationToken cancellationToken) =>
        AtField(nameof(AddAssistant.TeacherId), await db.WriteAsync<Guid>(actor, Permission.SessionsWrite, async (session, ct) =>
        {
            var found = await FindAsync(session, command.SessionId, null, ct);
            if (!found.IsSuccess)
            {
                return Result<Guid>.Failure(found.Errors);
            }

            var taught = found.Value;
            if (taught.Status == SessionStatus.Cancelled)
            {
                return Finished(taught);
            }

            var teachers = await TeachersAsync(session, taught.Id, ct);
            if (teachers.Any(t => t.TeacherId == command.TeacherId && t.Role == SessionTeacherRole.Assistant))
            {
                return command.SessionId;
            }

            var errors = new List<Error>();
            if (!await MayTeachAsync(session, command.TeacherId, taught, teachers, nameof(AddAssistant.TeacherId), errors, ct))
            {
                return Result<Guid>.Failure(errors);
            }

            session.Db.Add(new SessionTeacher(taught.Id, command.TeacherId!.Value, SessionTeacherRole.Assistant));
            session.Record("class_session.assistant_added", taught.Id, new { teacherId = command.TeacherId });
            return taught.Id;
        }, cancellationToken));

    /// <summary>Takes an assistant back, and who stood in for them.</summary>
    public async Task<Result<Guid>> RemoveAssistantAsync(Actor actor, RemoveSessionTeacher command, CancellationToken cancellationToken) =>
        AtField(null, await db.WriteAsync<Guid>(actor, Permission.SessionsWrite, (session, ct) => RemoveAsync(session, command, SessionTeacherRole.Assistant, "class_session.assistant_removed", ct), cancellationToken));

    private static async Task<Result<Guid>> RemoveAsync(TenantSession session, RemoveSessionTeacher command, SessionTeacherRole role, string fact, CancellationToken cancellationToken)
    {
        var found = await FindAsync(session, command.SessionId, null, cancellationToken);
        if (!found.IsSuccess)
        {
            return Result<Guid>.Failure(found.Errors);
        }

        if (found.Value.Status == SessionStatus.Cancelled)
        {
            return Finished(found.Value);
        }

        var teachers = await TeachersAsync(session, command.SessionId, cancellationToken);
        if (teachers.Find(t => t.TeacherId == command.TeacherId && t.Role == role) is { } removed)
        {
            removed.Void(session.Now);
            teachers.Find(t => t.ReplacesTeacherId == removed.TeacherId)?.Void(session.Now);
            session.Record(fact, command.SessionId, new { teacherId = command.TeacherId });
        }

        return command.SessionId;
    }

    private sealed record Planned(Guid VenueId, Guid RoomId, Guid TeacherId, DateOnly Date, TimeOnly Start, TimeOnly End, DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeZoneInfo Zone);

    /// <summary>Checks place, teacher and times. Unknown ids fail at once; everything else is collected, and the value is only read when nothing was.</summary>
    private static async Task<Result<Planned>> PlaceAsync(TenantSession session, Guid? groupId, Guid? venueId, Guid? roomId, Guid? teacherId, ISessionTimes typed, List<Error> errors, CancellationToken cancellationToken)
    {
        var venue = venueId is { } v ? await session.Db.Set<Venue>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == v, cancellationToken) : null;
        var rooms = venue is null ? [] : await session.Db.Set<Room>().AsNoTracking().Where(x => x.VenueId == venue.Id).Select(x => x.Id).ToListAsync(cancellationToken);
        var teacher = teacherId is { } t ? await session.Db.Set<Teacher>().AsNoTracking().SingleOrDefaultAsync(x => x.Id == t, cancellationToken) : null;
        var room = roomId ?? (rooms.Count == 1 ? rooms[0] : null);
        if ((venueId is not null && venue is null) || (teacherId is not null && teacher is null)
            || (room is { } chosen && !rooms.Contains(chosen) && !await session.Db.Set<Room>().AnyAsync(x => x.Id == chosen, cancellationToken)))
        {
            return Error.NotFound();
        }

        // What a class becomes must be within reach like what it was: nobody moves one to where they may do nothing.
        if (venue is not null && teacher is not null && !session.Reaches(groupId, venueId, teacherId))
        {
            return Error.Forbidden(nameof(SharedTexts.ErrorOutOfReach));
        }

        Require(venue is not null, nameof(ScheduleSession.VenueId), errors);
        Require(teacher is not null, nameof(ScheduleSession.TeacherId), errors);
        if (venue is not null && room is null)
        {
            Require(false, nameof(ScheduleSession.RoomId), errors);
        }
        else if (venue is not null && !rooms.Contains(room!.Value))
        {
            errors.Add(Error.Invalid(nameof(SessionsTexts.ErrorRoomOfOtherVenue), nameof(ScheduleSession.RoomId)));
        }

        var zone = ZoneOf(venue, session);
        if (SessionRules.Times(typed, session.Today, errors) is not { } times)
        {
            return Result<Planned>.Failure(errors);
        }

        var (startsAt, endsAt) = SchoolTime.Instants(times.Date, times.Start, times.End, zone);
        if (SessionRules.LengthError(startsAt, endsAt) is { } length)
        {
            errors.Add(length);
        }

        if (teacher is not null && !IsEmployed(teacher, times.Date))
        {
            errors.Add(Error.Conflict(nameof(SessionsTexts.ErrorTeacherNotEmployed), nameof(ScheduleSession.TeacherId)));
        }

        return errors.Count > 0
            ? Result<Planned>.Failure(errors)
            : new Planned(venue!.Id, room!.Value, teacher!.Id, times.Date, times.Start, times.End, startsAt, endsAt, zone);
    }

    private static async Task<bool> ClashErrorsAsync(TenantSession session, Planned planned, Guid except, string? teacherField, string roomField, List<Error> errors, CancellationToken cancellationToken)
    {
        var resources = Resources(teacherField is null ? null : planned.TeacherId, planned.RoomId);
        foreach (var clash in await ClashesAsync(session, resources, planned.StartsAt, planned.EndsAt, except, cancellationToken))
        {
            errors.Add(Taken(clash, clash.ResourceId == planned.RoomId ? roomField : teacherField));
        }

        return errors.Count > 0;
    }

    private static async Task<bool> TeacherClashAsync(TenantSession session, IEnumerable<Guid> teachers, Planned planned, Guid except, string field, List<Error> errors, CancellationToken cancellationToken)
    {
        Guid[] resources = [.. teachers];
        if (resources.Length > 0)
        {
            errors.AddRange((await ClashesAsync(session, resources, planned.StartsAt, planned.EndsAt, except, cancellationToken)).Select(clash => Taken(clash, field)));
        }

        return errors.Count > 0;
    }

    /// <summary>Clashes seen by a writer: whoever books one of the resources at the same time has committed, or waits.</summary>
    private static async Task<List<SessionClash>> ClashesAsync(TenantSession session, Guid[] resources, DateTimeOffset startsAt, DateTimeOffset endsAt, Guid except, CancellationToken cancellationToken)
    {
        await SessionSql.QueueAsync(session, resources, cancellationToken);
        return await SessionSql.ClashesAsync(session, resources, startsAt, endsAt, except, cancellationToken);
    }

    private static async Task<bool> MayTeachAsync(TenantSession session, Guid? teacherId, ClassSession taught, List<SessionTeacher> teachers, string field, List<Error> errors, CancellationToken cancellationToken)
    {
        if (teacherId is not { } id)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
            return false;
        }

        var teacher = await session.Db.Set<Teacher>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (teacher is null)
        {
            errors.Add(Error.NotFound());
        }
        else if (teachers.Any(t => t.TeacherId == id))
        {
            errors.Add(Error.Conflict(nameof(SessionsTexts.ErrorTeachesAlready), field));
        }
        else if (!IsEmployed(teacher, taught.Date))
        {
            errors.Add(Error.Conflict(nameof(SessionsTexts.ErrorTeacherNotEmployed), field));
        }
        else
        {
            errors.AddRange((await ClashesAsync(session, [id], taught.StartsAt, taught.EndsAt, taught.Id, cancellationToken)).Select(clash => Taken(clash, field)));
        }

        return errors.Count == 0;
    }

    /// <summary>Locks and loads a class the actor may see. With a version, one that somebody else changed since is refused.</summary>
    private static async Task<Result<ClassSession>> FindAsync(TenantSession session, Guid id, int? version, CancellationToken cancellationToken)
    {
        if (!await SessionSql.LockAsync(session, id, cancellationToken))
        {
            return Error.NotFound();
        }

        var found = await session.Db.Set<ClassSession>().SingleAsync(s => s.Id == id, cancellationToken);
        return version is { } shown && shown != found.Version ? Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile)) : found;
    }

    private static Task<List<SessionTeacher>> TeachersAsync(TenantSession session, Guid sessionId, CancellationToken cancellationToken) =>
        session.Db.Set<SessionTeacher>().Where(t => t.ClassSessionId == sessionId && t.VoidedAt == null).ToListAsync(cancellationToken);

    private static bool IsReplaced(List<SessionTeacher> teachers, SessionTeacher teacher) => teachers.Exists(t => t.ReplacesTeacherId == teacher.TeacherId);

    private static bool IsEmployed(Teacher teacher, DateOnly day) => new DateRange(teacher.EmployedFrom, teacher.EmployedTo).Contains(day);

    private static TimeZoneInfo ZoneOf(Venue? venue, TenantSession session) => venue?.TimeZone is { } own ? TimeZoneInfo.FindSystemTimeZoneById(own) : session.Zone;

    private static Guid[] Resources(params Guid?[] resources) => [.. resources.OfType<Guid>()];

    private static Error Taken(SessionClash clash, string? field) =>
        Error.Conflict(nameof(SessionsTexts.ErrorTaken), field, clash.ResourceName, clash.SessionName, clash.StartTime, clash.EndTime);

    private static Error Finished(ClassSession finished) =>
        Error.Conflict(finished.Status == SessionStatus.Held ? nameof(SessionsTexts.ErrorClassHeld) : nameof(SessionsTexts.ErrorClassCancelled));

    internal static CancellationEffect EffectOf(OrganizationSettings settings, CancellationKind kind)
    {
        var (charged, paid) = SessionRules.CancelledByDefault(kind);
        var key = CancellationSettings + SnakeCase.Of(kind);
        return new CancellationEffect(kind, settings.Flag(key + ".charged", charged), settings.Flag(key + ".paid", paid));
    }

    /// <summary>A clash that two people made at once is found at commit, where the field is not known.</summary>
    private static Result<T> AtField<T>(string? field, Result<T> result) => result.IsSuccess
        ? result
        : Result<T>.Failure([.. result.Errors.Select(error => error.Code == nameof(SharedTexts.ErrorAlreadyBooked) ? error with { Field = field } : error)]);

    private static string? Text(string? text, string field, int longest, List<Error> errors)
    {
        var kept = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (kept?.Length > longest)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, longest));
        }
        else if (kept is not null && !StorableText.Is(kept))
        {
            errors.Add(Error.Invalid(nameof(StudentsTexts.ErrorUnreadableText), field));
        }

        return kept;
    }

    private static void Require(bool present, string field, List<Error> errors)
    {
        if (!present)
        {
            errors.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
        }
    }
}
