using System.Globalization;
using Cadence.Core.Kernel;
using Cadence.Core.Live;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Venues;
using Cadence.Web.Components;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Cadence.Web.Sessions;

/// <summary>The classes of a day or a week as a list; for a teacher the start page.</summary>
public sealed partial class AgendaPage(SessionService sessions, PrivateSessionService privates, TravelService travels, ChangeFeed changes, NavigationManager navigation, IDialogService dialogs, ILogger<AgendaPage> logger)
{
    private const string Week = "week";
    private const int WaitingShown = 3;
    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(500);

    private static readonly HashSet<string> Tables = ["class_sessions", "session_teachers", "private_sessions"];

    private IDisposable? _subscription;
    private IReadOnlyList<Error> _errors = [];
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateTimeOffset _now;
    private DateOnly _day;
    private Guid? _teacher;
    private Guid? _readTeacher;
    private int _changed;
    private bool _disposed;

    /// <summary>The day, yyyy-MM-dd; without one it is today.</summary>
    [Parameter]
    public string? Day { get; set; }

    /// <summary>"week" shows the week of the day.</summary>
    [SupplyParameterFromQuery]
    public string? View { get; set; }

    /// <summary>Only classes of this teacher.</summary>
    [SupplyParameterFromQuery]
    public string? Teacher { get; set; }

    /// <summary>What was read last; kept from the first paint to the circuit.</summary>
    [PersistentState]
    public Agenda? Shown { get; set; }

    /// <summary>Private classes of the same days; kept likewise.</summary>
    [PersistentState]
    public IReadOnlyList<PrivateItem>? Privates { get; set; }

    /// <summary>Ways between venues; kept likewise.</summary>
    [PersistentState]
    public IReadOnlyList<TravelItem>? Travels { get; set; }

    /// <summary>Roll calls that are missing; kept likewise.</summary>
    [PersistentState]
    public MissingSessions? Missing { get; set; }

    [CascadingParameter]
    public required Actor Actor { get; set; }

    [CascadingParameter]
    public required OrganizationProfile Organization { get; set; }

    [CascadingParameter]
    public required Rights Rights { get; set; }

    [CascadingParameter]
    public required Viewer Viewer { get; set; }

    private bool MayWrite => Rights.Allows(Permission.SessionsWrite);

    private bool MayTake => Rights.Allows(Permission.AttendanceTake);

    private bool IsWeek => View == Week;

    private bool IsToday => Shown is { } agenda && IsTodayIn(agenda);

    // Who teaches here starts the day with a word of welcome.
    private bool IsHello => Viewer.GivenName.Length > 0 && !IsWeek && IsToday && (Shown!.IsOwn || (Organization.Type == OrganizationType.IndependentTeacher && _teacher is null));

    private Guid? OwnTeacherId => Shown is { } agenda ? OwnIn(agenda) : null;

    // Who works alone needs no name on each class.
    private Guid? AloneId => Organization is { Type: OrganizationType.IndependentTeacher, HasOthers: false } ? Rights.TeacherId : null;

    // The ways of that person from one class to the next, by the class they lead to.
    private Dictionary<Guid, DayWay> Ways
    {
        get
        {
            if (IsWeek || Shown is not { } agenda || PersonOf(agenda) is not { } person || Travels is not { Count: > 0 } known)
            {
                return [];
            }

            var stops = Entries.Where(entry => entry.IsAttendedBy(person)).ToList();
            return stops.Zip(stops.Skip(1), (from, to) => (to.Id, Way: known.FirstOrDefault(travel => travel.Joins(from.VenueId, to.VenueId)) is { } travel
                    ? new DayWay(travel, to.VenueName, (int)Math.Max(0, Math.Floor((to.StartsAt - from.EndsAt).TotalMinutes)))
                    : null))
                .Where(step => step.Way is not null).ToDictionary(step => step.Id, step => step.Way!);
        }
    }

    private DateOnly PreviousDay => _day.AddDays(IsWeek ? -7 : -1);

    private DateOnly NextDay => _day.AddDays(IsWeek ? 7 : 1);

    private string DayText => ReaderDate.Sentence(ReaderDate.WithWeekday(_day, Shown!.Today));

    private string Title => IsHello
        ? SessionLook.Format(SessionsTexts.HelloFormat, Viewer.GivenName)
        : IsWeek ? SessionLook.Format(SessionsTexts.WeekTitleFormat, ReaderDate.Compact(Shown!.From, Shown.Today), ReaderDate.Compact(Shown.To, Shown.Today)) : DayText;

