using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Live;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cadence.Web.Attendance;

/// <summary>
/// What the roll call's script talks to. JSON only, with the header <c>X-Cadence: 1</c> and an own Origin: together with the cookie's
/// SameSite=Lax they stand in for an antiforgery token, which a tap kept for hours could not carry.
/// </summary>
internal static class AttendanceEndpoints
{
    private const string Prefix = "/sessions/{id:guid}";
    private const int BodyLimit = 256 * 1024;

    /// <summary>The stream says something at least this often; the tablet takes longer silence for a cut.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(1500);

    /// <summary>Several taps at once are told together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(60);

    /// <summary>At the full hour fifty tablets are tapped on: each looks this often at most, for most of what wakes it is its own.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(300);

    /// <summary>A stream ends after this long and comes back signed in anew.</summary>
    private static readonly TimeSpan StreamLife = TimeSpan.FromMinutes(10);

    /// <summary>What changes a roll call besides its class and marks, which come by themselves: a tap in one class is nothing to the tablet of another.</summary>
    private static readonly HashSet<string> Watched =
        ["session_guests", "student_groups", "enrolment_pauses", "month_locks", "organizations", "organization_members", "organization_roles", "role_grants"];

    public static void MapAttendance(this IEndpointRouteBuilder app)
    {
        // Taps come by the hundred at the full hour: their unit of work alone asks for rights.
        Guarded(app.MapGroup(Prefix).LeaveRightsToTheUnit()).MapPost("/marks", MarkAsync);
        var session = Guarded(app.MapGroup(Prefix));
        session.MapGet("/marks", ChangesAsync);
        session.MapGet("/marks/stream", StreamAsync);
        session.MapPost("/close", CloseAsync);
        session.MapGet("/guests", FindGuestsAsync);
        session.MapPost("/guests", AddGuestAsync);
        app.MapGet("/offline", () => new RazorComponentResult<OfflinePage>()).WithMetadata(new PlatformPageAttribute(), new WhileLookingInAttribute()).AllowAnonymous();
    }

