using Cadence.Core.Documents;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;

namespace Cadence.Core.Payouts;

/// <summary>What the papers of a month and of a year by venues share: the letterhead, the sums at the top, the foot. In the language that is spoken.</summary>
/// <param name="Title">The name of the paper.</param>
/// <param name="Period">The month or the year, in words.</param>
/// <param name="Subtitle">Below the title: the period and when it was calculated.</param>
internal sealed record VenueSheet(StatementPayer Organization, string Title, string Period, string Subtitle, string Footer, DateOnly Today)
{
    /// <summary>Writes the paper.</summary>
    /// <param name="logo">The organization's logo as PNG; null prints the house's beats in its colour.</param>
    public byte[] GeneratePdf(byte[]? logo, Action<ColumnDescriptor> content) => Document.Create(document =>
    {
        document.Metadata(
            PayoutText.Format(VenueStatementsTexts.DocumentAuthorTitleFormat, Period, Organization.Name),
            Organization.Name,
            new DateTimeOffset(Today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        document.Page(page =>
        {
            HouseStyle.Letterhead(
                page.Header(),
                Organization.Name,
                Organization.Type == OrganizationType.School ? PayoutsTexts.KindSchool : PayoutsTexts.KindIndependentTeacher,
                new Brand(Organization.Color, logo),
                Title,
                Subtitle,
                isPreview: false);
            page.Content().Column(content);
            HouseStyle.Foot(page.Footer(), Footer);
        });
    }).GeneratePdf();

    /// <summary>The result and its parts at the left, what was earned and what came in at the right.</summary>
    public static void Summary(ColumnDescriptor column, string netLabel, VenueMonthTotals totals)
    {
        column.Item().Row(row =>
        {
            row.RelativeItem(1.1f).Padding(right: 24).Column(left =>
            {
                left.Item().Text(netLabel, HouseStyle.LabelText);
                left.Item().Padding(top: 2, bottom: 4).Text(Figures.Money(totals.Net), HouseStyle.Figure);
                Part(left, VenueStatementsTexts.FromVenues, totals.FromVenues);
                Part(left, VenueStatementsTexts.PupilsPaid, totals.ReceivedFromPupils);
                Part(left, VenueStatementsTexts.Rents, -totals.Rents);
            });
            row.RelativeItem().Column(right =>
            {
                right.Item().Padding(bottom: 3).Text(VenueStatementsTexts.ApartTitle, HouseStyle.LabelText);
                Part(right, VenueStatementsTexts.Accrued, totals.Accrued, strong: true);
                Part(right, VenueStatementsTexts.FromVenues, totals.FromVenues);
                Part(right, PayoutsTexts.PrivateClasses, totals.PrivatesGiven);
                Part(right, VenueStatementsTexts.Received, totals.Received, strong: true);
                Part(right, VenueStatementsTexts.OfVenues, totals.ReceivedFromVenues);
                Part(right, VenueStatementsTexts.OwnPupils, totals.ReceivedFromPupils);
            });
        });

        static void Part(ColumnDescriptor place, string label, Money amount, bool strong = false) => place.Item().Padding(bottom: 2).Row(row =>
        {
            row.RelativeItem().Text(label, strong ? HouseStyle.Strong : HouseStyle.SoftBody, maxLines: 1);
            row.ConstantItem(90).Text(Figures.Money(amount), strong ? HouseStyle.Strong : HouseStyle.Body, TextAlignment.Right, maxLines: 1);
        });
    }
}
