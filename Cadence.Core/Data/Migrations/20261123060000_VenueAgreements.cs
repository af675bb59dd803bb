using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cadence.Core.Data.Migrations
{
    /// <summary>What venues and organizations agree on, private classes, money received, what venues were billed.</summary>
    public partial class VenueAgreements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_payout_lines_model",
                table: "payout_lines");

            migrationBuilder.DropCheckConstraint(
                name: "ck_pay_rates_model",
                table: "pay_rates");

            migrationBuilder.CreateTable(
                name: "private_sessions",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    start_time = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    duration_minutes = table.Column<int>(type: "integer", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    price = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    cancellation_kind = table.Column<string>(type: "text", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    charged = table.Column<bool>(type: "boolean", nullable: true),
                    paid = table.Column<bool>(type: "boolean", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_private_sessions", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_private_sessions_cancellation_kind", "cancellation_kind in ('teacher', 'school', 'closure', 'pupil_in_time', 'pupil_late', 'no_show')");
                    table.CheckConstraint("ck_private_sessions_cancelled", "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancellation_kind is not null and cancel_reason is not null and charged is not null and paid is not null)");
                    table.CheckConstraint("ck_private_sessions_duration", "duration_minutes between 1 and 1440");
                    table.CheckConstraint("ck_private_sessions_prices", "price >= 0");
                    table.CheckConstraint("ck_private_sessions_status", "status in ('scheduled', 'held', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_private_sessions_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_private_sessions_room_id",
                        columns: x => new { x.organization_id, x.room_id },
                        principalTable: "rooms",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_private_sessions_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_private_sessions_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_private_sessions_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "received_payments",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    value_date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    student_id = table.Column<Guid>(type: "uuid", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    void_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_received_payments", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_received_payments_amounts", "amount > 0");
                    table.CheckConstraint("ck_received_payments_from", "venue_id is null or student_id is null");
                    table.CheckConstraint("ck_received_payments_voided", "voided_at is null or void_reason is not null");
                    table.ForeignKey(
                        name: "fk_received_payments_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_received_payments_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_received_payments_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venue_agreements",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    collected_by = table.Column<string>(type: "text", nullable: false),
                    cancelled = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    void_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venue_agreements", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_venue_agreements_amounts", "amount >= 0");
                    table.CheckConstraint("ck_venue_agreements_cancelled", "cancelled in ('not_paid', 'paid')");
                    table.CheckConstraint("ck_venue_agreements_collected_by", "collected_by in ('organization', 'venue')");
                    table.CheckConstraint("ck_venue_agreements_dates", "valid_to is null or valid_to >= valid_from");
                    table.CheckConstraint("ck_venue_agreements_direction", "direction in ('venue_pays', 'organization_pays')");
                    table.CheckConstraint("ck_venue_agreements_kind", "kind in ('class', 'private')");
                    table.CheckConstraint("ck_venue_agreements_model", "model in ('fixed_monthly', 'per_class', 'per_head', 'per_hour')");
                    table.CheckConstraint("ck_venue_agreements_private", "kind = 'class' or group_id is null");
                    table.CheckConstraint("ck_venue_agreements_voided", "voided_at is null or void_reason is not null");
                    table.ForeignKey(
                        name: "fk_venue_agreements_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_agreements_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_agreements_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venue_statements",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    total_amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    override_reason = table.Column<string>(type: "text", nullable: true),
                    calculator_version = table.Column<int>(type: "integer", nullable: false),
                    inputs = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venue_statements", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_venue_statements_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_statements_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venue_statement_lines",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    private_session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    agreement_id = table.Column<Guid>(type: "uuid", nullable: true),
                    adjusts_month = table.Column<DateOnly>(type: "date", nullable: true),
                    details = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venue_statement_lines", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_venue_statement_lines_kind", "kind in ('session', 'fixed_monthly', 'adjustment')");
                    table.ForeignKey(
                        name: "fk_venue_statement_lines_agreement_id",
                        columns: x => new { x.organization_id, x.agreement_id },
                        principalTable: "venue_agreements",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_statement_lines_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_statement_lines_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_statement_lines_private_session_id",
                        columns: x => new { x.organization_id, x.private_session_id },
                        principalTable: "private_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_venue_statement_lines_statement_id",
                        columns: x => new { x.organization_id, x.statement_id },
                        principalTable: "venue_statements",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_payout_lines_model",
                table: "payout_lines",
                sql: "model in ('fixed_monthly', 'per_class', 'per_head', 'per_hour')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_pay_rates_model",
                table: "pay_rates",
                sql: "model in ('fixed_monthly', 'per_class', 'per_head', 'per_hour')");

            migrationBuilder.CreateIndex(
                name: "ix_private_sessions_date",
                table: "private_sessions",
                columns: new[] { "organization_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_private_sessions_room_id",
                table: "private_sessions",
                columns: new[] { "organization_id", "room_id" });

            migrationBuilder.CreateIndex(
                name: "ix_private_sessions_student_id_date",
                table: "private_sessions",
                columns: new[] { "organization_id", "student_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_private_sessions_teacher_id",
                table: "private_sessions",
                columns: new[] { "organization_id", "teacher_id" });

            migrationBuilder.CreateIndex(
                name: "ix_private_sessions_venue_id",
                table: "private_sessions",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ix_received_payments_student_id",
                table: "received_payments",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ix_received_payments_value_date",
                table: "received_payments",
                columns: new[] { "organization_id", "value_date" });

            migrationBuilder.CreateIndex(
                name: "ix_received_payments_venue_id",
                table: "received_payments",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ix_venue_agreements_group_id",
                table: "venue_agreements",
                columns: new[] { "organization_id", "group_id" });

            migrationBuilder.CreateIndex(
                name: "ix_venue_agreements_venue_id",
                table: "venue_agreements",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ix_venue_statement_lines_agreement_id",
                table: "venue_statement_lines",
                columns: new[] { "organization_id", "agreement_id" });

            migrationBuilder.CreateIndex(
                name: "ix_venue_statement_lines_class_session_id",
                table: "venue_statement_lines",
                columns: new[] { "organization_id", "class_session_id" });

            migrationBuilder.CreateIndex(
                name: "ix_venue_statement_lines_private_session_id",
                table: "venue_statement_lines",
                columns: new[] { "organization_id", "private_session_id" });

            migrationBuilder.CreateIndex(
                name: "ux_venue_statement_lines_statement_id_position",
                table: "venue_statement_lines",
                columns: new[] { "organization_id", "statement_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_venue_statements_number",
                table: "venue_statements",
                columns: new[] { "organization_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_venue_statements_venue_id_month",
                table: "venue_statements",
                columns: new[] { "organization_id", "venue_id", "month" },
                unique: true);

            migrationBuilder.Sql(MigrationScript.Read("venues"));
        }
    }
}
