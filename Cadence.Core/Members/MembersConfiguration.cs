using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Organizations;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Members;

internal sealed class MembersConfiguration : IEntityTypeConfiguration<Invitation>, IEntityTypeConfiguration<MemberPlace>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.TenantTable("organization_invitations");
        builder.ToTable(t => t.HasCheckConstraint("ck_organization_invitations_ends", "num_nonnulls(accepted_at, rejected_at, cancelled_at) <= 1 and (accepted_at is null) = (accepted_by is null)"));
        builder.References<Invitation, Teacher>(invitation => invitation.TeacherId);
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
        builder.HasIndex(invitation => new { invitation.OrganizationId, invitation.Email }).IsUnique().HasFilter("accepted_at is null and rejected_at is null and cancelled_at is null");
    }

    public void Configure(EntityTypeBuilder<MemberPlace> builder)
    {
        builder.TenantTable("member_places");
        builder.ToTable(t => t.HasCheckConstraint("ck_member_places_one", "num_nonnulls(member_id, invitation_id) = 1 and num_nonnulls(venue_id, group_id) = 1"));
        builder.References<MemberPlace, OrganizationMember>(place => place.MemberId);
        builder.References<MemberPlace, Invitation>(place => place.InvitationId);
        builder.References<MemberPlace, Venue>(place => place.VenueId);
        builder.References<MemberPlace, Group>(place => place.GroupId);
        builder.HasIndex(place => new { place.OrganizationId, place.MemberId, place.InvitationId, place.VenueId, place.GroupId }).IsUnique().AreNullsDistinct(false);
    }
}
