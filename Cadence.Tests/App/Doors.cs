using System.Net;
using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.App;

/// <summary>The doors of accounts as people go through them: forms, and mails read where no mail server sends them.</summary>
internal sealed partial class Doors(CadenceApp app)
{
    /// <summary>Taken by the rules, and no test user's own.</summary>
    public const string Password = "tacones y palmas al alba";

    private AccountOutboxService Outbox => app.Services.GetRequiredService<AccountOutboxService>();

    /// <summary>An address nobody has.</summary>
    public static string NewEmail() => $"marta-{Guid.NewGuid():n}@escuela.example";

    /// <summary>The mails to an address, newest first.</summary>
    public async Task<IReadOnlyList<AccountOutboxItem>> MailsAsync(string address) =>
        [.. (await Outbox.ListAsync(default)).Items.Where(mail => mail.Address == address)];

    /// <summary>The newest mail of a kind to an address.</summary>
    public async Task<Mail> ReadAsync(string address, string kind)
    {
        var mail = (await MailsAsync(address)).First(mail => mail.Kind == kind);
        return (await Outbox.ReadAsync(mail.Id, null, Whereabouts.None, default)).Value;
    }

    /// <summary>Where the link of the newest such mail leads, without a leading slash.</summary>
    public async Task<string> LinkAsync(string address, string kind) => Link().Match((await ReadAsync(address, kind)).Text).Groups[1].Value;

    /// <summary>Sends the form of a page.</summary>
    public static async Task<(HttpStatusCode Status, string Text, string Location)> SendAsync(AppBrowser browser, string path, string handler, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.PostFormAsync(path, await browser.PageAsync(path), handler, fields);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), Leads(answer));
    }

    /// <summary>Where an answer leads: a path of this site, or the whole address where it is another's; empty where it leads nowhere.</summary>
    public static string Leads(HttpResponseMessage answer) => AppBrowser.LeadsTo(answer) ?? answer.Headers.Location?.OriginalString ?? "";

    /// <summary>Fills in the sign-up.</summary>
    public static Task<(HttpStatusCode Status, string Text, string Location)> SignUpAsync(AppBrowser browser, string email, string language = "es", string query = "", string password = Password) => SendAsync(
        browser, $"{language}/account/sign-up{query}", "sign-up",
        ("Input.GivenName", "Marta"), ("Input.FamilyNames", "Ruiz"), ("Input.Email", email), ("Input.Password", password), ("Input.Language", language));

    /// <summary>A confirmed account, made by the doors themselves; its address.</summary>
    public async Task<string> AccountAsync()
    {
        var email = NewEmail();
        using var browser = app.NewBrowser();
        await SignUpAsync(browser, email);
        var confirmed = await SendAsync(browser, await LinkAsync(email, AccountMailKinds.ConfirmEmail), "confirm-email", ("Input.Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, confirmed.Status);
        return email;
    }

    /// <summary>A browser signed in with the doors' password.</summary>
    public async Task<AppBrowser> EnterAsync(string email, string password = Password)
    {
        var browser = app.NewBrowser();
        using var answer = await browser.SignInAsync(email, password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>Whether a browser is signed in.</summary>
    public static async Task<bool> IsInAsync(AppBrowser browser)
    {
        using var answer = await browser.GetAsync("es/organizations");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>What was written down about an account, newest first.</summary>
    public async Task<IReadOnlyList<SecurityEventKind>> EventsAsync(string email)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>().FindByEmailAsync(email);
        return [.. (await app.Services.GetRequiredService<SecurityEvents>().OfUserAsync(user!.Id, 100, default)).Select(happened => happened.Kind)];
    }

    [GeneratedRegex("/((?:es|en)/account/\\S+)")]
    private static partial Regex Link();
}
