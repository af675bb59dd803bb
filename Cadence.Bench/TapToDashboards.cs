using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cadence.Bench.Support;

namespace Cadence.Bench;

/// <summary>From one acknowledged tap to the change on every open dashboard. A batch counts only if it carries the new count.</summary>
internal static class TapToDashboards
{
    public static async Task<Line> RunAsync(BenchOptions options, BenchSchool school, PublishedApp app)
    {
        var page = new Uri(app.Address, $"es/o/{BenchSchool.Slug}/");
        var circuits = new List<CircuitClient>();
        try
        {
            for (var i = 0; i < options.Dashboards; i++)
            {
                circuits.Add(await CircuitClient.OpenAsync(app.Client, page, app.CookieHeader));
            }

            // Nobody is marked any more, so that each tap makes a count that was not there before.
            var session = school.Running[^1];
            var roster = await school.RosterAsync(session);
            await MarkAsync(app, session, roster, null);
            await Task.Delay(1000);
            var (perRound, all, lost) = (new List<double>(), new List<double>(), 0);
            var size = Math.Max(1, roster.Count / options.Rounds);
            for (var round = 0; round < options.Rounds; round++)
            {
                var delays = new List<double>();
                for (var i = 0; i < size && (round * size) + i < roster.Count; i++)
                {
                    var arrived = await OneAsync(app, circuits, session, roster[(round * size) + i], (round * size) + i + 1);
                    delays.AddRange(arrived);
                    lost += circuits.Count - arrived.Count;
                }

                perRound.Add(Stats.Percentile(delays, 0.95));
                all.AddRange(delays);
            }

            var p95 = Stats.Median(perRound);
            return new Line($"tap to change on {circuits.Count} dashboards", null, p95, perRound, "p95 <= 250 ms", p95 <= 250 && lost == 0,
                string.Create(CultureInfo.InvariantCulture, $"{all.Count} changes seen, {lost} missed in 5 s; p50 {Stats.Percentile(all, .5):0} p95 {Stats.Percentile(all, .95):0} p99 {Stats.Percentile(all, .99):0} max {all.Max():0} ms from sending the tap"));
        }
        finally
        {
            foreach (var circuit in circuits)
            {
                await circuit.DisposeAsync();
            }
        }
    }

    private static async Task<List<double>> OneAsync(PublishedApp app, List<CircuitClient> circuits, Guid session, Guid student, int count)
    {
        var wanted = Wanted(count);
        var arrivals = new List<Task<double>>();
        var sent = Stopwatch.GetTimestamp();
        foreach (var circuit in circuits)
        {
            var arrived = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
            arrivals.Add(arrived.Task);
            circuit.Rendered = (batch, at) =>
            {
                if (batch.Span.IndexOf(wanted) >= 0)
                {
                    arrived.TrySetResult(Stopwatch.GetElapsedTime(sent, at).TotalMilliseconds);
                }
            };
        }

        sent = Stopwatch.GetTimestamp();
        await MarkAsync(app, session, [student], "present");
        await Task.WhenAny(Task.WhenAll(arrivals), Task.Delay(TimeSpan.FromSeconds(5)));
        await Task.Delay(150);
        return [.. arrivals.Where(arrival => arrival.IsCompletedSuccessfully).Select(arrival => arrival.Result)];
    }

    /// <summary>A batch's string table holds each text behind its length.</summary>
    private static byte[] Wanted(int count)
    {
        var text = Encoding.UTF8.GetBytes(count.ToString(CultureInfo.InvariantCulture));
        return [(byte)text.Length, .. text];
    }

    private static Task MarkAsync(PublishedApp app, Guid session, IEnumerable<Guid> students, string? status) =>
        Marks.PostAsync(app, session, students.Select(student => (Guid.NewGuid(), student, status)));
}
