using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Attendance;

/// <summary>The roll call: opening, marking, closing, guests.</summary>
public sealed class AttendanceService(TenantDb db)
{
    /// <summary>Taps in one batch at most.</summary>
    public const int BatchLimit = 200;

    /// <summary>The roll call of a session, for those who may take it. Two statements in one round trip.</summary>
    public Task<Result<RollCall>> RollCallAsync(Actor actor, Guid sessionId, CancellationToken cancellationToken) =>
        db.ReadAsync<RollCall>(actor, Permission.AttendanceTake, async (session, ct) =>
            await AttendanceSql.RollCallAsync(session, sessionId, ct) is { } rollCall ? rollCall : Error.NotFound(), cancellationToken);

    /// <summary>
    /// Takes a batch of taps: whole or not at all, each with its row of history, each id once for ever.
    /// What is not saved says why; nothing is an error save an unknown session or too large a batch.
    /// </summary>
    public Task<Result<MarksTaken>> MarkAsync(Actor actor, Guid sessionId, IReadOnlyList<Tap> taps, CancellationToken cancellationToken)
    {
        if (taps.Count > BatchLimit)
        {
            return Task.FromResult<Result<MarksTaken>>(Error.Invalid(nameof(AttendanceTexts.ErrorTooManyMarks)));
        }

        return CountedAsync(db.WriteAsync<MarksTaken>(actor, Permission.AttendanceTake, async (session, ct) =>
        {
            if (await AttendanceSql.LockForTapsAsync(session, sessionId, taps, ct) is not { } judged)
            {
                return Error.NotFound();
            }

            var judgement = AttendanceRules.Judge(judged, taps, session.Now);
            var marks = judgement.New.Count == 0 ? [] : await AttendanceSql.TakeAsync(session, sessionId, judgement.New, closing: false, ct);
            // The sender of a tap that does not count is shown what does.
            var written = marks.Select(mark => mark.StudentId).ToHashSet();
            var others = judgement.Results.Select(result => result.StudentId).Where(student => !written.Contains(student)).ToHashSet();
            if (others.Count > 0)
            {
                marks = [.. marks, .. await AttendanceSql.MarksOfAsync(session, sessionId, others, ct)];
            }

            return new MarksTaken(judgement.Results, marks, session.Now);
        }, cancellationToken));
    }

    /// <summary>Marks and closing since a cursor of <see cref="RollCall"/> or <see cref="RollCallChanges"/>; 0 asks for all.</summary>
    /// <param name="roster">The roster of an earlier answer, where only marks can have changed since; null reads it anew.</param>
    public Task<Result<RollCallChanges>> ChangesAsync(Actor actor, Guid sessionId, long since, string? roster, CancellationToken cancellationToken) =>
        db.ReadAsync<RollCallChanges>(actor, Permission.AttendanceTake, async (session, ct) =>
            await AttendanceSql.ChangesAsync(session, sessionId, since, roster, ct) is { } changes ? changes : Error.NotFound(), cancellationToken);

    /// <summary>
    /// Closes the roll call: freezes the roster, sets the session held, writes absences for gaps where asked to. An empty roster asks
    /// whether the class took place. Closing what is closed changes nothing and succeeds.
    /// </summary>
    public Task<Result<RollCallChanges>> CloseAsync(Actor actor, CloseRollCall command, CancellationToken cancellationToken) =>
        db.WriteAsync<RollCallChanges>(actor, Permission.AttendanceTake, async (session, ct) =>
        {
            if (await AttendanceSql.LockAsync(session, command.SessionId, ct) is not { } locked)
            {
                return Error.NotFound();
            }

            var isDone = locked.IsClosed || (locked.Status == SessionStatus.Cancelled && locked.RosterCount == 0 && command.Held == false);
            if (!isDone)
            {
                if (Refusal(session, locked, command) is { } refusal)
                {
                    return refusal;
                }

                if (locked.RosterCount == 0 && command.Held == false)
                {
                    await CancelEmptyAsync(session, command, ct);
                }
                else
                {
                    await HoldAsync(session, command.SessionId, command.Gaps == Gaps.Absent, ct);
                }
            }

            return await AttendanceSql.ChangesAsync(session, command.SessionId, 0, null, ct) is { } changes ? changes : Error.NotFound();
        }, cancellationToken);

    /// <summary>Closes sessions that ended with everybody marked, inside the work of a job. Answers how many.</summary>
    internal static async Task<int> CloseCompleteAsync(TenantSession session, CancellationToken cancellationToken)
    {
        var closed = 0;
        foreach (var sessionId in await AttendanceSql.CompleteAsync(session, cancellationToken))
        {
            // Somebody may have closed it, or taken a mark back, since it was found.
            if (await AttendanceSql.LockAsync(session, sessionId, cancellationToken) is { IsClosed: false, IsLocked: false, Status: SessionStatus.Scheduled, Unmarked: 0, RosterCount: > 0 })
            {
                await HoldAsync(session, sessionId, absentGaps: false, cancellationToken);
                closed++;
            }
        }

        return closed;
    }

