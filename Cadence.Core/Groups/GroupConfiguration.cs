using Cadence.Core.Data;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Groups;

internal sealed class GroupConfiguration : IEntityTypeConfiguration<Group>, IEntityTypeConfiguration<Enrolment>, IEntityTypeConfiguration<EnrolmentPause>
{
    public void Configure(EntityTypeBuilder<Group> builder)
    {
        builder.TenantTable("groups");
        builder.References<Group, Teacher>(g => g.TeacherId);
        builder.References<Group, Venue>(g => g.VenueId);
        builder.References<Group, Room>(g => g.RoomId);
        builder.Amount(g => g.MonthlyPrice);
        builder.RecordedByDatabase(nameof(Group.CreatedAt));
        builder.HasIndex(g => new { g.OrganizationId, g.Name }).IsUnique().HasFilter("status <> 'closed'");
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_groups_capacity", "capacity between 1 and 1000");
            t.HasCheckConstraint("ck_groups_color", "color between 1 and 12");
            t.HasCheckConstraint("ck_groups_price", "monthly_price >= 0");
        });
    }

    public void Configure(EntityTypeBuilder<Enrolment> builder)
    {
        builder.TenantTable("student_groups");
        builder.References<Enrolment, Student>(e => e.StudentId);
        builder.References<Enrolment, Group>(e => e.GroupId);
        builder.Amount(e => e.AgreedFee);
        builder.HasIndex(e => new { e.OrganizationId, e.GroupId, e.StartDate });
        builder.HasIndex(e => new { e.OrganizationId, e.StudentId });
        builder.RecordedByDatabase(nameof(Enrolment.CreatedAt));
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_student_groups_dates", "end_date is null or end_date >= start_date");
            t.HasCheckConstraint("ck_student_groups_fee", "agreed_fee >= 0");
        });
    }

    public void Configure(EntityTypeBuilder<EnrolmentPause> builder)
    {
        builder.TenantTable("enrolment_pauses");
        builder.References<EnrolmentPause, Enrolment>(p => p.EnrolmentId);
        builder.ToTable(t => t.HasCheckConstraint("ck_enrolment_pauses_dates", "end_date is null or end_date >= start_date"));
    }
}
