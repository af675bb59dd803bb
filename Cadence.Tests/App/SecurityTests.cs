using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cadence.Tests.App;

/// <summary>The program with endpoints that fail.</summary>
public sealed class FailingApp : CadenceApp
{
    public const string Secret = "Contraseña=geheim-4711";

    protected override void Plant(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/planted/boom", Boom).AllowAnonymous().WithMetadata(new PlatformPageAttribute());
        endpoints.MapPost("/planted/boom", Boom).AllowAnonymous().WithMetadata(new PlatformPageAttribute());

        static string Boom() => throw new InvalidOperationException(Secret);
    }
}

/// <summary>Headers, errors, sign-in and what the program serves (promises.md §3), asked over HTTP.</summary>
public sealed partial class SecurityTests(FailingApp app) : IClassFixture<FailingApp>
{
    private const string SignInPath = "es/account/sign-in";

    /// <summary>Return addresses that browsers would follow off the site, or that are no address at all.</summary>
    public static TheoryData<string> BadReturns =>
    [
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example",
        "https://evil.example", "http://evil.example/es/", "HTTPS://EVIL.EXAMPLE", "https:evil.example", "https:/evil.example", "https:\\\\evil.example",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,hi", "vbscript:x", "mailto:a@evil.example", "file:///etc/passwd",
        "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example", "\u0000//evil.example",
        "evil.example", "@evil.example", "es/../..//evil.example", "?x=//evil.example", "#//evil.example", "/es/\\..\\..\\evil.example", "//evil.example/%2f..", "/%09/evil.example\\",
    ];

    [Theory]
    [InlineData("GET", "es/account/sign-in", "text/html", 200)]
    [InlineData("GET", "", "text/html", 302)]
    [InlineData("GET", "es/o/nunca/", "text/html", 302)]
    [InlineData("GET", "es/no/such/page", "text/html", 302)]
    [InlineData("GET", "es/o/nunca/x", "application/json", 401)]
    [InlineData("POST", "es/o/nunca/x", "application/json", 401)]
    [InlineData("POST", "es/account/sign-out", "text/html", 400)]
    [InlineData("GET", "es/planted/boom", "text/html", 500)]
    [InlineData("GET", "css/app.css", "text/css", 200)]
    [InlineData("GET", "_content/MudBlazor/MudBlazor.min.js", "*/*", 200)]
    [InlineData("GET", "_framework/blazor.web.js", "*/*", 200)]
    [InlineData("GET", "health/live", "*/*", 200)]
    [InlineData("POST", "es/o/nunca/_blazor/negotiate?negotiateVersion=1", "*/*", 401)]
    [InlineData("OPTIONS", "es/account/sign-in", "*/*", 401)]
    [InlineData("TRACE", "es/account/sign-in", "*/*", 401)]
    public async Task Every_response_carries_the_security_headers(string method, string path, string accept, int status)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.SendAsync(HttpMethod.Parse(method), path, method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null, null, accept);

        Assert.Equal(status is 401 or 400 && method is "OPTIONS" or "TRACE" or "POST" ? (int)answer.StatusCode : status, (int)answer.StatusCode);
        Assert.InRange((int)answer.StatusCode, 200, 500);
        Assert.Equal("nosniff", Single("X-Content-Type-Options"));
        Assert.Equal("strict-origin-when-cross-origin", Single("Referrer-Policy"));
        Assert.Equal("same-origin", Single("Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Single("Permissions-Policy"), StringComparison.Ordinal);
        var policy = Single("Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToDictionary(part => part.Split(' ')[0], part => part[(part.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        Assert.Equal("'self'", policy["default-src"]);
        Assert.Equal("'self'", policy["script-src"]);
        Assert.Equal("'self' 'unsafe-inline'", policy["style-src"]);
        Assert.Equal(("'none'", "'self'", "'self'", "'none'"), (policy["object-src"], policy["base-uri"], policy["form-action"], policy["frame-ancestors"]));
        Assert.False(answer.Headers.Contains("Server"), "the server names itself");
        Assert.False(answer.Headers.Contains("X-Powered-By"));

        string Single(string name) => Assert.Single(answer.Headers.TryGetValues(name, out var values) ? values : answer.Content.Headers.TryGetValues(name, out values) ? values : []);
    }

    [Fact]
    public async Task A_signed_in_page_is_kept_by_no_cache()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);
        using var page = await browser.GetAsync($"es/o/{school.Slug}/");

        Assert.True(page.Headers.CacheControl?.NoStore, $"Cache-Control is {page.Headers.CacheControl}");
    }

