using System.Diagnostics;
using System.Globalization;
using Cadence.Bench.Faults;
using Cadence.Bench.Support;

namespace Cadence.Bench;

/// <summary>How often each fault is run, and which.</summary>
/// <param name="Rounds">Rounds of each; faults that take long run fewer unless told otherwise with <c>--only</c>.</param>
/// <param name="IsLong">Also cuts of 30 and 75 s.</param>
/// <param name="Reminders">In one round of F7.</param>
/// <param name="Only">Names of faults; all without.</param>
/// <param name="AppFolder">A published Release app; null publishes one.</param>
internal sealed record FaultOptions(int Rounds, bool IsLong, int Reminders, int Taps, IReadOnlyList<string> Only, string? AppFolder)
{
    public static FaultOptions Parse(string[] arguments)
    {
        var options = new FaultOptions(5, false, 10_000, 500, [], null);
        for (var i = 0; i < arguments.Length; i++)
        {
            string Next() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value.");
            int Number(int most) => Math.Clamp(int.Parse(Next(), CultureInfo.InvariantCulture), 1, most);
            options = arguments[i] switch
            {
                "--n" => options with { Rounds = Number(1000) },
                "--long" => options with { IsLong = true },
                "--reminders" => options with { Reminders = Number(100_000) },
                "--taps" => options with { Taps = Number(10_000) },
                "--only" => options with { Only = Next().Split(',') },
                "--app" => options with { AppFolder = Next() },
                var other => throw new ArgumentException($"{other}: faults --n N [--long] [--reminders N] [--taps N] [--only F1,F2,F1+F2,F3,F4,F7,F9,F12,F13,F14,listener,restart] [--app FOLDER]"),
            };
        }

        return options;
    }
}

/// <summary>Runs the faults against the published program and prints what came of it: a line each with n, how many passed, p50 and p95.</summary>
internal static class FaultRun
{
    /// <summary>1 when anything was missed.</summary>
    public static async Task<int> RunAsync(FaultOptions options)
    {
        AppProcess.Published = Path.Combine(options.AppFolder is { } folder ? Path.GetFullPath(folder) : await PublishedApp.PublishAsync(CancellationToken.None), "Cadence.Web.dll");
        Console.WriteLine($"cores {Environment.ProcessorCount}  load {(File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "?")}");
        Console.WriteLine(Row("fault", "", "n", "pass", "p50 s", "p95 s", "limit", "timed", "verdict"));
        var missed = false;
        foreach (var fault in Faults(options).Where(fault => options.Only.Count == 0 || options.Only.Contains(fault.Name)))
        {
            missed |= !await RunAsync(fault, fault is TwoNodesFault && options.Only.Count == 0 ? 1 : options.Rounds);
        }

        return missed ? 1 : 0;
    }

    private static IEnumerable<Fault> Faults(FaultOptions options)
    {
        yield return new KillFault(Victim.Database);
        yield return new KillFault(Victim.App);
        yield return new KillFault(Victim.Both);
        if (Browsers.Path is null)
        {
            Console.WriteLine("No Chromium here: F3 and F13 are left out.");
        }
        else
        {
            foreach (var seconds in options.IsLong ? new[] { 12, 30, 75 } : [12])
            {
                yield return new CutFault(silent: true, TimeSpan.FromSeconds(seconds));
                yield return new CutFault(silent: false, TimeSpan.FromSeconds(seconds));
            }

            yield return new SleepFault();
        }

        yield return new TwoTabletsFault(options.Taps);
        yield return new MigrationFault();
        yield return new BotFault(attempts: 1000);
        yield return new SlowDatabaseFault();
        yield return new OpenPagesFault(Interruption.Listener);
        yield return new OpenPagesFault(Interruption.Database);
        yield return new TwoNodesFault(options.Reminders);
    }

    private static async Task<bool> RunAsync(Fault fault, int rounds)
    {
        var took = new List<double>();
        var misses = new List<string>();
        await using (fault)
        {
            await fault.PrepareAsync();
            for (var round = 0; round < rounds; round++)
            {
                try
                {
                    took.Add((await fault.RunAsync(round)).TotalSeconds);
                }
                catch (Exception miss) when (miss is not OutOfMemoryException)
                {
                    // Whatever went wrong in a round is a miss of that round.
                    misses.Add($"round {round}: {(miss is MissException ? miss.Message : miss.ToString())}");
                }
            }
        }

        var p95 = Stats.Percentile(took, .95);
        var isMet = misses.Count == 0 && !(p95 > fault.Limit);
        Console.WriteLine(Row(
            fault.Name, fault.What, Text(rounds), Text(took.Count), Seconds(Stats.Median(took)), Seconds(p95), fault.Limit is { } limit ? Text((int)limit) : "-", fault.Timed, isMet ? "met" : "MISSED"));
        misses.ForEach(miss => Console.WriteLine("    " + miss));
        if (fault.Note is { } note)
        {
            Console.WriteLine("    " + note);
        }

        return isMet;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Row(params string[] cells) => string.Format(CultureInfo.InvariantCulture, "{0,-9}{1,-46}{2,5}{3,6}{4,8}{5,8}{6,7}  {7,-24}{8}", [.. cells]);
}
