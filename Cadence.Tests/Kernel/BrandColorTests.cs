using Cadence.Core.Kernel;

namespace Cadence.Tests.Kernel;

/// <summary>A school's own colour, kept readable. Contrasts by WCAG 2.2; white on black is 21.</summary>
public sealed class BrandColorTests
{
    [Theory]
    [InlineData("#8A2560", "#FFFFFF")]
    [InlineData("#FFD400", "#271A2B")]
    [InlineData("#FFFFFF", "#271A2B")]
    [InlineData("#000000", "#FFFFFF")]
    [InlineData("#767676", "#FFFFFF")]
    [InlineData("#777777", "#000000")]
    [InlineData("#E06000", "#271A2B")]
    public void Letters_on_a_colour_can_be_read(string color, string letters)
    {
        Assert.Equal(letters, BrandColor.TextOn(color));
        Assert.True(BrandColor.Contrast(BrandColor.TextOn(color), color) >= 4.5);
    }

    [Fact]
    public void Letters_can_be_read_on_every_colour_there_is()
    {
        for (var r = 0; r < 256; r += 15)
        {
            for (var g = 0; g < 256; g += 15)
            {
                for (var b = 0; b < 256; b += 15)
                {
                    var color = $"#{r:X2}{g:X2}{b:X2}";
                    Assert.True(BrandColor.Contrast(BrandColor.TextOn(color), color) >= 4.5, color);
                    Assert.True(BrandColor.Contrast(BrandColor.On(color, "#FFFFFF"), "#FFFFFF") >= 4.5, color);
                    Assert.True(BrandColor.Contrast(BrandColor.On(color, "#150F18"), "#150F18") >= 4.5, color);
                }
            }
        }
    }

    [Theory]
    [InlineData("#8A2560", "#FFFFFF", "#8A2560")]
    [InlineData("#FFFFFF", "#FFFFFF", "#757575")]
    [InlineData("#FFD400", "#FFFFFF", "#857000")]
    [InlineData("#8A2560", "#150F18", "#B87597")]
    public void A_colour_is_moved_just_until_it_stands_out(string color, string ground, string moved)
    {
        Assert.True(BrandColor.Contrast(BrandColor.On(color, ground), ground) >= 4.5);
        Assert.True(BrandColor.Contrast(BrandColor.On(color, ground), ground) < 4.8 || moved == color);
    }

    [Theory]
    [InlineData("#8a2560", "#8A2560")]
    [InlineData(" 8a2560 ", "#8A2560")]
    [InlineData("#8A256", null)]
    [InlineData("#8A25600", null)]
    [InlineData("red", null)]
    [InlineData("#8A2560;background:url(x)", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_colour_is_six_hexadecimal_digits(string? typed, string? color) => Assert.Equal(color, BrandColor.Parse(typed));

    [Fact]
    public void Contrasts_are_those_of_the_standard()
    {
        Assert.Equal(21, BrandColor.Contrast("#000000", "#FFFFFF"), 2);
        Assert.Equal(4.54, BrandColor.Contrast("#767676", "#FFFFFF"), 2);
    }

    [Fact]
    public void Proposed_colours_carry_white_letters() => Assert.All(BrandColor.Presets, color => Assert.Equal("#FFFFFF", BrandColor.TextOn(color)));
}
