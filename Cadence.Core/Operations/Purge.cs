using Cadence.Core.Data;
using Npgsql;

namespace Cadence.Core.Operations;

/// <summary>
/// Deletes an archived organization for good: the one exception to "history is never deleted" (domain.md §1). Only the owner role can, with the
/// triggers that guard history switched off inside its one transaction; what others write waits so long. A row stays without anything of the
/// organization, so that its addresses never lead to somebody else. Backups made before still hold it.
/// </summary>
public static class Purge
{
    /// <summary>An organization is archived for at least this long before it can be deleted: its owners may still want it back.</summary>
    public static readonly TimeSpan ArchivedFor = TimeSpan.FromDays(30);

    /// <summary>Says what would be deleted, and touches nothing.</summary>
    /// <exception cref="StartException">There is no such organization, or it may not be deleted yet.</exception>
    public static Task<PurgePlan> CheckAsync(string ownerConnectionString, string slug, TimeProvider time, CancellationToken ct) =>
        RunAsync(ownerConnectionString, slug, time, delete: false, ct);

    /// <summary>Deletes it.</summary>
    /// <returns>What was deleted.</returns>
    /// <exception cref="StartException">There is no such organization, or it may not be deleted yet; nothing has changed.</exception>
    public static Task<PurgePlan> RunAsync(string ownerConnectionString, string slug, TimeProvider time, CancellationToken ct) =>
        RunAsync(ownerConnectionString, slug, time, delete: true, ct);

    private static async Task<PurgePlan> RunAsync(string ownerConnectionString, string slug, TimeProvider time, bool delete, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(time);
        await using var connection = new NpgsqlConnection(CadenceDatabase.Unpooled(ownerConnectionString));
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = time.GetUtcNow();
        var found = await PurgeSql.LockAsync(connection, transaction, slug, ct) ?? throw new StartException("purge", $"There is no organization with the address {slug}.");
        if (found.PurgedAt is { } purged)
        {
            throw new StartException("purge", $"{slug} was deleted for good on {purged:yyyy-MM-dd}.");
        }

        if (found.ArchivedAt is not { } archived)
        {
            throw new StartException("purge", $"{slug} is not archived. Archive it in its settings first; it can be deleted {ArchivedFor.Days} days later.");
        }

        if (archived + ArchivedFor > now)
        {
            throw new StartException("purge", $"{slug} was archived on {archived:yyyy-MM-dd} and can be deleted from {archived + ArchivedFor:yyyy-MM-dd} on.");
        }

        var tables = await PurgeSql.TablesAsync(connection, transaction, ct);
        var rows = new List<PurgedTable>();
        foreach (var table in tables)
        {
            var count = delete
                ? await PurgeSql.DeleteAsync(connection, transaction, table, found.Id, ct)
                : await PurgeSql.CountAsync(connection, transaction, table, found.Id, ct);
            rows.Add(new PurgedTable(table, count));
        }

        if (delete)
        {
            await PurgeSql.LeaveTombstoneAsync(connection, transaction, found.Id, now, ct);
            await transaction.CommitAsync(ct);
        }

        return new PurgePlan(found.Id, found.Slug, found.Name, archived, rows);
    }
}

/// <summary>How many rows of a table go.</summary>
/// <param name="Name">With its schema.</param>
public sealed record PurgedTable(string Name, long Rows);

/// <summary>What a purge deletes.</summary>
/// <param name="Slug">Its present address; the ones it had before stay taken too.</param>
/// <param name="Tables">All tables that hold something of organizations, in the order in which they are emptied.</param>
public sealed record PurgePlan(Guid OrganizationId, string Slug, string Name, DateTimeOffset ArchivedAt, IReadOnlyList<PurgedTable> Tables)
{
    /// <summary>In all tables.</summary>
    public long Rows => Tables.Sum(table => table.Rows);
}
