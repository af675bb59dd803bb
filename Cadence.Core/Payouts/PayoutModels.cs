using Cadence.Core.Kernel;

namespace Cadence.Core.Payouts;

/// <summary>How far a payout is.</summary>
public enum PayoutState
{
    /// <summary>Computed now; it may still change.</summary>
    ToApprove,
    /// <summary>Approved and not paid.</summary>
    Approved,
    /// <summary>Approved, not paid, and the pay day is over.</summary>
    Overdue,
    /// <summary>Paid.</summary>
    Paid,
}

/// <summary>All teachers of one month.</summary>
/// <param name="Month">The month.</param>
/// <param name="Period">Its days.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Rows">Everybody employed in the period or with lines in it, by family name.</param>
/// <param name="Current">The month whose period today lies in.</param>
public sealed record PayoutMonth(Month Month, DateRange Period, string Currency, IReadOnlyList<PayoutRow> Rows, Month Current)
{
    /// <summary>Sum of the rows.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Money Total => Money.Sum(Rows.Select(row => row.Net), Currency);
}

/// <summary>One teacher's month in the list.</summary>
/// <param name="Net">Approved, or computed now.</param>
/// <param name="Classes">Classes taught.</param>
/// <param name="Heads">Heads that came to them.</param>
/// <param name="Missing">Classes without a roll call.</param>
/// <param name="WithoutRate">Lines without a rate: while there are some, nobody can approve.</param>
/// <param name="Models">The models of the rates behind it.</param>
public sealed record PayoutRow(Guid TeacherId, string FullName, Money Net, PayoutState State, int Classes, int Heads, int Missing, int WithoutRate, IReadOnlyList<PayModel> Models);

/// <summary>A class that lacks its roll call.</summary>
public sealed record MissingRoll(Guid SessionId, string Title, DateOnly Date, TimeOnly Start);

/// <summary>What one earlier month came to, as it was approved; null where nothing was.</summary>
public sealed record MonthTotal(Month Month, Money? Total);

/// <summary>One teacher's month, complete.</summary>
/// <param name="Statement">What screen, paper and file show.</param>
/// <param name="State">How far it is.</param>
/// <param name="Missing">Classes that are over and have no roll call.</param>
/// <param name="Ahead">Classes of the period still to come.</param>
/// <param name="Replaced">Classes somebody else taught.</param>
/// <param name="OverrideReason">Why it was approved although roll calls were missing.</param>
/// <param name="History">This month and the five before.</param>
public sealed record TeacherPayoutView(
    PayoutStatement Statement,
    PayoutState State,
    IReadOnlyList<MissingRoll> Missing,
    int Ahead,
    int Replaced,
    string? OverrideReason,
    IReadOnlyList<MonthTotal> History)
{
    /// <summary>Lines without a rate.</summary>
    public int WithoutRate => Statement.Lines.Count(line => line.Kind == PayLineKind.NoRate || line.Reason == PayAdjustmentReason.NoRate);
}

/// <summary>Freezes a teacher's month.</summary>
/// <param name="SeenNet">The amount on the button: what is approved is what was seen, otherwise nothing is.</param>
/// <param name="OverrideReason">Why it is approved although classes lack their roll call; needed only then.</param>
public sealed record ApprovePayout(Guid TeacherId, Month Month, decimal SeenNet, string? OverrideReason = null);

/// <summary>Notes that an approved payout left the bank.</summary>
public sealed record MarkPayoutPaid(Guid TeacherId, Month Month);

/// <summary>An approved payout.</summary>
public sealed record ApprovedPayout(Guid Id, string Number, Money Net);

/// <summary>A new rate. It ends the one of the same reach the day before.</summary>
public sealed record AddPayRate
{
    /// <summary>Whose.</summary>
    public required Guid TeacherId { get; init; }

    /// <summary>How it pays.</summary>
    public required PayModel Model { get; init; }

    /// <summary>What it is for.</summary>
    public PayRateScope Scope { get; init; }

    /// <summary>For <see cref="PayRateScope.Venue"/>.</summary>
    public Guid? VenueId { get; init; }

    /// <summary>For <see cref="PayRateScope.Level"/>.</summary>
    public string? Level { get; init; }

    /// <summary>For <see cref="PayRateScope.Group"/>.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>Per month, class or head.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Per head only: added to each class.</summary>
    public decimal Base { get; init; }

    /// <summary>Per head only: the least a class pays.</summary>
    public decimal Minimum { get; init; }

    /// <summary>Per head only: the most a class pays.</summary>
    public decimal? Cap { get; init; }

    /// <summary>Per head only: heads that are not paid.</summary>
    public int FreeHeads { get; init; }

    /// <summary>Per head only: amounts by number of heads, ascending.</summary>
    public IReadOnlyList<PayTier> Tiers { get; init; } = [];

    /// <summary>First day.</summary>
    public required DateOnly ValidFrom { get; init; }
}

/// <summary>A rate of a teacher as lists show it.</summary>
/// <param name="IsCurrent">Whether it holds today.</param>
public sealed record PayRateRow(PayRateTerms Terms, bool IsCurrent);
