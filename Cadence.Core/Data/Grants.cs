namespace Cadence.Core.Data;

/// <summary>What the runtime role may do, table by table. Written anew after every migration, so that a new table without a line here is closed.</summary>
internal static class Grants
{
    /// <summary>Tables the application reads but never writes: triggers and functions of the owner do.</summary>
    private static readonly string[] ReadOnly = ["attendance_records", "attendance_history", "audit_entries", "audit_personal_values", "bookings", "event_sequences", "schema_migrations"];

    /// <summary>Tables the application only adds to.</summary>
    private static readonly string[] AddOnly = ["domain_events", "payout_lines", "session_rosters", "organization_slugs", "import_batches", "organization_settings", "job_runs", "external_refs"];

    private static readonly string[] AddAndChange =
    [
        "organizations", "organization_members", "organization_roles", "venues", "rooms", "teachers", "students", "groups", "student_groups",
        "enrolment_pauses", "class_sessions", "session_teachers", "session_guests", "month_locks", "pay_rates", "teacher_payouts", "outbox_messages",
    ];

    /// <summary>Grants are given and taken back; nothing refers to them.</summary>
    private static readonly string[] AddChangeAndRemove = ["role_grants"];

    public static string Script(string runtimeRole)
    {
        var role = "\"" + runtimeRole.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        return $"""
            revoke all on all tables in schema public from {role};
            revoke all on all tables in schema accounts from {role};
            revoke create on schema public from public;
            grant usage on schema public, accounts to {role};
            {Each("select", ReadOnly)}
            {Each("select, insert", AddOnly)}
            {Each("select, insert, update", AddAndChange)}
            {Each("select, insert, update, delete", AddChangeAndRemove)}
            grant select, insert, update, delete on all tables in schema accounts to {role};
            revoke insert, update, delete on accounts.schema_migrations from {role};
            revoke all on all functions in schema public from public;
            grant execute on all functions in schema public to {role};
            grant usage on all sequences in schema accounts to {role};
            """;

        string Each(string rights, string[] tables) => string.Join('\n', tables.Select(table => $"grant {rights} on public.{table} to {role};"));
    }
}