    private string? Subtitle => IsHello ? DayText : null;

    /// <summary>"1 impartida, 1 en marcha y 2 por delante".</summary>
    private string Summary
    {
        get
        {
            var states = States.CountBy(state => state).ToDictionary();
            string[] parts =
            [
                .. new[]
                {
                    (SessionState.Held, SharedTexts.BeatHeldOne, SharedTexts.BeatHeldMany), (SessionState.Missing, SessionsTexts.SumMissingOne, SessionsTexts.SumMissingMany),
                    (SessionState.Running, SharedTexts.BeatNowOne, SharedTexts.BeatNowMany), (SessionState.Scheduled, SharedTexts.BeatAheadOne, SharedTexts.BeatAheadMany),
                    (SessionState.Cancelled, SharedTexts.BeatCancelledOne, SharedTexts.BeatCancelledMany),
                }.Where(part => states.ContainsKey(part.Item1)).Select(part => Counted.Text(states[part.Item1], part.Item2, part.Item3)),
            ];
            return parts.Length < 2 ? string.Concat(parts) : SessionLook.Format(SessionsTexts.AndFormat, string.Join(", ", parts[..^1]), parts[^1]);
        }
    }

    private IEnumerable<(DateOnly Date, IReadOnlyList<Entry> Entries)> Days =>
        Enumerable.Range(0, 7).Select(Shown!.From.AddDays).Select(day => (day, (IReadOnlyList<Entry>)[.. Entries.Where(entry => (entry.Date < Shown.From ? Shown.From : entry.Date) == day)]));

    // Classes and private classes by the hour.
    private IEnumerable<Entry> Entries => Shown!.Items.Select(item => new Entry(item.Id, item.Date, item.StartsAt, item, null))
        .Concat((Privates ?? []).Where(item => _teacher is null || item.TeacherId == _teacher).Select(item => new Entry(item.Id, item.Date, item.StartsAt, null, item)))
        .OrderBy(entry => entry.StartsAt).ThenBy(entry => entry.Id);

    private IReadOnlyList<SessionState> States => [.. Entries.Select(entry => entry.Session?.StateAt(_now) ?? entry.Private!.StateAt(_now))];

    // What the list itself already shows doesn't wait below it.
    private IReadOnlyList<SessionItem> Waiting => !IsWeek && IsToday && Missing is { } missing ? [.. missing.Items.Where(item => Shown!.Items.All(shown => shown.Id != item.Id)).Take(WaitingShown)] : [];

    private int MoreWaiting => Missing is { } missing ? missing.Total - missing.Items.Count(item => Shown!.Items.Any(shown => shown.Id == item.Id)) - Waiting.Count : 0;

    protected override void OnInitialized()
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(Organization.TimeZone);
        _now = Time.GetUtcNow();
        if (RendererInfo.IsInteractive)
        {
            // The handler runs on the listener's thread and only takes note; one read follows for whatever came.
            _subscription = changes.Subscribe(Actor.OrganizationId, change =>
            {
                if (change.Touches(Tables) && Interlocked.Exchange(ref _changed, 1) == 0)
                {
                    _ = InvokeAsync(ReadSoonAsync);
                }
            });
        }

        Tick(TimeSpan.FromSeconds(15), OnTickAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        var today = SchoolTime.DateAt(_now, _zone);
        if (Day is null)
        {
            _day = today;
        }
        else if (!DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _day) || _day.Year is < 2000 or > 2199)
        {
            navigation.NotFound();
            return;
        }

        _teacher = Guid.TryParse(Teacher, out var teacher) ? teacher : null;
        var (from, to) = Range;
        if (Shown is null || (Shown.From, Shown.To) != (from, to) || _readTeacher != _teacher)
        {
            await ReadAsync();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _subscription?.Dispose();
        base.Dispose(disposing);
    }

    private (DateOnly From, DateOnly To) Range
    {
        get
        {
            var monday = _day.AddDays(-(((int)_day.DayOfWeek + 6) % 7));
            return IsWeek ? (monday, monday.AddDays(6)) : (_day, _day);
        }
    }

    private static Guid? OwnIn(Agenda agenda) => agenda.IsOwn ? agenda.OwnTeacherId ?? Guid.Empty : null;

    // Whose day it is, where it is one person's.
    private Guid? PersonOf(Agenda agenda) => OwnIn(agenda) ?? AloneId ?? _teacher;

