using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>What the database itself says about the walls, read from pg_catalog so that a new table is looked at without being named.</summary>
internal static class Catalog
{
    /// <summary>Tables without organization_id, each with its reason.</summary>
    private static readonly Dictionary<string, string> Global = new(StringComparer.Ordinal)
    {
        ["organizations"] = "the tenant itself, guarded by its own id",
        ["schema_migrations"] = "which migrations were applied",
    };

    /// <summary>Tenant tables whose key does not begin with the organization.</summary>
    private static readonly Dictionary<string, string> OtherKeys = new(StringComparer.Ordinal)
    {
        ["organization_invitations"] = "a token of 256 random bits is looked for by its hash before an organization is known; no two are the same",
        ["organization_slugs"] = "a slug is unique over all organizations and asked for before one is known",
    };

    /// <summary>Foreign keys of tenant tables that lead out of the organization.</summary>
    private static readonly Dictionary<string, string> Outward = new(StringComparer.Ordinal)
    {
        ["accounts.users"] = "people have one account in many organizations",
    };

    /// <summary>Id columns that nothing refers from, because what they name may be of many kinds, another system's, or gone.</summary>
    private static readonly Dictionary<string, string> LooseIds = new(StringComparer.Ordinal)
    {
        ["actor_id"] = "a user, link, key or job",
        ["user_id"] = "the account behind an act; kept when the account goes",
        ["tap_id"] = "made by the tablet",
        ["entity_id"] = "a row of any table",
        ["person_id"] = "a student, guardian, teacher or the organization",
        ["subject_id"] = "a row of any table",
        ["resource_id"] = "a teacher, room or pupil; written by triggers only",
        ["source_id"] = "a session or what joins several; written by triggers only",
        ["joint_id"] = "made for sessions taught together",
        ["schedule_slot_id"] = "the plan a session came from",
    };

    /// <summary>Functions of the owner that the runtime role may call, and what keeps them harmless.</summary>
    private static readonly Dictionary<string, string> Callable = new(StringComparer.Ordinal)
    {
        ["open_family_link"] = "says the link behind a secret of 256 bits and notes that it was used",
        ["organization_of_slug"] = "says the id behind a slug and no more",
        ["organizations_of_user"] = "says the organizations of one user, asked with the signed-in id",
        ["archived_organizations_of_owner"] = "says the archived organizations that one user owns, asked with the signed-in id",
        ["organization_logo"] = "gives a picture to whoever names its SHA-256, which only those know who were shown it",
        ["active_organizations"] = "says ids only, for jobs",
        ["invitation_of_token"] = "says of one invitation what its link shows, to whoever names the SHA-256 of its token",
        ["organizations_with_due_messages"] = "says ids only, for the sender",
        ["forget_security_events"] = "takes away what is older than 13 months, which its trigger checks again",
        ["forget_unconfirmed_accounts"] = "takes away accounts nobody confirmed in 30 days and nothing refers to; takes no argument",
        ["session_roster"] = "runs as the caller, under row security",
        ["is_platform_admin"] = "says yes or no of a live sign-in",
        ["platform_organizations"] = "asks first whether the live sign-in is a platform administrator's; counts, no people",
        ["platform_outbox"] = "asks first whether a platform administrator asks; counts and ages only",
        ["platform_jobs"] = "asks first whether a platform administrator asks; names and times of jobs only",
        ["platform_members"] = "asks first whether a platform administrator asks; whom they may look in as",
        ["platform_impersonations"] = "asks first whether a platform administrator asks",
        ["start_impersonation"] = "asks first whether a platform administrator asks; a trigger keeps to one organization and one hour",
        ["end_impersonation"] = "ends one's own, or any as a platform administrator",
        ["erase_audit_values"] = "takes personal values of one person of the organization that is set from its audit, for a member who may edit it, and writes that down",
        ["take_marks"] = "writes for the organization that is set, composite keys refuse any other's ids",
    };

    private static readonly string[] Append = ["attendance_history", "audit_entries", "domain_events", "payout_lines", "venue_statements", "venue_statement_lines"];

    private static readonly string[] NeverDeleted =
        ["class_sessions", "session_teachers", "session_guests", "session_rosters", "student_groups", "enrolment_pauses", "attendance_records", "teacher_payouts", "pay_rates", "month_locks",
         "venue_agreements", "private_sessions", "received_payments", "organization_invitations"];

    /// <summary>Every table with organization_id, and <c>organizations</c>.</summary>
    public static async Task<IReadOnlyList<string>> TenantTablesAsync(NpgsqlConnection connection) => await Sql.ColumnAsync<string>(
        connection,
        """
        select c.relname::text from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and (c.relname = 'organizations' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
        order by 1
        """);

    /// <summary>The column that says whose a row is.</summary>
    public static string OwnerColumn(string table) => table == "organizations" ? "id" : "organization_id";

