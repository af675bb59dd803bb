using System.Globalization;
using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>
/// Puts a row into any tenant table of an organization, whatever the table: values by type and check, references to rows that are there.
/// So that "0 rows" and "unchanged" mean something for every table, also for one that was added yesterday.
/// </summary>
internal static partial class TenantRows
{
    /// <summary>Columns that may be empty, of which a check wants one or the other.</summary>
    private static readonly Dictionary<string, string[]> OneOf = new(StringComparer.Ordinal) { ["member_places"] = ["member_id", "venue_id"] };

    /// <summary>Columns that refer to another row of the same table than the column before: the last of two, in the order of their ids.</summary>
    private static readonly HashSet<(string, string)> Seconds = [("venue_travels", "other_venue_id")];

    /// <summary>Fills every tenant table in which the organization has no row yet. Written by the owner; a table it can't fill is an error.</summary>
    public static async Task FillAsync(NpgsqlConnection owner, Guid organization, Guid user)
    {
        var empty = new List<string>();
        foreach (var table in await Catalog.TenantTablesAsync(owner))
        {
            if (await CountAsync(owner, table, organization) == 0)
            {
                empty.Add(table);
            }
        }

        // Parents first; what can't be filled now may be after the others.
        while (empty.Count > 0)
        {
            var (refusals, left) = (new List<string>(), empty.Count);
            foreach (var table in empty.ToList())
            {
                var (sql, values) = await RowAsync(owner, table, organization, user);
                if (sql is null)
                {
                    refusals.Add($"{table}: a table it refers to is empty");
                }
                else if (await Sql.RefusalAsync(owner, sql, values) is { } refusal)
                {
                    refusals.Add($"{table}: {refusal.MessageText} {refusal.Detail} ({sql})");
                }
                else
                {
                    empty.Remove(table);
                }
            }

            if (empty.Count == left && !await AnyFilledAsync(owner, organization, empty))
            {
                throw new InvalidOperationException($"The test data can't fill:\n{string.Join('\n', refusals)}");
            }
        }
    }

    /// <summary>How many rows an organization has in a table, seen by the owner.</summary>
    public static Task<long> CountAsync(NpgsqlConnection owner, string table, Guid organization) =>
        Sql.ScalarAsync<long>(owner, $"select count(*) from {table} where {Catalog.OwnerColumn(table)} = $1", organization);

    /// <summary>
    /// An insert that would be right for the organization: null where a table it must refer to is empty. With <paramref name="references"/>
    /// the rows referred to are taken from that organization instead.
    /// </summary>
    public static async Task<(string? Sql, object[] Values)> RowAsync(NpgsqlConnection owner, string table, Guid organization, Guid user, Guid? references = null)
    {
        var columns = await Sql.RowsAsync(
            owner,
            """
            select a.attname::text, format_type(a.atttypid, null), a.attnotnull and not a.atthasdef, a.attgenerated <> '',
                   (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum])
            from pg_attribute a where a.attrelid = ('public.' || $1)::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
            """,
            table);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var column in columns.Where(column => (bool)column[2]! && !(bool)column[3]!))
        {
            values[(string)column[0]!] = ValueOf((string)column[0]!, (string)column[1]!, (string?)column[4]);
        }

        foreach (var column in columns.Where(column => OneOf.GetValueOrDefault(table)?.Contains((string)column[0]!) == true))
        {
            values[(string)column[0]!] = ValueOf((string)column[0]!, (string)column[1]!, (string?)column[4]);
        }

