using System.Globalization;

namespace Cadence.Bench;

/// <summary>What to measure and how often. Everything is bounded; all traffic stays on loopback.</summary>
/// <param name="Rounds">Interleaved rounds; a figure is the median of the rounds' ratios.</param>
/// <param name="Repeats">Operations a round and side.</param>
/// <param name="Dashboards">Open dashboards in the live item.</param>
/// <param name="Circuits">Open dashboards whose memory is weighed.</param>
/// <param name="Churn">Circuits opened and closed one after another; 0 leaves that item out.</param>
/// <param name="Only">Names of the items to run; all without.</param>
/// <param name="AppFolder">A published Release app; null publishes one.</param>
public sealed record BenchOptions(int Rounds, int Repeats, int Dashboards, int Circuits, int Churn, IReadOnlyList<string> Only, string? AppFolder)
{
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions(5, 30, 100, 200, 0, [], null);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = Number(arguments[i + 1]) },
                "--repeats" => options with { Repeats = Number(arguments[i + 1]) },
                "--dashboards" => options with { Dashboards = Number(arguments[i + 1]) },
                "--circuits" => options with { Circuits = Number(arguments[i + 1]) },
                "--churn" => options with { Churn = Number(arguments[i + 1]) },
                "--only" => options with { Only = arguments[i + 1].Split(',') },
                "--app" => options with { AppFolder = arguments[i + 1] },
                var other => throw new ArgumentException($"{other}: --rounds N, --repeats N, --dashboards N, --circuits N, --churn N, --only save,open,payouts,live,storm,memory,signin,start,permission,churn,search, --app FOLDER"),
            };
        }

        return options;
    }

    private static int Number(string text) => Math.Clamp(int.Parse(text, CultureInfo.InvariantCulture), 1, 100_000);
}
