using Cadence.Core.Data;
using Cadence.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Cadence.Tests.Architecture;

/// <summary>Walls one and two as EF's model says them: composite keys and foreign keys, the named filter.</summary>
public sealed class ModelTests
{
    /// <summary>Entities above the tenants.</summary>
    private static readonly Dictionary<string, string> Global = new(StringComparer.Ordinal)
    {
        ["Organization"] = "is the tenant itself; its row is guarded by its own id",
        ["OrganizationSlug"] = "is asked for before a tenant is known, by a function that says no more than the id; its rows are guarded by organization_id",
    };

    [Fact]
    public void Every_entity_is_a_tenants_or_on_the_reviewed_list()
    {
        using var db = new CadenceDbContext(CadenceDatabase.TenantOptions("Host=nowhere;Username=nobody").Options);

        Findings.None(Violations(db.Model));
    }

    [Fact]
    public void The_list_of_global_entities_is_up_to_date()
    {
        using var db = new CadenceDbContext(CadenceDatabase.TenantOptions("Host=nowhere;Username=nobody").Options);

        Assert.Equal(
            Global.Keys.Order(StringComparer.Ordinal),
            db.Model.GetEntityTypes().Where(entity => typeof(IGlobal).IsAssignableFrom(entity.ClrType)).Select(entity => entity.ClrType.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entities_without_filter_key_or_reason_are_found()
    {
        using var db = new PlantedContext();

        Assert.Equal(
            [
                "CrossesOver: its foreign key to Housed does not carry the organization",
                "CrossesOver: its key does not begin with the organization",
                "Homeless: belongs to no organization and is on no list",
                "Unfiltered: has no filter tenant",
                "Unnoticed: is global without a reason",
            ],
            Violations(db.Model));
    }

    private static IEnumerable<string> Violations(IModel model) => model.GetEntityTypes().Where(entity => !entity.IsOwned()).SelectMany(OfEntity).Order(StringComparer.Ordinal);

    private static IEnumerable<string> OfEntity(IEntityType entity)
    {
        var name = entity.ClrType.Name;
        if (typeof(IGlobal).IsAssignableFrom(entity.ClrType))
        {
            if (!Global.ContainsKey(name))
            {
                yield return $"{name}: is global without a reason";
            }

            yield break;
        }

        if (!typeof(ITenantOwned).IsAssignableFrom(entity.ClrType))
        {
            yield return $"{name}: belongs to no organization and is on no list";
            yield break;
        }

        if (entity.FindDeclaredQueryFilter(CadenceDbContext.TenantFilter) is null)
        {
            yield return $"{name}: has no filter {CadenceDbContext.TenantFilter}";
        }

        if (entity.FindPrimaryKey()!.Properties[0].Name != nameof(ITenantOwned.OrganizationId))
        {
            yield return $"{name}: its key does not begin with the organization";
        }

        foreach (var key in entity.GetForeignKeys().Where(key => typeof(ITenantOwned).IsAssignableFrom(key.PrincipalEntityType.ClrType) && key.Properties[0].Name != nameof(ITenantOwned.OrganizationId)))
        {
            yield return $"{name}: its foreign key to {key.PrincipalEntityType.ClrType.Name} does not carry the organization";
        }
    }

    private sealed class PlantedContext : DbContext
    {
        public Guid OrganizationId { get; set; }

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql("Host=nowhere;Username=nobody");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Homeless>();
            modelBuilder.Entity<Unnoticed>();
            modelBuilder.Entity<Unfiltered>().HasKey(row => new { row.OrganizationId, row.Id });
            modelBuilder.Entity<Housed>().HasKey(row => row.Id);
            modelBuilder.Entity<Housed>().HasKey(row => new { row.OrganizationId, row.Id });
            modelBuilder.Entity<Housed>().HasQueryFilter(CadenceDbContext.TenantFilter, row => row.OrganizationId == OrganizationId);
            modelBuilder.Entity<CrossesOver>().HasKey(row => row.Id);
            modelBuilder.Entity<CrossesOver>().HasQueryFilter(CadenceDbContext.TenantFilter, row => row.OrganizationId == OrganizationId);
            modelBuilder.Entity<CrossesOver>().HasOne<Housed>().WithMany().HasForeignKey(row => row.HousedId).HasPrincipalKey(row => row.Id);
        }
    }

    private sealed class Homeless
    {
        public Guid Id { get; set; }
    }

    private sealed class Unnoticed : IGlobal
    {
        public Guid Id { get; set; }
    }

    private sealed class Unfiltered : ITenantOwned
    {
        public Guid OrganizationId { get; set; }

        public Guid Id { get; set; }
    }

    private sealed class Housed : ITenantOwned
    {
        public Guid OrganizationId { get; set; }

        public Guid Id { get; set; }
    }

    private sealed class CrossesOver : ITenantOwned
    {
        public Guid OrganizationId { get; set; }

        public Guid Id { get; set; }

        public Guid HousedId { get; set; }
    }
}
