using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Reports;
using Cadence.Core.Sessions;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Reports;

/// <summary>Lays the day out: hours across, rooms down, overlapping classes of a shared room below each other.</summary>
public sealed partial class DayScore
{
    private readonly Dictionary<Guid, List<List<DaySession>>> _rows = [];
    private ScoreRange _range = default!;

    [Parameter, EditorRequired]
    public required DayPicture Day { get; set; }

    [Parameter, EditorRequired]
    public required DateTimeOffset Now { get; set; }

    [Parameter, EditorRequired]
    public required TimeZoneInfo Zone { get; set; }

    protected override void OnParametersSet()
    {
        _range = ScoreRange.Of(Day, Now, Zone);
        _rows.Clear();
        foreach (var lane in Day.Lanes)
        {
            _rows[lane.RoomId] = Stack(lane.Sessions);
        }
    }

    private static string LaneName(DayLane lane) => lane.OnlyRoom ? lane.Venue : $"{lane.Room}, {lane.Venue}";

    private static List<List<DaySession>> Stack(IEnumerable<DaySession> sessions)
    {
        var rows = new List<List<DaySession>>();
        foreach (var session in sessions.OrderBy(s => s.StartsAt))
        {
            var row = rows.Find(r => r[^1].EndsAt <= session.StartsAt);
            if (row is null)
            {
                rows.Add([session]);
            }
            else
            {
                row.Add(session);
            }
        }

        return rows;
    }
}

/// <summary>Where a class stands against the clock.</summary>
public enum ScorePhase
{
    Ahead,
    Running,
    Missing,
    Held,
    Cancelled,
}

/// <summary>The rule behind <see cref="ScorePhase"/>.</summary>
public static class ScorePhases
{
    /// <summary>A class nobody is on the list of still asks "held or cancelled?", so it is missing as well.</summary>
    public static ScorePhase Of(DaySession session, DateTimeOffset now) => session switch
    {
        { Status: SessionStatus.Cancelled } => ScorePhase.Cancelled,
        _ when session.StartsAt <= now && now < session.EndsAt => ScorePhase.Running,
        { Closed: true } => ScorePhase.Held,
        _ when session.EndsAt <= now => ScorePhase.Missing,
        _ => ScorePhase.Ahead,
    };
}

/// <summary>The hours shown and where on them things stand.</summary>
public sealed record ScoreRange(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Now, TimeZoneInfo Zone)
{
    private const int FewestHours = 5;

    // A label begins at its hour, the chip lies around now.
    private static readonly TimeSpan ChipBefore = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan ChipAfter = TimeSpan.FromMinutes(18);

    /// <summary>Full hours of the range with their label on the wall.</summary>
    public IEnumerable<(DateTimeOffset At, TimeOnly Label)> Hours =>
        Enumerable.Range(0, (int)(To - From).TotalHours).Select(h => (From.AddHours(h), Label(From.AddHours(h))));

    /// <summary>The full hours whose label the chip of the time would not cover.</summary>
    public IEnumerable<(DateTimeOffset At, TimeOnly Label)> LabelledHours =>
        Hours.Where(hour => NowLeft is null || hour.At <= Now - ChipBefore || hour.At >= Now + ChipAfter);

    /// <summary>The now-line, while it lies inside.</summary>
    public string? NowLeft => Now >= From && Now < To ? Left(Now) : null;

    public TimeOnly NowLabel => Label(Now);

    public string Style => FormattableString.Invariant($"--hours:{(To - From).TotalHours:0}");

    /// <summary>From the hour of the first class to the hour after the last.</summary>
    public static ScoreRange Of(DayPicture day, DateTimeOffset now, TimeZoneInfo zone)
    {
        var from = Hour(day.Sessions.Min(s => s.StartsAt));
        var to = Hour(day.Sessions.Max(s => s.EndsAt).AddMinutes(59));
        return new ScoreRange(from, to - from < TimeSpan.FromHours(FewestHours) ? from.AddHours(FewestHours) : to, now, zone);
    }

    public string Left(DateTimeOffset at) => FormattableString.Invariant($"left:{Percent(at - From):0.###}%");

    public string Place(DaySession session, int row) => FormattableString.Invariant($"left:{Percent(session.StartsAt - From):0.###}%;width:{Percent(session.EndsAt - session.StartsAt):0.###}%;--row:{row}");

    private double Percent(TimeSpan part) => 100 * part / (To - From);

    private TimeOnly Label(DateTimeOffset at) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);
}
