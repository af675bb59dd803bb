using Cadence.Core.Data;

namespace Cadence.Core.Payouts;

/// <summary>What a venue owes for a month, as it was sent: frozen. Later facts become adjustments in the venue's next one.</summary>
public sealed class VenueStatement : TenantEntity
{
    private VenueStatement()
    {
    }

    public VenueStatement(Guid venueId, DateOnly month, string currency, string number)
    {
        VenueId = venueId;
        Month = month;
        Currency = currency;
        Number = number;
    }

    public Guid VenueId { get; private set; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; private set; }

    public string Currency { get; private set; } = "";

    public decimal TotalAmount { get; private set; }

    /// <summary>Printed number, unique in the organization.</summary>
    public string Number { get; private set; } = "";

    public DateTimeOffset ApprovedAt { get; private set; }

    public Guid? ApprovedBy { get; private set; }

    /// <summary>Why it was closed although sessions lacked attendance.</summary>
    public string? OverrideReason { get; private set; }

    public int CalculatorVersion { get; private set; }

    /// <summary>JSON of everything the figures were computed from.</summary>
    public string Inputs { get; private set; } = "{}";

    /// <summary>Freezes the figures.</summary>
    public void Approve(decimal total, int calculatorVersion, string inputs, string? overrideReason, DateTimeOffset at, Guid? by)
    {
        TotalAmount = total;
        CalculatorVersion = calculatorVersion;
        Inputs = inputs;
        OverrideReason = overrideReason;
        ApprovedAt = at;
        ApprovedBy = by;
    }
}

/// <summary>One frozen line of a venue statement.</summary>
public sealed class VenueStatementLine : TenantEntity
{
    private VenueStatementLine()
    {
    }

    public VenueStatementLine(Guid statementId, int position, PayoutLineKind kind, decimal amount, string details)
    {
        StatementId = statementId;
        Position = position;
        Kind = kind;
        Amount = amount;
        Details = details;
    }

    public Guid StatementId { get; private set; }

    public int Position { get; private set; }

    public PayoutLineKind Kind { get; private set; }

    public decimal Amount { get; private set; }

    public Guid? ClassSessionId { get; private set; }

    public Guid? PrivateSessionId { get; private set; }

    /// <summary>The agreement behind it.</summary>
    public Guid? AgreementId { get; private set; }

    /// <summary>First day of the month an adjustment corrects.</summary>
    public DateOnly? AdjustsMonth { get; private set; }

    /// <summary>JSON: names as printed, marks, formula.</summary>
    public string Details { get; private set; } = "{}";

    /// <summary>What is behind it.</summary>
    public void About(Guid? classSessionId, Guid? privateSessionId, Guid? agreementId, DateOnly? adjustsMonth)
    {
        ClassSessionId = classSessionId;
        PrivateSessionId = privateSessionId;
        AgreementId = agreementId;
        AdjustsMonth = adjustsMonth;
    }
}
