using System.Globalization;
using Cadence.Core.Groups;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Web.Components;

namespace Cadence.Web.Groups;

/// <summary>Groups, their classes and marks in words, beats and states.</summary>
internal static class GroupLooks
{
    /// <summary>A running group is a good state; a paused or closed one rests.</summary>
    public static StateKind StateOf(GroupStatus status) => status == GroupStatus.Active ? StateKind.Held : StateKind.Cancelled;

    public static string WordOf(GroupStatus status) => status switch
    {
        GroupStatus.Active => GroupsTexts.StatusActive,
        GroupStatus.Paused => GroupsTexts.StatusPaused,
        _ => GroupsTexts.StatusClosed,
    };

    public static StateKind StateOf(GroupSessionState state) => state switch
    {
        GroupSessionState.Scheduled => StateKind.Scheduled,
        GroupSessionState.Running => StateKind.Running,
        GroupSessionState.NoRoll => StateKind.NoRoll,
        GroupSessionState.Held => StateKind.Held,
        _ => StateKind.Cancelled,
    };

    public static BeatKind BeatOf(GroupMark mark) => mark switch
    {
        GroupMark.Unmarked => BeatKind.Unmarked,
        GroupMark.Present => BeatKind.Present,
        GroupMark.Late => BeatKind.Late,
        GroupMark.Absent => BeatKind.Absent,
        GroupMark.Excused => BeatKind.Excused,
        _ => BeatKind.Gap,
    };

    /// <summary>Height of a class among others: the share of its roster that came, in percent, never quite nothing.</summary>
    public static int HeightOf(RecentClass recent) => recent.Roster == 0 ? 8 : Math.Clamp((int)Math.Round(100.0 * recent.Heads / recent.Roster), 8, 100);

    /// <summary>"Próxima clase: jue 26, 17:30–18:30".</summary>
    public static string When(DateOnly date, TimeOnly start, TimeOnly end, DateOnly today) =>
        string.Format(CultureInfo.CurrentCulture, GroupsTexts.NextFormat, ReaderDate.Relative(date, today), ReaderDate.Times(start, end));

    /// <summary>The twelve colour names of look.md §2.</summary>
    public static string ColorName(int color) => color switch
    {
        1 => GroupsTexts.Color1,
        2 => GroupsTexts.Color2,
        3 => GroupsTexts.Color3,
        4 => GroupsTexts.Color4,
        5 => GroupsTexts.Color5,
        6 => GroupsTexts.Color6,
        7 => GroupsTexts.Color7,
        8 => GroupsTexts.Color8,
        9 => GroupsTexts.Color9,
        10 => GroupsTexts.Color10,
        11 => GroupsTexts.Color11,
        _ => GroupsTexts.Color12,
    };
}
