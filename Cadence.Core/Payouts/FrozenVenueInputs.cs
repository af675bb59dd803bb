namespace Cadence.Core.Payouts;

/// <summary>What a closed venue statement was computed from, beside the lines.</summary>
internal sealed record FrozenVenueInputs
{
    /// <summary>The organization, as printed.</summary>
    public required StatementPayer Payer { get; init; }

    /// <summary>Where the venue pays to.</summary>
    public string? BankAccount { get; init; }

    /// <summary>The venue, as printed.</summary>
    public required StatementVenue Venue { get; init; }

    /// <summary>The agreements that held in the month.</summary>
    public required IReadOnlyList<PayRateTerms> Rates { get; init; }
}
