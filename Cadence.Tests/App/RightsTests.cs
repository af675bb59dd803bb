using System.Diagnostics;
using System.Net;
using System.Text;
using Cadence.Bench.Support;
using Cadence.Core.Accounts;
using Cadence.Core.Live;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>The program whose listener hears nothing: it connects to where nobody answers.</summary>
public sealed class DeafApp : CadenceApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [.. base.Settings, new("ConnectionStrings:CadenceListen", new Npgsql.NpgsqlConnectionStringBuilder(Database.AppConnectionString) { Host = "127.0.0.1", Port = 1 }.ConnectionString)];
}

/// <summary>What takes rights away takes them from everything that is open, now (promises.md S7, S8, P4).</summary>
[Collection(AppTests.Name)]
public sealed class RightsTests(CadenceApp app, ITestOutputHelper output)
{
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound];
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Acts => ["suspended", "removed", "demoted", "grants taken", "session revoked", "signed out elsewhere", "password changed", "locked", "archived", "second step asked"];

    /// <summary>S7.</summary>
    [Theory]
    [MemberData(nameof(Acts))]
    [Trait("Promise", "S7")]
    public async Task Twenty_open_circuits_lose_their_rights_within_five_seconds_and_nothing_is_written_after(string act)
    {
        await using var stage = await Stage.OpenAsync(app, people: 4, each: 5);
        using var stop = new CancellationTokenSource();
        var writers = stage.People.Select(person => WriteAsync(stage.School, person, stop.Token)).ToList();
        await Task.Delay(300);

        var began = Stopwatch.GetTimestamp();
        await stage.DoAsync(act);
        var committed = Stopwatch.GetTimestamp();
        // By HTTP at once, as a page that has not heard of it would.
        var answers = await Task.WhenAll(stage.People.Select(person => stage.TapAsync(person)));
        var lost = await Task.WhenAll(stage.Circuits.Select(async circuit =>
        {
            await Task.WhenAny(circuit.Gone, Task.Delay(Promised * 2));
            return circuit.Gone.IsCompleted ? Stopwatch.GetElapsedTime(began, await circuit.Gone) : Promised * 2;
        }));
        await Task.Delay(500);
        await stop.CancelAsync();
        var writes = (await Task.WhenAll(writers)).SelectMany(w => w).ToList();

        var after = writes.Count(write => write.Started > committed && write.IsAccepted);
        output.WriteLine($"{act}: {lost.Length} circuits, p50 {Percentile(lost, 0.5):0} ms, p95 {Percentile(lost, 0.95):0} ms, last {lost.Max().TotalMilliseconds:0} ms; {writes.Count(w => w.IsAccepted)} writes accepted before, {after} of {writes.Count(w => w.Started > committed)} after");
        Assert.Equal(20, lost.Length);
        Assert.All(lost, time => Assert.InRange(time, TimeSpan.Zero, Promised));
        Assert.Contains(writes, write => write.IsAccepted);
        Assert.Contains(writes, write => write.Started > committed);
        Assert.Equal(0, after);
        Assert.All(answers, answer => Assert.Contains(answer, Refusals));
    }

    [Fact]
    public async Task A_circuit_of_somebody_with_fewer_rights_goes_on_with_those_of_now()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 1);
        var circuit = stage.Circuits[0];

        await stage.DoAsync("demoted");
        await circuit.Gone.WaitAsync(Promised);
        await Task.Delay(3000);

        Assert.False(circuit.Client.Closed.IsCompleted, "who may do less is not signed out");
        Assert.Contains("Tu acceso no llega", circuit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_signed_out_is_sent_to_sign_in_and_comes_back_to_the_page()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 1);
        var circuit = stage.Circuits[0];

        await stage.DoAsync("session revoked");
        await circuit.Client.SentAway.WaitAsync(Promised);
        using var again = await stage.People[0].Browser.GetAsync($"es/o/{stage.School.Slug}/");

        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal($"/es/account/sign-in?returnUrl={Uri.EscapeDataString($"/es/o/{stage.School.Slug}/")}", again.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_member_no_more_finds_nothing_where_the_page_was()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 1);

        await stage.DoAsync("suspended");
        await stage.Circuits[0].Client.SentAway.WaitAsync(Promised);
        using var again = await stage.People[0].Browser.GetAsync($"es/o/{stage.School.Slug}/");

        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task A_revoked_sign_in_has_its_connection_cut_even_if_the_browser_stays()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 1);

        await stage.DoAsync("session revoked");

        await stage.Circuits[0].Client.Closed.WaitAsync(Promised);
    }

    [Fact]
    public async Task Signing_out_ends_the_circuits_of_that_browser_and_no_other()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 2);
        using var other = await app.SignInAsync(stage.People[0].Actor);
        var kept = await OpenCircuit.OpenAsync(app, other, stage.School);

        await stage.DoAsync("signed out elsewhere");
        await Task.WhenAll(stage.Circuits.Select(circuit => circuit.Client.Closed)).WaitAsync(Promised);
        await Task.Delay(1000);

        Assert.False(kept.Gone.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("es/organizations")).StatusCode);
        await kept.Client.DisposeAsync();
    }

    [Fact]
    public async Task Signed_out_the_cookie_that_was_kept_is_worth_nothing()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var stolen = stage.People[0].Browser.CookieHeader;
        await stage.DoAsync("signed out elsewhere");
        using var thief = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "es/organizations") { Headers = { { "Cookie", stolen }, { "Accept", "text/html" } } };

        using var answer = await thief.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task A_roll_calls_stream_ends_within_five_seconds_and_its_taps_are_refused(string act)
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var person = stage.People[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"es/o/{stage.School.Slug}/sessions/{stage.Session}/marks/stream");
        request.Headers.Add("X-Cadence", "1");
        using var answer = await person.Browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        Assert.Equal(HttpStatusCode.OK, await stage.TapAsync(person));

        await stage.DoAsync(act);
        var watch = Stopwatch.StartNew();
        var status = await stage.TapAsync(person);
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Promised);
        while (await stream.ReadAsync(buffer, limit.Token) > 0)
        {
        }

        output.WriteLine($"{act}: the stream ended after {watch.ElapsedMilliseconds} ms, the tap was answered {(int)status}");
        Assert.Contains(status, Refusals);
    }

    [Fact]
    public async Task Files_that_everybody_gets_alike_ask_nothing_of_the_sign_in_and_pages_note_that_one_was_here()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var (browser, session) = (stage.People[0].Browser, stage.People[0].SessionId);
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update accounts.user_sessions set last_seen_at = now() - interval '10 minutes' where id = $1", session);
        await Task.Delay(3500);

        await browser.SendAsync(HttpMethod.Get, "css/app.css", accept: "text/css");
        var afterFile = await SeenAsync();
        using var here = await browser.SendAsync(HttpMethod.Get, "es/account/here", accept: "*/*");
        var afterHere = await SeenAsync();
        await browser.PageAsync("es/organizations");

        Assert.True(afterFile > TimeSpan.FromMinutes(9));
        Assert.Equal(HttpStatusCode.NoContent, here.StatusCode);
        Assert.True(afterHere < TimeSpan.FromMinutes(1));
        Assert.True(await SeenAsync() >= afterHere, "seen is written at most once a minute");

        async Task<TimeSpan> SeenAsync() => await Sql.ScalarAsync<TimeSpan>(owner, "select clock_timestamp() - last_seen_at from accounts.user_sessions where id = $1", session);
    }

    private static async Task<List<Write>> WriteAsync(TestSchool school, Person person, CancellationToken stop)
    {
        var service = new StudentService(school.Tenants);
        var writes = new List<Write>();
        while (!stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var result = await service.AddAsync(person.Actor, new AddStudent { GivenName = "Una", FamilyNames = "Persona" }, CancellationToken.None);
            writes.Add(new Write(started, result.IsSuccess));
            await Task.Delay(10, CancellationToken.None);
        }

        return writes;
    }

    private static double Percentile(TimeSpan[] times, double share) => times.Order().ElementAt((int)Math.Ceiling(times.Length * share) - 1).TotalMilliseconds;

    private sealed record Write(long Started, bool IsAccepted);
}

