using System.Globalization;

namespace Cadence.Bench;

/// <summary>What to measure and how often. Everything is bounded; all traffic stays on loopback.</summary>
/// <param name="Rounds">Interleaved rounds; a figure is the median of the rounds' ratios.</param>
/// <param name="Repeats">Operations a round and side.</param>
/// <param name="Dashboards">Open dashboards in the live item.</param>
/// <param name="AppFolder">A published Release app; null publishes one.</param>
public sealed record BenchOptions(int Rounds, int Repeats, int Dashboards, string? AppFolder)
{
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions(5, 30, 100, null);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = Number(arguments[i + 1]) },
                "--repeats" => options with { Repeats = Number(arguments[i + 1]) },
                "--dashboards" => options with { Dashboards = Number(arguments[i + 1]) },
                "--app" => options with { AppFolder = arguments[i + 1] },
                var other => throw new ArgumentException($"{other}: --rounds N, --repeats N, --dashboards N, --app FOLDER"),
            };
        }

        return options;
    }

    private static int Number(string text) => Math.Clamp(int.Parse(text, CultureInfo.InvariantCulture), 1, 1000);
}