        values[Catalog.OwnerColumn(table)] = organization;
        foreach (var key in await ForeignKeysAsync(owner, table))
        {
            if (key.Other == "accounts.users")
            {
                if (values.ContainsKey(key.Columns[0]))
                {
                    values[key.Columns[0]] = user;
                }

                continue;
            }

            if (!key.Columns.Where(column => column != "organization_id").Any(values.ContainsKey))
            {
                continue;
            }

            var parents = await Sql.RowsAsync(owner, $"select {string.Join(", ", key.OtherColumns)} from {key.Other} where {Catalog.OwnerColumn(key.Other)} = $1 order by {string.Join(", ", key.OtherColumns)} limit 2", references ?? organization);
            if (parents.Count == 0)
            {
                return (null, []);
            }

            for (var i = 0; i < key.Columns.Count; i++)
            {
                if (key.Columns[i] != "organization_id")
                {
                    values[key.Columns[i]] = parents[Seconds.Contains((table, key.Columns[i])) ? ^1 : 0][i]!;
                }
            }
        }

        if (values.Count == 1)
        {
            foreach (var column in columns.Where(column => !(bool)column[3]! && !values.ContainsKey((string)column[0]!)).Take(1))
            {
                values[(string)column[0]!] = ValueOf((string)column[0]!, (string)column[1]!, (string?)column[4]);
            }
        }

        var types = columns.ToDictionary(column => (string)column[0]!, column => (string)column[1]!);
        return ($"insert into {table} ({string.Join(", ", values.Keys)}) values ({string.Join(", ", values.Keys.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}::{types[name]}")))})", [.. values.Values]);
    }

    /// <summary>Foreign keys that hold the two tables in one organization, and those to accounts.</summary>
    public static async Task<IReadOnlyList<ForeignKey>> ForeignKeysAsync(NpgsqlConnection owner, string table) =>
        [.. (await Sql.RowsAsync(
            owner,
            """
            select k.conname::text, case when n.nspname = 'public' then c.relname::text else n.nspname || '.' || c.relname end,
                   array(select a.attname::text from unnest(k.conkey) with ordinality x (num, place) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.num order by x.place),
                   array(select a.attname::text from unnest(k.confkey) with ordinality x (num, place) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.num order by x.place)
            from pg_constraint k join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
            where k.contype = 'f' and k.conrelid = ('public.' || $1)::regclass and c.relname <> 'organizations'
            """,
            table)).Select(row => new ForeignKey((string)row[0]!, (string)row[1]!, (string[])row[2]!, (string[])row[3]!))];

    private static async Task<bool> AnyFilledAsync(NpgsqlConnection owner, Guid organization, List<string> tables)
    {
        var before = tables.Count;
        foreach (var table in tables.ToList())
        {
            if (await CountAsync(owner, table, organization) > 0)
            {
                tables.Remove(table);
            }
        }

        return tables.Count < before;
    }

    /// <summary>Values are text, cast by the statement, so that one way serves all types.</summary>
    private static object ValueOf(string column, string type, string? check)
    {
        if (check is not null && Choice().Match(check) is { Success: true } choice)
        {
            return choice.Groups[1].Value;
        }

        return type switch
        {
            "uuid" => Guid.CreateVersion7(),
            "text" or "character varying" => column switch
            {
                "currency" => "EUR",
                "time_zone" => "Europe/Madrid",
                "language" => "es",
                "country" => "ES",
                _ => "planted-" + Guid.NewGuid().ToString("n")[..12],
            },
            "date" => new DateOnly(2026, 11, 1),
            "timestamp with time zone" => new DateTime(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc),
            "time without time zone" => new TimeOnly(12, 0),
            "boolean" => false,
            "integer" => 1,
            "bigint" => 1L,
            "numeric" => 1m,
            "jsonb" => "{}",
            "bytea" => Guid.NewGuid().ToByteArray(),
            "tstzrange" => "[2026-11-01 12:00+00, 2026-11-01 13:00+00)",
            _ => throw new InvalidOperationException($"The test data knows no value of type {type} (column {column}); add one to {nameof(TenantRows)}."),
        };
    }

    [GeneratedRegex(@"ARRAY\['([^']+)'")]
    private static partial Regex Choice();
}

/// <param name="Name">Constraint name.</param>
/// <param name="Other">The table referred to.</param>
internal sealed record ForeignKey(string Name, string Other, IReadOnlyList<string> Columns, IReadOnlyList<string> OtherColumns);