/// <summary>One member with a browser, and the actor that the program makes of them.</summary>
internal sealed record Person(Actor Actor, AppBrowser Browser, Guid SessionId);

/// <summary>A circuit on a school's first page, and the moment it had lost its rights: sent away, closed, or showing that they do not reach.</summary>
internal sealed class OpenCircuit
{
    private readonly StringBuilder _seen = new();
    private readonly TaskCompletionSource<long> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CircuitClient Client { get; private set; } = null!;

    /// <summary>When it lost its rights.</summary>
    public Task<long> Gone => _gone.Task;

    /// <summary>Everything it was sent.</summary>
    public string Text
    {
        get
        {
            lock (_seen)
            {
                return _seen.ToString();
            }
        }
    }

    public static async Task<OpenCircuit> OpenAsync(CadenceApp app, AppBrowser browser, TestSchool school)
    {
        var open = new OpenCircuit();
        open.Client = await CircuitClient.OpenAsync(browser.Http, new Uri(app.Url, $"es/o/{school.Slug}/"), browser.CookieHeader, received: open.Note);
        _ = open.Client.SentAway.ContinueWith(_ => open._gone.TrySetResult(Stopwatch.GetTimestamp()), TaskScheduler.Default);
        _ = open.Client.Closed.ContinueWith(_ => open._gone.TrySetResult(Stopwatch.GetTimestamp()), TaskScheduler.Default);
        return open;
    }

