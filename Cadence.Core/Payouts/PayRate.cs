using Cadence.Core.Data;

namespace Cadence.Core.Payouts;

/// <summary>Which classes a rate is for.</summary>
public enum PayRateKind
{
    Class,
    Private,
}

/// <summary>How a teacher is paid.</summary>
public enum PayModel
{
    FixedMonthly,
    PerClass,
    PerHead,
    PerHour,
}

/// <summary>How far a rate reaches; the narrowest that fits a session wins.</summary>
public enum PayRateScope
{
    All,
    Venue,
    Level,
    Group,
}

/// <summary>A dated rate of one teacher. Rates of one teacher, kind and scope never overlap; past ones never change.</summary>
public sealed class PayRate : VersionedTenantEntity
{
    private PayRate()
    {
    }

    public PayRate(Guid teacherId, PayRateKind kind, PayModel model, PayRateScope scope, decimal amount, DateOnly validFrom)
    {
        TeacherId = teacherId;
        Kind = kind;
        Model = model;
        Scope = scope;
        Amount = amount;
        ValidFrom = validFrom;
    }

    public Guid TeacherId { get; private set; }

    public PayRateKind Kind { get; private set; }

    public PayModel Model { get; private set; }

    public PayRateScope Scope { get; private set; }

    public Guid? VenueId { get; private set; }

    public string? Level { get; private set; }

    public Guid? GroupId { get; private set; }

    /// <summary>Per month, class or head, in the organization's currency.</summary>
    public decimal Amount { get; private set; }

    /// <summary>Per head: paid for each class before heads count.</summary>
    public decimal Base { get; private set; }

    /// <summary>Per head: least pay of a class.</summary>
    public decimal Minimum { get; private set; }

    /// <summary>Per head: most pay of a class.</summary>
    public decimal? Cap { get; private set; }

    /// <summary>Per head: heads that are not paid.</summary>
    public int FreeHeads { get; private set; }

    /// <summary>Per head: JSON list of {from, amount}; the tier of the counted heads holds for all of them.</summary>
    public string? Tiers { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day, included.</summary>
    public DateOnly? ValidTo { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>What a narrower scope names.</summary>
    public void Narrow(Guid? venueId, string? level, Guid? groupId)
    {
        VenueId = venueId;
        Level = level;
        GroupId = groupId;
    }

    /// <summary>The finer points of pay per head.</summary>
    public void SetHeadRules(decimal baseAmount, decimal minimum, decimal? cap, int freeHeads, string? tiers)
    {
        Base = baseAmount;
        Minimum = minimum;
        Cap = cap;
        FreeHeads = freeHeads;
        Tiers = tiers;
    }

    /// <summary>Ends it with <paramref name="lastDay"/>, included, because a new one follows.</summary>
    public void End(DateOnly lastDay) => ValidTo = lastDay;
}

/// <summary>An approved month of one teacher: frozen. Later facts become adjustments in a later one.</summary>
public sealed class TeacherPayout : VersionedTenantEntity
{
    private TeacherPayout()
    {
    }

    public TeacherPayout(Guid teacherId, DateOnly month, DateOnly periodStart, DateOnly periodEnd, string currency, string number)
    {
        TeacherId = teacherId;
        Month = month;
        PeriodStart = periodStart;
        PeriodEnd = periodEnd;
        Currency = currency;
        Number = number;
    }

    public Guid TeacherId { get; private set; }

    /// <summary>First day of the month in which the period ends.</summary>
    public DateOnly Month { get; private set; }

    public DateOnly PeriodStart { get; private set; }

    /// <summary>Included.</summary>
    public DateOnly PeriodEnd { get; private set; }

    public string Currency { get; private set; } = "";

    public decimal Gross { get; private set; }

    public decimal Tax { get; private set; }

    public decimal Withholding { get; private set; }

    /// <summary>Net: gross plus tax less withholding.</summary>
    public decimal TotalAmount { get; private set; }

    /// <summary>Printed number, unique in the organization.</summary>
    public string Number { get; private set; } = "";

    public DateTimeOffset ApprovedAt { get; private set; }

    public Guid? ApprovedBy { get; private set; }

    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary>Why it was approved although sessions lacked attendance.</summary>
    public string? OverrideReason { get; private set; }

    public int CalculatorVersion { get; private set; }

    /// <summary>JSON of everything the figures were computed from.</summary>
    public string Inputs { get; private set; } = "{}";

    /// <summary>Freezes the figures.</summary>
    public void Approve(decimal gross, decimal tax, decimal withholding, int calculatorVersion, string inputs, string? overrideReason, DateTimeOffset at, Guid? by)
    {
        Gross = gross;
        Tax = tax;
        Withholding = withholding;
        TotalAmount = gross + tax - withholding;
        CalculatorVersion = calculatorVersion;
        Inputs = inputs;
        OverrideReason = overrideReason;
        ApprovedAt = at;
        ApprovedBy = by;
    }

    /// <summary>The transfer left.</summary>
    public void MarkPaid(DateTimeOffset at) => PaidAt = at;
}

/// <summary>What a payout line is about.</summary>
public enum PayoutLineKind
{
    Session,
    FixedMonthly,
    Adjustment,
}

/// <summary>One frozen line of an approved payout.</summary>
public sealed class PayoutLine : TenantEntity
{
    private PayoutLine()
    {
    }

    public PayoutLine(Guid payoutId, int position, PayoutLineKind kind, decimal amount, string details)
    {
        PayoutId = payoutId;
        Position = position;
        Kind = kind;
        Amount = amount;
        Details = details;
    }

    public Guid PayoutId { get; private set; }

    public int Position { get; private set; }

    public PayoutLineKind Kind { get; private set; }

    public Guid? ClassSessionId { get; private set; }

    public Guid? GroupId { get; private set; }

    public DateOnly? Date { get; private set; }

    public TimeOnly? StartTime { get; private set; }

    public TimeOnly? EndTime { get; private set; }

    public int? Heads { get; private set; }

    public Guid? RateId { get; private set; }

    public PayModel? Model { get; private set; }

    public decimal Amount { get; private set; }

    /// <summary>First day of the month an adjustment corrects.</summary>
    public DateOnly? AdjustsMonth { get; private set; }

    /// <summary>JSON: names as printed, marks, formula.</summary>
    public string Details { get; private set; } = "{}";

    /// <summary>The class behind the line.</summary>
    public void About(Guid? classSessionId, Guid? groupId, DateOnly? date, TimeOnly? start, TimeOnly? end, int? heads)
    {
        ClassSessionId = classSessionId;
        GroupId = groupId;
        Date = date;
        StartTime = start;
        EndTime = end;
        Heads = heads;
    }

    /// <summary>The rate behind the line.</summary>
    public void By(Guid? rateId, PayModel? model)
    {
        RateId = rateId;
        Model = model;
    }

    /// <summary>The month an adjustment corrects.</summary>
    public void Adjusts(DateOnly month) => AdjustsMonth = month;
}
