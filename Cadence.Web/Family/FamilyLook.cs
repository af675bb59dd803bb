using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Localization;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Web.Components;

namespace Cadence.Web.Family;

/// <summary>Classes and marks as a family reads them.</summary>
internal static class FamilyLook
{
    private static readonly (AttendanceStatus? Status, BeatKind Kind, StateKind State)[] Kinds =
    [
        (AttendanceStatus.Present, BeatKind.Present, StateKind.Present), (AttendanceStatus.Late, BeatKind.Late, StateKind.Late), (AttendanceStatus.Absent, BeatKind.Absent, StateKind.Absent),
        (AttendanceStatus.Excused, BeatKind.Excused, StateKind.Excused), (null, BeatKind.Cancelled, StateKind.Cancelled),
    ];

    /// <summary>One class as a beat.</summary>
    public static BeatKind BeatOf(FamilyMark mark) => Kinds.First(kind => kind.Status == mark.Status).Kind;

    /// <summary>The kinds of beats that occur, with their words.</summary>
    public static IEnumerable<(BeatKind Kind, string Word)> Legend(IReadOnlyList<FamilyGroup> groups) =>
        Kinds.Where(kind => groups.Any(group => group.Marks.Any(mark => mark.Status == kind.Status))).Select(kind => (kind.Kind, StateLook.WordOf(kind.State)));

    /// <summary>The groups somebody is in now or will be.</summary>
    public static IReadOnlyList<FamilyGroup> Current(FamilyStudent student, DateOnly today) => [.. student.Groups.Where(group => group.EndDate is not { } end || end >= today)];

    /// <summary>"Estudio Centro, Sala Roja · con Leo".</summary>
    public static string WhereOf(FamilyClass next) => Joined(Place(next.Place), With(string.Join(", ", next.Teachers)));

    /// <summary>Days and times, place and teacher, first and last day where they lie ahead.</summary>
    public static IEnumerable<string> LinesOf(FamilyGroup group, DateOnly today)
    {
        foreach (var times in group.Slots.GroupBy(slot => (slot.Start, slot.End)))
        {
            var days = string.Join(", ", times.Select(slot => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(slot.Day)));
            yield return ReaderDate.Sentence(Format(FamilyTexts.SlotFormat, days, ReaderDate.Times(times.Key.Start, times.Key.End)));
        }

        if (Joined(Place(group.Place), With(group.TeacherName)) is { Length: > 0 } where)
        {
            yield return where;
        }

        if (group.StartDate > today)
        {
            yield return Format(FamilyTexts.FromFormat, ReaderDate.Compact(group.StartDate, today));
        }

        if (group.EndDate is { } end)
        {
            yield return Format(FamilyTexts.UntilFormat, ReaderDate.Compact(end, today));
        }
    }

    private static string? Place(FamilyPlace? place) => place is null ? null : place.Room is { } room ? Format(SessionsTexts.PlaceFormat, place.Venue, room) : place.Venue;

    private static string? With(string? name) => string.IsNullOrEmpty(name) ? null : Format(FamilyTexts.WithFormat, name);

    private static string Joined(params IEnumerable<string?> parts) => string.Join(" · ", parts.Where(part => part is not null));

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