    private void Note(ReadOnlyMemory<byte> batch)
    {
        var text = Encoding.UTF8.GetString(batch.Span);
        lock (_seen)
        {
            _seen.Append(text);
        }

        if (text.Contains("Tu acceso no llega", StringComparison.Ordinal))
        {
            _gone.TrySetResult(Stopwatch.GetTimestamp());
        }
    }
}

/// <summary>A school with an open class, admins who are signed in, and their open circuits.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly CadenceApp _app;

    private Stage(CadenceApp app, TestSchool school) => (_app, School) = (app, school);

    public TestSchool School { get; }

    public Guid Session { get; private set; }

    public IReadOnlyList<Guid> Students { get; private set; } = [];

    public List<Person> People { get; } = [];

    public List<OpenCircuit> Circuits { get; } = [];

    public static async Task<Stage> OpenAsync(CadenceApp app, int people, int each)
    {
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var stage = new Stage(app, school);
        var group = await school.AddGroupAsync("Grupo", students: 3);
        (stage.Session, stage.Students) = (await school.AddSessionAsync(group, school.Today, "00:05", "23:55"), group.StudentIds);
        await school.WriteAsync(db =>
        {
            db.Add(new OrganizationRole("chief", preset: false));
            db.AddRange(RolePresets.Grants().Where(grant => grant.RoleKey == RolePresets.Admin).Select(grant => new RoleGrant("chief", grant.Permission, grant.Scope)));
            db.Add(new OrganizationRole("nothing", preset: false));
        });
        for (var i = 0; i < people; i++)
        {
            var member = await school.AddMemberAsync("chief");
            var browser = await app.SignInAsync(member);
            await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
            var session = await Sql.ScalarAsync<Guid>(owner, "select id from accounts.user_sessions where user_id = $1 and revoked_at is null", member.UserId!.Value);
            stage.People.Add(new Person(Actor.User(school.OrganizationId, member.UserId.Value, session), browser, session));
        }

        foreach (var person in stage.People)
        {
            stage.Circuits.AddRange(await Task.WhenAll(Enumerable.Range(0, each).Select(_ => OpenCircuit.OpenAsync(app, person.Browser, school))));
        }

        return stage;
    }

    /// <summary>Takes the rights of all of them, as the product would.</summary>
    public async Task DoAsync(string act)
    {
        var ids = People.Select(person => person.Actor.UserId!.Value).ToList();
        switch (act)
        {
            case "suspended":
                await MembersAsync(member => member.ChangeStatus(MemberStatus.Suspended));
                break;
            case "removed":
                await MembersAsync(member => member.ChangeStatus(MemberStatus.Removed));
                break;
            case "demoted":
                await MembersAsync(member => member.ChangeRole("nothing"));
                break;
            case "grants taken":
                await School.WriteAsync(db => db.RemoveRange(db.Set<RoleGrant>().Where(grant => grant.RoleKey == "chief").ToList()));
                break;
            case "second step asked":
                await using (var owner = await Sql.OpenAsync(_app.Database.OwnerConnectionString))
                {
                    await Sql.ExecuteAsync(owner, "update accounts.users set two_factor_enabled = true where id = $1", School.Owner.UserId!.Value);
                }

                Assert.True((await new RoleService(School.Tenants).ChangeSecondFactorAsync(School.Owner, new ChangeSecondFactor("chief", 1, true), CancellationToken.None)).IsSuccess);
                break;
            case "archived":
                Assert.True((await new OwnershipService(School.Tenants).ArchiveAsync(School.Owner, new ArchiveOrganization(School.Slug), CancellationToken.None)).IsSuccess);
                break;
            case "session revoked":
                await Task.WhenAll(People.Select(person => _app.Services.GetRequiredService<UserSessionService>().RevokeAsync(person.Actor.UserId!.Value, person.SessionId, CancellationToken.None)));
                break;
            case "signed out elsewhere":
                foreach (var person in People)
                {
                    var page = await person.Browser.PageAsync("es/organizations");
                    var form = page[page.LastIndexOf("<form", page.IndexOf("account/sign-out", StringComparison.Ordinal), StringComparison.Ordinal)..];
                    using var answer = await person.Browser.PostFormAsync("es/account/sign-out", form, null);
                    Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
                }

                break;
            default:
                foreach (var id in ids)
                {
                    await using var scope = _app.Services.CreateAsyncScope();
                    var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
                    var user = (await users.FindByIdAsync(id.ToString()))!;
                    var done = act == "locked" ? await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue) : await users.ChangePasswordAsync(user, CadenceApp.Password, "Another-password-2");
                    Assert.True(done.Succeeded);
                }

                break;
        }

        Task MembersAsync(Action<OrganizationMember> change) => School.WriteAsync(db => db.Set<OrganizationMember>().Where(member => ids.Contains(member.UserId)).ToList().ForEach(change));
    }

    /// <summary>A tap as the tablet sends it.</summary>
    public async Task<HttpStatusCode> TapAsync(Person person)
    {
        using var answer = await person.Browser.PostJsonAsync(
            $"es/o/{School.Slug}/sessions/{Session}/marks", $$"""{"marks":[{"id":"{{Guid.CreateVersion7()}}","student":"{{Students[0]}}","status":"present","ageMs":0}]}""");
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var circuit in Circuits)
        {
            await circuit.Client.DisposeAsync();
        }

        People.ForEach(person => person.Browser.Dispose());
    }
}

/// <summary>While nobody listens to the database, everything open looks for itself.</summary>
public sealed class DeafRightsTests(DeafApp app, ITestOutputHelper output) : IClassFixture<DeafApp>
{
    [Theory]
    [InlineData("suspended")]
    [InlineData("demoted")]
    [InlineData("session revoked")]
    [InlineData("second step asked")]
    public async Task Without_the_listener_open_circuits_lose_their_rights_within_five_seconds_too(string act)
    {
        Assert.False(app.Services.GetRequiredService<ChangeFeed>().IsListening);
        await using var stage = await Stage.OpenAsync(app, people: 2, each: 2);

        await stage.DoAsync(act);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(stage.Circuits.Select(circuit => circuit.Gone)).WaitAsync(TimeSpan.FromSeconds(5));

        output.WriteLine($"{act}: without the listener the last circuit lost its rights after {watch.ElapsedMilliseconds} ms");
    }
}
