using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Payments;

internal sealed class PaymentConfiguration : IEntityTypeConfiguration<VenueAgreement>, IEntityTypeConfiguration<ReceivedPayment>
{
    public void Configure(EntityTypeBuilder<VenueAgreement> builder)
    {
        builder.TenantTable("venue_agreements");
        builder.References<VenueAgreement, Venue>(a => a.VenueId);
        builder.References<VenueAgreement, Group>(a => a.GroupId);
        builder.Amount(a => a.Amount);
        builder.RecordedByDatabase(nameof(VenueAgreement.CreatedAt));
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_venue_agreements_amounts", "amount >= 0");
            t.HasCheckConstraint("ck_venue_agreements_dates", "valid_to is null or valid_to >= valid_from");
            t.HasCheckConstraint("ck_venue_agreements_private", "kind = 'class' or group_id is null");
            t.HasCheckConstraint("ck_venue_agreements_voided", "voided_at is null or void_reason is not null");
        });
    }

    public void Configure(EntityTypeBuilder<ReceivedPayment> builder)
    {
        builder.TenantTable("received_payments");
        builder.References<ReceivedPayment, Venue>(p => p.VenueId);
        builder.References<ReceivedPayment, Student>(p => p.StudentId);
        builder.Amount(p => p.Amount);
        builder.RecordedByDatabase(nameof(ReceivedPayment.CreatedAt));
        builder.HasIndex(p => new { p.OrganizationId, p.ValueDate });
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_received_payments_amounts", "amount > 0");
            t.HasCheckConstraint("ck_received_payments_from", "venue_id is null or student_id is null");
            t.HasCheckConstraint("ck_received_payments_voided", "voided_at is null or void_reason is not null");
        });
    }
}
