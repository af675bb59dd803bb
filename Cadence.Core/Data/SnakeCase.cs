using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Cadence.Core.Data;

/// <summary>Names and enum values in the database are snake_case.</summary>
public static class SnakeCase
{
    /// <summary><c>PerHead</c> → <c>per_head</c>, <c>PhoneE164</c> → <c>phone_e164</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The database's word for an enum value.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Of(value.ToString());

    /// <summary>The enum value of the database's word; throws for a word that is not one.</summary>
    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum => Words<TEnum>.ByWord[word];

    /// <summary>Renames every table part to snake_case and stores enums as words under a check.</summary>
    internal static void UseSnakeCase(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes().ToList())
        {
            var table = entity.GetTableName();
            if (table is null || entity.IsMappedToJson())
            {
                continue;
            }

            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Of(property.Name));
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsEnum)
                {
                    property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(EnumWord<>).MakeGenericType(type))!);
                    var words = string.Join(", ", Enum.GetNames(type).Select(name => $"'{Of(name)}'"));
                    model.Entity(entity.ClrType).ToTable(t => t.HasCheckConstraint($"ck_{table}_{Of(property.Name)}", $"{Of(property.Name)} in ({words})"));
                }
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName((key.IsPrimaryKey() ? "pk_" : "ak_") + table + (key.IsPrimaryKey() ? "" : "_" + string.Join("_", key.Properties.Select(p => Of(p.Name)))));
            }

            foreach (var key in entity.GetForeignKeys())
            {
                key.SetConstraintName($"fk_{table}_" + string.Join("_", key.Properties.Where(p => p.Name != nameof(ITenantOwned.OrganizationId) || key.Properties.Count == 1).Select(p => Of(p.Name))));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName((index.IsUnique ? "ux_" : "ix_") + table + "_" + string.Join("_", index.Properties.Select(p => Of(p.Name)).Where(c => c != "organization_id").DefaultIfEmpty("organization_id")));
            }
        }
    }

    private static class Words<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<string, TEnum> ByWord = Enum.GetValues<TEnum>().ToDictionary(value => Of(value.ToString()));
    }

    private sealed class EnumWord<TEnum>() : ValueConverter<TEnum, string>(value => Of(value.ToString()), word => Parse<TEnum>(word))
        where TEnum : struct, Enum;
}
