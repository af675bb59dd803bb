using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cadence.Core.Data;

/// <summary>What every tenant table has in common.</summary>
public static class TenantConfiguration
{
    internal const string ThroughParent = "Cadence:OrganizationThroughParent";

    /// <summary>Table name, composite key (organization, id), database-kept version.</summary>
    public static void TenantTable<T>(this EntityTypeBuilder<T> entity, string table)
        where T : TenantEntity
    {
        entity.ToTable(table);
        entity.HasKey(nameof(ITenantOwned.OrganizationId), nameof(TenantEntity.Id));
        entity.Property(e => e.Id).ValueGeneratedNever();
        if (typeof(VersionedTenantEntity).IsAssignableFrom(typeof(T)))
        {
            entity.Property<int>(nameof(VersionedTenantEntity.Version)).IsConcurrencyToken().HasDefaultValue(1).ValueGeneratedOnAddOrUpdate();
        }
    }

    /// <summary>
    /// For the tables a tap writes: their key to the class session names the organization too, so a second key to it would only cost time,
    /// once a row.
    /// </summary>
    public static void OrganizationThroughParent<T>(this EntityTypeBuilder<T> entity)
        where T : class, ITenantOwned => entity.HasAnnotation(ThroughParent, true);

    /// <summary>A foreign key that can't cross organizations: (organization, x) → (organization, id).</summary>
    public static void References<T, TOther>(this EntityTypeBuilder<T> entity, Expression<Func<T, object?>> property)
        where T : class, ITenantOwned
        where TOther : TenantEntity
    {
        var body = property.Body is UnaryExpression unary ? unary.Operand : property.Body;
        var name = ((MemberExpression)body).Member.Name;
        entity.HasOne<TOther>().WithMany().HasForeignKey(nameof(ITenantOwned.OrganizationId), name)
            .HasPrincipalKey(nameof(ITenantOwned.OrganizationId), nameof(TenantEntity.Id)).OnDelete(DeleteBehavior.Restrict);
    }

    /// <summary>A column the database fills with the time of the insert.</summary>
    public static void RecordedByDatabase<T>(this EntityTypeBuilder<T> entity, string property)
        where T : class => entity.Property<DateTimeOffset>(property).HasDefaultValueSql("now()").ValueGeneratedOnAdd();

    /// <summary>An amount of money: two to three decimals, no binary fractions.</summary>
    public static void Amount<T, TProperty>(this EntityTypeBuilder<T> entity, Expression<Func<T, TProperty>> property)
        where T : class => entity.Property(property).HasPrecision(12, 3);
}
