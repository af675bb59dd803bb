using System.Globalization;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Microsoft.Playwright;

namespace Cadence.Tests.App;

/// <summary>One browser, three tabs, three organizations of one person: nothing of one is ever seen or written in another (peers.md (d) 22).</summary>
public sealed class ThreeTabsBrowserTests(FamilyPageTests.Running running) : IClassFixture<FamilyPageTests.Running>
{
    [BrowserFact]
    public async Task Three_tabs_with_three_organizations_never_mix()
    {
        var schools = new[]
        {
            await OpenAsync("es", "EUR", "Europe/Madrid", "Bulerías", "Salinas", 41),
            await OpenAsync("en", "MXN", "America/Mexico_City", "Danzón", "Tlapala", 42),
            await OpenAsync("es", "GBP", "Europe/London", "Quickstep", "Ashdown", 43),
        };
        var person = schools[0].School.Admin;
        foreach (var school in schools.Skip(1).Select(at => at.School))
        {
            await school.WriteAsync(db => db.Add(new OrganizationMember(person.UserId!.Value, RolePresets.Admin, school.Time.GetUtcNow())));
        }

        await using var context = await Browsers.NewContextAsync(running.Url, 1280, 900, touch: false);
        var tabs = new[] { await context.NewPageAsync(), await context.NewPageAsync(), await context.NewPageAsync() };
        await SignInAsync(tabs[0], await running.GivePasswordAsync(person.UserId!.Value));

        // In each a form is filled at the same time, and all are saved at once.
        await EachAsync(async (tab, at) =>
        {
            await tab.GotoAsync($"/{at.Language}/o/{at.School.Slug}/students");
            await Visitor.PressAsync(tab.Locator("[data-shortcut=new]"), tab.Locator(".mud-dialog #field-GivenName"));
        });
        foreach (var field in new[] { "GivenName", "FamilyNames" })
        {
            for (var i = 0; i < tabs.Length; i++)
            {
                await tabs[i].FillAsync($"#field-{field}", field == "GivenName" ? "Nueva" : schools[i].Family);
            }
        }

        await EachAsync(async (tab, at) =>
        {
            await tab.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = at.Language == "es" ? "Guardar" : "Save", Exact = true }).ClickAsync();
            await Assertions.Expect(tab.Locator(".mud-dialog")).ToHaveCountAsync(0);
        });
        foreach (var at in schools)
        {
            Assert.Equal(at.School.OrganizationId.ToString(), await at.School.ScalarAsync<string>(
                "select string_agg(organization_id::text, ',') from students where given_name = 'Nueva' and family_names = $1", at.Family));
        }

        // Three dashboards live side by side while marks are taken in all three at once, each by its own tab.
        await EachAsync(async (tab, at) =>
        {
            await tab.GotoAsync($"/{at.Language}/o/{at.School.Slug}/");
            await Assertions.Expect(tab.Locator(".live-on")).ToBeVisibleAsync();
            await Assertions.Expect(Marked(tab, at)).ToHaveAttributeAsync("data-value", "0");
        });
        for (var tap = 0; tap < 3; tap++)
        {
            var round = tap;
            await EachAsync(async (tab, at) =>
            {
                // The first takes one mark, the second two, the third three.
                if (round <= Array.IndexOf(schools, at))
                {
                    Assert.Equal("saved", await TapAsync(tab, at.Session, at.Students[round]));
                }
            });
        }

        await EachAsync(async (tab, at) => await Assertions.Expect(Marked(tab, at)).ToHaveAttributeAsync("data-value", (Array.IndexOf(schools, at) + 1).ToString(CultureInfo.InvariantCulture)));
        await EachAsync(ShowsOnlyItsOwnAsync);
        foreach (var (at, index) in schools.Select((at, index) => (at, index)))
        {
            Assert.Equal(index + 1L, await at.School.ScalarAsync<long>("select count(*) from attendance_records where organization_id = $1 and status is not null", at.School.OrganizationId));
        }

        Assert.Equal(6L, await schools[0].School.ScalarAsync<long>(
            "select count(*) from attendance_records a join students s on s.organization_id = a.organization_id and s.id = a.student_id where a.organization_id = any ($1) and a.status is not null",
            schools.Select(at => at.School.OrganizationId).ToArray()));

        // A tab that names another organization's class and pupil reaches neither.
        Assert.Equal("404", await TapAsync(tabs[0], schools[1].Session, schools[1].Students[2]));
        Assert.NotEqual("saved", await TapAsync(tabs[0], schools[0].Session, schools[1].Students[2]));
        Assert.Equal(2L, await schools[1].School.ScalarAsync<long>("select count(*) from attendance_records where organization_id = $1 and status is not null", schools[1].School.OrganizationId));
        Assert.Equal(1L, await schools[0].School.ScalarAsync<long>("select count(*) from attendance_records where organization_id = $1", schools[0].School.OrganizationId));

        // Each with its own money and hours, all the while in its own language.
        await EachAsync(async (tab, at) =>
        {
            await tab.GotoAsync($"/{at.Language}/o/{at.School.Slug}/groups/{at.Group.Id}");
            await Assertions.Expect(tab.Locator("h1")).ToHaveTextAsync(at.Group.Name);
            await Assertions.Expect(tab.Locator("[data-figure='group.price']").First).ToHaveAttributeAsync("data-value", $"{at.Price}.00 {at.Currency}");
            Assert.Equal(at.Language, await tab.GetAttributeAsync("html", "lang"));
            await ShowsOnlyItsOwnAsync(tab, at);
        });

        Task EachAsync(Func<IPage, Place, Task> act) => Task.WhenAll(tabs.Select((tab, index) => act(tab, schools[index])));

        async Task ShowsOnlyItsOwnAsync(IPage tab, Place at)
        {
            // While the circuit takes the page over it may be empty for a moment.
            await Assertions.Expect(tab.Locator("main")).ToContainTextAsync(at.Group.Name);
            var shown = await tab.ContentAsync();
            Assert.All(
                schools.Where(other => other != at).SelectMany(other => new[] { other.Group.Name, other.Family, other.School.OrganizationId.ToString(), other.Session.ToString() }),
                foreign => Assert.DoesNotContain(foreign, shown, StringComparison.Ordinal));
        }
    }

    private static ILocator Marked(IPage tab, Place at) => tab.Locator($"[data-session='{at.Session}'] [data-figure='session.marked']");

    /// <summary>A tap as the roll call sends it, from the document that is open in the tab; the outcome, or the status of a refusal.</summary>
    private static Task<string> TapAsync(IPage tab, Guid session, Guid student) => tab.EvaluateAsync<string>(
        """
        async ([session, student, id]) => {
          const answer = await fetch(new URL(`sessions/${session}/marks`, document.baseURI), {
            method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Cadence': '1' },
            body: JSON.stringify({ marks: [{ id, student, status: 'present', ageMs: 0 }] }),
          });
          return answer.ok ? (await answer.json()).results[0].outcome : `${answer.status}`;
        }
        """,
        new[] { session.ToString(), student.ToString(), Guid.CreateVersion7().ToString() });

    internal static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/es/account/sign-in");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", CadenceApp.Password);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync("**/organizations");
    }

    private async Task<Place> OpenAsync(string language, string currency, string zone, string group, string family, int price)
    {
        var school = await TestSchool.CreateAsync(running.Database, now: TimeProvider.System.GetUtcNow(), language: language, currency: currency, timeZone: zone);
        var danced = await school.AddGroupAsync(group, capacity: 20, monthlyPrice: price);
        var students = new List<Guid>();
        for (var i = 1; i <= 3; i++)
        {
            students.Add(await school.AddStudentAsync($"Persona {i}", family));
            await school.EnrolAsync(danced, students[^1], school.Today.AddMonths(-1));
        }

        return new Place(school, language, currency, price, danced, family, students, await school.AddSessionAsync(danced, school.Today, "00:05", "23:55"));
    }

    private sealed record Place(TestSchool School, string Language, string Currency, int Price, TestGroup Group, string Family, IReadOnlyList<Guid> Students, Guid Session);
}
