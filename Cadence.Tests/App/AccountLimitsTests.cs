using System.Globalization;
using System.Net;
using Cadence.Core.Accounts;
using Cadence.Web.Hosting;

namespace Cadence.Tests.App;

/// <summary>The program with limits that a test reaches, behind a proxy, so that callers differ.</summary>
public sealed class LimitedApp : CadenceApp
{
    public const int Posts = 40;
    public const int Mails = 6;

    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
        [.. base.Settings, new("Cadence:Proxies", "127.0.0.0/8"), new("Cadence:Limits:AccountPosts", $"{Posts}"), new("Cadence:Limits:AccountMails", $"{Mails}")];
}

/// <summary>S10: wrong passwords lock for minutes, callers are limited by address, and none of it locks a victim out for good.</summary>
public sealed class AccountLimitsTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    private readonly Doors _doors = new(app);

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_right_one_is_refused_alike()
    {
        var email = await _doors.AccountAsync();
        using var browser = app.NewBrowser();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await SignInAsync(browser, email, "no es esta frase", $"198.51.100.{i + 1}");
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using var right = await SignInAsync(browser, email, Doors.Password, "198.51.100.9");

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Contains(SecurityEventKind.SignInLocked, await _doors.EventsAsync(email));
    }

    [Fact]
    public async Task Who_guesses_from_one_address_for_long_no_longer_reaches_the_account()
    {
        var email = await _doors.AccountAsync();
        using var browser = app.NewBrowser();
        for (var i = 0; i < 24; i++)
        {
            using var wrong = await SignInAsync(browser, email, "no es esta frase", "198.51.100.20");
        }

        // Guesses beyond the twentieth leave the lock to run out; here the owner does not wait for it.
        var events = await _doors.EventsAsync(email);
        Assert.Equal((16, 8), (events.Count(kind => kind == SecurityEventKind.SignInLocked), events.Count(kind => kind == SecurityEventKind.SignInFailed)));
        using (var page = await browser.GetAsync("es/account/sign-in/link"))
        {
            using var asked = await SendAsync(browser, "es/account/sign-in/link", await page.Content.ReadAsStringAsync(), "magic-link", "198.51.100.21", ("Input.Email", email));
        }

        var link = await _doors.LinkAsync(email, AccountMailKinds.MagicLink);
        using var opened = await browser.GetAsync(link);
        using var entered = await SendAsync(browser, link, await opened.Content.ReadAsStringAsync(), "enter", "198.51.100.21");
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
    }

    [Theory]
    [InlineData("es", "Espera un momento", "198.51.100.30", "198.51.100.30", "198.51.100.31")]
    [InlineData("en", "One moment", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")]
    public async Task An_address_that_sends_too_many_forms_reads_when_to_come_back_and_others_do_not_wait(string language, string said, string caller, string sameCaller, string other)
    {
        using var browser = app.NewBrowser();
        var path = $"{language}/account/sign-in";
        var page = await browser.PageAsync(path);
        for (var i = 0; i < LimitedApp.Posts; i++)
        {
            using var empty = await SendAsync(browser, path, page, "sign-in", caller, ("Input.Email", ""));
            Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        }

        using var refused = await SendAsync(browser, path, page, "sign-in", sameCaller, ("Input.Email", ""));
        using var served = await SendAsync(browser, path, page, "sign-in", other, ("Input.Email", ""));
        using var read = await browser.SendAsync(HttpMethod.Get, path, null, null, "text/html", ("X-Forwarded-For", caller));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 300);
        Assert.Contains(said, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (served.StatusCode, read.StatusCode));
    }

    [Fact]
    public async Task Forms_that_have_mails_written_are_sent_less_often()
    {
        using var browser = app.NewBrowser();
        var codes = new List<HttpStatusCode>();
        foreach (var path in new[] { "es/account/forgot", "es/account/sign-in/link" })
        {
            var page = await browser.PageAsync(path);
            for (var i = 0; i < 4; i++)
            {
                using var asked = await SendAsync(browser, path, page, path.EndsWith("link", StringComparison.Ordinal) ? "magic-link" : "forgot", "198.51.100.40", ("Input.Email", Doors.NewEmail()));
                codes.Add(asked.StatusCode);
            }
        }

        Assert.Equal(LimitedApp.Mails, codes.Count(code => code == HttpStatusCode.Redirect));
        Assert.Equal(2, codes.Count(code => code == HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010db800010002/64")]
    [InlineData("2001:db8:1:2::", "20010db800010002/64")]
    public void A_caller_is_an_address_or_the_network_of_a_household(string address, string caller) => Assert.Equal(caller, Callers.KeyOf(IPAddress.Parse(address)));

    private static async Task<HttpResponseMessage> SignInAsync(AppBrowser browser, string email, string password, string caller) =>
        await SendAsync(browser, "es/account/sign-in", await browser.PageAsync("es/account/sign-in"), "sign-in", caller, ("Input.Email", email), ("Input.Password", password));

    private static Task<HttpResponseMessage> SendAsync(AppBrowser browser, string path, string page, string handler, string caller, params (string Name, string Value)[] fields)
    {
        var form = AppBrowser.FormOf(page, handler);
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        return browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form), null, "text/html", ("X-Forwarded-For", caller));
    }
}
