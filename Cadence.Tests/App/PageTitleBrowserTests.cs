using Cadence.Tests.Support;
using Microsoft.Playwright;

namespace Cadence.Tests.App;

/// <summary>The name of a page, which screen readers say first and tabs show.</summary>
public sealed class PageTitleBrowserTests(FamilyPageTests.Running running) : IClassFixture<FamilyPageTests.Running>
{
    [BrowserFact]
    public async Task A_page_has_a_name_also_while_its_circuit_takes_over()
    {
        var school = await TestSchool.CreateAsync(running.Database, now: TimeProvider.System.GetUtcNow());
        await using var context = await Browsers.NewContextAsync(running.Url, 1280, 900, touch: false);
        var page = await context.NewPageAsync();
        await ThreeTabsBrowserTests.SignInAsync(page, await running.GivePasswordAsync(school.Admin.UserId!.Value));
        await page.AddInitScriptAsync(
            """
            window.titles = [];
            document.addEventListener('DOMContentLoaded', () => {
              const note = () => { if (window.titles.at(-1) !== document.title) window.titles.push(document.title); };
              note();
              new MutationObserver(note).observe(document.head, { childList: true, subtree: true, characterData: true });
            });
            """);
        foreach (var path in new[] { "agenda", "venues", "teachers" })
        {
            await page.GotoAsync($"/es/o/{school.Slug}/{path}");
            await Visitor.PressAsync(page.Locator("[data-shortcut=new]"), page.Locator(".mud-dialog form"));
            var titles = await page.EvaluateAsync<string[]>("() => window.titles");
            Assert.All(titles, title => Assert.EndsWith("Cadence", title, StringComparison.Ordinal));
            Assert.True(titles[^1].Length > "Cadence".Length, string.Join(" → ", titles));
        }
    }
}
