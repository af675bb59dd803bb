using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Localization;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Web.Components;

namespace Cadence.Web.Sessions;

/// <summary>What was done to a class, in words.</summary>
public static class SessionHistoryText
{
    /// <summary>"canceló la clase: Obras en la sala"; the person stands before it.</summary>
    public static string Of(SessionEvent act) => act.Kind switch
    {
        SessionEventKind.Scheduled => SessionsTexts.DidSchedule,
        SessionEventKind.Edited => SessionsTexts.DidEdit,
        SessionEventKind.Cancelled => SessionLook.Format(SessionsTexts.DidCancelFormat, act.Reason ?? ""),
        SessionEventKind.Restored => SessionsTexts.DidRestore,
        SessionEventKind.Closed => SessionsTexts.DidClose,
        SessionEventKind.SubstituteAssigned => SessionLook.Format(SessionsTexts.DidSubstituteFormat, act.Person ?? "", act.Other ?? ""),
        SessionEventKind.SubstituteRemoved => SessionLook.Format(SessionsTexts.DidUnsubstituteFormat, act.Person ?? ""),
        SessionEventKind.AssistantAdded => SessionLook.Format(SessionsTexts.DidAssistFormat, act.Person ?? ""),
        SessionEventKind.AssistantRemoved => SessionLook.Format(SessionsTexts.DidUnassistFormat, act.Person ?? ""),
        SessionEventKind.GuestAdded => SessionLook.Format(SessionsTexts.DidGuestFormat, act.Person ?? ""),
        SessionEventKind.GuestRemoved => SessionLook.Format(SessionsTexts.DidUnguestFormat, act.Person ?? ""),
        SessionEventKind.Marked => Counted.Text(act.Marks!.Select(mark => mark.Person).Distinct().Count(), SessionsTexts.DidMarkOne, SessionsTexts.DidMarkMany),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, null),
    };

    /// <summary>"Empieza: 18:30 → 19:00".</summary>
    public static string Of(SessionChange change)
    {
        var field = change.Field switch
        {
            SessionField.Title => SessionsTexts.FieldTitle,
            SessionField.Date => SessionsTexts.FieldDate,
            SessionField.StartTime => SessionsTexts.FieldStart,
            SessionField.EndTime => SessionsTexts.FieldEnd,
            SessionField.VenueId => SessionsTexts.FieldVenue,
            SessionField.RoomId => SessionsTexts.FieldRoom,
            SessionField.TeacherId => SessionsTexts.FieldTeacher,
            _ => throw new ArgumentOutOfRangeException(nameof(change), change.Field, null),
        };
        return SessionLook.Format(SessionsTexts.ChangeFormat, field, Value(change.Field, change.Old), Value(change.Field, change.New));
    }

    /// <summary>"Noa Pons: Falta → Presente", with what became of it where it did not count.</summary>
    public static string Of(SessionMark mark)
    {
        var change = SessionLook.Format(SessionsTexts.ChangeFormat, mark.Person, Word(mark.Old), Word(mark.New));
        return mark.Outcome switch
        {
            MarkOutcome.Saved => change,
            MarkOutcome.Older => SessionLook.Format(SessionsTexts.MarkOlderFormat, change),
            MarkOutcome.Locked => SessionLook.Format(SessionsTexts.MarkLockedFormat, change),
            _ => SessionLook.Format(SessionsTexts.MarkRefusedFormat, change),
        };
    }

    /// <summary>"Hoy, 18:12".</summary>
    public static string When(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return SessionLook.Format(SharedTexts.DateWithWeekdayFormat, ReaderDate.Sentence(ReaderDate.Relative(DateOnly.FromDateTime(local), today)), ReaderDate.Time(TimeOnly.FromDateTime(local)));
    }

    private static string Value(SessionField field, string? value) => (field, value) switch
    {
        (_, null) => SharedTexts.NoValue,
        (SessionField.Date, _) => DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("d", CultureInfo.CurrentCulture),
        (SessionField.StartTime or SessionField.EndTime, _) => ReaderDate.Time(TimeOnly.Parse(value, CultureInfo.InvariantCulture)),
        _ => value,
    };

    private static string Word(AttendanceStatus? status) => status switch
    {
        AttendanceStatus.Present => SharedTexts.StatePresent,
        AttendanceStatus.Late => SharedTexts.StateLate,
        AttendanceStatus.Absent => SharedTexts.StateAbsent,
        AttendanceStatus.Excused => SharedTexts.StateExcused,
        _ => SharedTexts.StateUnmarked,
    };
}