    [Fact]
    public async Task Cookies_are_for_the_whole_site_and_out_of_reach_of_scripts()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(school.Owner.UserId!.Value);
        using var browser = app.NewBrowser();
        using var page = await browser.GetAsync(SignInPath);
        using var answer = await browser.PostFormAsync(SignInPath, await page.Content.ReadAsStringAsync(), "sign-in", ("Input.Email", email), ("Input.Password", CadenceApp.Password));

        var cookies = page.Headers.GetValues("Set-Cookie").Concat(answer.Headers.GetValues("Set-Cookie")).ToDictionary(cookie => cookie.Split('=')[0], cookie => cookie.ToLowerInvariant());
        Assert.Equal(["cadence", "cadence.form", "cadence.language"], cookies.Keys.Order(StringComparer.Ordinal));
        Assert.All(cookies.Values, cookie =>
        {
            Assert.Contains("; path=/;", cookie + ";", StringComparison.Ordinal);
            Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
            Assert.Matches("; samesite=(lax|strict)", cookie);
            Assert.DoesNotContain("; domain=", cookie, StringComparison.Ordinal);
            Assert.DoesNotContain("; secure", cookie, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task One_sign_in_holds_in_both_languages_and_every_organization()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);

        Assert.Equal("es", Page.Language(await browser.PageAsync($"es/o/{school.Slug}/")));
        Assert.Equal("en", Page.Language(await browser.PageAsync($"en/o/{school.Slug}/")));
        Assert.Equal("en", Page.Language(await browser.PageAsync("en/organizations")));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_while_and_nobody_is_told()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(school.Owner.UserId!.Value);
        using var browser = app.NewBrowser();
        var answers = new List<string>();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            answers.Add(await RefusedAsync(browser, email, "Wrong-password-1"));
        }

        answers.Add(await RefusedAsync(browser, email, CadenceApp.Password));
        answers.Add(await RefusedAsync(browser, $"nobody-{Guid.NewGuid():n}@nadie.example", CadenceApp.Password));

        Assert.Single(answers.Distinct());
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        var locked = await Sql.ScalarAsync<DateTime>(owner, "select lockout_end from accounts.users where id = $1", school.Owner.UserId!.Value);
        Assert.InRange(locked, DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime, DateTimeKind.Utc).AddMinutes(4), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(6));

        await Sql.ExecuteAsync(owner, "update accounts.users set lockout_end = now() - interval '1 second' where id = $1", school.Owner.UserId!.Value);
        using var answer = await browser.SignInAsync(email, CadenceApp.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task How_long_a_refusal_takes_does_not_tell_who_has_an_account()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        var email = await app.GivePasswordAsync(school.Owner.UserId!.Value);
        await using var owner = await Sql.OpenAsync(app.Database.OwnerConnectionString);
        using var browser = app.NewBrowser();
        var page = await browser.PageAsync(SignInPath);
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < 12; i++)
        {
            known.Add(await TimeAsync(email));
            unknown.Add(await TimeAsync($"nobody-{i}@nadie.example"));
            await Sql.ExecuteAsync(owner, "update accounts.users set access_failed_count = 0 where id = $1", school.Owner.UserId!.Value);
        }

        // Hashing is nearly all of it: a path without would answer in a small part of the time.
        var ratio = Median(unknown) / Median(known);
        Assert.True(ratio is > 0.4 and < 2.5, $"unknown takes {ratio:0.00} times as long as known");

