using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cadence.Core.Data.Migrations
{
    /// <summary>What accounts and members need to be allowed, and grants for groups and venues. Organizations that are there get them for their preset roles.</summary>
    public partial class Permissions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_role_grants_permission",
                table: "role_grants");

            migrationBuilder.DropCheckConstraint(
                name: "ck_role_grants_scope",
                table: "role_grants");

            migrationBuilder.AddCheckConstraint(
                name: "ck_role_grants_permission",
                table: "role_grants",
                sql: "permission in ('dashboard_read', 'people_read', 'people_write', 'groups_read', 'groups_write', 'sessions_read', 'sessions_write', 'attendance_take', 'attendance_override', 'pay_read', 'pay_write', 'pay_approve', 'organization_edit', 'organization_archive', 'bank_details', 'members_read', 'members_write', 'roles_write', 'audit_read', 'export_all', 'family_links')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_role_grants_scope",
                table: "role_grants",
                sql: "scope in ('own', 'group', 'venue', 'all')");

            migrationBuilder.Sql(
                """
                insert into role_grants (organization_id, role_key, permission, scope)
                select r.organization_id, r.key, p.permission, 'all'
                from organization_roles r
                join (values ('organization_archive', 1), ('bank_details', 2), ('members_read', 2), ('members_write', 2), ('roles_write', 2), ('audit_read', 2), ('export_all', 2), ('family_links', 3)) p(permission, reach)
                    on p.reach >= case r.key when 'owner' then 1 when 'admin' then 2 when 'staff' then 3 else 4 end
                where r.preset
                on conflict do nothing
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_role_grants_permission",
                table: "role_grants");

            migrationBuilder.DropCheckConstraint(
                name: "ck_role_grants_scope",
                table: "role_grants");

            migrationBuilder.AddCheckConstraint(
                name: "ck_role_grants_permission",
                table: "role_grants",
                sql: "permission in ('dashboard_read', 'people_read', 'people_write', 'groups_read', 'groups_write', 'sessions_read', 'sessions_write', 'attendance_take', 'attendance_override', 'pay_read', 'pay_write', 'pay_approve', 'organization_edit')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_role_grants_scope",
                table: "role_grants",
                sql: "scope in ('own', 'all')");
        }
    }
}
