using System.Net;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>The static pages of the running program: signing in and out, the theme, what was refused.</summary>
public sealed partial class AccountPagesTests : IClassFixture<AccountPagesTests.Running>, IDisposable
{
    private readonly SignedInClient _client = new();
    private readonly TestDatabase _database;
    private readonly TestSchool _school;
    private readonly Uri _address;
    private readonly string _email;

    public AccountPagesTests(Running running)
    {
        ArgumentNullException.ThrowIfNull(running);
        _database = running.Database;
        _school = running.School;
        _address = running.Address;
        _email = running.Email;
        _client.GoTo(_address);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_in_both_languages()
    {
        var spanish = await PostAsync("/es/account/sign-in", "/es/account/sign-in", ("Input.Email", ""), ("Input.Password", ""));
        Assert.Contains("Escribe tu correo.", spanish.Text, StringComparison.Ordinal);
        Assert.Contains("Escribe tu contraseña.", spanish.Text, StringComparison.Ordinal);

        var english = await PostAsync("/en/account/sign-in", "/en/account/sign-in", ("Input.Email", "marta@"), ("Input.Password", ""));
        Assert.Contains("The e-mail is incomplete, for example name@mail.com.", english.Text, StringComparison.Ordinal);
        Assert.Contains("Write your password.", english.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"marta@\"", english.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_a_wrong_password_and_a_locked_account_get_the_same_answer()
    {
        var locked = await SignedInClient.GivePasswordAsync(_database, _school.Staff);
        var unknown = await SignInAsync("nobody@cadence.demo", "correct horse battery");
        var wrong = await SignInAsync(locked, "wrong");
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(locked, "wrong");
        }

        var right = await SignInAsync(locked, "correct horse battery");

        Assert.Contains("El correo o la contraseña no coinciden.", unknown.Text, StringComparison.Ordinal);
        Assert.Equal(Comparable(unknown.Text), Comparable(wrong.Text));
        Assert.Equal(Comparable(unknown.Text), Comparable(right.Text));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (unknown.Status, right.Status));
    }

    [Theory]
    [InlineData("", "/es/")]
    [InlineData("?returnUrl=%2Fes%2Fo%2Fx%2Fstudents%3Fq%3D1", "/es/o/x/students?q=1")]
    [InlineData("?returnUrl=%2F%2Fevil.example", "/es/")]
    [InlineData("?returnUrl=https%3A%2F%2Fevil.example", "/es/")]
    [InlineData("?returnUrl=%2F%5Cevil.example", "/es/")]
    public async Task Signing_in_leads_back_to_this_site_only(string query, string expected)
    {
        var answer = await PostAsync("/es/account/sign-in", "/es/account/sign-in" + query, ("Input.Email", $" {_email} "), ("Input.Password", "correct horse battery"));

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(expected, new Uri(_address, answer.Location!).PathAndQuery);
        Assert.Equal(_address.Authority, new Uri(_address, answer.Location!).Authority);
    }

    [Fact]
    public async Task Signing_out_needs_a_token_and_ends_it()
    {
        await _client.SignInAsync(_email);
        var home = $"/es/o/{_school.Slug}/";
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(home)).Status);

