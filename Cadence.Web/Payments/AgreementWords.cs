using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Resources;

namespace Cadence.Web.Payments;

/// <summary>Agreements with venues in words, and their choices as forms offer them.</summary>
internal static class AgreementWords
{
    public static IReadOnlyList<(AgreementKind, string)> Kinds => [(AgreementKind.Class, VenueAgreementsTexts.KindClass), (AgreementKind.Private, VenueAgreementsTexts.KindPrivate)];

    public static IReadOnlyList<(AgreementDirection, string)> Directions =>
        [(AgreementDirection.VenuePays, VenueAgreementsTexts.VenuePays), (AgreementDirection.OrganizationPays, VenueAgreementsTexts.OrganizationPays)];

    public static IReadOnlyList<(AgreementModel, string)> Models => [.. Enum.GetValues<AgreementModel>().Select(model => (model, Model(model)))];

    public static IReadOnlyList<(AgreementCollector, string)> Collectors =>
        [(AgreementCollector.Venue, VenueAgreementsTexts.CollectedByVenue), (AgreementCollector.Organization, VenueAgreementsTexts.CollectedByOrganization)];

    public static IReadOnlyList<(AgreementCancelledRule, string)> CancelledRules =>
        [(AgreementCancelledRule.NotPaid, VenueAgreementsTexts.CancelledNotPaid), (AgreementCancelledRule.Paid, VenueAgreementsTexts.CancelledPaid)];

    public static string AmountLabel(AgreementModel model) => model switch
    {
        AgreementModel.FixedMonthly => VenueAgreementsTexts.AmountFixedMonthly,
        AgreementModel.PerClass => VenueAgreementsTexts.AmountPerClass,
        AgreementModel.PerHead => VenueAgreementsTexts.AmountPerHead,
        _ => VenueAgreementsTexts.AmountPerHour,
    };

    /// <summary>"Por asistente, 3,20 €".</summary>
    public static string Terms(VenueAgreementItem item, string currency) => $"{Model(item.Model)}, {Figures.Money(new Money(item.Amount, currency))}";

    /// <summary>"Clases de grupo · cobra el local · desde el 1 sep 2026".</summary>
    public static string Details(VenueAgreementItem item, DateOnly today) => string.Join(" · ", new[]
    {
        item.Kind == AgreementKind.Private ? VenueAgreementsTexts.KindPrivate : item.GroupName is { } group ? PayoutText.Format(VenueAgreementsTexts.OnlyGroupFormat, group) : VenueAgreementsTexts.KindClass,
        item.Direction == AgreementDirection.OrganizationPays ? "" : item.CollectedBy == AgreementCollector.Venue ? VenueAgreementsTexts.CollectsVenue : VenueAgreementsTexts.CollectsOrganization,
        PayoutText.Format(VenueAgreementsTexts.SinceFormat, ReaderDate.Compact(item.ValidFrom, today)),
        item.ValidTo is { } end ? PayoutText.Format(VenueAgreementsTexts.UntilFormat, ReaderDate.Compact(end, today)) : "",
    }.Where(part => part.Length > 0));

    private static string Model(AgreementModel model) => model switch
    {
        AgreementModel.FixedMonthly => VenueAgreementsTexts.ModelFixedMonthly,
        AgreementModel.PerClass => VenueAgreementsTexts.ModelPerClass,
        AgreementModel.PerHead => VenueAgreementsTexts.ModelPerHead,
        _ => VenueAgreementsTexts.ModelPerHour,
    };
}
