using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Venues;

internal sealed class VenueConfiguration : IEntityTypeConfiguration<Venue>, IEntityTypeConfiguration<Room>, IEntityTypeConfiguration<VenueTravel>
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

    public void Configure(EntityTypeBuilder<VenueTravel> builder)
    {
        builder.TenantTable("venue_travels");
        builder.References<VenueTravel, Venue>(t => t.VenueId);
        builder.References<VenueTravel, Venue>(t => t.OtherVenueId);
        builder.HasIndex(t => new { t.OrganizationId, t.VenueId, t.OtherVenueId }).IsUnique();
        builder.ToTable(t =>
        {
            t.HasCheckConstraint("ck_venue_travels_minutes", "minutes between 1 and 600");
            t.HasCheckConstraint("ck_venue_travels_order", "venue_id < other_venue_id");
        });
    }
}
