using System.Net;
using System.Net.WebSockets;
using Cadence.Bench.Support;
using Cadence.Core.Accounts;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Cadence.Tests.App;

/// <summary>The program with room for ten circuits of one person and twelve in all.</summary>
public sealed class NarrowApp : CadenceApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Cadence:Circuits:Total", "12")];
}

/// <summary>How many circuits are let in, and from where (promises.md S29, F9).</summary>
public sealed class CircuitLimitTests(NarrowApp app, ITestOutputHelper output) : IClassFixture<NarrowApp>
{
    private CircuitLimits Limits => app.Services.GetRequiredService<CircuitLimits>();

    [Fact]
    public async Task The_eleventh_circuit_of_one_person_and_the_thirteenth_of_all_are_told_in_their_language_that_there_is_no_room()
    {
        var (school, open) = (await SchoolAsync(), new List<CircuitClient>());
        using var one = await app.SignInAsync(school.Owner);
        using var other = await app.SignInAsync(school.Admin);
        for (var i = 0; i < 10; i++)
        {
            open.Add(await OpenAsync(one, school));
        }

        using (var spanish = await NegotiateAsync(one, school, "es"))
        using (var english = await NegotiateAsync(one, school, "en"))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (spanish.StatusCode, english.StatusCode));
            Assert.StartsWith("Ahora no cabe otra página", await spanish.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.StartsWith("There is no room for another page", await english.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        // Who has talked to the hub before there was no room is refused at the socket.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ConnectAsync(school, one.CookieHeader, Origin));
        open.Add(await OpenAsync(other, school));
        open.Add(await OpenAsync(other, school));
        using (var thirteenth = await NegotiateAsync(other, school, "es"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, thirteenth.StatusCode);
        }

        Assert.Equal(12, Limits.Circuits);
        await open[0].CloseAsync(one.Http);
        await using (var again = await OpenAsync(one, school))
        {
            Assert.Equal(12, Limits.Connections);
            await again.CloseAsync(one.Http);
        }

        await Task.WhenAll(open.Skip(1).Take(9).Select(circuit => circuit.CloseAsync(one.Http)).Concat(open.Skip(10).Select(circuit => circuit.CloseAsync(other.Http))));
        await EmptyAsync();
    }

    [Fact]
    public async Task A_bot_that_opens_a_hundred_at_once_gets_ten_and_the_others_pages_go_on()
    {
        var school = await SchoolAsync();
        using var bot = await app.SignInAsync(school.Owner);

        var opened = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            try
            {
                return await OpenAsync(bot, school);
            }
            catch (Exception refused) when (refused is InvalidOperationException or WebSocketException or HttpRequestException)
            {
                return null;
            }
        }));

        output.WriteLine($"{opened.Count(circuit => circuit is not null)} of 100 opened");
        Assert.Equal(10, opened.Count(circuit => circuit is not null));
        Assert.Equal(10, Limits.Circuits);
        using var other = await app.SignInAsync(school.Admin);
        await using var served = await OpenAsync(other, school);
        await served.CloseAsync(other.Http);
        await Task.WhenAll(opened.OfType<CircuitClient>().Select(circuit => circuit.CloseAsync(bot.Http)));
        await EmptyAsync();
    }

    [Fact]
    public async Task Two_hundred_circuits_opened_and_closed_leave_nothing_behind()
    {
        var school = await SchoolAsync();
        using var browser = await app.SignInAsync(school.Owner);

        for (var round = 0; round < 40; round++)
        {
            var circuits = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync(browser, school)));
            await Task.WhenAll(circuits.Select(circuit => circuit.CloseAsync(browser.Http)));
            await EmptyAsync();
        }

        Assert.Equal((0, 0, 0), (Limits.Connections, Limits.Circuits, Limits.People));
    }

    [Fact]
    public async Task Ten_pages_cut_at_once_may_all_come_back_and_a_browser_that_only_drops_them_is_refused_at_twenty()
    {
        var limits = new CircuitLimits(perUser: 10, total: 100);
        var person = Guid.CreateVersion7();
        for (var i = 0; i < 10; i++)
        {
            limits.Opened(person);
        }

        var back = Enumerable.Range(0, 11).Select(_ => limits.TryConnect(person)).ToList();
        Assert.Equal(10, back.Count(place => place is not null));
        back.ForEach(place => place?.Dispose());
        back.ForEach(place => place?.Dispose());
        Assert.Equal(0, limits.Connections);

        for (var i = 0; i < 10; i++)
        {
            limits.Opened(person);
        }

        Assert.Null(limits.TryConnect(person));
        Assert.True(limits.HasRoom(Guid.CreateVersion7()));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Nobody_signed_out_gets_a_circuit()
    {
        var school = await SchoolAsync();
        using var anonymous = app.NewBrowser();
        foreach (var prefix in new[] { "", "es/", $"es/o/{school.Slug}/" })
        {
            using var negotiated = await anonymous.SendAsync(HttpMethod.Post, prefix + "_blazor/negotiate?negotiateVersion=1", accept: "*/*");
            using var polled = await anonymous.SendAsync(HttpMethod.Get, prefix + "_blazor?id=x", accept: "*/*");

            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (negotiated.StatusCode, polled.StatusCode));
            Assert.Equal(HttpStatusCode.Unauthorized, await ConnectAsync(prefix + "_blazor", null, Origin));
        }

        Assert.Equal(0, Limits.Connections);
    }

    [Fact]
    public async Task A_socket_opens_only_from_the_own_origin_and_nothing_but_a_socket_does()
    {
        var school = await SchoolAsync();
        using var browser = await app.SignInAsync(school.Owner);
        foreach (var origin in new[] { null, "null", "https://evil.example", $"http://evil.example:{app.Url.Port}", $"http://127.0.0.1:{app.Url.Port + 1}", "http://127.0.0.1.evil.example" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await ConnectAsync(school, browser.CookieHeader, origin));
        }

        using var negotiated = await browser.SendAsync(HttpMethod.Post, $"es/o/{school.Slug}/_blazor/negotiate?negotiateVersion=1", null, null, "*/*", ("Origin", "https://evil.example"));
        using var polled = await browser.SendAsync(HttpMethod.Get, $"es/o/{school.Slug}/_blazor?id=x", null, null, "text/event-stream", ("Origin", Origin));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (negotiated.StatusCode, polled.StatusCode));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(school, browser.CookieHeader, Origin));
    }

    [Theory]
    [InlineData("es", "Ahora no cabe otra página")]
    [InlineData("en", "There is no room for another page")]
    public async Task The_page_for_no_room_says_so_and_leads_back(string language, string title)
    {
        var school = await SchoolAsync();
        using var browser = await app.SignInAsync(school.Owner);
        var path = $"/{language}/o/{school.Slug}/students?q=a";

        using var answer = await browser.GetAsync($"{language}/o/{school.Slug}/status/503?returnUrl={Uri.EscapeDataString(path)}");
        var page = await answer.Content.ReadAsStringAsync();
        using var astray = await browser.GetAsync($"{language}/o/{school.Slug}/status/503?returnUrl={Uri.EscapeDataString("//evil.example")}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(title, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains($"href=\"{path}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"//evil.example", await astray.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string Origin => app.Url.GetLeftPart(UriPartial.Authority);

    private async Task EmptyAsync()
    {
        for (var i = 0; i < 50 && (Limits.Connections > 0 || Limits.Circuits > 0); i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal((0, 0), (Limits.Connections, Limits.Circuits));
    }

    private Task<TestSchool> SchoolAsync() => TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());

    private Task<CircuitClient> OpenAsync(AppBrowser browser, TestSchool school) => CircuitClient.OpenAsync(browser.Http, new Uri(app.Url, $"es/o/{school.Slug}/"), browser.CookieHeader);

    private static Task<HttpResponseMessage> NegotiateAsync(AppBrowser browser, TestSchool school, string language) =>
        browser.SendAsync(HttpMethod.Post, $"{language}/o/{school.Slug}/_blazor/negotiate?negotiateVersion=1", accept: "*/*");

    private Task<HttpStatusCode> ConnectAsync(TestSchool school, string? cookies, string? origin) => ConnectAsync($"es/o/{school.Slug}/_blazor", cookies, origin);

    /// <summary>What a socket to the hub is answered, without having asked for a token.</summary>
    private async Task<HttpStatusCode> ConnectAsync(string path, string? cookies, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (cookies is not null)
        {
            socket.Options.SetRequestHeader("Cookie", cookies);
        }

        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(app.Url, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }
}

/// <summary>The program whose sign-ins last six seconds without being seen.</summary>
public sealed class HastyApp : CadenceApp
{
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(6);

    protected override HostSettings Adjust(HostSettings settings) => settings with { SignIns = new SignInLife(Idle, TimeSpan.FromMinutes(10)) };
}

/// <summary>A sign-in that is not seen for too long ends, open circuits and all; one that is seen does not (promises.md S8).</summary>
public sealed class ExpiryTests(HastyApp app) : IClassFixture<HastyApp>
{
    [Fact]
    public async Task An_expired_sign_in_ends_its_circuits()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 2);

        await Task.WhenAll(stage.Circuits.Select(circuit => circuit.Client.Closed)).WaitAsync(HastyApp.Idle + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_page_that_says_it_is_here_keeps_cookie_and_circuit()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 1);
        var (browser, circuit) = (stage.People[0].Browser, stage.Circuits[0]);
        var first = browser.CookieHeader;

        for (var i = 0; i < 12; i++)
        {
            await Task.Delay(1000);
            using var here = await browser.SendAsync(HttpMethod.Get, "es/account/here", accept: "*/*");
            Assert.Equal(HttpStatusCode.NoContent, here.StatusCode);
        }

        Assert.NotEqual(first, browser.CookieHeader);
        Assert.False(circuit.Gone.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("es/organizations")).StatusCode);
    }
}
