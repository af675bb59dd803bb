using System.Globalization;
using System.Text;
using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>The statements around a backup and a restore. Both sides compute checksums by the same words.</summary>
internal static class BackupSql
{
    public const string Schemas = "'public', 'accounts'";

    private const int Patience = 3600;

    /// <summary>Text forms must not depend on how a role or database is set up. Row security off means: fail rather than see a part.</summary>
    private const string TextForms = """
        set local timezone = 'UTC';
        set local datestyle = 'ISO, YMD';
        set local intervalstyle = 'iso_8601';
        set local bytea_output = 'hex';
        set local extra_float_digits = 1;
        set local row_security = off;
        set local statement_timeout = 0;
        """;

    /// <summary>Our tables: not those of an extension.</summary>
    private const string OurTables = $"""
        pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ({Schemas}) and c.relkind in ('r', 'p') and not c.relispartition
            and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
        """;

    private const string Checksum = """
        select pg_catalog.count(*),
               coalesce(pg_catalog.sum(('x' || pg_catalog.left(h, 16))::bit(64)::bigint::numeric), 0)::text || '/' || coalesce(pg_catalog.sum(('x' || pg_catalog.right(h, 16))::bit(64)::bigint::numeric), 0)::text
        from (select pg_catalog.md5(row_of_table::text) as h from %I.%I row_of_table) hashed
        """;

    private const string Turn = "pg_catalog.hashtextextended('cadence-backup', 0)";

    /// <summary>Begins the snapshot that dump and checksums share. Null when another backup or a restore is at work on this database.</summary>
    public static async Task<string?> SnapshotAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var turn = Command(connection, transaction, $"{TextForms} select pg_try_advisory_xact_lock({Turn})");
        if (await turn.ExecuteScalarAsync(ct) is not true)
        {
            return null;
        }

        await using var export = Command(connection, transaction, "select pg_export_snapshot()");
        return (string)(await export.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Row counts and checksums of all tables as the transaction sees them.</summary>
    public static async Task<IReadOnlyList<BackupTable>> TablesAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        var names = new List<(string Schema, string Name, string Sql)>();
        await using (var list = Command(connection, transaction, $"select n.nspname::text, c.relname::text, format($1, n.nspname, c.relname) from {OurTables} order by 1, 2"))
        {
            list.Parameters.AddWithValue(Checksum);
            await using var reader = await list.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                names.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        var tables = new List<BackupTable>();
        foreach (var (schema, name, sql) in names)
        {
            await using var count = Command(connection, transaction, sql);
            await using var reader = await count.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            tables.Add(new(schema, name, reader.GetInt64(0), reader.GetString(1)));
        }

        return tables;
    }

    /// <summary>The same from outside a backup, in a transaction of its own.</summary>
    public static async Task<IReadOnlyList<BackupTable>> TablesAsync(string ownerConnectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using (var forms = Command(connection, transaction, TextForms))
        {
            await forms.ExecuteNonQueryAsync(ct);
        }

        return await TablesAsync(connection, transaction, ct);
    }

    /// <summary>The newest migration that the transaction sees, of the schema's context.</summary>
    public static async Task<string> NewestMigrationAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema, CancellationToken ct)
    {
        await using var command = Command(connection, transaction, $"select coalesce(max(\"MigrationId\"), '') from {schema}.schema_migrations");
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What stands in the way of a restore.</summary>
    public static async Task<RestoreTarget> TargetAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = $"""
            select exists (select from pg_attribute where attrelid = to_regclass('public.schema_migrations') and attname = 'MigrationId') or to_regclass('accounts.schema_migrations') is not null,
                   to_regclass('public.organizations') is not null,
                   (select min(n.nspname || '.' || c.relname) from {OurTables})
            """;
        bool migrated, organizations;
        string? table;
        await using (var command = Command(connection, null, sql))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (migrated, organizations, table) = (reader.GetBoolean(0), reader.GetBoolean(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetString(2));
        }

        if (!migrated)
        {
            return new(IsOurs: false, 0, table);
        }

        if (!organizations)
        {
            return new(IsOurs: true, 0, null);
        }

        await using var count = Command(connection, null, "select count(*) from public.organizations");
        return new(IsOurs: true, (long)(await count.ExecuteScalarAsync(ct))!, null);
    }

