using Bunit;
using Cadence.Core.Kernel;
using Cadence.Tests.Support;
using Cadence.Web.Layout;

namespace Cadence.Tests.Layout;

/// <summary>Where an organization's own logo and colour show.</summary>
public sealed class BrandTests : ComponentTest
{
    [Fact]
    public void A_tile_shows_the_logo_or_letters_that_can_be_read()
    {
        var letters = Render<OrganizationTile>(p => p.Add(t => t.Name, "Escuela del Sur").Add(t => t.Color, "#FFD400").Add(t => t.LogoHash, null));
        var logo = Render<OrganizationTile>(p => p.Add(t => t.Name, "Escuela del Sur").Add(t => t.Color, "#FFD400").Add(t => t.LogoHash, "abc"));

        Assert.Equal(("ES", "background:#FFD400;color:#271A2B"), (letters.Find(".org-tile").TextContent, letters.Find(".org-tile").GetAttribute("style")));
        Assert.Equal(("/logos/abc.png", ""), (logo.Find("img").GetAttribute("src"), logo.Find("img").GetAttribute("alt")));
    }

    [Theory]
    [InlineData("#FFD400")]
    [InlineData("#FFFFFF")]
    [InlineData("#000000")]
    public void The_line_over_what_families_read_stands_out_on_light_and_dark(string color)
    {
        var style = Render<BrandHeader>(p => p.Add(h => h.Name, "Compás").Add(h => h.Color, color).Add(h => h.LogoHash, null)).Find("header").GetAttribute("style")!;
        var (light, dark) = (style.Split(';')[0].Split(':')[1], style.Split(';')[1].Split(':')[1]);

        Assert.True(BrandColor.Contrast(light, "#F8F5F6") >= 3 && BrandColor.Contrast(dark, "#150F18") >= 3, style);
    }

    [Fact]
    public void Without_a_colour_the_line_is_the_houses() =>
        Assert.Null(Render<BrandHeader>(p => p.Add(h => h.Name, "Compás").Add(h => h.Color, null).Add(h => h.LogoHash, null)).Find("header").GetAttribute("style"));
}
