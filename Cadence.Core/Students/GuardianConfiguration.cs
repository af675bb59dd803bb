using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Students;

internal sealed class GuardianConfiguration : IEntityTypeConfiguration<Guardian>, IEntityTypeConfiguration<StudentGuardian>, IEntityTypeConfiguration<FamilyLink>
{
    public void Configure(EntityTypeBuilder<Guardian> builder)
    {
        builder.TenantTable("guardians");
        builder.Property(g => g.FullName).HasComputedColumnSql("btrim(given_name || ' ' || family_names)", stored: true);
        builder.Property(g => g.PhoneE164).HasColumnName("phone_e164");
        builder.RecordedByDatabase(nameof(Guardian.CreatedAt));
        builder.ToTable(t => t.HasCheckConstraint("ck_guardians_language", "language in ('es', 'en')"));
    }

    public void Configure(EntityTypeBuilder<StudentGuardian> builder)
    {
        builder.TenantTable("student_guardians");
        builder.References<StudentGuardian, Student>(s => s.StudentId);
        builder.References<StudentGuardian, Guardian>(s => s.GuardianId);
        builder.HasIndex(s => new { s.OrganizationId, s.StudentId, s.GuardianId }).IsUnique().HasFilter("ended_at is null");
        builder.RecordedByDatabase(nameof(StudentGuardian.CreatedAt));
    }

    public void Configure(EntityTypeBuilder<FamilyLink> builder)
    {
        builder.TenantTable("family_links");
        builder.References<FamilyLink, Guardian>(l => l.GuardianId);
        builder.HasIndex(l => new { l.OrganizationId, l.GuardianId }).IsUnique().HasFilter("revoked_at is null");
        // Asked for before a tenant is known.
        builder.HasIndex(l => l.TokenHash);
        builder.RecordedByDatabase(nameof(FamilyLink.CreatedAt));
    }
}
