using Cadence.Core.Data;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Attendance;

internal sealed class AttendanceConfiguration : IEntityTypeConfiguration<AttendanceRecord>, IEntityTypeConfiguration<AttendanceHistoryEntry>, IEntityTypeConfiguration<MonthLock>
{
    public void Configure(EntityTypeBuilder<AttendanceRecord> builder)
    {
        builder.ToTable("attendance_records");
        builder.OrganizationThroughParent();
        builder.HasKey(r => new { r.OrganizationId, r.ClassSessionId, r.StudentId });
        builder.References<AttendanceRecord, ClassSession>(r => r.ClassSessionId);
        builder.References<AttendanceRecord, Student>(r => r.StudentId);
        builder.HasIndex(r => new { r.OrganizationId, r.StudentId });
        builder.RecordedByDatabase(nameof(AttendanceRecord.RecordedAt));
        builder.Property(r => r.Version).HasDefaultValue(1);
    }

    public void Configure(EntityTypeBuilder<AttendanceHistoryEntry> builder)
    {
        builder.TenantTable("attendance_history");
        builder.OrganizationThroughParent();
        builder.References<AttendanceHistoryEntry, ClassSession>(r => r.ClassSessionId);
        builder.References<AttendanceHistoryEntry, Student>(r => r.StudentId);
        builder.HasIndex(r => new { r.OrganizationId, r.TapId }).IsUnique();
        builder.HasIndex(r => new { r.OrganizationId, r.ClassSessionId, r.RecordedAt });
        builder.RecordedByDatabase(nameof(AttendanceHistoryEntry.RecordedAt));
    }

    public void Configure(EntityTypeBuilder<MonthLock> builder)
    {
        builder.TenantTable("month_locks");
        builder.HasIndex(l => new { l.OrganizationId, l.Month }).IsUnique().HasFilter("released_at is null");
    }
}
