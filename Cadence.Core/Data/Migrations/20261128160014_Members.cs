using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cadence.Core.Data.Migrations
{
    /// <summary>Invitations, the venues and groups a member is given, and a version for roles.</summary>
    public partial class Members : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "organization_roles",
                type: "integer",
                rowVersion: true,
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "organization_invitations",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    invited_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    rejected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_invitations", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_organization_invitations_ends", "num_nonnulls(accepted_at, rejected_at, cancelled_at) <= 1 and (accepted_at is null) = (accepted_by is null)");
                    table.ForeignKey(
                        name: "fk_organization_invitations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_organization_invitations_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "member_places",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: true),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_member_places", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_member_places_one", "num_nonnulls(member_id, invitation_id) = 1 and num_nonnulls(venue_id, group_id) = 1");
                    table.ForeignKey(
                        name: "fk_member_places_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_member_places_invitation_id",
                        columns: x => new { x.organization_id, x.invitation_id },
                        principalTable: "organization_invitations",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_member_places_member_id",
                        columns: x => new { x.organization_id, x.member_id },
                        principalTable: "organization_members",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_member_places_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_member_places_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ux_organization_roles_name",
                table: "organization_roles",
                columns: new[] { "organization_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_member_places_group_id",
                table: "member_places",
                columns: new[] { "organization_id", "group_id" });

            migrationBuilder.CreateIndex(
                name: "ix_member_places_invitation_id",
                table: "member_places",
                columns: new[] { "organization_id", "invitation_id" });

            migrationBuilder.CreateIndex(
                name: "ix_member_places_venue_id",
                table: "member_places",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ux_member_places_member_id_invitation_id_venue_id_group_id",
                table: "member_places",
                columns: new[] { "organization_id", "member_id", "invitation_id", "venue_id", "group_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_organization_invitations_teacher_id",
                table: "organization_invitations",
                columns: new[] { "organization_id", "teacher_id" });

            migrationBuilder.CreateIndex(
                name: "ux_organization_invitations_email",
                table: "organization_invitations",
                columns: new[] { "organization_id", "email" },
                unique: true,
                filter: "accepted_at is null and rejected_at is null and cancelled_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_organization_invitations_token_hash",
                table: "organization_invitations",
                column: "token_hash",
                unique: true);

            migrationBuilder.Sql(MigrationScript.Read("members"));
        }
    }
}
