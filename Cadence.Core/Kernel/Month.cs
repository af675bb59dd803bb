using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cadence.Core.Kernel;

/// <summary>A calendar month, written <c>yyyy-MM</c> in addresses and files.</summary>
[JsonConverter(typeof(AsText))]
public readonly record struct Month(int Year, int Number) : IComparable<Month>
{
    /// <summary>No month before this year is asked for.</summary>
    public const int EarliestYear = 2000;

    /// <summary>No month after this year is asked for.</summary>
    public const int LatestYear = 2199;

    /// <summary>Day one.</summary>
    public DateOnly FirstDay => new(Year, Number, 1);

    /// <summary>The last day, included.</summary>
    public DateOnly LastDay => FirstDay.AddMonths(1).AddDays(-1);

    /// <summary>Number of days.</summary>
    public int Days => DateTime.DaysInMonth(Year, Number);

    /// <summary>The month before.</summary>
    public Month Previous => Of(FirstDay.AddMonths(-1));

    /// <summary>The month after.</summary>
    public Month Next => Of(FirstDay.AddMonths(1));

    /// <summary>Both ends included.</summary>
    public DateRange Range => new(FirstDay, LastDay);

    /// <summary>The month a date is in.</summary>
    public static Month Of(DateOnly date) => new(date.Year, date.Month);

    /// <summary>Reads <c>yyyy-MM</c> between 2000 and 2199; false for anything else.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        month = default;
        if (!DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < EarliestYear or > LatestYear)
        {
            return false;
        }

        month = Of(date);
        return true;
    }

    public int CompareTo(Month other) => FirstDay.CompareTo(other.FirstDay);

    public static bool operator <(Month left, Month right) => left.CompareTo(right) < 0;

    public static bool operator >(Month left, Month right) => left.CompareTo(right) > 0;

    public static bool operator <=(Month left, Month right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Month left, Month right) => left.CompareTo(right) >= 0;

    /// <summary><c>yyyy-MM</c>.</summary>
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private sealed class AsText : JsonConverter<Month>
    {
        public override Month Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var month) ? month : throw new JsonException("Not a month.");

        public override void Write(Utf8JsonWriter writer, Month value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
