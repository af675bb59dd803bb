using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using MimeKit;

namespace Cadence.Tests.App;

/// <summary>A person's first hour, in a real browser with the built program and a mail server: from nothing to a school of their own. And S16: whose address stands in a mail.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "xUnit disposes it asynchronously.")]
public sealed partial class AccountJourneyTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Public = "https://cadence.example.com";

    private readonly string _folder = $"/tmp/cadence-doors-{Guid.NewGuid().ToString("n")[..8]}";
    private readonly FakeMailServer _server = new();
    private AppProcess _app = null!;

    public async Task InitializeAsync() => _app = await AppProcess.StartAsync(
        ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("Cadence__DataPath", _folder), ("Cadence__Demo", "false"),
        ("Cadence__AllowHttp", "true"), ("Cadence__Jobs", "true"), ("Cadence__PublicUrl", Public),
        ("Cadence__Smtp__Host", "127.0.0.1"), ("Cadence__Smtp__Port", _server.Port.ToString(CultureInfo.InvariantCulture)), ("Cadence__Smtp__From", "cadence@example.com"),
        ("Logging__LogLevel__Default", "Debug"), ("Logging__LogLevel__Microsoft.AspNetCore", "Information"), ("Logging__LogLevel__Microsoft.EntityFrameworkCore", "Information"));

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _server.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [BrowserFact]
    public async Task From_the_sign_up_to_a_school_of_ones_own()
    {
        await using var context = await Browsers.NewContextAsync(_app.Address, 390, 844);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/es/account/sign-in");
        await page.GetByRole(AriaRole.Link, new() { Name = "Crear cuenta" }).ClickAsync();
        await CheckAsync(page);
        await page.GetByLabel("Nombre", new() { Exact = true }).FillAsync("Marta");
        await page.GetByLabel("Correo").FillAsync("marta@escuela.example");
        await page.GetByLabel("Contraseña", new() { Exact = true }).FillAsync("corto");
        await page.GetByRole(AriaRole.Button, new() { Name = "Crear cuenta" }).ClickAsync();
        await page.GetByText("La contraseña necesita al menos 10 caracteres.").WaitForAsync();
        Assert.Equal("marta@escuela.example", await page.GetByLabel("Correo").InputValueAsync());
        await page.GetByLabel("Contraseña", new() { Exact = true }).FillAsync(Doors.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mostrar la contraseña" }).ClickAsync();
        Assert.Equal("text", await page.GetByLabel("Contraseña", new() { Exact = true }).GetAttributeAsync("type"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Crear cuenta" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Mira tu correo" }).WaitForAsync();
        await CheckAsync(page);

        var link = LinkIn(await MailAsync("marta@escuela.example"));
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Confirma tu correo" }).WaitForAsync();
        await CheckAsync(page);
        await page.GetByLabel("Contraseña", new() { Exact = true }).FillAsync(Doors.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar y seguir" }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Nueva organización" }).Or(page.Locator("a[href='organizations/new']")).First.ClickAsync();
        await page.GetByLabel("Nombre", new() { Exact = true }).FillAsync("Escuela de Marta");
        await page.Locator("form[method=post] button.btn-primary[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/es/o/escuela-de-marta/**");

        var token = link.Split("token=")[1].Split('&')[0];
        Assert.DoesNotContain(token, _app.Output + _app.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es/account/forgot", "forgot")]
    [InlineData("es/account/sign-in/link", "magic-link")]
    public async Task A_made_up_host_changes_no_link(string path, string handler)
    {
        var email = await SignedInClient.GivePasswordAsync(database, (await TestSchool.CreateAsync(database)).Staff);
        using var browser = new AppBrowser(_app.Address);
        var form = AppBrowser.FormOf(await browser.PageAsync(path), handler);
        form["Input.Email"] = email;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.SendAsync(HttpMethod.Post, path, content, null, "text/html", ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        var mail = await MailAsync(email);

        Assert.Contains(Public + "/es/account/", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.TextBody + mail.HtmlBody + mail.Subject, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(IPage page)
    {
        var result = await page.RunAxe();
        Findings.None(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{page.Url}: {violation.Id} {violation.Help} {string.Join(" ", violation.Nodes.Select(node => node.Html))}"));
    }

    private static string LinkIn(MimeMessage mail) => Link().Match(mail.TextBody!).Groups[1].Value;

    private async Task<MimeMessage> MailAsync(string address)
    {
        for (var i = 0; i < 300; i++)
        {
            if (_server.Mails.LastOrDefault(mail => mail.To.Mailboxes.Any(to => to.Address == address)) is { } mail)
            {
                return mail;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"No mail came to {address} within 30 s.");
    }

    [GeneratedRegex("https://cadence\\.example\\.com(/\\S+)")]
    private static partial Regex Link();
}
