using System.Globalization;
using Cadence.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Data;

/// <summary>
/// A program killed while it migrates, and two that migrate at once (F12): the next start finishes, and the schema is that of a clean install.
/// CADENCE_KILL_ROUNDS repeats it.
/// </summary>
public sealed class MigrationFaultTests(ITestOutputHelper output)
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

    [Fact]
    public async Task A_migration_that_was_killed_is_finished_by_the_next_start_and_two_at_once_wait_for_each_other()
    {
        var cluster = await PostgresCluster.SharedAsync();
        var clean = await FingerprintAsync((await cluster.CloneAsync()).Owner);
        var killed = 0;
        for (var round = 0; round < Rounds(); round++)
        {
            var (app, owner) = await cluster.CreateEmptyAsync();
            (string, string?)[] environment = [("ConnectionStrings__Cadence", app), ("ConnectionStrings__CadenceOwner", owner)];
            killed += await AppProcess.RunAndKillAsync(["migrate"], TimeSpan.FromMilliseconds(500 + (round * 173 % 1400)), environment) ? 1 : 0;

            var nodes = await Task.WhenAll(AppProcess.RunAsync(["migrate"], environment), AppProcess.RunAsync(["migrate"], environment));

            Assert.All(nodes, node => Assert.Equal((0, ""), (node.Code, node.Errors)));
            Assert.Equal(clean, await FingerprintAsync(owner));
        }

        output.WriteLine($"{killed} of {Rounds()} were killed on the way");
    }

    private static int Rounds() => int.TryParse(Environment.GetEnvironmentVariable("CADENCE_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 2;

    private static async Task<string> FingerprintAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Fingerprint, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