    /// <summary>
    /// What stands before the dump in the one transaction of a restore: takes the turn, looks once more, clears the way. Until its end the
    /// functions of the dump are nobody's to call.
    /// </summary>
    public static string Before(bool replace, bool clear)
    {
        var script = new StringBuilder();
        script.AppendLine("begin;");
        script.AppendLine("set local lock_timeout = '60s';");
        script.AppendLine(CultureInfo.InvariantCulture, $"select pg_catalog.pg_advisory_xact_lock({Turn});");
        script.AppendLine("select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('cadence-migrate', 0));");
        if (clear)
        {
            script.AppendLine(Clear(replace));
        }

        script.AppendLine(MigrationScript.Read("extensions"));
        script.AppendLine("create schema if not exists accounts;");
        script.AppendLine("alter default privileges revoke execute on functions from public;");
        return script.ToString();
    }

    /// <summary>What stands behind the dump: every table is as the manifest says, or nothing has happened.</summary>
    public static string After(IReadOnlyList<BackupTable> tables)
    {
        var rows = string.Join(",\n", tables.Select(t => string.Create(CultureInfo.InvariantCulture, $"({Literal(t.Schema)}, {Literal(t.Name)}, {t.Rows}::bigint, {Literal(t.Checksum)})")));
        return $"""
            {TextForms}
            alter default privileges grant execute on functions to public;
            do $verify$
            declare
                expected record;
                odd text;
                counted bigint;
                sum_of_rows text;
            begin
                for expected in select * from (values {rows}) t (schema_name, table_name, row_count, checksum) loop
                    if pg_catalog.to_regclass(pg_catalog.format('%I.%I', expected.schema_name, expected.table_name)) is null then
                        raise exception 'the table %.% is missing', expected.schema_name, expected.table_name;
                    end if;
                    execute pg_catalog.format($sum${Checksum}$sum$, expected.schema_name, expected.table_name) into counted, sum_of_rows;
                    if counted <> expected.row_count or sum_of_rows <> expected.checksum then
                        raise exception 'the table %.% is not as it was backed up', expected.schema_name, expected.table_name;
                    end if;
                end loop;
                select pg_catalog.min(n.nspname || '.' || c.relname) into odd
                from {OurTables} and (n.nspname::text, c.relname::text) not in (select t.schema_name, t.table_name from (values {rows}) t (schema_name, table_name, row_count, checksum));
                if odd is not null then
                    raise exception 'the table % is not in the list of tables', odd;
                end if;
            end $verify$;
            commit;

            """;
    }

    private static string Clear(bool replace)
    {
        var look = replace ? "" : """
                if pg_catalog.to_regclass('public.organizations') is not null then
                    execute 'lock table public.organizations in access exclusive mode';
                    execute 'select exists (select from public.organizations)' into there;
                    if there then
                        raise exception 'the database has organizations by now';
                    end if;
                end if;
            """;
        return $"""
            do $clear$
            declare
                ours record;
                there boolean;
            begin
            {look}
                execute 'drop schema if exists accounts cascade';
                for ours in
                    select pg_catalog.format('drop table %s cascade', pg_catalog.string_agg(pg_catalog.format('%I.%I', n.nspname, c.relname), ', ')) as statement
                    from {OurTables} and n.nspname = 'public' having pg_catalog.count(*) > 0
                loop
                    execute ours.statement;
                end loop;
                for ours in
                    select pg_catalog.format('drop %s if exists %I.%I cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'sequence' end, n.nspname, c.relname) as statement
                    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'public' and c.relkind in ('v', 'm', 'S')
                        and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
                loop
                    execute ours.statement;
                end loop;
                for ours in
                    select pg_catalog.format('drop routine if exists %s cascade', p.oid::pg_catalog.regprocedure) as statement
                    from pg_catalog.pg_proc p
                    where p.pronamespace = 'public'::pg_catalog.regnamespace
                        and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
                loop
                    execute ours.statement;
                end loop;
            end $clear$;
            """;
    }

    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql) => new(sql, connection, transaction) { CommandTimeout = Patience };
}

/// <summary>The database a restore would fill.</summary>
/// <param name="IsOurs">It has been migrated before, wholly or in part.</param>
/// <param name="ForeignTable">A table that stands there although Cadence was never here.</param>
internal sealed record RestoreTarget(bool IsOurs, long Organizations, string? ForeignTable);
