using System.Text.Json;
using Cadence.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Organizations;

/// <summary>Dated settings as they stand on a day: of each key the row that became valid last.</summary>
public sealed class OrganizationSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private OrganizationSettings()
    {
    }

    /// <summary>Reads the settings whose key begins with <paramref name="prefix"/>.</summary>
    public static async Task<OrganizationSettings> OnAsync(TenantSession session, string prefix, DateOnly day, CancellationToken cancellationToken)
    {
        var settings = new OrganizationSettings();
        var rows = await session.Db.Set<OrganizationSetting>().AsNoTracking()
            .Where(setting => setting.Key.StartsWith(prefix) && setting.ValidFrom <= day)
            .OrderBy(setting => setting.ValidFrom)
            .Select(setting => new { setting.Key, setting.Value })
            .ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            settings._values[row.Key] = row.Value;
        }

        return settings;
    }

    /// <summary>A yes or no; <paramref name="otherwise"/> where nothing was set.</summary>
    public bool Flag(string key, bool otherwise) => _values.TryGetValue(key, out var value) ? JsonSerializer.Deserialize<bool>(value) : otherwise;

    /// <summary>A whole number; <paramref name="otherwise"/> where nothing was set.</summary>
    public int Number(string key, int otherwise) => _values.TryGetValue(key, out var value) ? JsonSerializer.Deserialize<int>(value) : otherwise;

    /// <summary>A text; null where nothing was set.</summary>
    public string? Text(string key) => _values.TryGetValue(key, out var value) ? JsonSerializer.Deserialize<string>(value) : null;
}
