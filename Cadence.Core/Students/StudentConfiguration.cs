using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Students;

internal sealed class StudentConfiguration : IEntityTypeConfiguration<Student>, IEntityTypeConfiguration<ImportBatch>
{
    public void Configure(EntityTypeBuilder<Student> builder)
    {
        builder.TenantTable("students");
        builder.Property(s => s.FullName).HasComputedColumnSql("btrim(given_name || ' ' || family_names)", stored: true);
        builder.Property(s => s.PhoneE164).HasColumnName("phone_e164");
        builder.HasIndex(s => new { s.OrganizationId, s.FamilyNames, s.GivenName });
        builder.References<Student, ImportBatch>(s => s.ImportBatchId);
        builder.RecordedByDatabase(nameof(Student.CreatedAt));
    }

    public void Configure(EntityTypeBuilder<ImportBatch> builder)
    {
        builder.TenantTable("import_batches");
        builder.RecordedByDatabase(nameof(ImportBatch.CreatedAt));
    }
}
