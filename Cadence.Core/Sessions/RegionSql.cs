using Cadence.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Sessions;

/// <summary>Instants of coming classes, set by set. $1 is the organization, $2 now.</summary>
internal static class RegionSql
{
    private const string Classes = "from class_sessions s join venues v on v.organization_id = s.organization_id and v.id = s.venue_id where s.organization_id = $1 and s.starts_at > $2 and s.closed_at is null and v.time_zone is null";

    private const string Privates = "from private_sessions s join venues v on v.organization_id = s.organization_id and v.id = s.venue_id where s.organization_id = $1 and s.starts_at > $2 and v.time_zone is null";

    private const string Count = $"select (select count(*)::int {Classes}), (select count(*)::int {Privates})";

    private const string ClassTimes = $"select distinct s.date, s.start_time, s.end_time {Classes}";

    private const string PrivateTimes = $"select distinct s.date, s.start_time, s.duration_minutes {Privates}";

    private const string MoveClasses = """
        update class_sessions s set starts_at = t.starts_at, ends_at = t.ends_at
        from unnest($3::date[], $4::time[], $5::time[], $6::timestamptz[], $7::timestamptz[]) t (date, start_time, end_time, starts_at, ends_at), venues v
        where s.organization_id = $1 and s.starts_at > $2 and s.closed_at is null and s.date = t.date and s.start_time = t.start_time and s.end_time = t.end_time
            and v.organization_id = s.organization_id and v.id = s.venue_id and v.time_zone is null
        """;

    private const string MovePrivates = """
        update private_sessions s set starts_at = t.starts_at, ends_at = t.ends_at
        from unnest($3::date[], $4::time[], $5::int[], $6::timestamptz[], $7::timestamptz[]) t (date, start_time, minutes, starts_at, ends_at), venues v
        where s.organization_id = $1 and s.starts_at > $2 and s.date = t.date and s.start_time = t.start_time and s.duration_minutes = t.minutes
            and v.organization_id = s.organization_id and v.id = s.venue_id and v.time_zone is null
        """;

    /// <summary>How many have not begun and follow the organization's clock.</summary>
    public static async Task<ZonePreview> AheadAsync(TenantSession session, CancellationToken cancellationToken)
    {
        await using var command = Command(session, Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ZonePreview(reader.GetInt32(0), reader.GetInt32(1));
    }

    /// <summary>Computes them anew in a zone. The rule for clocks that skip or repeat an hour stands in <see cref="SchoolTime"/> alone.</summary>
    public static async Task<ZonePreview> MoveAsync(TenantSession session, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var classes = await MoveAsync<TimeOnly>(session, ClassTimes, MoveClasses, (date, start, end) => SchoolTime.Instants(date, start, end, zone), cancellationToken);
        var privates = await MoveAsync<int>(session, PrivateTimes, MovePrivates, (date, start, minutes) => SchoolTime.Instants(date, start, start.AddMinutes(minutes), zone), cancellationToken);
        return new ZonePreview(classes, privates);
    }

    private static async Task<int> MoveAsync<TLength>(
        TenantSession session, string times, string move, Func<DateOnly, TimeOnly, TLength, (DateTimeOffset StartsAt, DateTimeOffset EndsAt)> instants, CancellationToken cancellationToken)
    {
        var found = new List<(DateOnly Date, TimeOnly Start, TLength Length)>();
        await using (var read = Command(session, times))
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add((reader.GetFieldValue<DateOnly>(0), reader.GetFieldValue<TimeOnly>(1), reader.GetFieldValue<TLength>(2)));
            }
        }

        var moved = found.ConvertAll(time => instants(time.Date, time.Start, time.Length));
        await using var write = Command(session, move);
        write.Parameters.Add(new() { Value = found.ConvertAll(time => time.Date) });
        write.Parameters.Add(new() { Value = found.ConvertAll(time => time.Start) });
        write.Parameters.Add(new() { Value = found.ConvertAll(time => time.Length) });
        write.Parameters.Add(new() { Value = moved.ConvertAll(time => time.StartsAt), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        write.Parameters.Add(new() { Value = moved.ConvertAll(time => time.EndsAt), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        return await write.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(TenantSession session, string sql)
    {
        var command = session.Command(sql);
        command.Parameters.Add(new() { Value = session.Organization.Id });
        command.Parameters.Add(new() { Value = session.Now });
        return command;
    }
}
