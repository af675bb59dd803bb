using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Organizations;

internal sealed class OrganizationConfiguration :
    IEntityTypeConfiguration<Organization>,
    IEntityTypeConfiguration<OrganizationSlug>,
    IEntityTypeConfiguration<OrganizationLogo>,
    IEntityTypeConfiguration<OrganizationMember>,
    IEntityTypeConfiguration<OrganizationRole>,
    IEntityTypeConfiguration<RoleGrant>,
    IEntityTypeConfiguration<OrganizationSetting>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.HasIndex(o => o.Slug).IsUnique();
        builder.Property(o => o.Slug).HasMaxLength(40);
        builder.Property(o => o.Name).HasMaxLength(120);
        builder.RecordedByDatabase(nameof(Organization.CreatedAt));
        builder.Property(o => o.Version).IsConcurrencyToken().HasDefaultValue(1).ValueGeneratedOnAddOrUpdate();
    }

    public void Configure(EntityTypeBuilder<OrganizationSlug> builder)
    {
        builder.ToTable("organization_slugs");
        builder.HasKey(s => s.Slug);
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<OrganizationLogo> builder)
    {
        builder.ToTable("organization_logos");
        builder.HasKey(l => new { l.OrganizationId, l.Hash });
        builder.RecordedByDatabase(nameof(OrganizationLogo.CreatedAt));
    }

    public void Configure(EntityTypeBuilder<OrganizationMember> builder)
    {
        builder.TenantTable("organization_members");
        builder.HasIndex(m => new { m.OrganizationId, m.UserId }).IsUnique();
        builder.HasIndex(m => m.UserId);
        builder.HasOne<OrganizationRole>().WithMany().HasForeignKey(m => new { m.OrganizationId, m.Role }).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<OrganizationRole> builder)
    {
        builder.ToTable("organization_roles");
        builder.HasKey(r => new { r.OrganizationId, r.Key });
        builder.HasIndex(r => new { r.OrganizationId, r.Name }).IsUnique();
        builder.Property(r => r.AsksSecondFactor).HasDefaultValue(false);
        builder.Property(r => r.Version).IsConcurrencyToken().HasDefaultValue(1).ValueGeneratedOnAddOrUpdate();
    }

    public void Configure(EntityTypeBuilder<RoleGrant> builder)
    {
        builder.ToTable("role_grants");
        builder.HasKey(g => new { g.OrganizationId, g.RoleKey, g.Permission });
        builder.HasOne<OrganizationRole>().WithMany().HasForeignKey(g => new { g.OrganizationId, g.RoleKey }).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<OrganizationSetting> builder)
    {
        builder.TenantTable("organization_settings");
        builder.Property(s => s.Value).HasColumnType("jsonb");
        builder.HasIndex(s => new { s.OrganizationId, s.Key, s.ValidFrom }).IsUnique();
        builder.RecordedByDatabase(nameof(OrganizationSetting.CreatedAt));
    }
}
