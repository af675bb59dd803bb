using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cadence.Tests.App;

/// <summary>What a person sees when their rights go, in a real browser.</summary>
[Collection(AppTests.Name)]
public sealed class RightsBrowserTests(CadenceApp app)
{
    private const float Promised = 5000;

    [BrowserFact]
    public async Task Signed_out_elsewhere_the_open_page_leads_to_the_sign_in_and_back()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var (page, email) = await EnterAsync(stage, app.Url);
        await page.Locator(".live-on").WaitForAsync();

        await RevokeAsync(stage);

        await page.WaitForURLAsync($"**/es/account/sign-in?returnUrl={Uri.EscapeDataString($"/es/o/{stage.School.Slug}/")}", new() { Timeout = Promised });
        await SignInAsync(page, email);
        await page.WaitForURLAsync($"**/es/o/{stage.School.Slug}/");
        await page.Locator(".live-on").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task Signed_out_while_the_network_was_cut_the_page_leads_to_the_sign_in_when_it_is_back()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        await using var network = new TcpRelay(app.Url);
        var (page, _) = await EnterAsync(stage, network.Address);
        await page.Locator(".live-on").WaitForAsync();

        network.Reset();
        await page.Locator("#components-reconnect-modal[open]").WaitForAsync();
        await RevokeAsync(stage);
        network.Heal();

        // A first attempt that the cut still swallows is no answer; what counts is where the page ends.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/es/account/sign-in\\?returnUrl="), new() { Timeout = 30_000 });
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task A_demoted_member_sees_that_their_access_does_not_reach_without_doing_anything()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var (page, _) = await EnterAsync(stage, app.Url);
        await page.Locator(".live-on").WaitForAsync();

        await stage.DoAsync("demoted");

        await page.GetByText("Tu acceso no llega hasta aquí").WaitForAsync(new() { Timeout = Promised });
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task A_tablet_of_somebody_who_may_no_more_says_why_keeps_the_taps_and_sends_them_when_they_may_again()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var (page, _) = await EnterAsync(stage, app.Url, $"es/o/{stage.School.Slug}/sessions/{stage.Session}/roll-call");
        await page.Locator(".rc-tile").First.TapAsync();
        await page.Locator(".rc-tile[data-save=saved]").WaitForAsync();

        await stage.DoAsync("grants taken");

        await page.Locator(".rc-banner[data-link=refused]").WaitForAsync(new() { Timeout = Promised });
        await page.Locator(".rc-tile").Nth(1).TapAsync();
        await Assertions.Expect(page.Locator(".rc-banner")).ToContainTextAsync("Ya no puedes pasar lista");
        await Assertions.Expect(page.Locator(".rc-banner")).ToContainTextAsync("1 marca guardada");
        await Task.Delay(1500);
        Assert.Equal(1, await stage.School.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", stage.Session));

        await stage.School.WriteAsync(db => db.AddRange(RolePresets.Grants().Where(grant => grant.RoleKey == RolePresets.Admin).Select(grant => new RoleGrant("chief", grant.Permission, grant.Scope))));
        await Assertions.Expect(page.Locator(".rc-tile[data-save=saved]")).ToHaveCountAsync(2, new() { Timeout = 40_000 });
        Assert.Equal(2, await stage.School.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", stage.Session));
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task A_tablet_that_was_signed_out_elsewhere_says_so_and_keeps_the_taps_until_one_signs_in_again()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var roll = $"es/o/{stage.School.Slug}/sessions/{stage.Session}/roll-call";
        var (page, email) = await EnterAsync(stage, app.Url, roll);
        await page.Locator(".rc-tile").First.TapAsync();
        await page.Locator(".rc-tile[data-save=saved]").WaitForAsync();

        await RevokeAsync(stage);

        await page.Locator(".rc-banner[data-link=signed-out]").WaitForAsync(new() { Timeout = Promised });
        await page.Locator(".rc-tile").Nth(1).TapAsync();
        await page.Locator(".rc-banner-sign-in").ClickAsync();
        await SignInAsync(page, email);
        await Assertions.Expect(page.Locator(".rc-tile[data-save=saved], .rc-tile[data-status=present]")).ToHaveCountAsync(2);
        for (var i = 0; i < 50 && await stage.School.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", stage.Session) < 2; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(2, await stage.School.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", stage.Session));
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task The_eleventh_page_says_that_there_is_no_room_and_opens_once_there_is()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 10);
        var (page, _) = await EnterAsync(stage, app.Url);

        await page.GetByText("Ahora no cabe otra página").WaitForAsync();
        await stage.Circuits[0].Client.CloseAsync(stage.People[0].Browser.Http);
        await page.GetByRole(AriaRole.Link, new() { Name = "Cargar" }).Or(page.Locator("main a.btn-primary").First).First.ClickAsync();

        await page.WaitForURLAsync($"**/es/o/{stage.School.Slug}/");
        await page.Locator(".live-on").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [BrowserFact]
    public async Task A_page_left_open_says_now_and_then_that_it_is_here()
    {
        await using var stage = await Stage.OpenAsync(app, people: 1, each: 0);
        var (page, _) = await EnterAsync(stage, app.Url, install: true);
        await page.Locator(".live-on").WaitForAsync();
        var asked = new List<string>();
        page.Response += (_, response) => asked.AddRange(response.Url.EndsWith("/account/here", StringComparison.Ordinal) ? [$"{response.Status}"] : []);

        await page.Clock.RunForAsync("12:00");
        for (var i = 0; i < 50 && asked.Count < 2; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(["204", "204"], asked);
        await page.Context.CloseAsync();
    }

    /// <summary>Signs the first person in and opens a page; the stage's own sign-in of theirs stays.</summary>
    private static async Task<(IPage Page, string Email)> EnterAsync(Stage stage, Uri address, string? path = null, bool install = false)
    {
        var email = (await stage.School.ScalarAsync<string>("select email from accounts.users where id = $1", stage.People[0].Actor.UserId!.Value))!;
        var context = await Browsers.NewContextAsync(address);
        var page = await context.NewPageAsync();
        if (install)
        {
            await page.Clock.InstallAsync();
        }

        await page.GotoAsync(new Uri(address, path ?? $"es/o/{stage.School.Slug}/").ToString());
        await SignInAsync(page, email);
        return (page, email);
    }

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", CadenceApp.Password);
        await page.ClickAsync("form:has(input[type=password]) button[type=submit]");
    }

    private async Task RevokeAsync(Stage stage) =>
        Assert.NotEqual(0, await app.Services.GetRequiredService<UserSessionService>().RevokeAllAsync(stage.People[0].Actor.UserId!.Value, CancellationToken.None));
}
