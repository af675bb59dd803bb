using System.Diagnostics;
using Cadence.Bench.Support;
using Cadence.Core.Attendance;
using Cadence.Core.Data;
using Cadence.Core.Organizations;

namespace Cadence.Bench;

/// <summary>The roll call page of 30, signed in, as HTML; beside the SQL that reads the same rows.</summary>
internal static class OpenRollCall
{
    private const string Sql = """
        select p.id, p.given_name, p.family_names, a.status
        from class_sessions s
        join student_groups e on e.organization_id = s.organization_id and e.group_id = s.group_id and e.voided_at is null and e.start_date <= s.date and (e.end_date is null or e.end_date >= s.date)
        join students p on p.organization_id = e.organization_id and p.id = e.student_id
        left join attendance_records a on a.organization_id = s.organization_id and a.class_session_id = s.id and a.student_id = p.id
        where s.organization_id = $1 and s.id = $2
        order by p.given_name, p.family_names
        """;

    public static async Task<Line> RunAsync(BenchOptions options, BenchSchool school, PublishedApp app)
    {
        var ratios = new List<double>();
        var (sql, ours) = (new List<double>(), new List<double>());
        var missing = 0;
        for (var round = -1; round < options.Rounds; round++)
        {
            var (roundSql, roundOurs) = (new List<double>(), new List<double>());
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var session = school.Running[repeat % school.Running.Count];
                var started = Stopwatch.GetTimestamp();
                var rows = await ReadAsync(school, session);
                roundSql.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                started = Stopwatch.GetTimestamp();
                var html = await app.Client.GetStringAsync(new Uri($"es/o/{BenchSchool.Slug}/sessions/{session}/roll-call", UriKind.Relative));
                roundOurs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                missing += rows.Count(id => !html.Contains(id.ToString(), StringComparison.Ordinal));
            }

            if (round >= 0)
            {
                sql.Add(Stats.Median(roundSql));
                ours.Add(Stats.Median(roundOurs));
                ratios.Add(ours[^1] / sql[^1]);
            }
        }

        var statements = await StatementsAsync(school);
        var median = Stats.Median(ratios);
        return new Line("open the roll call of 30", Stats.Median(sql), Stats.Median(ours), ratios, "<= 10 x SQL, <= 4 queries", median <= 10 && missing == 0 && statements <= 4,
            $"{missing} people missing on the pages; the service sends {statements} statements, tenant and rights included");
    }

    private static async Task<List<Guid>> ReadAsync(BenchSchool school, Guid session)
    {
        await using var command = school.Owner.CreateCommand(Sql);
        command.Parameters.AddWithValue(school.OrganizationId);
        command.Parameters.AddWithValue(session);
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Statements of one opening, counted on the wire by the driver's own tracing.</summary>
    private static async Task<int> StatementsAsync(BenchSchool school)
    {
        var service = new AttendanceService(new TenantDb(school.AppConnectionString, TenantMode.Session, TimeProvider.System));
        var count = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var text = activity.GetTagItem("db.query.text") as string ?? activity.GetTagItem("db.statement") as string ?? "";
                count += Math.Max(1, text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length);
            },
        };
        await service.RollCallAsync(Actor.User(school.OrganizationId, school.UserId), school.Running[0], CancellationToken.None);
        ActivitySource.AddActivityListener(listener);
        await service.RollCallAsync(Actor.User(school.OrganizationId, school.UserId), school.Running[0], CancellationToken.None);
        return count;
    }
}
