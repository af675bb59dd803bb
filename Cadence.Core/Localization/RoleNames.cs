using Cadence.Core.Resources;

namespace Cadence.Core.Localization;

/// <summary>What roles are called: the presets in the reader's language, the others as they were named.</summary>
public static class RoleNames
{
    /// <summary>The role's name for people.</summary>
    /// <param name="key">As stored.</param>
    /// <param name="name">Of an own role; null for a preset.</param>
    public static string Of(string key, string? name = null) => name ?? key switch
    {
        "owner" => RolesTexts.PresetOwner,
        "admin" => RolesTexts.PresetAdmin,
        "staff" => RolesTexts.PresetStaff,
        "teacher" => RolesTexts.PresetTeacher,
        _ => key,
    };
}
