using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cadence.Core.Payouts;

/// <summary>How approved payouts are stored: what is written today must be read for ever, so names only ever get added.</summary>
internal static class PayoutJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("Empty.");
}

/// <summary>What an approved payout was computed from, beside the lines.</summary>
internal sealed record FrozenInputs
{
    /// <summary>The rules that held on the last day of the period.</summary>
    public required PayRules Rules { get; init; }

    /// <summary>The teacher's percentages.</summary>
    public required PayTaxes Taxes { get; init; }

    /// <summary>The teacher's rates that held in the period.</summary>
    public required IReadOnlyList<PayRateTerms> Rates { get; init; }

    /// <summary>Who paid, as printed.</summary>
    public required StatementPayer Payer { get; init; }

    /// <summary>The last day to pay.</summary>
    public DateOnly? PayBefore { get; init; }

    /// <summary>First day of employment, as it was known.</summary>
    public DateOnly? EmployedFrom { get; init; }

    /// <summary>Last day of employment, as it was known.</summary>
    public DateOnly? EmployedTo { get; init; }

    /// <summary>The database's time of the approval, for comparing with what it recorded later.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}
