using System.Globalization;
using Cadence.Bench.Support;
using Npgsql;

namespace Cadence.Bench;

/// <summary>One measured item.</summary>
/// <param name="Sql">Milliseconds of plain SQL doing the same work, median; null where there is none.</param>
/// <param name="Ours">Milliseconds of ours, median.</param>
/// <param name="Ratios">Ours to SQL, one per round; for items without SQL the figure itself per round.</param>
/// <param name="Goal">The aim in words.</param>
/// <param name="Met">Whether it was reached.</param>
/// <param name="Checked">What was read back and compared.</param>
public sealed record Line(string Item, double? Sql, double Ours, IReadOnlyList<double> Ratios, string Goal, bool Met, string Checked);

/// <summary>Prints the figures and what they were taken on.</summary>
public sealed class Report(BenchOptions options)
{
    private readonly List<Line> _lines = [];

    public async Task HeaderAsync(BenchSchool school)
    {
        await using var command = school.Owner.CreateCommand("select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_version')");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var load = File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "?";
        Console.WriteLine($"PostgreSQL {reader.GetString(2)}  fsync {reader.GetString(0)}  synchronous_commit {reader.GetString(1)}  load {load}  cores {Environment.ProcessorCount}  rounds {options.Rounds} x {options.Repeats}");
        Console.WriteLine(Row("item", "sql ms", "ours ms", "ratio", "range", "goal", "verdict"));
    }

    public void Add(Line line)
    {
        _lines.Add(line);
        var sorted = line.Ratios.Order().ToList();
        Console.WriteLine(Row(
            line.Item, line.Sql is { } sql ? F(sql) : "-", F(line.Ours), F(Stats.Median(sorted)), $"{F(sorted[0])}-{F(sorted[^1])}", line.Goal, line.Met ? "met" : "MISSED"));
        Console.WriteLine($"    {line.Checked}");
    }

    /// <summary>1 when an aim was missed.</summary>
    public int Finish() => _lines.All(line => line.Met) ? 0 : 1;

    private static string F(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Row(params string[] cells) =>
        string.Format(CultureInfo.InvariantCulture, "{0,-34}{1,9}{2,10}{3,9}{4,15}  {5,-32}{6}", [.. cells]);
}
