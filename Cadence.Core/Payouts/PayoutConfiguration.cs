using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Payments;
using Cadence.Core.Sessions;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Payouts;

internal sealed class PayoutConfiguration :
    IEntityTypeConfiguration<PayRate>,
    IEntityTypeConfiguration<TeacherPayout>,
    IEntityTypeConfiguration<PayoutLine>,
    IEntityTypeConfiguration<VenueStatement>,
    IEntityTypeConfiguration<VenueStatementLine>
{
    public void Configure(EntityTypeBuilder<PayRate> builder)
    {
        builder.TenantTable("pay_rates");
        builder.References<PayRate, Teacher>(r => r.TeacherId);
        builder.References<PayRate, Venue>(r => r.VenueId);
        builder.References<PayRate, Group>(r => r.GroupId);
        builder.Amount(r => r.Amount);
        builder.Amount(r => r.Base);
        builder.Amount(r => r.Minimum);
        builder.Amount(r => r.Cap);
        builder.Property(r => r.Tiers).HasColumnType("jsonb");
        builder.RecordedByDatabase(nameof(PayRate.CreatedAt));
        builder.HasIndex(r => new { r.OrganizationId, r.TeacherId, r.ValidFrom });
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_pay_rates_amounts", "amount >= 0 and base >= 0 and minimum >= 0 and (cap is null or cap >= minimum) and free_heads >= 0");
            t.HasCheckConstraint("ck_pay_rates_dates", "valid_to is null or valid_to >= valid_from");
            t.HasCheckConstraint("ck_pay_rates_scope_names", "(scope = 'venue') = (venue_id is not null) and (scope = 'level') = (level is not null) and (scope = 'group') = (group_id is not null)");
        });
    }

    public void Configure(EntityTypeBuilder<TeacherPayout> builder)
    {
        builder.TenantTable("teacher_payouts");
        builder.References<TeacherPayout, Teacher>(p => p.TeacherId);
        builder.Amount(p => p.Gross);
        builder.Amount(p => p.Tax);
        builder.Amount(p => p.Withholding);
        builder.Amount(p => p.TotalAmount);
        builder.Property(p => p.Inputs).HasColumnType("jsonb");
        builder.HasIndex(p => new { p.OrganizationId, p.TeacherId, p.Month }).IsUnique();
        builder.HasIndex(p => new { p.OrganizationId, p.Number }).IsUnique();
        builder.HasIndex(p => new { p.OrganizationId, p.Month });
    }

    public void Configure(EntityTypeBuilder<PayoutLine> builder)
    {
        builder.TenantTable("payout_lines");
        builder.References<PayoutLine, TeacherPayout>(l => l.PayoutId);
        builder.References<PayoutLine, ClassSession>(l => l.ClassSessionId);
        builder.References<PayoutLine, Group>(l => l.GroupId);
        builder.References<PayoutLine, PayRate>(l => l.RateId);
        builder.Amount(l => l.Amount);
        builder.Property(l => l.Details).HasColumnType("jsonb");
        builder.HasIndex(l => new { l.OrganizationId, l.PayoutId, l.Position }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<VenueStatement> builder)
    {
        builder.TenantTable("venue_statements");
        builder.References<VenueStatement, Venue>(s => s.VenueId);
        builder.Amount(s => s.TotalAmount);
        builder.Property(s => s.Inputs).HasColumnType("jsonb");
        builder.HasIndex(s => new { s.OrganizationId, s.VenueId, s.Month }).IsUnique();
        builder.HasIndex(s => new { s.OrganizationId, s.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<VenueStatementLine> builder)
    {
        builder.TenantTable("venue_statement_lines");
        builder.References<VenueStatementLine, VenueStatement>(l => l.StatementId);
        builder.References<VenueStatementLine, ClassSession>(l => l.ClassSessionId);
        builder.References<VenueStatementLine, PrivateSession>(l => l.PrivateSessionId);
        builder.References<VenueStatementLine, VenueAgreement>(l => l.AgreementId);
        builder.Amount(l => l.Amount);
        builder.Property(l => l.Details).HasColumnType("jsonb");
        builder.HasIndex(l => new { l.OrganizationId, l.StatementId, l.Position }).IsUnique();
    }
}