        using var bare = new FormUrlEncodedContent([]);
        using (var refused = await _client.Http.PostAsync(new Uri("/es/account/sign-out", UriKind.Relative), bare))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(home)).Status);

        var left = await PostAsync(home, "/es/account/sign-out");
        Assert.Equal("/es/account/sign-in", left.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await GetAsync(home)).Status);
    }

    [Fact]
    public async Task The_page_is_written_in_the_chosen_theme()
    {
        await _client.SignInAsync(_email);
        var home = $"/es/o/{_school.Slug}/";
        Assert.Contains("data-theme=\"system\"", (await GetAsync(home)).Text, StringComparison.Ordinal);

        var chosen = await PostAsync(home, "/es/account/theme", ("theme", "dark"), ("returnUrl", home));
        Assert.Equal(home, chosen.Location?.OriginalString);
        var dark = await GetAsync(home);
        Assert.Contains("data-theme=\"dark\"", dark.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"dark\" aria-pressed=\"true\"", dark.Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(home, "/es/account/theme", ("theme", "pink"))).Status);
        Assert.Equal("/es/", (await PostAsync(home, "/es/account/theme", ("theme", "light"), ("returnUrl", "//evil.example"))).Location?.OriginalString);
    }

    [Theory]
    [InlineData("/es/nowhere", "Esta página no existe")]
    [InlineData("/en/nowhere", "This page doesn't exist")]
    public async Task What_does_not_exist_is_said_in_the_readers_language(string path, string title)
    {
        await _client.SignInAsync(_email);
        var page = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains($"<h1>{title}</h1>", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_and_an_unknown_organization_look_the_same()
    {
        await _client.SignInAsync(_email);
        var other = await TestSchool.CreateAsync(_database);
        var foreign = await GetAsync($"/es/o/{other.Slug}/");
        var unknown = await GetAsync($"/es/o/{new string('x', other.Slug.Length)}/");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, unknown.Status));
        Assert.Equal(Comparable(unknown.Text).Replace(new string('x', other.Slug.Length), other.Slug, StringComparison.Ordinal), Comparable(foreign.Text));
    }

    [Fact]
    public async Task Signing_in_needs_no_circuit_and_nothing_from_elsewhere()
    {
        var page = (await GetAsync("/es/account/sign-in")).Text;

        Assert.DoesNotContain("blazor.web", page, StringComparison.Ordinal);
        Assert.All(Loaded().Matches(page).Select(match => match.Groups[1].Value), address => Assert.Matches("^/[^/]", address));
        Assert.DoesNotMatch("<script(?![^>]*src=)", page);
        Assert.DoesNotMatch(" on[a-z]+=\"", page);
    }

    [Fact]
    public async Task Styles_arrive_compressed_and_fonts_are_kept()
    {
        var page = (await GetAsync("/es/account/sign-in")).Text;
        foreach (var address in Loaded().Matches(page).Select(match => match.Groups[1].Value).Where(address => address.Contains(".css", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            request.Headers.Add("Accept-Encoding", "gzip, br");
            using var answer = await _client.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(answer.Content.Headers.ContentEncoding);
        }

        using var font = await _client.Http.GetAsync(new Uri("/fonts/instrument-sans-latin-standard-normal.woff2", UriKind.Relative));
        Assert.Equal(TimeSpan.FromDays(365), font.Headers.CacheControl?.MaxAge);
        using var none = await _client.Http.GetAsync(new Uri("/fonts/none.woff2", UriKind.Relative));
        Assert.Null(none.Headers.CacheControl?.MaxAge);
    }

    private Task<Answer> SignInAsync(string email, string password) => PostAsync("/es/account/sign-in", "/es/account/sign-in", ("Input.Email", email), ("Input.Password", password));

    private async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/html");
        using var response = await _client.Http.SendAsync(request);
        return new Answer(response.StatusCode, response.Headers.Location, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Sends the form of a page as the browser would, token and handler included.</summary>
    private async Task<Answer> PostAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var form = await GetAsync(page);
        var token = Token().Match(form.Text).Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("_handler", "sign-in"), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await _client.Http.PostAsync(new Uri(action, UriKind.Relative), content);
        return new Answer(response.StatusCode, response.Headers.Location, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The page without what differs at every request.</summary>
    private static string Comparable(string page) => State().Replace(Email().Replace(Token().Replace(page, string.Empty), string.Empty), string.Empty);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<!--Blazor-[^>]*-->")]
    private static partial Regex State();

    [GeneratedRegex("(?<=name=\"Input.Email\"[^>]*)value=\"[^\"]*\"")]
    private static partial Regex Email();

    [GeneratedRegex("<(?:link|script|img)[^>]*(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Loaded();

    /// <summary>One program and one school for all tests here.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly string _folder = $"/tmp/cadence-account-{Guid.NewGuid().ToString("n")[..8]}";
        private AppProcess? _app;

        public TestDatabase Database { get; } = new();

        public TestSchool School { get; private set; } = null!;

        public string Email { get; private set; } = "";

        public Uri Address => _app!.Address;

        public async Task InitializeAsync()
        {
            await Database.InitializeAsync();
            School = await TestSchool.CreateAsync(Database);
            Email = await SignedInClient.GivePasswordAsync(Database, School.Owner);
            _app = await AppProcess.StartAsync(
                ("ConnectionStrings__Cadence", Database.AppConnectionString),
                ("ConnectionStrings__CadenceOwner", Database.OwnerConnectionString),
                ("Cadence__DataPath", _folder),
                ("Cadence__Demo", "false"),
                ("Cadence__AllowHttp", "true"));
        }

        public async Task DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.DisposeAsync();
            }

            await Database.DisposeAsync();
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
    }

    private sealed record Answer(HttpStatusCode Status, Uri? Location, string Text);
}
