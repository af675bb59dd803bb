using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Cadence.Core.Data;

/// <summary>Stamps new rows with the context's organization and refuses rows of any other (wall three of design.md §3).</summary>
internal sealed class TenantStamp : SaveChangesInterceptor
{
    public static readonly TenantStamp Instance = new();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stamp((CadenceDbContext)eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Stamp((CadenceDbContext)eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Stamp(CadenceDbContext db)
    {
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries<ITenantOwned>().ToList())
        {
            var property = entry.Property(e => e.OrganizationId);
            if (entry.State == EntityState.Added && property.CurrentValue == Guid.Empty)
            {
                property.CurrentValue = db.OrganizationId;
            }

            if (db.OrganizationId == Guid.Empty || property.CurrentValue != db.OrganizationId
                || (entry.State != EntityState.Added && property.OriginalValue != db.OrganizationId))
            {
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another organization was about to be saved.");
            }
        }
    }
}
