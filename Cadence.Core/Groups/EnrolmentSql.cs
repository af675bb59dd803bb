using Cadence.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Core.Groups;

/// <summary>SQL over enrolments, and over the classes they reach into.</summary>
internal static class EnrolmentSql
{
    // The class table belongs to a later slice, so it is asked by name, not by type.
    private const string Closed = """
        select id, date, start_time, end_time
        from class_sessions
        where group_id = $1 and closed_at is not null and date >= $2 and ($3::date is null or date <= $3)
        order by date, start_time
        """;

    private const string Taken = """
        select count(*)::int from student_groups
        where group_id = $1 and voided_at is null and start_date <= $2 and (end_date is null or end_date >= $2)
        """;

    /// <summary>Closed classes of a group in a range of days.</summary>
    public static async Task<ClosedClass[]> ClosedClassesAsync(TenantSession session, Guid group, DateOnly from, DateOnly? to, CancellationToken ct)
    {
        await using var command = session.Command(Closed);
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = (object?)to ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var classes = new List<ClosedClass>();
        while (await reader.ReadAsync(ct))
        {
            classes.Add(new ClosedClass(reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<TimeOnly>(2), reader.GetFieldValue<TimeOnly>(3)));
        }

        return [.. classes];
    }

    /// <summary>Places of a group that are taken on a day.</summary>
    public static async Task<int> TakenAsync(TenantSession session, Guid group, DateOnly day, CancellationToken ct)
    {
        await using var command = session.Command(Taken);
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = day });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }
}
