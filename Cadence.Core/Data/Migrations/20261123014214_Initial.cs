using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cadence.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    legal_name = table.Column<string>(type: "text", nullable: true),
                    tax_id = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    bank_account = table.Column<string>(type: "text", nullable: true),
                    color = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    archived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                    table.CheckConstraint("ck_organizations_type", "type in ('school', 'independent_teacher')");
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    action = table.Column<string>(type: "text", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_audit_entries_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "domain_events",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    type = table.Column<string>(type: "text", nullable: false),
                    payload_version = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false, defaultValue: ""),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    payload = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_domain_events", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_domain_events_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "external_refs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    system = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    entity = table.Column<string>(type: "text", nullable: false),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_refs", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_external_refs_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "import_batches",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    file_hash = table.Column<string>(type: "text", nullable: false),
                    rows_applied = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    created_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_batches", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_import_batches_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_runs",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job = table.Column<string>(type: "text", nullable: false),
                    tick = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    node = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_runs", x => new { x.organization_id, x.job, x.tick });
                    table.ForeignKey(
                        name: "fk_job_runs_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "month_locks",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    locked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    locked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    released_by = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_month_locks", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_month_locks_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organization_roles",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true),
                    preset = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_roles", x => new { x.organization_id, x.key });
                    table.ForeignKey(
                        name: "fk_organization_roles_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organization_settings",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_settings", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_organization_settings_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organization_slugs",
                columns: table => new
                {
                    slug = table.Column<string>(type: "text", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_slugs", x => x.slug);
                    table.ForeignKey(
                        name: "fk_organization_slugs_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    period = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dead_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_messages", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_outbox_messages_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "teachers",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    given_name = table.Column<string>(type: "text", nullable: false),
                    family_names = table.Column<string>(type: "text", nullable: false),
                    preferred_name = table.Column<string>(type: "text", nullable: true),
                    full_name = table.Column<string>(type: "text", nullable: false, computedColumnSql: "btrim(given_name || ' ' || family_names)", stored: true),
                    legal_name = table.Column<string>(type: "text", nullable: true),
                    tax_id = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    bank_account = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    employed_from = table.Column<DateOnly>(type: "date", nullable: false),
                    employed_to = table.Column<DateOnly>(type: "date", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teachers", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_teachers_employment", "employed_to is null or employed_to >= employed_from");
                    table.ForeignKey(
                        name: "fk_teachers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venues",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    time_zone = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venues", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_venues_kind", "kind in ('studio', 'home', 'online')");
                    table.ForeignKey(
                        name: "fk_venues_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_personal_values",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    audit_entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    column_name = table.Column<string>(type: "text", nullable: false),
                    old_value = table.Column<string>(type: "text", nullable: true),
                    new_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_personal_values", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_audit_personal_values_audit_entry_id",
                        columns: x => new { x.organization_id, x.audit_entry_id },
                        principalTable: "audit_entries",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_audit_personal_values_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "students",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    given_name = table.Column<string>(type: "text", nullable: false),
                    family_names = table.Column<string>(type: "text", nullable: false),
                    preferred_name = table.Column<string>(type: "text", nullable: true),
                    full_name = table.Column<string>(type: "text", nullable: false, computedColumnSql: "btrim(given_name || ' ' || family_names)", stored: true),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    phone_e164 = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    drop_reason = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true),
                    import_batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_students", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_students_status", "status in ('lead', 'trial', 'active', 'paused', 'left')");
                    table.ForeignKey(
                        name: "fk_students_import_batch_id",
                        columns: x => new { x.organization_id, x.import_batch_id },
                        principalTable: "import_batches",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_students_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organization_members",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organization_members", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_organization_members_status", "status in ('active', 'suspended', 'removed')");
                    table.ForeignKey(
                        name: "fk_organization_members_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_organization_members_role",
                        columns: x => new { x.organization_id, x.role },
                        principalTable: "organization_roles",
                        principalColumns: new[] { "organization_id", "key" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "role_grants",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_key = table.Column<string>(type: "text", nullable: false),
                    permission = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_grants", x => new { x.organization_id, x.role_key, x.permission });
                    table.CheckConstraint("ck_role_grants_permission", "permission in ('dashboard_read', 'people_read', 'people_write', 'groups_read', 'groups_write', 'sessions_read', 'sessions_write', 'attendance_take', 'attendance_override', 'pay_read', 'pay_write', 'pay_approve', 'organization_edit')");
                    table.CheckConstraint("ck_role_grants_scope", "scope in ('own', 'all')");
                    table.ForeignKey(
                        name: "fk_role_grants_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_role_grants_role_key",
                        columns: x => new { x.organization_id, x.role_key },
                        principalTable: "organization_roles",
                        principalColumns: new[] { "organization_id", "key" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "teacher_payouts",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    period_start = table.Column<DateOnly>(type: "date", nullable: false),
                    period_end = table.Column<DateOnly>(type: "date", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    gross = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    tax = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    withholding = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    total_amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    paid_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    override_reason = table.Column<string>(type: "text", nullable: true),
                    calculator_version = table.Column<int>(type: "integer", nullable: false),
                    inputs = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teacher_payouts", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_teacher_payouts_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_teacher_payouts_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    shared = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rooms", x => new { x.organization_id, x.id });
                    table.ForeignKey(
                        name: "fk_rooms_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_rooms_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: true),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    capacity = table.Column<int>(type: "integer", nullable: false),
                    level = table.Column<string>(type: "text", nullable: true),
                    style = table.Column<string>(type: "text", nullable: true),
                    age_range = table.Column<string>(type: "text", nullable: true),
                    color = table.Column<int>(type: "integer", nullable: false),
                    monthly_price = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_groups_capacity", "capacity between 1 and 1000");
                    table.CheckConstraint("ck_groups_color", "color between 1 and 12");
                    table.CheckConstraint("ck_groups_price", "monthly_price >= 0");
                    table.CheckConstraint("ck_groups_status", "status in ('active', 'paused', 'closed')");
                    table.ForeignKey(
                        name: "fk_groups_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_room_id",
                        columns: x => new { x.organization_id, x.room_id },
                        principalTable: "rooms",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "class_sessions",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    title = table.Column<string>(type: "text", nullable: true),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    start_time = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    end_time = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    cancellation_kind = table.Column<string>(type: "text", nullable: true),
                    cancel_reason = table.Column<string>(type: "text", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    charged = table.Column<bool>(type: "boolean", nullable: true),
                    paid = table.Column<bool>(type: "boolean", nullable: true),
                    schedule_slot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    origin_date = table.Column<DateOnly>(type: "date", nullable: true),
                    joint_id = table.Column<Guid>(type: "uuid", nullable: true),
                    capacity = table.Column<int>(type: "integer", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    roster_count = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    heads = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    absent = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    excused = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    unmarked = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_class_sessions", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_class_sessions_cancellation_kind", "cancellation_kind in ('teacher', 'school', 'closure', 'pupil_in_time', 'pupil_late', 'no_show')");
                    table.CheckConstraint("ck_class_sessions_cancelled", "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancellation_kind is not null and cancel_reason is not null and charged is not null and paid is not null)");
                    table.CheckConstraint("ck_class_sessions_held", "status <> 'held' or closed_at is not null");
                    table.CheckConstraint("ck_class_sessions_instants", "ends_at > starts_at");
                    table.CheckConstraint("ck_class_sessions_named", "group_id is not null or title is not null");
                    table.CheckConstraint("ck_class_sessions_status", "status in ('scheduled', 'held', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_class_sessions_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_class_sessions_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_class_sessions_room_id",
                        columns: x => new { x.organization_id, x.room_id },
                        principalTable: "rooms",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_class_sessions_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_class_sessions_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pay_rates",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    venue_id = table.Column<Guid>(type: "uuid", nullable: true),
                    level = table.Column<string>(type: "text", nullable: true),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    @base = table.Column<decimal>(name: "base", type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    minimum = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    cap = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: true),
                    free_heads = table.Column<int>(type: "integer", nullable: false),
                    tiers = table.Column<string>(type: "jsonb", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pay_rates", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_pay_rates_amounts", "amount >= 0 and base >= 0 and minimum >= 0 and (cap is null or cap >= minimum) and free_heads >= 0");
                    table.CheckConstraint("ck_pay_rates_dates", "valid_to is null or valid_to >= valid_from");
                    table.CheckConstraint("ck_pay_rates_kind", "kind in ('class', 'private')");
                    table.CheckConstraint("ck_pay_rates_model", "model in ('fixed_monthly', 'per_class', 'per_head')");
                    table.CheckConstraint("ck_pay_rates_scope", "scope in ('all', 'venue', 'level', 'group')");
                    table.CheckConstraint("ck_pay_rates_scope_names", "(scope = 'venue') = (venue_id is not null) and (scope = 'level') = (level is not null) and (scope = 'group') = (group_id is not null)");
                    table.ForeignKey(
                        name: "fk_pay_rates_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pay_rates_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pay_rates_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pay_rates_venue_id",
                        columns: x => new { x.organization_id, x.venue_id },
                        principalTable: "venues",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "student_groups",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    start_date = table.Column<DateOnly>(type: "date", nullable: false),
                    end_date = table.Column<DateOnly>(type: "date", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    agreed_fee = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: true),
                    agreed_fee_from = table.Column<DateOnly>(type: "date", nullable: true),
                    agreed_fee_reason = table.Column<string>(type: "text", nullable: true),
                    partner_role = table.Column<string>(type: "text", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    void_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", rowVersion: true, nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_student_groups", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_student_groups_dates", "end_date is null or end_date >= start_date");
                    table.CheckConstraint("ck_student_groups_fee", "agreed_fee >= 0");
                    table.CheckConstraint("ck_student_groups_partner_role", "partner_role in ('leader', 'follower', 'both')");
                    table.ForeignKey(
                        name: "fk_student_groups_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_student_groups_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_student_groups_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "attendance_history",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tap_id = table.Column<Guid>(type: "uuid", nullable: true),
                    old_status = table.Column<string>(type: "text", nullable: true),
                    new_status = table.Column<string>(type: "text", nullable: true),
                    effective_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    actor_kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attendance_history", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_attendance_history_new_status", "new_status in ('present', 'absent', 'excused', 'late')");
                    table.CheckConstraint("ck_attendance_history_old_status", "old_status in ('present', 'absent', 'excused', 'late')");
                    table.CheckConstraint("ck_attendance_history_outcome", "outcome in ('saved', 'older', 'locked', 'refused')");
                    table.ForeignKey(
                        name: "fk_attendance_history_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_attendance_history_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "attendance_records",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: true),
                    effective_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by_closing = table.Column<bool>(type: "boolean", nullable: false),
                    tap_id = table.Column<Guid>(type: "uuid", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", nullable: false, defaultValue: 1)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attendance_records", x => new { x.organization_id, x.class_session_id, x.student_id });
                    table.CheckConstraint("ck_attendance_records_status", "status in ('present', 'absent', 'excused', 'late')");
                    table.ForeignKey(
                        name: "fk_attendance_records_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_attendance_records_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session_guests",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_guests", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_session_guests_kind", "kind in ('trial', 'make_up', 'drop_in', 'pack')");
                    table.ForeignKey(
                        name: "fk_session_guests_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_guests_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_guests_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session_rosters",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    student_id = table.Column<Guid>(type: "uuid", nullable: false),
                    guest = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_rosters", x => new { x.organization_id, x.class_session_id, x.student_id });
                    table.ForeignKey(
                        name: "fk_session_rosters_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_rosters_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_rosters_student_id",
                        columns: x => new { x.organization_id, x.student_id },
                        principalTable: "students",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session_teachers",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    teacher_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    replaces_teacher_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_teachers", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_session_teachers_replaces", "(role = 'substitute') = (replaces_teacher_id is not null) and replaces_teacher_id is distinct from teacher_id");
                    table.CheckConstraint("ck_session_teachers_role", "role in ('lead', 'assistant', 'substitute')");
                    table.ForeignKey(
                        name: "fk_session_teachers_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_teachers_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_teachers_replaces_teacher_id",
                        columns: x => new { x.organization_id, x.replaces_teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_session_teachers_teacher_id",
                        columns: x => new { x.organization_id, x.teacher_id },
                        principalTable: "teachers",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payout_lines",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payout_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    class_session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    date = table.Column<DateOnly>(type: "date", nullable: true),
                    start_time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    end_time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    heads = table.Column<int>(type: "integer", nullable: true),
                    rate_id = table.Column<Guid>(type: "uuid", nullable: true),
                    model = table.Column<string>(type: "text", nullable: true),
                    amount = table.Column<decimal>(type: "numeric(12,3)", precision: 12, scale: 3, nullable: false),
                    adjusts_month = table.Column<DateOnly>(type: "date", nullable: true),
                    details = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payout_lines", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_payout_lines_kind", "kind in ('session', 'fixed_monthly', 'adjustment')");
                    table.CheckConstraint("ck_payout_lines_model", "model in ('fixed_monthly', 'per_class', 'per_head')");
                    table.ForeignKey(
                        name: "fk_payout_lines_class_session_id",
                        columns: x => new { x.organization_id, x.class_session_id },
                        principalTable: "class_sessions",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_lines_group_id",
                        columns: x => new { x.organization_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_lines_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_lines_payout_id",
                        columns: x => new { x.organization_id, x.payout_id },
                        principalTable: "teacher_payouts",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_payout_lines_rate_id",
                        columns: x => new { x.organization_id, x.rate_id },
                        principalTable: "pay_rates",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "enrolment_pauses",
                columns: table => new
                {
                    organization_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    enrolment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    start_date = table.Column<DateOnly>(type: "date", nullable: false),
                    end_date = table.Column<DateOnly>(type: "date", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enrolment_pauses", x => new { x.organization_id, x.id });
                    table.CheckConstraint("ck_enrolment_pauses_dates", "end_date is null or end_date >= start_date");
                    table.ForeignKey(
                        name: "fk_enrolment_pauses_enrolment_id",
                        columns: x => new { x.organization_id, x.enrolment_id },
                        principalTable: "student_groups",
                        principalColumns: new[] { "organization_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enrolment_pauses_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_attendance_history_class_session_id_recorded_at",
                table: "attendance_history",
                columns: new[] { "organization_id", "class_session_id", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "ix_attendance_history_student_id",
                table: "attendance_history",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ux_attendance_history_tap_id",
                table: "attendance_history",
                columns: new[] { "organization_id", "tap_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_attendance_records_student_id",
                table: "attendance_records",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_entity_entity_id_recorded_at",
                table: "audit_entries",
                columns: new[] { "organization_id", "entity", "entity_id", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_personal_values_audit_entry_id",
                table: "audit_personal_values",
                columns: new[] { "organization_id", "audit_entry_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_personal_values_person_id",
                table: "audit_personal_values",
                columns: new[] { "organization_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_date",
                table: "class_sessions",
                columns: new[] { "organization_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_group_id_starts_at",
                table: "class_sessions",
                columns: new[] { "organization_id", "group_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_room_id",
                table: "class_sessions",
                columns: new[] { "organization_id", "room_id" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_starts_at",
                table: "class_sessions",
                columns: new[] { "organization_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_teacher_id_date",
                table: "class_sessions",
                columns: new[] { "organization_id", "teacher_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_class_sessions_venue_id",
                table: "class_sessions",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ux_class_sessions_schedule_slot_id_origin_date",
                table: "class_sessions",
                columns: new[] { "organization_id", "schedule_slot_id", "origin_date" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_domain_events_sequence",
                table: "domain_events",
                columns: new[] { "organization_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_enrolment_pauses_enrolment_id",
                table: "enrolment_pauses",
                columns: new[] { "organization_id", "enrolment_id" });

            migrationBuilder.CreateIndex(
                name: "ux_external_refs_system_entity_external_id",
                table: "external_refs",
                columns: new[] { "organization_id", "system", "entity", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_groups_room_id",
                table: "groups",
                columns: new[] { "organization_id", "room_id" });

            migrationBuilder.CreateIndex(
                name: "ix_groups_teacher_id",
                table: "groups",
                columns: new[] { "organization_id", "teacher_id" });

            migrationBuilder.CreateIndex(
                name: "ix_groups_venue_id",
                table: "groups",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ux_groups_name",
                table: "groups",
                columns: new[] { "organization_id", "name" },
                unique: true,
                filter: "status <> 'closed'");

            migrationBuilder.CreateIndex(
                name: "ux_month_locks_month",
                table: "month_locks",
                columns: new[] { "organization_id", "month" },
                unique: true,
                filter: "released_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_organization_members_role",
                table: "organization_members",
                columns: new[] { "organization_id", "role" });

            migrationBuilder.CreateIndex(
                name: "ix_organization_members_user_id",
                table: "organization_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ux_organization_members_user_id",
                table: "organization_members",
                columns: new[] { "organization_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_organization_settings_key_valid_from",
                table: "organization_settings",
                columns: new[] { "organization_id", "key", "valid_from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_organization_slugs_organization_id",
                table: "organization_slugs",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ux_organizations_slug",
                table: "organizations",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_due_at",
                table: "outbox_messages",
                column: "due_at",
                filter: "delivered_at is null and dead_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_outbox_messages_channel_recipient_kind_subject_period",
                table: "outbox_messages",
                columns: new[] { "organization_id", "channel", "recipient", "kind", "subject", "period" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pay_rates_group_id",
                table: "pay_rates",
                columns: new[] { "organization_id", "group_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_rates_teacher_id_valid_from",
                table: "pay_rates",
                columns: new[] { "organization_id", "teacher_id", "valid_from" });

            migrationBuilder.CreateIndex(
                name: "ix_pay_rates_venue_id",
                table: "pay_rates",
                columns: new[] { "organization_id", "venue_id" });

            migrationBuilder.CreateIndex(
                name: "ix_payout_lines_class_session_id",
                table: "payout_lines",
                columns: new[] { "organization_id", "class_session_id" });

            migrationBuilder.CreateIndex(
                name: "ix_payout_lines_group_id",
                table: "payout_lines",
                columns: new[] { "organization_id", "group_id" });

            migrationBuilder.CreateIndex(
                name: "ix_payout_lines_rate_id",
                table: "payout_lines",
                columns: new[] { "organization_id", "rate_id" });

            migrationBuilder.CreateIndex(
                name: "ux_payout_lines_payout_id_position",
                table: "payout_lines",
                columns: new[] { "organization_id", "payout_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_rooms_venue_id_name",
                table: "rooms",
                columns: new[] { "organization_id", "venue_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_session_guests_student_id",
                table: "session_guests",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ux_session_guests_class_session_id_student_id",
                table: "session_guests",
                columns: new[] { "organization_id", "class_session_id", "student_id" },
                unique: true,
                filter: "voided_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_session_rosters_student_id",
                table: "session_rosters",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ix_session_teachers_replaces_teacher_id",
                table: "session_teachers",
                columns: new[] { "organization_id", "replaces_teacher_id" });

            migrationBuilder.CreateIndex(
                name: "ix_session_teachers_teacher_id",
                table: "session_teachers",
                columns: new[] { "organization_id", "teacher_id" });

            migrationBuilder.CreateIndex(
                name: "ux_session_teachers_class_session_id_teacher_id",
                table: "session_teachers",
                columns: new[] { "organization_id", "class_session_id", "teacher_id" },
                unique: true,
                filter: "voided_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_student_groups_group_id_start_date",
                table: "student_groups",
                columns: new[] { "organization_id", "group_id", "start_date" });

            migrationBuilder.CreateIndex(
                name: "ix_student_groups_student_id",
                table: "student_groups",
                columns: new[] { "organization_id", "student_id" });

            migrationBuilder.CreateIndex(
                name: "ix_students_family_names_given_name",
                table: "students",
                columns: new[] { "organization_id", "family_names", "given_name" });

            migrationBuilder.CreateIndex(
                name: "ix_students_import_batch_id",
                table: "students",
                columns: new[] { "organization_id", "import_batch_id" });

            migrationBuilder.CreateIndex(
                name: "ix_teacher_payouts_month",
                table: "teacher_payouts",
                columns: new[] { "organization_id", "month" });

            migrationBuilder.CreateIndex(
                name: "ux_teacher_payouts_number",
                table: "teacher_payouts",
                columns: new[] { "organization_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_teacher_payouts_teacher_id_month",
                table: "teacher_payouts",
                columns: new[] { "organization_id", "teacher_id", "month" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_teachers_user_id",
                table: "teachers",
                columns: new[] { "organization_id", "user_id" },
                unique: true,
                filter: "user_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_venues_name",
                table: "venues",
                columns: new[] { "organization_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attendance_history");

            migrationBuilder.DropTable(
                name: "attendance_records");

            migrationBuilder.DropTable(
                name: "audit_personal_values");

            migrationBuilder.DropTable(
                name: "domain_events");

            migrationBuilder.DropTable(
                name: "enrolment_pauses");

            migrationBuilder.DropTable(
                name: "external_refs");

            migrationBuilder.DropTable(
                name: "job_runs");

            migrationBuilder.DropTable(
                name: "month_locks");

            migrationBuilder.DropTable(
                name: "organization_members");

            migrationBuilder.DropTable(
                name: "organization_settings");

            migrationBuilder.DropTable(
                name: "organization_slugs");

            migrationBuilder.DropTable(
                name: "outbox_messages");

            migrationBuilder.DropTable(
                name: "payout_lines");

            migrationBuilder.DropTable(
                name: "role_grants");

            migrationBuilder.DropTable(
                name: "session_guests");

            migrationBuilder.DropTable(
                name: "session_rosters");

            migrationBuilder.DropTable(
                name: "session_teachers");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "student_groups");

            migrationBuilder.DropTable(
                name: "teacher_payouts");

            migrationBuilder.DropTable(
                name: "pay_rates");

            migrationBuilder.DropTable(
                name: "organization_roles");

            migrationBuilder.DropTable(
                name: "class_sessions");

            migrationBuilder.DropTable(
                name: "students");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropTable(
                name: "import_batches");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropTable(
                name: "teachers");

            migrationBuilder.DropTable(
                name: "venues");

            migrationBuilder.DropTable(
                name: "organizations");
        }
    }
}