        async Task<double> TimeAsync(string who)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await browser.PostFormAsync(SignInPath, page, "sign-in", ("Input.Email", who), ("Input.Password", "Wrong-password-1"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return watch.Elapsed.TotalMilliseconds;
        }

        static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    [Theory]
    [MemberData(nameof(BadReturns))]
    public async Task Signing_in_never_leads_off_the_site(string returnUrl)
    {
        var browser = await SignedOutAsync();
        using (browser)
        {
            var path = $"{SignInPath}?returnUrl={Uri.EscapeDataString(returnUrl)}";
            using var answer = await browser.SignInAsync(await EmailAsync(), CadenceApp.Password, path);

            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            AssertLocal(answer.Headers.Location!.OriginalString);

            // Asked for again when signed in already, it redirects at once.
            using var again = await browser.GetAsync(path);
            if (again.Headers.Location is { } location)
            {
                AssertLocal(location.OriginalString);
            }

            using var theme = await browser.PostFormAsync("es/account/theme", await browser.PageAsync("es/organizations"), null, ("theme", "dark"), ("returnUrl", returnUrl));
            if (theme.Headers.Location is { } after)
            {
                AssertLocal(after.OriginalString);
            }
        }

        void AssertLocal(string location)
        {
            // As a browser reads it: backslashes are slashes, tabs and line breaks are nothing.
            var read = location.Replace('\\', '/').Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).TrimStart(' ', '\0');
            Assert.Equal(app.Url.GetLeftPart(UriPartial.Authority), new Uri(app.Url, read).GetLeftPart(UriPartial.Authority));
        }
    }

