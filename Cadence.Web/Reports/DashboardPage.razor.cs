using System.Globalization;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Components;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Reports;

/// <summary>The start page: for a school the day live, what waits, the week, the month's pay; for an independent teacher the own day and month.</summary>
public sealed partial class DashboardPage(DashboardQueries queries, DashboardFeed feed, FirstStepsService firstSteps)
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateTimeOffset _now;

    /// <summary>The day as last read; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public DayPicture? Day { get; set; }

    /// <summary>The slower figures as last read.</summary>
    [PersistentState]
    public StandingPicture? Standing { get; set; }

    /// <summary>The month's pay so far; only for those who may see everybody's.</summary>
    [PersistentState]
    public PayoutMonth? Pay { get; set; }

    /// <summary>How far a new organization has come; only for those who may take its first steps.</summary>
    [PersistentState]
    public FirstSteps? Steps { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required Viewer Viewer { get; set; }

    private bool StepsShown => Steps is { Hidden: false, Open: not null } && Day?.Sessions.Any(session => session.Marked > 0) != true;

    // Before the first class there is nothing to look over.
    private bool HasClasses => Steps?.Of(FirstStep.Session).Done == true;

    // Her day and her month: there is no house to look over.
    private bool IsIndependent => Organization.Type == OrganizationType.IndependentTeacher;

    private static (BeatKind Beat, string Word)[] LegendKinds =>
    [
        (BeatKind.Present, SharedTexts.StatePresent), (BeatKind.Late, SharedTexts.StateLate), (BeatKind.Absent, SharedTexts.StateAbsent),
        (BeatKind.Excused, SharedTexts.StateExcused), (BeatKind.Unmarked, SharedTexts.StateUnmarked),
    ];

    private string Greeting
    {
        get
        {
            var hour = TimeZoneInfo.ConvertTime(_now, _zone).Hour;
            if (Viewer.GivenName.Length == 0)
            {
                return hour switch { >= 5 and < 13 => ReportsTexts.GreetingMorning, >= 13 and < 21 => ReportsTexts.GreetingAfternoon, _ => ReportsTexts.GreetingEvening };
            }

            return Format(hour switch { >= 5 and < 13 => ReportsTexts.GreetingMorningFormat, >= 13 and < 21 => ReportsTexts.GreetingAfternoonFormat, _ => ReportsTexts.GreetingEveningFormat }, Viewer.GivenName);
        }
    }

    private string? Summary
    {
        get
        {
            if (Day is not { } day)
            {
                return null;
            }

            var today = ReaderDate.Sentence(ReaderDate.WithWeekday(day.Date, day.Date));
            if (!day.Sessions.Any())
            {
                return today;
            }

            var running = day.Sessions.Count(s => s.Status != SessionStatus.Cancelled && s.StartsAt <= _now && _now < s.EndsAt);
            var ahead = day.Sessions.Count(s => s.Status == SessionStatus.Scheduled && s.StartsAt > _now);
            return Format(
                ReportsTexts.DaySummaryFormat,
                today,
                Counted.Text(running, ReportsTexts.RunningOne, ReportsTexts.RunningMany),
                Counted.Text(ahead, ReportsTexts.AheadOne, ReportsTexts.AheadMany));
        }
    }

    protected override async Task OnInitializedAsync()
    {
        if (Steps is null)
        {
            await ReadStepsAsync();
        }

        if (!IsIndependent)
        {
            await ReadDayAsync();
        }
    }

    private async Task ReadDayAsync()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        _now = Time.GetUtcNow();

        // First the subscription, then the first read: a change in between comes twice, never not at all.
        Follow(feed.Day, Actor.OrganizationId, day => (Day, _now) = (day, Time.GetUtcNow()));
        Follow(feed.Standing, Actor.OrganizationId, standing => Standing = standing);
        if (Rights.AllowsAll(Permission.PayRead))
        {
            Follow(feed.Pay, Actor.OrganizationId, pay => Pay = pay);
            Pay ??= await queries.PayAsync(Actor, CancellationToken.None) is { IsSuccess: true } pay ? pay.Value : null;
        }

        Tick(TimeSpan.FromSeconds(15), OnTickAsync);
        Day ??= await queries.DayAsync(Actor, CancellationToken.None) is { IsSuccess: true } day ? day.Value : null;
        Standing ??= await queries.StandingAsync(Actor, CancellationToken.None) is { IsSuccess: true } standing ? standing.Value : null;
    }

    private async Task ReadStepsAsync()
    {
        if (FirstStepsCard.MayTakeAll(Rights) && await firstSteps.StateAsync(Actor, CancellationToken.None) is { IsSuccess: true } read)
        {
            Steps = read.Value;
        }
    }

    private async Task HideStepsAsync()
    {
        await firstSteps.HideAsync(Actor, true, CancellationToken.None);
        await ReadStepsAsync();
    }

    private async Task OnTickAsync()
    {
        _now = Time.GetUtcNow();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_now, _zone).DateTime);

        // A new day, or a class that has just ended without a roll, is news that no row tells.
        if (Day is { } shown && (shown.Date != today || shown.Sessions.Any(s => JustEnded(s) && shown.Missing.All(m => m.Id != s.Id) && shown.MissingCount < DashboardQueries.MissingShown))
            && await queries.DayAsync(Actor, CancellationToken.None) is { IsSuccess: true } day)
        {
            Day = day.Value;
        }
    }

    private bool JustEnded(DaySession session) => session is { Status: SessionStatus.Scheduled, Closed: false } && session.EndsAt <= _now;

    private string Ended(MissingSession missing)
    {
        var ago = _now - missing.EndedAt;
        return ago switch
        {
            _ when ago < TimeSpan.FromHours(1) => Format(ReportsTexts.EndedMinutesFormat, Math.Max(1, (int)ago.TotalMinutes)),
            _ when ago < TimeSpan.FromHours(12) => Format(ReportsTexts.EndedHoursFormat, (int)ago.TotalHours),
            _ => ReaderDate.Sentence(ReaderDate.Relative(missing.Date, Day!.Date)),
        };
    }

    private static string What(LatestEvent latest) => latest.Kind switch
    {
        LatestKind.Marked => Format(ReportsTexts.LatestMarkedFormat, latest.Marked, latest.RosterCount, latest.Session),
        LatestKind.Closed => Format(ReportsTexts.LatestClosedFormat, latest.Session),
        _ => Format(ReportsTexts.LatestCancelledFormat, latest.Session, latest.Reason ?? ""),
    };

    private static BeatKind[] FortnightKinds(StandingPicture standing) => [.. standing.Fortnight.Select(day => day.DayRate is null ? BeatKind.Cancelled : BeatKind.Measure)];

    private static int[] FortnightHeights(StandingPicture standing) => [.. standing.Fortnight.Select(day => day.DayRate is { } rate ? Math.Max(8, (int)(rate * 100)) : 12)];

    private static string FortnightLabel(StandingPicture standing) => string.Join("; ", standing.Fortnight
        .Where(day => day.DayRate is not null)
        .Select(day => Format(ReportsTexts.FortnightBarFormat, ReaderDate.Compact(day.Date, day.Date), Figures.Percent(day.DayRate))).DefaultIfEmpty(SharedTexts.NoValue));

    private static string Format(string format, params object[] values) => string.Format(CultureInfo.CurrentCulture, format, values);
}
