using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Tests.Support;

namespace Cadence.Tests.Localization;

public sealed class ReaderDateTests
{
    private static readonly DateOnly Today = new(2026, 11, 19);

    [Theory]
    [InlineData("es", "2026-11-19", "jueves, 19 de noviembre")]
    [InlineData("en", "2026-11-19", "Thursday, 19 November")]
    [InlineData("es", "2025-12-03", "miércoles, 3 de diciembre de 2025")]
    [InlineData("en", "2025-12-03", "Wednesday, 3 December 2025")]
    public void The_year_is_said_only_when_it_is_another(string language, string date, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, ReaderDate.WithWeekday(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Today));
    }

    [Theory]
    [InlineData("es", 0, "Hoy")]
    [InlineData("es", -1, "Ayer")]
    [InlineData("es", 1, "Mañana")]
    [InlineData("es", -2, "mar 17 nov")]
    [InlineData("en", 0, "Today")]
    [InlineData("en", 5, "Tue 24 Nov")]
    public void Near_days_have_their_names(string language, int days, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, ReaderDate.Relative(Today.AddDays(days), Today));
    }

    [Theory]
    [InlineData("es", "noviembre de 2026", "noviembre")]
    [InlineData("en", "November 2026", "November")]
    public void A_month_is_written_out(string language, string full, string name)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(full, ReaderDate.Month(new Month(2026, 11)));
        Assert.Equal(name, ReaderDate.MonthName(new Month(2026, 11)));
    }

    [Theory]
    [InlineData(20, "ahora")]
    [InlineData(6 * 60, "6\u00a0min")]
    [InlineData(2 * 3600 + 59, "2\u00a0h")]
    [InlineData(26 * 3600, "18 nov")]
    public void What_just_happened_is_told_by_its_age(int secondsAgo, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        var now = new DateTimeOffset(2026, 11, 19, 17, 12, 0, TimeSpan.Zero);
        Assert.Equal(expected, ReaderDate.Ago(now.AddSeconds(-secondsAgo), now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid")));
    }

    [Fact]
    public void Class_times_are_written_with_24_hours_in_both_languages()
    {
        foreach (var language in (string[])["es", "en"])
        {
            using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
            Assert.Equal("17:30–18:30", ReaderDate.Times(new TimeOnly(17, 30), new TimeOnly(18, 30)));
        }
    }

    [Fact]
    public void Sentences_begin_with_a_capital()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.Equal("Jueves, 19 de noviembre", ReaderDate.Sentence(ReaderDate.WithWeekday(Today, Today)));
        Assert.Equal("", ReaderDate.Sentence(""));
    }
}