    private bool IsTodayIn(Agenda agenda) => IsWeek ? agenda.From <= agenda.Today && agenda.Today <= agenda.To : _day == agenda.Today;

    private async Task OnTickAsync()
    {
        var wasToday = SchoolTime.DateAt(_now, _zone);
        _now = Time.GetUtcNow();
        var today = SchoolTime.DateAt(_now, _zone);
        if (wasToday != today)
        {
            _day = Day is null ? today : _day;
            await ReadAsync();
        }
    }

    private async Task ReadSoonAsync()
    {
        await Task.Delay(Throttle, Time);
        Volatile.Write(ref _changed, 0);
        if (_disposed)
        {
            return;
        }

        try
        {
            _now = Time.GetUtcNow();
            await ReadAsync();
            StateHasChanged();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What is shown stays; the next change, or the next reconnect of the feed, reads again.
            LogNotRead(exception);
        }
    }

    private async Task ReadAsync()
    {
        var (from, to) = Range;
        var teacher = _teacher;
        var read = await sessions.AgendaAsync(Actor, from, to, teacher, CancellationToken.None);
        _errors = read.Errors;
        if (read.IsSuccess)
        {
            var agenda = read.Value;
            var single = await privates.ListAsync(Actor, from, to, CancellationToken.None);
            var ways = !IsWeek && PersonOf(agenda) is not null && await travels.ListAsync(Actor, CancellationToken.None) is { IsSuccess: true } known ? known.Value : null;
            var missing = !IsWeek && IsTodayIn(agenda) && await sessions.MissingAsync(Actor, WaitingShown + agenda.Items.Count, CancellationToken.None) is { IsSuccess: true } open ? open.Value : null;

            // All at once, so that nobody is shown half a day.
            (Shown, _readTeacher) = (agenda, teacher);
            (Privates, Travels, Missing) = (single.IsSuccess ? single.Value : null, ways, missing);
        }
    }

    private async Task AddAsync()
    {
        if (await SessionDialog.AddAsync(dialogs, _day))
        {
            await ReadAsync();
        }
    }

    private async Task AddPrivateAsync()
    {
        await FormDialog.ShowAsync<PrivateDialog>(dialogs, PrivateSessionsTexts.AddTitle, new DialogParameters<PrivateDialog> { { d => d.Day, _day } });
        await ReadAsync();
    }

    private async Task ConfirmAsync(PrivateItem item)
    {
        await privates.ConfirmAsync(Actor, new ConfirmPrivateSession(item.Id, item.Version), CancellationToken.None);
        await ReadAsync();
    }

    private void Filter(ChangeEventArgs chosen) => navigation.NavigateTo(Address(_day, IsWeek, Guid.TryParse(chosen.Value?.ToString(), out var teacher) ? teacher : null));

    private string AddressAt(DateOnly day) => Address(day, IsWeek, _teacher);

    private string Address(DateOnly day, bool week, Guid? teacher)
    {
        List<string> query = [];
        if (week)
        {
            query.Add("view=" + Week);
        }

        if (teacher is { } id)
        {
            query.Add($"teacher={id}");
        }

        var path = Shown is { } agenda && day == agenda.Today ? "agenda" : "agenda/" + SessionLook.DayOf(day);
        return query.Count == 0 ? path : path + "?" + string.Join('&', query);
    }

    [LoggerMessage(LogLevel.Warning, "An agenda could not be read again after a change.")]
    private partial void LogNotRead(Exception exception);

    /// <summary>A class or a private class on the timeline.</summary>
    private sealed record Entry(Guid Id, DateOnly Date, DateTimeOffset StartsAt, SessionItem? Session, PrivateItem? Private)
    {
        public DateTimeOffset EndsAt => Session?.EndsAt ?? Private!.EndsAt;

        public Guid VenueId => Session?.VenueId ?? Private!.VenueId;

        public string VenueName => Session?.VenueName ?? Private!.VenueName;

        /// <summary>Whether the person goes there: it is not cancelled and nobody stands in for them.</summary>
        public bool IsAttendedBy(Guid teacher) => (Session?.Status ?? Private!.Status) != SessionStatus.Cancelled && Session?.SubstituteOf(teacher) is null;
    }

    /// <summary>The way to a class from the one before it.</summary>
    /// <param name="Gap">Minutes between the two classes.</param>
    private sealed record DayWay(TravelItem Travel, string To, int Gap)
    {
        public bool IsShort => Gap < Travel.Minutes;
    }
}