    /// <summary>People who could be added to this class, by name: at most eight, for at least two letters.</summary>
    public Task<Result<GuestCandidates>> FindGuestsAsync(Actor actor, Guid sessionId, string text, CancellationToken cancellationToken) =>
        db.ReadAsync<GuestCandidates>(actor, Permission.AttendanceTake, async (session, ct) =>
        {
            var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(word => word.Replace("\\", "", StringComparison.Ordinal).Replace("%", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal))
                .Where(word => word.Length > 0).Take(6).ToArray();
            if (await AttendanceSql.ChangesAsync(session, sessionId, long.MaxValue / 4, null, ct) is null)
            {
                return Error.NotFound();
            }

            return new GuestCandidates(words.Sum(word => word.Length) < 2 ? [] : await AttendanceSql.CandidatesAsync(session, sessionId, words, ct));
        }, cancellationToken);

    /// <summary>Puts a student on the roster of this one session. Doing it twice changes nothing.</summary>
    public Task<Result<GuestAdded>> AddGuestAsync(Actor actor, Guid sessionId, Guid studentId, GuestKind kind, CancellationToken cancellationToken) =>
        db.WriteAsync<GuestAdded>(actor, Permission.AttendanceTake, async (session, ct) =>
        {
            if (await AttendanceSql.LockAsync(session, sessionId, ct) is not { } locked || await AttendanceSql.GuestAsync(session, sessionId, studentId, ct) is not { } student)
            {
                return Error.NotFound();
            }

            if (locked.Status == SessionStatus.Cancelled)
            {
                return Error.Conflict(nameof(AttendanceTexts.ErrorSessionCancelled));
            }

            if (locked.IsClosed)
            {
                return Error.Conflict(nameof(AttendanceTexts.ErrorRosterFrozen));
            }

            if (student.Guest == false)
            {
                return Error.Conflict(nameof(AttendanceTexts.ErrorGuestAlreadyOnRoster));
            }

            if (student.Guest is null)
            {
                session.Db.Add(new SessionGuest(sessionId, studentId, kind));
                await session.Db.SaveChangesAsync(ct);
            }

            return new GuestAdded(studentId, student.Name, kind, await AttendanceSql.RosterAsync(session, sessionId, ct));
        }, cancellationToken);

    /// <summary>Counted once it is committed: a transaction that ran twice is one.</summary>
    private static async Task<Result<MarksTaken>> CountedAsync(Task<Result<MarksTaken>> taking)
    {
        var result = await taking;
        if (result.IsSuccess)
        {
            foreach (var outcome in result.Value.Results.GroupBy(tap => tap.Outcome))
            {
                Telemetry.Taps.Add(outcome.Count(), new KeyValuePair<string, object?>("outcome", SnakeCase.Of(outcome.Key)));
            }
        }

        return result;
    }

    private static Error? Refusal(TenantSession session, AttendanceSql.LockedSession locked, CloseRollCall command)
    {
        if (locked.Status == SessionStatus.Cancelled)
        {
            return Error.Conflict(nameof(AttendanceTexts.ErrorSessionCancelled));
        }

        if (locked.IsLocked)
        {
            return Error.Conflict(nameof(AttendanceTexts.ErrorMonthLocked));
        }

        var opensAt = AttendanceRules.OpensAt(locked.StartsAt);
        if (session.Now < opensAt && session.Scope == GrantScope.Own)
        {
            return Error.Conflict(nameof(AttendanceTexts.ErrorRollCallNotOpen), null, TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(opensAt, session.Zone).DateTime));
        }

        return locked switch
        {
            { RosterCount: 0 } when command.Held is null => Error.Invalid(nameof(AttendanceTexts.ErrorEmptyUndecided), nameof(CloseRollCall.Held)),
            { RosterCount: > 0, Unmarked: > 0 } when command.Gaps is null => Error.Invalid(nameof(AttendanceTexts.ErrorGapsUndecided), nameof(CloseRollCall.Gaps)),
            _ => null,
        };
    }

    private static async Task HoldAsync(TenantSession session, Guid sessionId, bool absentGaps, CancellationToken cancellationToken)
    {
        var unmarked = await AttendanceSql.FreezeAsync(session, sessionId, cancellationToken);
        if (absentGaps && unmarked.Count > 0)
        {
            var absences = unmarked.Select(student => new JudgedTap(new Tap(Guid.Empty, student, AttendanceStatus.Absent, TimeSpan.Zero), session.Now, null, MarkOutcome.Saved, null, Counts: true));
            await AttendanceSql.TakeAsync(session, sessionId, [.. absences], closing: true, cancellationToken);
        }

        await AttendanceSql.HoldAsync(session, sessionId, cancellationToken);
        session.Record("class_session.held", sessionId);
    }

    private static async Task CancelEmptyAsync(TenantSession session, CloseRollCall command, CancellationToken cancellationToken)
    {
        var classSession = await session.Db.Set<ClassSession>().SingleAsync(s => s.Id == command.SessionId, cancellationToken);
        classSession.Cancel(CancellationKind.School, command.CancelReason, charged: false, paid: false, session.Now);
        session.Record("class_session.cancelled", command.SessionId);
    }
}
