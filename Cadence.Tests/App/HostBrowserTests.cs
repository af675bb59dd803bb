using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Microsoft.Playwright;

namespace Cadence.Tests.App;

/// <summary>Organizations at their own hosts in a real browser, which knows that names below localhost are this machine.</summary>
[Collection(HostAppTests.Name)]
public sealed class HostBrowserTests(HostApp app)
{
    [BrowserFact]
    public async Task Signed_in_once_two_organizations_are_live_at_their_hosts_and_the_roll_call_saves()
    {
        var (first, second) = (await SchoolAsync(), await SchoolAsync());
        await second.School.WriteAsync(db => db.Add(new OrganizationMember(first.School.Owner.UserId!.Value, RolePresets.Owner, second.School.Time.GetUtcNow())));
        var email = await app.GivePasswordAsync(first.School.Owner.UserId!.Value);
        var context = await Browsers.NewContextAsync(app.Url, 1440, 900, touch: false);
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.Console += (_, said) => errors.AddRange(said.Type == "error" ? [said.Text] : []);

        await page.GotoAsync(new Uri(app.HostOf(first.School.Slug), "es/").ToString());
        await page.FillAsync("input[type=email]", email);
        await page.FillAsync("input[type=password]", CadenceApp.Password);
        await page.ClickAsync("form:has(input[type=password]) button[type=submit]");
        await page.WaitForURLAsync(new Uri(app.HostOf(first.School.Slug), "es/").ToString());
        await page.Locator(".live-on").WaitForAsync();

        // The circuit of the first host follows its school.
        await first.School.WriteAsync(async (session, token) =>
        {
            await using var command = session.Command("update organizations set name = 'Casa Nueva' where id = $1");
            command.Parameters.AddWithValue(first.School.OrganizationId);
            await command.ExecuteNonQueryAsync(token);
        });
        await Assertions.Expect(page.Locator(".rail .org-name")).ToHaveTextAsync("Casa Nueva");

        // From the card to the other one, without signing in again.
        await page.Locator(".rail .org-card").ClickAsync();
        await page.Locator($"#organization-menu [data-organization='{second.School.Slug}']").ClickAsync();
        await page.WaitForURLAsync(new Uri(app.HostOf(second.School.Slug), "es/").ToString());
        await page.Locator(".live-on").WaitForAsync();
        await Assertions.Expect(page.Locator("body")).Not.ToContainTextAsync("Grupo-" + first.School.Slug);

        await page.GotoAsync(new Uri(app.HostOf(second.School.Slug), $"es/sessions/{second.Session}/roll-call").ToString());
        await page.Locator(".rc-tile").First.ClickAsync();
        await page.Locator(".rc-tile[data-save=saved]").First.WaitForAsync();
        Assert.Equal(1L, await second.School.ScalarAsync<long>("select count(*) from attendance_history where class_session_id = $1", second.Session));
        Assert.Empty(errors);
        await context.CloseAsync();
    }

    private async Task<(TestSchool School, Guid Session)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(app.Database, now: TimeProvider.System.GetUtcNow());
        var group = await school.AddGroupAsync("Grupo-" + school.Slug, students: 3);
        return (school, await school.AddSessionAsync(group, school.Today, "00:05", "23:55"));
    }
}
