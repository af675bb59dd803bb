using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Teachers;

internal sealed class TeacherConfiguration : IEntityTypeConfiguration<Teacher>
{
    public void Configure(EntityTypeBuilder<Teacher> builder)
    {
        builder.TenantTable("teachers");
        builder.Property(t => t.FullName).HasComputedColumnSql("btrim(given_name || ' ' || family_names)", stored: true);
        builder.HasIndex(t => new { t.OrganizationId, t.UserId }).IsUnique().HasFilter("user_id is not null");
        builder.RecordedByDatabase(nameof(Teacher.CreatedAt));
        builder.ToTable(t => t.HasCheckConstraint("ck_teachers_employment", "employed_to is null or employed_to >= employed_from"));
    }
}
