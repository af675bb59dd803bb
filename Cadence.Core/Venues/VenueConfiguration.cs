using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Venues;

internal sealed class VenueConfiguration : IEntityTypeConfiguration<Venue>, IEntityTypeConfiguration<Room>
{
    public void Configure(EntityTypeBuilder<Venue> builder)
    {
        builder.TenantTable("venues");
        builder.RecordedByDatabase(nameof(Venue.CreatedAt));
        builder.HasIndex(v => new { v.OrganizationId, v.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Room> builder)
    {
        builder.TenantTable("rooms");
        builder.References<Room, Venue>(r => r.VenueId);
        builder.HasIndex(r => new { r.OrganizationId, r.VenueId, r.Name }).IsUnique();
    }
}
