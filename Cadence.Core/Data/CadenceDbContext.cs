using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Data;

/// <summary>
/// All tenant data. Rented only by <see cref="TenantDb"/>, which sets the organization, and cleared when it goes back to the pool.
/// </summary>
public sealed class CadenceDbContext(DbContextOptions<CadenceDbContext> options) : DbContext(options)
{
    /// <summary>The filter that keeps reads inside the organization; it is never ignored.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>The organization this context is for now; empty reads nothing.</summary>
    public Guid OrganizationId { get; internal set; }

    public override void Dispose()
    {
        OrganizationId = Guid.Empty;
        base.Dispose();
    }

    public override ValueTask DisposeAsync()
    {
        OrganizationId = Guid.Empty;
        return base.DisposeAsync();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CadenceDbContext).Assembly, type => type.Namespace != "Cadence.Core.Accounts");
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType)).ToList())
        {
            entity.FindProperty(nameof(ITenantOwned.OrganizationId))!.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            var row = Expression.Parameter(entity.ClrType, "row");
            var own = Expression.Equal(
                Expression.Property(row, nameof(ITenantOwned.OrganizationId)),
                Expression.Property(Expression.Constant(this), nameof(OrganizationId)));
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(TenantFilter, Expression.Lambda(own, row));
            if (entity.FindAnnotation(TenantConfiguration.ThroughParent) is not null)
            {
                entity.RemoveAnnotation(TenantConfiguration.ThroughParent);
                continue;
            }

            modelBuilder.Entity(entity.ClrType).HasOne(typeof(Organizations.Organization)).WithMany().HasForeignKey(nameof(ITenantOwned.OrganizationId)).OnDelete(DeleteBehavior.Restrict);
        }

        modelBuilder.UseSnakeCase();
    }
}
