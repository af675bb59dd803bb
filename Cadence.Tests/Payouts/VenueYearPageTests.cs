using Bunit;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Cadence.Web.Payouts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.Payouts;

/// <summary>The year by venues on screen.</summary>
public sealed class VenueYearPageTests(TestDatabase database) : SchoolPageTest(database)
{
    private readonly TestDatabase _database = database;

    [Fact]
    public async Task Every_figure_of_the_year_leads_to_its_month()
    {
        var stage = await VenueStage.CreateAsync(_database);
        Enter(stage.School, RolePresets.Owner);

        var page = Render<VenueYearPage>();
        page.WaitForElement("[data-figure='year.net']");

        Assert.Equal("Año 2026", page.Find("h1").TextContent);
        Assert.Equal("1464.00 EUR", page.Find("[data-figure='year.net']").GetAttribute("data-value"));
        var november = page.Find("[data-month='2026-11']");
        Assert.Equal("month/2026-11", november.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("624.00 EUR", november.QuerySelector("[data-figure='month.net']")!.GetAttribute("data-value"));
        Assert.Equal("1044.00 EUR", page.Find("[data-quarter='4'] [data-figure='quarter.net']").GetAttribute("data-value"));
        Assert.Equal(11, page.FindAll("[data-month]").Count);
        Assert.Equal(["Centro Cívico Alba", "Estudio Norte", "La Nave"], page.FindAll("[data-venue] th").Select(name => name.TextContent));
        // The year before can be seen, the one after has not begun.
        Assert.Equal(["month/year/2025"], page.FindAll(".month-nav a").Select(link => link.GetAttribute("href")));
        // One beat a month that has begun; nothing is left for those without a result.
        var chart = page.Find(".beats-chart");
        Assert.Equal(["z", "z", "z", "z", "z", "z", "z", "z", "m", "m", "m"], chart.QuerySelectorAll("i").Select(beat => beat.ClassName));
        Assert.Equal(["height:67%", "height:67%", "height:100%"], chart.QuerySelectorAll("i.m").Select(beat => beat.GetAttribute("style")));
        Assert.EndsWith("octubre 420,00 €, noviembre 624,00 €", chart.GetAttribute("aria-label")!.Replace('\u00a0', ' '), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".chip"));
    }

    [Fact]
    public async Task A_month_that_lacks_a_roll_call_is_named_before_the_figures()
    {
        var stage = await VenueStage.CreateAsync(_database);
        await stage.School.AddSessionAsync(stage.Sevillanas, new DateOnly(2026, 11, 9), "09:30", "10:30");
        Enter(stage.School, RolePresets.Owner);

        var page = Render<VenueYearPage>(p => p.Add(year => year.YearText, "2026"));

        Assert.Equal("Incompleto", page.WaitForElement("[data-month='2026-11'] .chip").TextContent.Trim());
        Assert.Equal(["month/2026-11"], page.FindAll(".notice a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("2027")]
    [InlineData("1999")]
    [InlineData("cualquiera")]
    [InlineData("-2026")]
    public async Task A_year_that_is_none_is_not_there(string year)
    {
        await EnterAsync(RolePresets.Owner);
        var missing = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missing = true;

        Render<VenueYearPage>(p => p.Add(page => page.YearText, year));

        Assert.True(missing);
    }

    [Fact]
    public async Task A_year_without_anything_leads_to_the_agreements()
    {
        await EnterAsync(RolePresets.Owner);

        var page = Render<VenueYearPage>(p => p.Add(year => year.YearText, "2025"));

        Assert.Equal("agreements", page.WaitForElement(".empty a").GetAttribute("href"));
        Assert.Equal(["month/year/2024", "month/year/2026"], page.FindAll(".month-nav a").Select(link => link.GetAttribute("href")));
    }
}