    private static RouteGroupBuilder Guarded(RouteGroupBuilder group) => group.WithMetadata(new OrganizationPageAttribute(Permission.AttendanceTake))
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimit)).AddEndpointFilter(RefuseForgeriesAsync);

    private static async ValueTask<object?> RefuseForgeriesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.Headers["X-Cadence"] != "1")
        {
            return Results.BadRequest();
        }

        if (!HttpMethods.IsGet(request.Method)
            && (!request.HasJsonContentType() || request.ContentLength > BodyLimit
                || (request.Headers.Origin.ToString() is { Length: > 0 } origin && (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || from.Authority != request.Host.Value))
                || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin")))
        {
            return Results.BadRequest();
        }

        // The sign-in may have changed in another tab: taps of one person are never taken as another's.
        if (request.Headers["X-Cadence-User"].ToString() is { Length: > 0 } sender && (!Guid.TryParse(sender, out var user) || user != context.HttpContext.User.UserId()))
        {
            return Results.Json(new { code = "another-user" }, statusCode: StatusCodes.Status409Conflict);
        }

        return await next(context);
    }

    private static async Task<IResult> MarkAsync(Guid id, HttpContext context, AttendanceService attendance, CancellationToken cancellationToken)
    {
        if (await ReadAsync<MarksBody>(context, cancellationToken) is not { Marks: { } sent } || Taps(sent) is not { } taps)
        {
            return Unreadable();
        }

        var result = await attendance.MarkAsync(context.Actor(), id, taps, cancellationToken);
        return result.IsSuccess
            ? Results.Json(new { results = result.Value.Results.Select(Told), marks = result.Value.Marks.Select(Told), now = result.Value.Now.ToUnixTimeMilliseconds() })
            : Refused(result.Errors[0]);
    }

    private static async Task<IResult> ChangesAsync(Guid id, string? since, HttpContext context, AttendanceService attendance, CancellationToken cancellationToken)
    {
        var result = await attendance.ChangesAsync(context.Actor(), id, Cursor(since), null, cancellationToken);
        return result.IsSuccess ? Results.Json(Told(result.Value, result.Value.Marks)) : Refused(result.Errors[0]);
    }

    private static async Task<IResult> CloseAsync(Guid id, HttpContext context, AttendanceService attendance, CancellationToken cancellationToken)
    {
        if (await ReadAsync<CloseBody>(context, cancellationToken) is not { } body || !TryGaps(body.Gaps, out var gaps))
        {
            return Unreadable();
        }

        var result = await attendance.CloseAsync(context.Actor(), new CloseRollCall(id, gaps, body.Held, AttendanceTexts.EmptyCancelReason), cancellationToken);
        if (!result.IsSuccess && result.Errors[0].Kind is ErrorKind.NotFound or ErrorKind.Forbidden)
        {
            return Refused(result.Errors[0]);
        }

        // A refusal is an answer too: it names the id, so that the tablet stops asking and tells its person why.
        return result.IsSuccess
            ? Results.Json(Told(result.Value, result.Value.Marks, [new { id = body.Id, outcome = "saved", reason = (string?)null }]))
            : Results.Json(new { results = new[] { new { id = body.Id, outcome = "refused", reason = ErrorText.Of(result.Errors[0]) } } });
    }

    private static async Task<IResult> FindGuestsAsync(Guid id, string? q, HttpContext context, AttendanceService attendance, CancellationToken cancellationToken)
    {
        var result = await attendance.FindGuestsAsync(context.Actor(), id, q is { Length: <= 80 } ? q : "", cancellationToken);
        return result.IsSuccess
            ? Results.Json(new { people = result.Value.People.Select(person => new { student = person.StudentId, name = person.Name, hint = string.Join(" · ", person.Groups) }) })
            : Refused(result.Errors[0]);
    }

    private static async Task<IResult> AddGuestAsync(Guid id, HttpContext context, AttendanceService attendance, CancellationToken cancellationToken)
    {
        if (await ReadAsync<GuestBody>(context, cancellationToken) is not { Kind: { } word } body || Enum.GetValues<GuestKind>().Where(kind => SnakeCase.Of(kind) == word).ToList() is not [var kind])
        {
            return Unreadable();
        }

        var result = await attendance.AddGuestAsync(context.Actor(), id, body.Student, kind, cancellationToken);
        return result.IsSuccess
            ? Results.Json(new { student = result.Value.StudentId, name = result.Value.Name, guest = RollCallTexts.Of(result.Value.Kind), roster = result.Value.Roster })
            : Refused(result.Errors[0]);
    }

    /// <summary>Others' marks as they come, and a sign of life in between.</summary>
    private static async Task StreamAsync(Guid id, string? since, HttpContext context, AttendanceService attendance, ChangeFeed feed, IHostApplicationLifetime lifetime)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.Left(), lifetime.ApplicationStopping);
        ended.CancelAfter(StreamLife);
        var stop = ended.Token;
        var actor = context.Actor();
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var more = new Flag();
        // Before the first look, so that nothing falls between.
        using var subscription = feed.Subscribe(actor.OrganizationId, change =>
        {
            if (change.Touches(Watched))
            {
                Wake(marksOnly: false);
            }
        });
        using var marks = feed.SubscribeToRollCall(actor.OrganizationId, id, Wake);
        using var signIns = feed.SubscribeToAccounts(user =>
        {
            if (user is null || user == actor.UserId)
            {
                Wake(marksOnly: false);
            }
        });
        var result = await attendance.ChangesAsync(actor, id, Cursor(since), null, stop);
        if (!result.IsSuccess)
        {
            context.Response.StatusCode = StatusOf(result.Errors[0]);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await TellAsync(context.Response, attendance, actor, id, result.Value, feed, changed.Reader, more, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader left, the program stops, or the stream is old enough.
        }

        void Wake(bool marksOnly)
        {
            if (!marksOnly)
            {
                more.Raise();
            }

            changed.Writer.TryWrite(true);
        }
    }

    private static async Task TellAsync(HttpResponse response, AttendanceService attendance, Actor actor, Guid id, RollCallChanges first, ChangeFeed feed, ChannelReader<bool> changed, Flag more, CancellationToken stop)
    {
        var told = new Dictionary<Guid, int>();
        var (last, looked) = (first, Stopwatch.GetTimestamp());
        await SendAsync(response, first, told, stop);
        while (true)
        {
            var isNew = await WaitAsync(changed, stop);
            if (isNew)
            {
                var rest = LookAgain - Stopwatch.GetElapsedTime(looked);
                await Task.Delay(rest > Gather ? rest : Gather, stop);
                changed.TryRead(out _);
            }

            if (isNew || !feed.IsListening)
            {
                looked = Stopwatch.GetTimestamp();
                var result = await attendance.ChangesAsync(actor, id, Cursor(last.Cursor), more.Lower() || !isNew ? null : last.Roster, stop);
                if (!result.IsSuccess)
                {
                    return;
                }

                var news = result.Value with { Marks = [.. result.Value.Marks.Where(mark => told.GetValueOrDefault(mark.StudentId) < mark.Version)] };
                var isStateNew = (news.IsClosed, news.IsCancelled, news.Roster) != (last.IsClosed, last.IsCancelled, last.Roster);
                last = news;
                if (news.Marks.Count > 0 || isStateNew)
                {
                    await SendAsync(response, news, told, stop);
                    continue;
                }
            }

            await response.WriteAsync(":\n\n", stop);
            await response.Body.FlushAsync(stop);
        }
    }

    /// <summary>Whether more than marks changed since the last look; raised on the listener's thread.</summary>
    private sealed class Flag
    {
        private int _raised;

        public void Raise() => Interlocked.Exchange(ref _raised, 1);

        public bool Lower() => Interlocked.Exchange(ref _raised, 0) == 1;
    }

    private static async Task<bool> WaitAsync(ChannelReader<bool> changed, CancellationToken stop)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
        beat.CancelAfter(Beat);
        try
        {
            return await changed.ReadAsync(beat.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task SendAsync(HttpResponse response, RollCallChanges changes, Dictionary<Guid, int> told, CancellationToken stop)
    {
        foreach (var mark in changes.Marks)
        {
            told[mark.StudentId] = mark.Version;
        }

        await response.WriteAsync($"data: {JsonSerializer.Serialize(Told(changes, changes.Marks), JsonSerializerOptions.Web)}\n\n", stop);
        await response.Body.FlushAsync(stop);
    }

    private static object Told(RollCallChanges changes, IEnumerable<MarkNow> marks, object[]? results = null) => new
    {
        results,
        marks = marks.Select(Told),
        session = new { closed = changes.IsClosed, cancelled = changes.IsCancelled, roster = changes.Roster },
        cursor = changes.Cursor,
        now = changes.Now.ToUnixTimeMilliseconds(),
    };

    private static object Told(TapResult result) => new
    {
        id = result.Id,
        student = result.StudentId,
        outcome = SnakeCase.Of(result.Outcome),
        reason = result.Reason is { } reason ? RollCallTexts.Of(reason) : null,
    };

    private static object Told(MarkNow mark) => new
    {
        student = mark.StudentId,
        status = mark.Status is { } status ? SnakeCase.Of(status) : null,
        at = mark.EffectiveAt,
        version = mark.Version,
        by = mark.ByName,
        mine = mark.IsMine,
        byClosing = mark.ByClosing,
    };

    private static long Cursor(string? since) => long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private static List<Tap>? Taps(IReadOnlyList<MarkBody?> sent)
    {
        var taps = new List<Tap>(sent.Count);
        foreach (var mark in sent)
        {
            if (mark is null || mark.Id == Guid.Empty || mark.Student == Guid.Empty || !TryStatus(mark.Status, out var status) || !double.IsFinite(mark.AgeMs))
            {
                return null;
            }

            taps.Add(new Tap(mark.Id, mark.Student, status, TimeSpan.FromMilliseconds(Math.Clamp(mark.AgeMs, 0, AttendanceRules.OldestTap.TotalMilliseconds)), mark.After));
        }

        return taps;
    }

    private static bool TryStatus(string? word, out AttendanceStatus? status)
    {
        status = word switch { "present" => AttendanceStatus.Present, "absent" => AttendanceStatus.Absent, "excused" => AttendanceStatus.Excused, "late" => AttendanceStatus.Late, _ => null };
        return status is not null || word is null;
    }

    private static bool TryGaps(string? word, out Gaps? gaps)
    {
        gaps = word switch { "absent" => Gaps.Absent, "leave" => Gaps.Leave, _ => null };
        return gaps is not null || word is null;
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }

    private static IResult Unreadable() => Results.Json(new { code = nameof(AttendanceTexts.ErrorMarksUnreadable), reason = AttendanceTexts.ErrorMarksUnreadable }, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Refused(Error error) => Results.Json(new { code = error.Code, reason = ErrorText.Of(error) }, statusCode: StatusOf(error));

    private static int StatusOf(Error error) => error.Kind switch
    {
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private sealed record MarkBody(Guid Id, Guid Student, string? Status, double AgeMs, Guid? After);

    private sealed record MarksBody(IReadOnlyList<MarkBody?>? Marks);

    private sealed record CloseBody(Guid Id, string? Gaps, bool? Held);

    private sealed record GuestBody(Guid Student, string? Kind);
}
