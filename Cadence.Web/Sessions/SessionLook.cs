using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;

namespace Cadence.Web.Sessions;

/// <summary>Classes in words and beats.</summary>
public static class SessionLook
{
    /// <summary>Glyph, colour and word of a state.</summary>
    public static StateKind StateOf(SessionState state) => state switch
    {
        SessionState.Running => StateKind.Running,
        SessionState.Missing => StateKind.NoRoll,
        SessionState.Held => StateKind.Held,
        SessionState.Cancelled => StateKind.Cancelled,
        _ => StateKind.Scheduled,
    };

    /// <summary>One class among the classes of a day.</summary>
    public static BeatKind BeatOf(SessionState state) => state switch
    {
        SessionState.Running => BeatKind.Now,
        SessionState.Missing => BeatKind.Absent,
        SessionState.Held => BeatKind.Held,
        SessionState.Cancelled => BeatKind.Cancelled,
        _ => BeatKind.Ahead,
    };

    /// <summary>"Estudio Norte, Sala 2", or the venue alone where its single room is hidden.</summary>
    public static string PlaceOf(SessionItem item) => item.RoomName is { } room ? Format(SessionsTexts.PlaceFormat, item.VenueName, room) : item.VenueName;

    /// <summary>Those who really teach, by name.</summary>
    public static string TeachersOf(SessionItem item) => string.Join(", ", item.Teaching.Select(teacher => teacher.Name));

    /// <summary>Why a class was cancelled, as a word.</summary>
    public static string WordOf(CancellationKind kind) => kind switch
    {
        CancellationKind.Teacher => SessionsTexts.KindTeacher,
        CancellationKind.School => SessionsTexts.KindSchool,
        CancellationKind.Closure => SessionsTexts.KindClosure,
        CancellationKind.PupilInTime => SessionsTexts.KindPupilInTime,
        CancellationKind.PupilLate => SessionsTexts.KindPupilLate,
        CancellationKind.NoShow => SessionsTexts.KindNoShow,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Why a guest is there, as a word.</summary>
    public static string WordOf(GuestKind kind) => kind switch
    {
        GuestKind.Trial => SessionsTexts.GuestTrial,
        GuestKind.MakeUp => SessionsTexts.GuestMakeUp,
        GuestKind.DropIn => SessionsTexts.GuestDropIn,
        GuestKind.Pack => SessionsTexts.GuestPack,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The marks of a class as beats, by its counts: who came, who didn't, who is still open.</summary>
    public static BeatKind[] MarksOf(SessionItem item) =>
    [
        .. Enumerable.Repeat(BeatKind.Present, item.Heads), .. Enumerable.Repeat(BeatKind.Absent, item.Absent),
        .. Enumerable.Repeat(BeatKind.Excused, item.Excused), .. Enumerable.Repeat(BeatKind.Unmarked, item.Unmarked),
    ];

    /// <summary>"8 personas".</summary>
    public static string PeopleOf(int count) => Counted.Text(count, SessionsTexts.PeopleOne, SessionsTexts.PeopleMany);

    /// <summary>The day in an address.</summary>
    public static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>"El martes", "Ayer", "El 3 nov": when something was, at the start of a sentence.</summary>
    public static string When(DateOnly day, DateOnly today) => (today.DayNumber - day.DayNumber) switch
    {
        0 or 1 => ReaderDate.Relative(day, today),
        > 1 and < 7 => Format(SessionsTexts.OnDayFormat, day.ToString("dddd", CultureInfo.CurrentCulture)),
        _ => Format(SessionsTexts.OnDayFormat, ReaderDate.Compact(day, today)),
    };

    /// <summary>Fills a text of the resources.</summary>
    public static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
