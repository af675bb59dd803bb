using Cadence.Core.Data;

namespace Cadence.Core.Payments;

/// <summary>Which classes an agreement is about.</summary>
public enum AgreementKind
{
    Class,
    Private,
}

/// <summary>Who owes whom.</summary>
public enum AgreementDirection
{
    /// <summary>The venue pays for the classes given in it.</summary>
    VenuePays,
    /// <summary>The organization pays rent.</summary>
    OrganizationPays,
}

/// <summary>How the amount of an agreement counts.</summary>
public enum AgreementModel
{
    FixedMonthly,
    PerClass,
    PerHead,
    PerHour,
}

/// <summary>Who takes the pupils' money.</summary>
public enum AgreementCollector
{
    Organization,
    Venue,
}

/// <summary>What a cancelled class is worth under an agreement.</summary>
public enum AgreementCancelledRule
{
    NotPaid,
    Paid,
}

/// <summary>
/// What an organization and a venue agreed on from a day on. Agreements of the same venue, group, kind and direction never overlap;
/// one that should never have been is voided, with its reason.
/// </summary>
public sealed class VenueAgreement : VersionedTenantEntity
{
    private VenueAgreement()
    {
    }

    public VenueAgreement(Guid id, Guid venueId, Guid? groupId, AgreementKind kind, AgreementDirection direction, DateOnly validFrom)
    {
        UseId(id);
        VenueId = venueId;
        GroupId = groupId;
        Kind = kind;
        Direction = direction;
        ValidFrom = validFrom;
    }

    public Guid VenueId { get; private set; }

    /// <summary>One group only; null is all that happens in the venue. The narrower agreement wins.</summary>
    public Guid? GroupId { get; private set; }

    public AgreementKind Kind { get; private set; }

    public AgreementDirection Direction { get; private set; }

    public AgreementModel Model { get; private set; }

    /// <summary>Per month, class, head or hour, in the organization's currency.</summary>
    public decimal Amount { get; private set; }

    public AgreementCollector CollectedBy { get; private set; }

    public AgreementCancelledRule Cancelled { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day, included.</summary>
    public DateOnly? ValidTo { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }

    public string? VoidReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>What is paid and who collects.</summary>
    public void Agree(AgreementModel model, decimal amount, AgreementCollector collectedBy, AgreementCancelledRule cancelled)
    {
        Model = model;
        Amount = amount;
        CollectedBy = collectedBy;
        Cancelled = cancelled;
    }

    /// <summary>Its days, both included.</summary>
    public void Hold(DateOnly from, DateOnly? to)
    {
        ValidFrom = from;
        ValidTo = to;
    }

    /// <summary>It should never have been: it counts nowhere.</summary>
    public void Void(string reason, DateTimeOffset at)
    {
        VoidReason = reason;
        VoidedAt = at;
    }
}

/// <summary>Money that came in. Never deleted: a mistake is voided, with its reason.</summary>
public sealed class ReceivedPayment : VersionedTenantEntity
{
    private ReceivedPayment()
    {
    }

    public ReceivedPayment(Guid id) => UseId(id);

    /// <summary>The day the money counts for.</summary>
    public DateOnly ValueDate { get; private set; }

    /// <summary>In the organization's currency.</summary>
    public decimal Amount { get; private set; }

    /// <summary>The venue that paid; null is an own pupil.</summary>
    public Guid? VenueId { get; private set; }

    /// <summary>The pupil who paid, if known.</summary>
    public Guid? StudentId { get; private set; }

    /// <summary>What for, in people's words.</summary>
    public string? Note { get; private set; }

    public DateTimeOffset? VoidedAt { get; private set; }

    public string? VoidReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When, how much, from whom and what for.</summary>
    public void Describe(DateOnly valueDate, decimal amount, Guid? venueId, Guid? studentId, string? note)
    {
        ValueDate = valueDate;
        Amount = amount;
        VenueId = venueId;
        StudentId = studentId;
        Note = note;
    }

    /// <summary>It never came.</summary>
    public void Void(string reason, DateTimeOffset at)
    {
        VoidReason = reason;
        VoidedAt = at;
    }
}
