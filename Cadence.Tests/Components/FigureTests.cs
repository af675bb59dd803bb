using Bunit;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

public sealed class FigureTests : ComponentTest
{
    [Theory]
    [InlineData("es", "1.234,50\u00a0€")]
    [InlineData("en", "€1,234.50")]
    public void An_amount_reads_as_the_reader_writes_it_and_compares_the_same_everywhere(string language, string text)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        var figure = Render<MoneyText>(p => p.Add(f => f.Name, "payout.net").Add(f => f.Value, new Money(1234.5m, "EUR")));

        Assert.Equal(text, figure.Find("span").TextContent);
        Assert.Equal("payout.net", figure.Find("span").GetAttribute("data-figure"));
        Assert.Equal("1234.50 EUR", figure.Find("span").GetAttribute("data-value"));
    }

    [Fact]
    public void A_share_of_nothing_has_no_value()
    {
        var figure = Render<PercentText>(p => p.Add(f => f.Name, "attendance.week").Add(f => f.Value, (decimal?)null));

        Assert.Equal("—", figure.Find("span").TextContent);
        Assert.Equal("", figure.Find("span").GetAttribute("data-value"));
    }

    [Fact]
    public void A_share_keeps_its_digits_in_the_value()
    {
        var figure = Render<PercentText>(p => p.Add(f => f.Name, "attendance.week").Add(f => f.Value, 0.914m));

        Assert.Equal("91\u00a0%", figure.Find("span").TextContent);
        Assert.Equal("0.914", figure.Find("span").GetAttribute("data-value"));
    }

    [Fact]
    public void A_count_stands_with_its_noun_and_its_value_alone()
    {
        var figure = Render<NumberText>(p => p.Add(f => f.Name, "roll.present").Add(f => f.Value, 18).Add(f => f.Format, SharedTexts.BeatPresentMany).Add(f => f.Class, "display"));

        Assert.Equal("18 presentes", figure.Find("span").TextContent);
        Assert.Equal("18", figure.Find("span").GetAttribute("data-value"));
        Assert.Contains("display", figure.Find("span").ClassList);
    }
}
