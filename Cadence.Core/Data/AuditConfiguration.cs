using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Data;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<AuditPersonalValue>, IEntityTypeConfiguration<ExternalRef>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.TenantTable("audit_entries");
        builder.Property(e => e.Changes).HasColumnType("jsonb");
        builder.RecordedByDatabase(nameof(AuditEntry.RecordedAt));
        builder.HasIndex(e => new { e.OrganizationId, e.Entity, e.EntityId, e.RecordedAt });
    }

    public void Configure(EntityTypeBuilder<AuditPersonalValue> builder)
    {
        builder.TenantTable("audit_personal_values");
        builder.References<AuditPersonalValue, AuditEntry>(v => v.AuditEntryId);
        builder.HasIndex(v => new { v.OrganizationId, v.PersonId });
    }

    public void Configure(EntityTypeBuilder<ExternalRef> builder)
    {
        builder.TenantTable("external_refs");
        builder.HasIndex(r => new { r.OrganizationId, r.System, r.Entity, r.ExternalId }).IsUnique();
    }
}
