using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Tests.Support;

namespace Cadence.Tests.Localization;

public sealed class FiguresTests
{
    [Theory]
    [InlineData("es", 1284.5, "EUR", "1.284,50\u00a0€")]
    [InlineData("en", 1284.5, "EUR", "€1,284.50")]
    [InlineData("es", -3.2, "EUR", "\u22123,20\u00a0€")]
    [InlineData("en", -3.2, "EUR", "\u2212€3.20")]
    [InlineData("es", 1284.5, "MXN", "1.284,50\u00a0$")]
    [InlineData("es", 1284.5, "CLP", "1.285\u00a0$")]
    [InlineData("en", 1284.5, "CHF", "CHF\u00a01,284.50")]
    [InlineData("es", 0, "EUR", "0,00\u00a0€")]
    public void Money_has_the_organizations_currency_and_the_readers_separators(string language, double amount, string currency, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, Figures.Money(new Money((decimal)amount, currency)));
    }

    [Theory]
    [InlineData("es", 0.914, "91\u00a0%")]
    [InlineData("en", 0.914, "91%")]
    [InlineData("es", 0.905, "91\u00a0%")]
    [InlineData("es", 1.0, "100\u00a0%")]
    [InlineData("es", null, "—")]
    public void A_share_of_nothing_is_a_dash_and_never_zero(string language, double? ratio, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, Figures.Percent((decimal?)ratio));
    }

    [Theory]
    [InlineData("es", 1234567, "1.234.567")]
    [InlineData("en", 1234567, "1,234,567")]
    [InlineData("es", -3, "\u22123")]
    public void Counts_are_grouped_as_the_reader_writes_them(string language, int value, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, Figures.Number(value));
    }

    [Fact]
    public void Half_hours_keep_their_decimals_and_whole_ones_have_none()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.Equal("1,5", Figures.Number(1.5m, 2));
        Assert.Equal("2", Figures.Number(2m, 2));
    }
}
