namespace Cadence.Core.Data;

/// <summary>What the runtime role may do, table by table. Written anew after every migration, so that a new table without a line here is closed.</summary>
internal static class Grants
{
    /// <summary>Tables the application reads but never writes: triggers and functions of the owner do.</summary>
    private static readonly string[] ReadOnly = ["attendance_records", "attendance_history", "audit_entries", "audit_personal_values", "bookings", "event_sequences", "schema_migrations"];

    /// <summary>Tables the application only adds to.</summary>
    private static readonly string[] AddOnly = ["domain_events", "payout_lines", "venue_statements", "venue_statement_lines", "session_rosters", "organization_slugs", "import_batches", "organization_settings", "external_refs"];

    private static readonly string[] AddAndChange =
    [
        "organizations", "organization_members", "organization_invitations", "venues", "rooms", "teachers", "students", "groups", "student_groups",
        "enrolment_pauses", "class_sessions", "session_teachers", "session_guests", "month_locks", "pay_rates", "teacher_payouts",
        "venue_agreements", "private_sessions", "received_payments",
        "guardians", "student_guardians", "family_links",
    ];

    /// <summary>Runs of jobs are forgotten in time; a logo gives way to the next.</summary>
    private static readonly string[] AddAndRemove = ["job_runs", "organization_logos"];

    /// <summary>Grants, places and ways between venues are given and taken back, roles nobody has are removed, and what was sent is forgotten in time. Nothing refers to them then.</summary>
    private static readonly string[] AddChangeAndRemove = ["role_grants", "organization_roles", "member_places", "outbox_messages", "venue_travels"];

    /// <summary>
    /// Functions the application calls. All others are the owner's own: triggers fire without this right, and what runs as the
    /// owner must not be called with another organization's ids.
    /// </summary>
    private static readonly string[] Callable =
    [
        "open_family_link", "organization_of_slug", "organizations_of_user", "archived_organizations_of_owner", "organization_logo", "active_organizations", "invitation_of_token", "organizations_with_due_messages",
        "forget_security_events", "forget_unconfirmed_accounts", "session_roster", "take_marks", "erase_audit_values",
        "is_platform_admin", "platform_organizations", "platform_outbox", "platform_jobs", "platform_members", "platform_impersonations", "start_impersonation", "end_impersonation",
    ];

    /// <summary>The functions the runtime role may call.</summary>
    public static IReadOnlyCollection<string> CallableFunctions => Callable;

    /// <summary>What the runtime role may do with a table of schema public or accounts, as <see cref="Script"/> leaves it: rights in alphabetical order.</summary>
    public static string RightsOn(string schema, string table) => (schema, table) switch
    {
        // Who is a platform administrator, the owner role says.
        ("accounts", "schema_migrations" or "platform_admins") => "select",
        ("accounts", "security_events") => "insert, select",
        ("accounts", "platform_settings") => "insert, select, update",
        ("accounts", _) => "delete, insert, select, update",
        _ when ReadOnly.Contains(table) => "select",
        _ when AddOnly.Contains(table) => "insert, select",
        _ when AddAndChange.Contains(table) => "insert, select, update",
        _ when AddAndRemove.Contains(table) => "delete, insert, select",
        _ when AddChangeAndRemove.Contains(table) => "delete, insert, select, update",
        _ => "",
    };

    public static string Script(string runtimeRole)
    {
        var role = "\"" + runtimeRole.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        var literal = "'" + runtimeRole.Replace("'", "''", StringComparison.Ordinal) + "'";
        return $"""
            revoke all on all tables in schema public from {role};
            revoke all on all tables in schema accounts from {role};
            revoke create on schema public from public;
            grant usage on schema public, accounts to {role};
            {Each("select", ReadOnly)}
            {Each("select, insert", AddOnly)}
            {Each("select, insert, update", AddAndChange)}
            {Each("select, insert, delete", AddAndRemove)}
            {Each("select, insert, update, delete", AddChangeAndRemove)}
            grant select, insert, update, delete on all tables in schema accounts to {role};
            revoke insert, update, delete on accounts.schema_migrations, accounts.platform_admins from {role};
            revoke update, delete on accounts.security_events from {role};
            revoke delete on accounts.platform_settings from {role};
            do $$
            declare
                ours record;
            begin
                for ours in
                    select p.oid::regprocedure as signature, p.proname::text as name from pg_proc p
                    where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole
                        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
                loop
                    execute format('revoke all on function %s from public, %I', ours.signature, {literal});
                    if ours.name in ({string.Join(", ", Callable.Select(name => $"'{name}'"))}) then
                        execute format('grant execute on function %s to %I', ours.signature, {literal});
                    end if;
                end loop;
            end $$;
            grant usage on all sequences in schema accounts to {role};
            """;

        string Each(string rights, string[] tables) => string.Join('\n', tables.Select(table => $"grant {rights} on public.{table} to {role};"));
    }
}
