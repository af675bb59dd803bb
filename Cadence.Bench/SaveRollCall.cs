using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Cadence.Bench.Support;
using Npgsql;
using NpgsqlTypes;

namespace Cadence.Bench;

/// <summary>Thirty marks of one roll call over HTTP, beside the same upserts with history in one durable SQL transaction on bare tables.</summary>
internal static class SaveRollCall
{
    private const int Warming = 5;

    private static readonly string[] Statuses = ["present", "absent", "late", "excused"];

    public static async Task<Line> RunAsync(BenchOptions options, BenchSchool school, PublishedApp app)
    {
        await CreateBareTablesAsync(school);
        var ratios = new List<double>();
        var (sql, ours) = (new List<double>(), new List<double>());
        var expected = new Dictionary<(Guid Session, Guid Student), string>();
        var transactions = 0.0;
        // The first hundred saves of a fresh process run code that is still being compiled: they warm both sides and are not counted.
        for (var round = -Warming; round < options.Rounds; round++)
        {
            var (roundSql, roundOurs) = (new List<double>(), new List<double>());
            var before = await TransactionsAsync(school);
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                var session = school.Running[repeat % school.Running.Count];
                var roster = await school.RosterAsync(session);
                var marks = roster.Select((student, i) => (Tap: Guid.NewGuid(), Student: student, Status: Statuses[(i + repeat + round + 8) % 4])).ToList();
                roundSql.Add(await TimeAsync(() => PlainAsync(school, session, marks)));
                roundOurs.Add(await TimeAsync(() => PostAsync(app, session, marks)));
                foreach (var mark in marks)
                {
                    expected[(session, mark.Student)] = mark.Status;
                }
            }

            if (round >= 0)
            {
                sql.Add(Stats.Median(roundSql));
                ours.Add(Stats.Median(roundOurs));
                ratios.Add(ours[^1] / sql[^1]);
                transactions = (await TransactionsAsync(school) - before) / (double)options.Repeats;
            }
        }

        var wrong = await WrongAsync(school, expected);
        var median = Stats.Median(ratios);
        return new Line("save a roll call of 30 over HTTP", Stats.Median(sql), Stats.Median(ours), ratios, "<= 3 x SQL", median <= 3 && wrong == 0,
            $"after {Warming * options.Repeats} saves to warm up; {expected.Count} marks read back, {wrong} wrong or lost; {transactions:0.0} transactions a pair of saves in all, of which 1 is the plain one and 1 reads the roster");
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task PostAsync(PublishedApp app, Guid session, List<(Guid Tap, Guid Student, string Status)> marks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"es/o/{BenchSchool.Slug}/sessions/{session}/marks", UriKind.Relative))
        {
            Content = JsonContent.Create(new { marks = marks.Select(m => new { id = m.Tap, student = m.Student, status = m.Status, ageMs = 0 }) }),
        };
        request.Headers.Add("X-Cadence", "1");
        request.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await app.Client.SendAsync(request);
        using var body = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        if (body.RootElement.GetProperty("results").EnumerateArray().Count(r => r.GetProperty("outcome").GetString() == "saved") != marks.Count)
        {
            throw new InvalidOperationException("Not every mark was saved.");
        }
    }

    private static async Task PlainAsync(BenchSchool school, Guid session, List<(Guid Tap, Guid Student, string Status)> marks)
    {
        await using var connection = await school.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in new[]
        {
            """
            insert into bench.attendance_history (organization_id, id, class_session_id, student_id, tap_id, old_status, new_status, effective_at, recorded_at, outcome, actor_kind, user_id)
            select $1, gen_random_uuid(), $2, m.student, m.tap, a.status, m.status, now(), now(), 'saved', 'user', $6
            from unnest($3::uuid[], $4::uuid[], $5::text[]) m (tap, student, status)
            left join bench.attendance_records a on a.organization_id = $1 and a.class_session_id = $2 and a.student_id = m.student
            """,
            """
            insert into bench.attendance_records as a (organization_id, class_session_id, student_id, status, effective_at, by_closing, tap_id, user_id, recorded_at)
            select $1, $2, m.student, m.status, now(), false, m.tap, $6, now() from unnest($3::uuid[], $4::uuid[], $5::text[]) m (tap, student, status)
            on conflict (organization_id, class_session_id, student_id) do update
            set status = excluded.status, effective_at = excluded.effective_at, tap_id = excluded.tap_id, user_id = excluded.user_id, recorded_at = excluded.recorded_at, version = a.version + 1
            """,
        })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement)
            {
                Parameters =
                {
                    new() { Value = school.OrganizationId }, new() { Value = session }, new() { Value = marks.Select(m => m.Tap).ToArray() }, new() { Value = marks.Select(m => m.Student).ToArray() },
                    new() { Value = marks.Select(m => m.Status).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }, new() { Value = school.UserId },
                },
            });
        }

        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task CreateBareTablesAsync(BenchSchool school)
    {
        await using var command = school.Owner.CreateCommand("""
            create schema bench;
            create table bench.attendance_records (like public.attendance_records including defaults, primary key (organization_id, class_session_id, student_id) include (status));
            create table bench.attendance_history (like public.attendance_history including defaults, primary key (organization_id, id), unique (organization_id, tap_id));
            create index on bench.attendance_records (organization_id, student_id);
            create index on bench.attendance_history (organization_id, class_session_id, recorded_at);
            """);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> TransactionsAsync(BenchSchool school)
    {
        await using var command = school.Owner.CreateCommand("select pg_stat_force_next_flush(), xact_commit from pg_stat_database where datname = current_database()");
        await Task.Delay(300);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetInt64(1);
    }

    private static async Task<int> WrongAsync(BenchSchool school, Dictionary<(Guid Session, Guid Student), string> expected)
    {
        await using var command = school.Owner.CreateCommand("select class_session_id, student_id, status from attendance_records where class_session_id = any($1)");
        command.Parameters.AddWithValue(school.Running.ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new Dictionary<(Guid, Guid), string>();
        while (await reader.ReadAsync())
        {
            found[(reader.GetGuid(0), reader.GetGuid(1))] = reader.GetString(2);
        }

        return expected.Count(mark => found.GetValueOrDefault(mark.Key) != mark.Value);
    }
}
