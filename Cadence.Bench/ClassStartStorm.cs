using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Cadence.Bench.Support;

namespace Cadence.Bench;

/// <summary>The hour strikes: fifty tablets tap at once, one person a tap, ten taps a second each, for half a minute, each listening to the marks of its class.</summary>
internal static class ClassStartStorm
{
    private const int Tablets = 50;
    private const int BatchLimit = 100;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Statuses = ["present", "absent", "late", "excused"];

    public static async Task<Line> RunAsync(BenchSchool school, PublishedApp app)
    {
        var delays = new ConcurrentBag<double>();
        var taps = new ConcurrentBag<Guid>();
        var (failed, heard) = (0, 0);
        using var over = new CancellationTokenSource();
        var listening = Enumerable.Range(0, Tablets).Select(tablet => ListenAsync(school.Running[tablet % school.Running.Count])).ToList();
        var started = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Tablets).Select(TabletAsync));
        var seconds = started.Elapsed.TotalSeconds;
        await over.CancelAsync();
        await Task.WhenAll(listening);
        var kept = await KeptAsync(school, [.. taps]);
        var p99 = Stats.Percentile(delays, 0.99);
        return new Line($"class start: {Tablets} tablets", null, p99, [p99], "p99 saved <= 200 ms, 0 lost", p99 <= 200 && failed == 0 && kept == taps.Count,
            string.Create(CultureInfo.InvariantCulture, $"{delays.Count / seconds:0} taps/s acknowledged for {seconds:0} s; p50 {Stats.Percentile(delays, .5):0} p95 {Stats.Percentile(delays, .95):0} p99 {p99:0} max {delays.Max():0} ms; {taps.Count} acknowledged, {taps.Count - kept} lost, {failed} refused; {heard} news heard"));

        async Task ListenAsync(Guid session)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"es/o/{BenchSchool.Slug}/sessions/{session}/marks/stream", UriKind.Relative));
            request.Headers.Add("X-Cadence", "1");
            try
            {
                using var answer = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over.Token);
                answer.EnsureSuccessStatusCode();
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(over.Token));
                while (await reader.ReadLineAsync(over.Token) is { } line)
                {
                    if (line.StartsWith("data:", StringComparison.Ordinal))
                    {
                        Interlocked.Increment(ref heard);
                    }
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // The storm is over.
            }
        }

        // As the outbox of the roll call does it: one request at a time, with all that was tapped while the last one was under way.
        async Task TabletAsync(int tablet)
        {
            var session = school.Running[tablet % school.Running.Count];
            var roster = await school.RosterAsync(session);
            var waiting = Channel.CreateUnbounded<(Guid Tap, Guid Student, string? Status, long At)>();
            await Task.WhenAll(TapAsync(), SendAsync());

            async Task TapAsync()
            {
                await Task.Delay(Between * tablet / Tablets);
                using var beat = new PeriodicTimer(Between);
                var end = Stopwatch.StartNew();
                for (var i = 0; end.Elapsed < Lasts && await beat.WaitForNextTickAsync(); i++)
                {
                    waiting.Writer.TryWrite((Guid.NewGuid(), roster[(i + tablet) % roster.Count], Statuses[i / roster.Count % 4], Stopwatch.GetTimestamp()));
                }

                waiting.Writer.Complete();
            }

            async Task SendAsync()
            {
                while (await waiting.Reader.WaitToReadAsync())
                {
                    var batch = new List<(Guid Tap, Guid Student, string? Status, long At)>();
                    while (batch.Count < BatchLimit && waiting.Reader.TryRead(out var tap))
                    {
                        batch.Add(tap);
                    }

                    try
                    {
                        await Marks.PostAsync(app, session, batch.Select(tap => (tap.Tap, tap.Student, tap.Status)));
                        foreach (var tap in batch)
                        {
                            delays.Add(Stopwatch.GetElapsedTime(tap.At).TotalMilliseconds);
                            taps.Add(tap.Tap);
                        }
                    }
                    catch (HttpRequestException)
                    {
                        Interlocked.Add(ref failed, batch.Count);
                    }
                }
            }
        }
    }

    private static async Task<int> KeptAsync(BenchSchool school, Guid[] taps)
    {
        await using var command = school.Owner.CreateCommand("select count(*) from attendance_history where tap_id = any($1)");
        command.Parameters.AddWithValue(taps);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
