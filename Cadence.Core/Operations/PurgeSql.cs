using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>The statements of <see cref="Purge"/>. They know tables by the catalog, so that a table added tomorrow is emptied too.</summary>
internal static class PurgeSql
{
    private const int Patience = 3600;

    /// <summary>Addresses stay taken, and what happened at the doors of accounts is kept its own time.</summary>
    private const string Kept = "'public.organization_slugs', 'accounts.security_events'";

    private const string TenantTables = $"""
        select c.oid, format('%I.%I', n.nspname, c.relname) as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
        where n.nspname in ({BackupSql.Schemas}) and c.relkind in ('r', 'p') and not c.relispartition and format('%I.%I', n.nspname, c.relname) not in ({Kept})
        """;

    /// <summary>Finds by the present address and holds the row, so that nobody brings the organization back meanwhile.</summary>
    public static async Task<(Guid Id, string Slug, string Name, DateTimeOffset? ArchivedAt, DateTimeOffset? PurgedAt)?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string slug, CancellationToken ct)
    {
        // Whoever waits for the locks of this transaction would hold up everybody behind.
        await RunAsync(connection, transaction, "set local row_security = off; set local statement_timeout = 0; set local lock_timeout = '20s'", ct);
        await using var find = Command(connection, transaction, "select id, slug, name, archived_at, purged_at from public.organizations where slug = $1 for update");
        find.Parameters.AddWithValue(slug);
        await using var reader = await find.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Moment(3), Moment(4))
            : null;

        DateTimeOffset? Moment(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>What holds rows of organizations, each before whatever it refers to.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var waits = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await using (var command = Command(
            connection, transaction,
            $"""
            with tenant as ({TenantTables})
            select t.name, array(select distinct child.name from pg_constraint k join tenant child on child.oid = k.conrelid where k.contype = 'f' and k.confrelid = t.oid and k.conrelid <> t.oid)
            from tenant t order by t.name
            """))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                waits[reader.GetString(0)] = [.. reader.GetFieldValue<string[]>(1)];
            }
        }

        var order = new List<string>();
        while (waits.Count > 0)
        {
            // In a circle of references the foreign keys would refuse the first delete and nothing would have happened.
            var next = waits.Where(table => table.Value.Count == 0).Select(table => table.Key).FirstOrDefault() ?? waits.Keys.First();
            order.Add(next);
            waits.Remove(next);
            foreach (var others in waits.Values)
            {
                others.Remove(next);
            }
        }

        return order;
    }

    public static async Task<long> CountAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, Guid organizationId, CancellationToken ct)
    {
        await using var command = Command(connection, transaction, $"select count(*) from {table} where organization_id = $1");
        command.Parameters.AddWithValue(organizationId);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<long> DeleteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string table, Guid organizationId, CancellationToken ct)
    {
        // Foreign keys stay on: they are not triggers of a user.
        await RunAsync(connection, transaction, $"alter table {table} disable trigger user", ct);
        await using var command = Command(connection, transaction, $"delete from {table} where organization_id = $1");
        command.Parameters.AddWithValue(organizationId);
        var rows = await command.ExecuteNonQueryAsync(ct);
        await RunAsync(connection, transaction, $"alter table {table} enable trigger user", ct);
        return rows;
    }

    /// <summary>What stays of the organization: its key and its address.</summary>
    public static async Task LeaveTombstoneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid organizationId, DateTimeOffset now, CancellationToken ct)
    {
        await RunAsync(connection, transaction, "alter table public.organizations disable trigger user", ct);
        await using var command = Command(
            connection, transaction,
            """
            update public.organizations set name = slug, legal_name = null, tax_id = null, address = null, bank_account = null, color = null, logo_hash = null, steps_hidden_at = null, purged_at = $2
            where id = $1
            """);
        command.Parameters.AddWithValue(organizationId);
        command.Parameters.AddWithValue(now.ToUniversalTime());
        await command.ExecuteNonQueryAsync(ct);
        await RunAsync(connection, transaction, "alter table public.organizations enable trigger user", ct);
    }

    private static async Task RunAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
        await using var command = Command(connection, transaction, sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql) => new(sql, connection, transaction) { CommandTimeout = Patience };
}
