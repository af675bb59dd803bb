using System.Diagnostics;
using Cadence.Bench.Support;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;

namespace Cadence.Bench;

/// <summary>What 40 teachers earn in a month of 1,000 sessions, each with its lines; beside one statement that counts the marks and adds up.</summary>
public static class MonthOfPayouts
{
    private const string Sql = """
        with heads as (
            select s.id, s.teacher_id, s.date, count(a.student_id) filter (where a.status in ('present', 'late')) as heads
            from class_sessions s
            left join attendance_records a on a.organization_id = s.organization_id and a.class_session_id = s.id
            where s.organization_id = $1 and s.date between $2 and $3 and s.status = 'held'
            group by s.organization_id, s.id
        )
        select t.id, round(coalesce(sum(case r.model when 'per_class' then r.amount when 'per_head' then round(r.amount * h.heads, 2) end), 0)
                         + coalesce(max(r.amount) filter (where r.model = 'fixed_monthly'), 0), 2)
        from teachers t
        join pay_rates r on r.organization_id = t.organization_id and r.teacher_id = t.id and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $2)
        left join heads h on h.teacher_id = t.id
        where t.organization_id = $1
        group by t.id
        """;

    public static async Task<Line> RunAsync(BenchOptions options, BenchSchool school)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(school);
        var payouts = new PayoutService(new TenantDb(school.AppConnectionString, TenantMode.Session, TimeProvider.System));
        var admin = Actor.User(school.OrganizationId, school.UserId);
        var month = Month.Of(school.Month);
        var ratios = new List<double>();
        var (sql, ours) = (new List<double>(), new List<double>());
        var (wrong, teachers, sessions) = (0, 0, 0);
        for (var round = -1; round < options.Rounds; round++)
        {
            var (roundSql, roundOurs) = (new List<double>(), new List<double>());
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var started = Stopwatch.GetTimestamp();
                var expected = await ReadAsync(school, month);
                roundSql.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                started = Stopwatch.GetTimestamp();
                var result = await payouts.PreviewMonthAsync(admin, month, CancellationToken.None);
                roundOurs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                var rows = result.Value.Rows;
                (teachers, sessions) = (rows.Count, rows.Sum(row => row.Classes));
                wrong += expected.Count - rows.Count(row => expected.GetValueOrDefault(row.TeacherId) == row.Net.Amount);
            }

            if (round >= 0)
            {
                sql.Add(Stats.Median(roundSql));
                ours.Add(Stats.Median(roundOurs));
                ratios.Add(ours[^1] / sql[^1]);
            }
        }

        var median = Stats.Median(ratios);
        return new Line("payouts of 40 teachers", Stats.Median(sql), Stats.Median(ours), ratios, "<= 1.5 x SQL", median <= 1.5 && wrong == 0,
            $"{teachers} teachers, {sessions} sessions; amounts compared every time, {wrong} differ");
    }

    private static async Task<Dictionary<Guid, decimal>> ReadAsync(BenchSchool school, Month month)
    {
        await using var command = school.Owner.CreateCommand(Sql);
        command.Parameters.AddWithValue(school.OrganizationId);
        command.Parameters.AddWithValue(month.FirstDay);
        command.Parameters.AddWithValue(month.LastDay);
        await using var reader = await command.ExecuteReaderAsync();
        var amounts = new Dictionary<Guid, decimal>();
        while (await reader.ReadAsync())
        {
            amounts.Add(reader.GetGuid(0), reader.GetDecimal(1));
        }

        return amounts;
    }
}
