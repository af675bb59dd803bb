using System.Globalization;
using Cadence.Core.Localization;

namespace Cadence.Tests.Localization;

public sealed class TypedNumberTests
{
    [Theory]
    [InlineData("es-ES", "42,50", 42.5)]
    [InlineData("es-ES", "42.50", 42.5)]
    [InlineData("es-ES", "42.5", 42.5)]
    [InlineData("es-ES", "1.234", 1234.0)]
    [InlineData("es-ES", "1,234", 1.234)]
    [InlineData("es-ES", "1.234,50", 1234.5)]
    [InlineData("es-ES", "1,234.50", 1234.5)]
    [InlineData("es-ES", "1.234.567", 1234567.0)]
    [InlineData("es-ES", " 1 234,5 € ", 1234.5)]
    [InlineData("es-ES", "−3", -3.0)]
    [InlineData("en-IE", "42,50", 42.5)]
    [InlineData("en-IE", "42.50", 42.5)]
    [InlineData("en-IE", "1,234", 1234.0)]
    [InlineData("en-IE", "1.234", 1.234)]
    [InlineData("en-IE", "€1,234.50", 1234.5)]
    [InlineData("es-ES", "", null)]
    [InlineData("es-ES", "cuarenta", null)]
    [InlineData("es-ES", "1.23.4", null)]
    [InlineData("es-ES", "1,2,3", null)]
    [InlineData("es-ES", "12.34,5", null)]
    [InlineData("es-ES", "1e5", null)]
    [InlineData("es-ES", "--3", null)]
    [InlineData("es-ES", "99999999999999999999", null)]
    public void Numbers_mean_what_people_typed(string culture, string text, double? expected)
    {
        Assert.Equal(expected is not null, TypedNumber.TryParse(text, new CultureInfo(culture), out var value));
        Assert.Equal((decimal)(expected ?? 0), value);
    }
}