    /// <summary>Everything in the catalog that would let somebody through.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(NpgsqlConnection connection, string runtimeRole)
    {
        var found = new List<string>();
        var tenant = await TenantTablesAsync(connection);

        found.AddRange(from table in await Sql.ColumnAsync<string>(connection, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f', 'm')")
                       where !tenant.Contains(table) && !Global.ContainsKey(table)
                       select $"{table}: belongs to no organization and is on no list");

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select c.relname || ': has no row-level security' from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and not c.relrowsecurity
            """,
            tenant.ToArray())));

        // One policy for every command and every role, on reading and on writing; a second, permissive one would widen it.
        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select t.name || ': its policies are ' || coalesce((
                select string_agg(p.polname || ' ' || p.polcmd::text || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '-') || ' check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-'), '; ')
                from pg_policy p where p.polrelid = t.oid), 'none')
            from (select c.oid, c.relname::text as name, case c.relname when 'organizations' then 'id' else 'organization_id' end as own
                  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any ($1)) t
            where (select count(*) from pg_policy p where p.polrelid = t.oid) <> 1
                or not exists (
                    select from pg_policy p
                    where p.polrelid = t.oid and p.polcmd = '*' and p.polroles = '{0}' and p.polpermissive
                        and pg_get_expr(p.polqual, p.polrelid) = '(' || t.own || ' = (NULLIF(current_setting(''cadence.organization_id''::text, true), ''''::text))::uuid)'
                        and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))
            """,
            tenant.ToArray())));

        found.AddRange(from table in await Sql.ColumnAsync<string>(
                           connection,
                           """
                           select distinct c.relname::text from pg_index i join pg_class c on c.oid = i.indrelid
                           where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and (i.indisunique or i.indisexclusion)
                               and (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = i.indkey[0]) is distinct from 'organization_id'
                           """,
                           tenant.ToArray())
                       where !OtherKeys.ContainsKey(table) && table != "organizations"
                       select $"{table}: a unique key does not begin with organization_id, so one organization's rows can refuse another's");

        found.AddRange(from key in await Sql.RowsAsync(
                           connection,
                           """
                           select k.conrelid::regclass::text, k.conname::text, case when n.nspname = 'public' then c.relname::text else n.nspname || '.' || c.relname end,
                                  exists (select from unnest(k.conkey, k.confkey) with ordinality p (own, other, place)
                                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.own and a.attname = case k.conrelid::regclass::text when 'organizations' then 'id' else 'organization_id' end
                                          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = p.other and b.attname = case c.relname when 'organizations' then 'id' else 'organization_id' end)
                           from pg_constraint k join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
                           where k.contype = 'f' and k.connamespace = 'public'::regnamespace
                           """)
                       where !(bool)key[3]! && !Outward.ContainsKey((string)key[2]!)
                       select $"{key[0]}: the foreign key {key[1]} to {key[2]} does not carry the organization");

        found.AddRange(from column in await Sql.RowsAsync(
                           connection,
                           """
                           select c.relname::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                           where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and a.atttypid = 'uuid'::regtype and a.attname like '%\_id' and a.attname <> 'organization_id'
                               and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey))
                           """,
                           tenant.ToArray())
                       where !LooseIds.ContainsKey((string)column[1]!)
                       select $"{column[0]}: {column[1]} refers to nothing, so any organization's id fits");

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select c.relname || ': the view runs as its owner' from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
                and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
            """)));

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select p.proname || ': runs as its owner and looks where the caller says (search_path must be fixed and end with pg_temp)' from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
                and not exists (select from unnest(p.proconfig) s where s ~ '^search_path=pg_catalog, .*pg_temp$')
            """)));

        found.AddRange(from function in await Sql.ColumnAsync<string>(
                           connection,
                           """
                           select p.proname::text from pg_proc p
                           where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
                               and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
                           """,
                           runtimeRole)
                       where !Callable.ContainsKey(function)
                       select $"{function}: may be called by the runtime role and is on no list");

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select t.name || ': the runtime role may ' || r.name from unnest($2) t (name), unnest(array['update', 'delete', 'truncate', 'trigger', 'references']) r (name)
            where has_table_privilege($1, 'public.' || t.name, r.name)
            """,
            runtimeRole,
            Append)));

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select c.relname || ': the runtime role may ' || r.name from pg_class c, unnest(array['delete', 'truncate', 'trigger', 'references']) r (name)
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege($1, c.oid, r.name)
                and not (c.relname in ('role_grants', 'organization_roles', 'member_places', 'job_runs', 'outbox_messages', 'organization_logos', 'venue_travels') and r.name = 'delete')
            """,
            runtimeRole)));

        foreach (var (trigger, tables) in new[] { ("append_only", Append), ("no_delete", NeverDeleted), ("no_truncate", [.. Append, .. NeverDeleted]) })
        {
            found.AddRange((await Sql.ColumnAsync<string>(
                connection,
                """
                select t.name || ': has no trigger ' || $2 from unnest($1) t (name)
                where not exists (select from pg_trigger g where g.tgrelid = to_regclass('public.' || t.name) and g.tgname = $2 and g.tgenabled = 'O')
                """,
                tables,
                trigger)));
        }

        found.AddRange((await Sql.ColumnAsync<string>(
            connection,
            """
            select c.relname || ': a sequence orders all organizations' from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
            """)));
        return found;
    }

    /// <summary>Entries of the lists above that no table, column or function needs any more.</summary>
    public static async Task<IReadOnlyList<string>> StaleAsync(NpgsqlConnection connection)
    {
        var names = await Sql.ColumnAsync<string>(
            connection,
            """
            select relname::text from pg_class where relnamespace = 'public'::regnamespace
            union select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'accounts'
            union select proname::text from pg_proc where pronamespace = 'public'::regnamespace
            union select a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace
            """);
        return [.. Global.Keys.Concat(OtherKeys.Keys).Concat(Outward.Keys).Concat(LooseIds.Keys).Concat(Callable.Keys).Concat(Append).Concat(NeverDeleted).Where(name => !names.Contains(name))];
    }
}
