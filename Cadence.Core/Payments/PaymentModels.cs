using System.Text.Json.Serialization;
using Cadence.Core.Kernel;

namespace Cadence.Core.Payments;

/// <summary>What people write about an agreement, when adding as when editing.</summary>
public abstract record AgreementDetails
{
    /// <summary>How the amount counts.</summary>
    public AgreementModel Model { get; init; }

    /// <summary>Per month, class, head or hour.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Who takes the pupils' money.</summary>
    public AgreementCollector CollectedBy { get; init; }

    /// <summary>What a cancelled class is worth.</summary>
    public AgreementCancelledRule Cancelled { get; init; }

    /// <summary>First day.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day, included; nothing is open.</summary>
    public DateOnly? ValidTo { get; init; }
}

/// <summary>A new agreement. It ends an open one of the same reach the day before. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddVenueAgreement : AgreementDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>With whom.</summary>
    public Guid? VenueId { get; init; }

    /// <summary>For one group only.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>Classes or private classes.</summary>
    public AgreementKind Kind { get; init; }

    /// <summary>Who owes whom.</summary>
    public AgreementDirection Direction { get; init; }
}

/// <summary>Corrects an agreement as last seen in <see cref="Version"/>. Months already sent get the difference as an adjustment.</summary>
public sealed record EditVenueAgreement : AgreementDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>Takes back an agreement that should never have been.</summary>
public sealed record VoidVenueAgreement(Guid Id, int Version, string? Reason);

/// <summary>An agreement in the list.</summary>
/// <param name="IsCurrent">Whether it holds today.</param>
public sealed record VenueAgreementItem(
    Guid Id, Guid VenueId, string VenueName, Guid? GroupId, string? GroupName, AgreementKind Kind, AgreementDirection Direction, AgreementModel Model, decimal Amount,
    AgreementCollector CollectedBy, AgreementCancelledRule Cancelled, DateOnly ValidFrom, DateOnly? ValidTo, bool IsCurrent, string? VoidReason, int Version)
{
    /// <summary>Whether it was taken back.</summary>
    [JsonIgnore]
    public bool IsVoid => VoidReason is not null;
}

/// <summary>A venue or pupil as a choice.</summary>
public sealed record PaymentChoice(Guid Id, string Name);

/// <summary>What agreements and money received can name.</summary>
public sealed record PaymentChoices(IReadOnlyList<PaymentChoice> Venues, IReadOnlyList<PaymentChoice> Groups, IReadOnlyList<PaymentChoice> Students);

/// <summary>What people write about money received.</summary>
public abstract record ReceivedDetails
{
    /// <summary>The day it counts for.</summary>
    public DateOnly? ValueDate { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>The venue that paid; nothing is an own pupil.</summary>
    public Guid? VenueId { get; init; }

    /// <summary>The pupil who paid, if it is to be known.</summary>
    public Guid? StudentId { get; init; }

    /// <summary>What for.</summary>
    public string? Note { get; init; }
}

/// <summary>Notes money that came in. The id is the client's, so that sending it twice adds one.</summary>
public sealed record AddReceivedPayment : ReceivedDetails
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
}

/// <summary>Corrects money received as last seen in <see cref="Version"/>.</summary>
public sealed record EditReceivedPayment : ReceivedDetails
{
    public required Guid Id { get; init; }

    /// <summary>The version the form was filled from.</summary>
    public required int Version { get; init; }
}

/// <summary>Takes back money that never came.</summary>
public sealed record VoidReceivedPayment(Guid Id, int Version, string? Reason);

/// <summary>Money received in a list.</summary>
/// <param name="From">The venue or pupil; null when nobody was named.</param>
public sealed record ReceivedRow(Guid Id, DateOnly ValueDate, Money Amount, Guid? VenueId, Guid? StudentId, string? From, string? Note, string? VoidReason, int Version)
{
    /// <summary>Whether it was taken back.</summary>
    [JsonIgnore]
    public bool IsVoid => VoidReason is not null;
}
