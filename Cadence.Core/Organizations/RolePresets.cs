namespace Cadence.Core.Organizations;

/// <summary>The four roles every organization starts with, and what they may do.</summary>
public static class RolePresets
{
    public const string Owner = "owner";
    public const string Admin = "admin";
    public const string Staff = "staff";
    public const string Teacher = "teacher";

    private static readonly Permission[] ForOwnersOnly = [Permission.OrganizationArchive];

    private static readonly Permission[] NotForStaff =
    [
        .. ForOwnersOnly, Permission.PayRead, Permission.PayWrite, Permission.PayApprove, Permission.OrganizationEdit, Permission.AttendanceOverride,
        Permission.BankDetails, Permission.MembersRead, Permission.MembersWrite, Permission.RolesWrite, Permission.AuditRead, Permission.ExportAll,
    ];

    private static readonly Permission[] OwnForTeachers = [Permission.SessionsRead, Permission.AttendanceTake, Permission.GroupsRead, Permission.PeopleRead, Permission.PayRead];

    /// <summary>Keys in order of reach.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Owner, Admin, Staff, Teacher];

    /// <summary>The role rows of a new organization.</summary>
    public static IEnumerable<OrganizationRole> Roles() => Keys.Select(key => new OrganizationRole(key, preset: true));

    /// <summary>The grant rows of a new organization.</summary>
    public static IEnumerable<RoleGrant> Grants() =>
        [.. from permission in Enum.GetValues<Permission>()
            from key in Keys
            let scope = ScopeOf(key, permission)
            where scope is not null
            select new RoleGrant(key, permission, scope.Value)];

    private static GrantScope? ScopeOf(string key, Permission permission) => key switch
    {
        Owner => GrantScope.All,
        Admin => ForOwnersOnly.Contains(permission) ? null : GrantScope.All,
        Staff => NotForStaff.Contains(permission) ? null : GrantScope.All,
        _ => OwnForTeachers.Contains(permission) ? GrantScope.Own : null,
    };
}
