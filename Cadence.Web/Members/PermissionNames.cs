using Cadence.Core.Organizations;
using Cadence.Core.Resources;

namespace Cadence.Web.Members;

/// <summary>Permissions and scopes as people read them, by area.</summary>
public static class PermissionNames
{
    /// <summary>Areas in the order shown, with every permission once.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<Permission> Permissions)> Areas =>
    [
        (RolesTexts.AreaTeaching, [Permission.SessionsRead, Permission.SessionsWrite, Permission.AttendanceTake, Permission.AttendanceOverride, Permission.GroupsRead, Permission.GroupsWrite]),
        (RolesTexts.AreaPeople, [Permission.PeopleRead, Permission.PeopleWrite, Permission.FamilyLinks]),
        (RolesTexts.AreaMoney, [Permission.PayRead, Permission.PayWrite, Permission.PayApprove, Permission.BankDetails]),
        (RolesTexts.AreaOrganization, [Permission.DashboardRead, Permission.MembersRead, Permission.MembersWrite, Permission.RolesWrite, Permission.OrganizationEdit, Permission.AuditRead, Permission.ExportAll, Permission.OrganizationArchive]),
    ];

    /// <summary>What the permission lets somebody do.</summary>
    public static string Of(Permission permission) => permission switch
    {
        Permission.DashboardRead => RolesTexts.DashboardRead,
        Permission.PeopleRead => RolesTexts.PeopleRead,
        Permission.PeopleWrite => RolesTexts.PeopleWrite,
        Permission.GroupsRead => RolesTexts.GroupsRead,
        Permission.GroupsWrite => RolesTexts.GroupsWrite,
        Permission.SessionsRead => RolesTexts.SessionsRead,
        Permission.SessionsWrite => RolesTexts.SessionsWrite,
        Permission.AttendanceTake => RolesTexts.AttendanceTake,
        Permission.AttendanceOverride => RolesTexts.AttendanceOverride,
        Permission.PayRead => RolesTexts.PayRead,
        Permission.PayWrite => RolesTexts.PayWrite,
        Permission.PayApprove => RolesTexts.PayApprove,
        Permission.OrganizationEdit => RolesTexts.OrganizationEdit,
        Permission.OrganizationArchive => RolesTexts.OrganizationArchive,
        Permission.BankDetails => RolesTexts.BankDetails,
        Permission.MembersRead => RolesTexts.MembersRead,
        Permission.MembersWrite => RolesTexts.MembersWrite,
        Permission.RolesWrite => RolesTexts.RolesWrite,
        Permission.AuditRead => RolesTexts.AuditRead,
        Permission.ExportAll => RolesTexts.ExportAll,
        Permission.FamilyLinks => RolesTexts.FamilyLinks,
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, null),
    };

    /// <summary>How far a grant reaches; yes, where there is no part of it.</summary>
    public static string Of(Permission permission, GrantScope scope) => scope switch
    {
        GrantScope.Own => RolesTexts.ScopeOwn,
        GrantScope.Group => RolesTexts.ScopeGroup,
        GrantScope.Venue => RolesTexts.ScopeVenue,
        _ => PermissionScopes.Of(permission).Count == 1 ? RolesTexts.ScopeYes : RolesTexts.ScopeAll,
    };
}
