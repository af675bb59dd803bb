using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Sessions;

internal sealed class SessionConfiguration :
    IEntityTypeConfiguration<ClassSession>,
    IEntityTypeConfiguration<SessionTeacher>,
    IEntityTypeConfiguration<SessionGuest>,
    IEntityTypeConfiguration<SessionRosterEntry>,
    IEntityTypeConfiguration<PrivateSession>
{
    public void Configure(EntityTypeBuilder<ClassSession> builder)
    {
        builder.TenantTable("class_sessions");
        builder.References<ClassSession, Group>(s => s.GroupId);
        builder.References<ClassSession, Venue>(s => s.VenueId);
        builder.References<ClassSession, Room>(s => s.RoomId);
        builder.References<ClassSession, Teacher>(s => s.TeacherId);
        foreach (var count in new[] { nameof(ClassSession.RosterCount), nameof(ClassSession.Heads), nameof(ClassSession.Absent), nameof(ClassSession.Excused), nameof(ClassSession.Unmarked) })
        {
            builder.Property<int>(count).HasDefaultValue(0).ValueGeneratedOnAddOrUpdate();
        }

        builder.RecordedByDatabase(nameof(ClassSession.CreatedAt));
        builder.HasIndex(s => new { s.OrganizationId, s.StartsAt });
        builder.HasIndex(s => new { s.OrganizationId, s.Date });
        builder.HasIndex(s => new { s.OrganizationId, s.GroupId, s.StartsAt });
        builder.HasIndex(s => new { s.OrganizationId, s.TeacherId, s.Date });
        builder.HasIndex(s => new { s.OrganizationId, s.ScheduleSlotId, s.OriginDate }).IsUnique();
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_class_sessions_instants", "ends_at > starts_at");
            t.HasCheckConstraint("ck_class_sessions_cancelled", "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancellation_kind is not null and cancel_reason is not null and charged is not null and paid is not null)");
            t.HasCheckConstraint("ck_class_sessions_named", "group_id is not null or title is not null");
            t.HasCheckConstraint("ck_class_sessions_held", "status <> 'held' or closed_at is not null");
        });
    }

    public void Configure(EntityTypeBuilder<SessionTeacher> builder)
    {
        builder.TenantTable("session_teachers");
        builder.References<SessionTeacher, ClassSession>(s => s.ClassSessionId);
        builder.References<SessionTeacher, Teacher>(s => s.TeacherId);
        builder.References<SessionTeacher, Teacher>(s => s.ReplacesTeacherId);
        builder.HasIndex(s => new { s.OrganizationId, s.ClassSessionId, s.TeacherId }).IsUnique().HasFilter("voided_at is null");
        builder.HasIndex(s => new { s.OrganizationId, s.TeacherId });
        builder.RecordedByDatabase(nameof(SessionTeacher.CreatedAt));
        builder.ToTable(t => t.HasCheckConstraint("ck_session_teachers_replaces", "(role = 'substitute') = (replaces_teacher_id is not null) and replaces_teacher_id is distinct from teacher_id"));
    }

    public void Configure(EntityTypeBuilder<SessionGuest> builder)
    {
        builder.TenantTable("session_guests");
        builder.References<SessionGuest, ClassSession>(s => s.ClassSessionId);
        builder.References<SessionGuest, Student>(s => s.StudentId);
        builder.HasIndex(s => new { s.OrganizationId, s.ClassSessionId, s.StudentId }).IsUnique().HasFilter("voided_at is null");
        builder.RecordedByDatabase(nameof(SessionGuest.CreatedAt));
    }

    public void Configure(EntityTypeBuilder<SessionRosterEntry> builder)
    {
        builder.ToTable("session_rosters");
        builder.HasKey(r => new { r.OrganizationId, r.ClassSessionId, r.StudentId });
        builder.References<SessionRosterEntry, ClassSession>(r => r.ClassSessionId);
        builder.References<SessionRosterEntry, Student>(r => r.StudentId);
    }

    public void Configure(EntityTypeBuilder<PrivateSession> builder)
    {
        builder.TenantTable("private_sessions");
        builder.References<PrivateSession, Teacher>(s => s.TeacherId);
        builder.References<PrivateSession, Student>(s => s.StudentId);
        builder.References<PrivateSession, Venue>(s => s.VenueId);
        builder.References<PrivateSession, Room>(s => s.RoomId);
        builder.Amount(s => s.Price);
        builder.RecordedByDatabase(nameof(PrivateSession.CreatedAt));
        builder.HasIndex(s => new { s.OrganizationId, s.Date });
        builder.HasIndex(s => new { s.OrganizationId, s.StudentId, s.Date });
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_private_sessions_duration", "duration_minutes between 1 and 1440");
            t.HasCheckConstraint("ck_private_sessions_prices", "price >= 0");
            t.HasCheckConstraint("ck_private_sessions_cancelled", "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancellation_kind is not null and cancel_reason is not null and charged is not null and paid is not null)");
        });
    }
}