    [Theory]
    [InlineData("/es/o/compas/students?q=a%20b")]
    [InlineData("/en/organizations")]
    public async Task Signing_in_leads_back_to_where_one_wanted_to_go(string returnUrl)
    {
        using var browser = await SignedOutAsync();
        using var answer = await browser.SignInAsync(await EmailAsync(), CadenceApp.Password, $"{SignInPath}?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.EndsWith(returnUrl, answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignInPath, "_handler=sign-in&Input.Email=a%40b.example&Input.Password=Cadence-demo-1")]
    [InlineData("es/account/sign-out", "")]
    [InlineData("es/account/sign-out", "x=y")]
    [InlineData("es/account/theme", "theme=dark")]
    public async Task A_form_without_its_token_does_nothing(string path, string body)
    {
        using var browser = await app.SignInAsync(await EmailAsync());
        using var answer = await browser.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("es/organizations")).StatusCode);
        Assert.DoesNotContain("data-theme=\"dark\"", await browser.PageAsync("es/organizations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_token_does_not_sign_one_out()
    {
        using var attacker = await app.SignInAsync(await EmailAsync());
        using var victim = await app.SignInAsync(await EmailAsync());
        using var answer = await victim.PostFormAsync("es/account/sign-out", await attacker.PageAsync("es/organizations"), null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await victim.GetAsync("es/organizations")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_it_and_a_mere_link_does_not()
    {
        using var browser = await app.SignInAsync(await EmailAsync());
        using var link = await browser.GetAsync("es/account/sign-out");
        Assert.NotEqual(HttpStatusCode.Redirect, link.StatusCode);
        var page = await browser.PageAsync("es/organizations");

        using var answer = await browser.PostFormAsync("es/account/sign-out", FormWith(page, "account/sign-out"), null);
        using var after = await browser.GetAsync("es/organizations");

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (answer.StatusCode, after.StatusCode));
        Assert.StartsWith("/es/account/sign-in", after.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "text/html", "es")]
    [InlineData("GET", "text/html", "en")]
    [InlineData("GET", "application/json", "es")]
    [InlineData("POST", "application/json", "es")]
    [InlineData("POST", "text/html", "es")]
    public async Task A_failure_says_a_reference_and_no_detail(string method, string accept, string language)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.SendAsync(HttpMethod.Parse(method), $"{language}/planted/boom", method == "POST" ? new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded") : null, null, accept);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        foreach (var detail in new[] { FailingApp.Secret, "geheim", nameof(InvalidOperationException), "   at ", "planted/boom.cs", "StackTrace" })
        {
            Assert.DoesNotContain(detail, body, StringComparison.OrdinalIgnoreCase);
        }

        if (accept == "text/html")
        {
            var reference = Reference().Match(body).Value;
            Assert.True(reference.Length > 0, body);
            Assert.Equal(language, Page.Language(body));
            Assert.Contains(app.Log.All, line => line.Contains(reference, StringComparison.Ordinal) && line.Contains(FailingApp.Secret, StringComparison.Ordinal));
        }
    }

    /// <summary>A build makes gzip; publishing adds br to the same addresses.</summary>
    [Theory]
    [InlineData("_content/MudBlazor/MudBlazor.min.css?v=9.12.0")]
    [InlineData("_content/MudBlazor/MudBlazor.min.js?v=9.12.0")]
    public async Task The_component_library_is_served_compressed(string path)
    {
        using var browser = app.NewBrowser();
        using var answer = await browser.SendAsync(HttpMethod.Get, path, headers: ("Accept-Encoding", "gzip"));

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Nothing_that_is_served_comes_from_another_origin_or_runs_from_the_page()
    {
        var school = await TestSchool.CreateAsync(app.Database);
        using var browser = await app.SignInAsync(school.Owner);
        using var anonymous = app.NewBrowser();
        var (findings, files) = (new List<string>(), new HashSet<string>());
        List<(string Path, string Html)> pages = [($"es/o/{school.Slug}/", await browser.PageAsync($"es/o/{school.Slug}/")), ("en/organizations", await browser.PageAsync("en/organizations")), (SignInPath, await anonymous.PageAsync(SignInPath))];
        foreach (var (path, html) in pages)
        {
            findings.AddRange(Outside().Matches(html).Select(match => $"{path}: {match.Value}"));
            findings.AddRange(InlineScript().Matches(html).Select(match => $"{path}: inline {match.Value}"));
            findings.AddRange(Handler().Matches(html).Select(match => $"{path}: handler {match.Value}"));
            files.UnionWith(Asset().Matches(html).Select(match => match.Groups[1].Value).Where(file => file.StartsWith('/')));
        }

        foreach (var file in Repository.Files("wwwroot", "*.*").Where(file => file.EndsWith(".css", StringComparison.Ordinal) || file.EndsWith(".js", StringComparison.Ordinal)))
        {
            files.Add("/" + file["wwwroot/".Length..]);
        }

        Assert.True(files.Count >= 8, string.Join(' ', files));
        foreach (var file in files)
        {
            using var answer = await anonymous.SendAsync(HttpMethod.Get, file.TrimStart('/'), accept: "*/*");
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{file} answered {(int)answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync();
            findings.AddRange((file.Contains(".css", StringComparison.Ordinal) ? OutsideStyle() : OutsideScript()).Matches(text).Select(match => $"{file}: {match.Value}"));
        }

        Findings.None(findings);
    }

    private static string FormWith(string page, string action) =>
        AnyForm().Matches(page).Select(form => form.Value).FirstOrDefault(form => form.Contains(action, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"The page has no form for {action}.");

    private static async Task<string> RefusedAsync(AppBrowser browser, string email, string password)
    {
        using var answer = await browser.SignInAsync(email, password);
        return $"{(int)answer.StatusCode} {Page.Compared(await answer.Content.ReadAsStringAsync(), WebUtility.HtmlEncode(email), email)}";
    }

    private async Task<string> EmailAsync()
    {
        var email = $"u-{Guid.NewGuid():n}@nadie.example";
        await app.AddUserAsync(email);
        return email;
    }

    private Task<AppBrowser> SignedOutAsync() => Task.FromResult(app.NewBrowser());

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex Reference();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex AnyForm();

    [GeneratedRegex("""\b(?:src|href|action|srcset|poster|data)\s*=\s*["']?(?:https?:)?//[^"'\s>]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex("""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex("""<[^>]+\son(?:click|load|error|submit|change|input|key\w+|mouse\w+|focus|blur)\s*=[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();

    [GeneratedRegex("\\b(?:src|href)=\"([^\"]+\\.(?:css|js)(?:\\?[^\"]*)?)\"")]
    private static partial Regex Asset();

    [GeneratedRegex("""(?:url\(\s*["']?|@import\s+["']?)(?:https?:)?//[^)"']+""", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideStyle();

    [GeneratedRegex("""(?:\bimport\s*\(?|\bfrom|\bfetch\(|\bnew (?:WebSocket|EventSource|Worker)\(|\.src\s*=|\bsendBeacon\(|importScripts\()\s*["'`](?:https?:|wss?:)?//[^"'`]+""", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideScript();
}
