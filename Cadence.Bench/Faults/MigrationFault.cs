using System.Diagnostics;
using Cadence.Bench.Support;
using Npgsql;

namespace Cadence.Bench.Faults;

/// <summary>
/// The program is killed while it migrates, and then two migrate at once (F12): they finish, and the schema is that of a clean install.
/// Timed: both at once, after the kill.
/// </summary>
internal sealed class MigrationFault : Fault
{
    // Everything a schema consists of, in one word; not what was counted or when.
    private const string Fingerprint = """
        select md5(string_agg(part, E'\n' order by part)) from (
            select 'column ' || c.table_schema || '.' || c.table_name || '.' || c.column_name || ' ' || c.data_type || ' ' || c.is_nullable || ' ' || coalesce(c.column_default, '') || ' ' || coalesce(c.generation_expression, '') as part
            from information_schema.columns c where c.table_schema in ('public', 'accounts')
            union all select 'constraint ' || n.nspname || '.' || r.conname || ' ' || pg_get_constraintdef(r.oid) from pg_constraint r join pg_namespace n on n.oid = r.connamespace where n.nspname in ('public', 'accounts')
            union all select 'index ' || i.schemaname || ' ' || i.indexdef from pg_indexes i where i.schemaname in ('public', 'accounts')
            union all select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'accounts') and not t.tgisinternal
            union all select 'policy ' || p.tablename || ' ' || p.policyname || ' ' || coalesce(p.qual, '') || ' ' || coalesce(p.with_check, '') from pg_policies p
            union all select 'function ' || p.proname || ' ' || md5(pg_get_functiondef(p.oid)) || ' ' || coalesce(array_to_string(p.proacl, ','), '') from pg_proc p
                join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'accounts') and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            union all select 'rights ' || c.relname || ' ' || coalesce(array_to_string(c.relacl, ','), '') || ' ' || c.relrowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'accounts') and c.relkind = 'r'
            union all select 'migration ' || "MigrationId" from public.schema_migrations
            union all select 'migration ' || "MigrationId" from accounts.schema_migrations) s
        """;

    private PostgresCluster _cluster = null!;
    private string _clean = "";

    public override string Name => "F12";

    public override string What => "migration killed, then two at once";

    public override string Timed => "migrated";

    public override string? Note => $"{Killed} were killed on the way";

    /// <summary>Rounds in which the kill came before the end.</summary>
    public int Killed { get; private set; }

    public override async Task PrepareAsync()
    {
        _cluster = await PostgresCluster.SharedAsync();
        _clean = await FingerprintAsync((await _cluster.CloneAsync()).Owner);
    }

    public override async Task<TimeSpan> RunAsync(int round)
    {
        var (app, owner) = await _cluster.CreateEmptyAsync();
        (string, string?)[] environment = [("ConnectionStrings__Cadence", app), ("ConnectionStrings__CadenceOwner", owner)];
        Killed += await AppProcess.RunAndKillAsync(["migrate"], TimeSpan.FromMilliseconds(500 + (round * 173 % 1400)), environment) ? 1 : 0;

        var watch = Stopwatch.StartNew();
        var nodes = await Task.WhenAll(AppProcess.RunAsync(["migrate"], environment), AppProcess.RunAsync(["migrate"], environment));
        var took = watch.Elapsed;
        foreach (var node in nodes)
        {
            Expect.Equal((0, ""), (node.Code, node.Errors), "how a migration ended");
        }

        Expect.Equal(_clean, await FingerprintAsync(owner), "the schema");
        return took;
    }

    private static async Task<string> FingerprintAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Fingerprint, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
