using System.Globalization;
using Cadence.Bench.Support;

namespace Cadence.Bench;

/// <summary>What an open dashboard costs, and whether the program gives back what closed ones cost.</summary>
internal static class CircuitMemory
{
    private const int Batch = 25;

    public static async Task<Line> OpenAsync(BenchOptions options, BenchSchool school, PublishedApp app)
    {
        ArgumentNullException.ThrowIfNull(school);
        // Warm: code is compiled and pools are filled before anything is weighed.
        await ChurnAsync(app, 200);
        var before = app.ResidentKilobytes();
        var circuits = new List<CircuitClient>();
        var page = new Uri(app.Address, $"es/o/{BenchSchool.Slug}/");
        for (var i = 0; i < options.Circuits; i++)
        {
            circuits.Add(await CircuitClient.OpenAsync(app.Client, page, app.CookieHeader));
        }

        await Task.Delay(2000);
        var each = (app.ResidentKilobytes() - before) / options.Circuits;
        foreach (var circuit in circuits)
        {
            await circuit.DisposeAsync();
        }

        return new Line($"memory of {options.Circuits} open dashboards", null, each, [each], "<= 350 KB each", each <= 350,
            string.Create(CultureInfo.InvariantCulture, $"resident memory {before / 1024:0} MB before, {before / 1024 + (each * options.Circuits / 1024):0} MB with them; KB each"));
    }

    public static async Task<Line> ChurnLineAsync(BenchOptions options, PublishedApp app)
    {
        var tenth = Math.Max(Batch, options.Churn / 10);
        await ChurnAsync(app, tenth * 2);
        var before = app.ResidentKilobytes();
        await ChurnAsync(app, options.Churn - (tenth * 2));
        var growth = app.ResidentKilobytes() - before;
        return new Line($"{options.Churn} circuits opened and closed", null, growth / 1024, [growth / 1024], "growth <= 50 MB", growth <= 50 * 1024,
            string.Create(CultureInfo.InvariantCulture, $"MB of growth over the last {options.Churn - (tenth * 2)}; {before / 1024:0} MB before"));
    }

    private static async Task ChurnAsync(PublishedApp app, int count)
    {
        var page = new Uri(app.Address, $"es/o/{BenchSchool.Slug}/");
        for (var done = 0; done < count; done += Batch)
        {
            var open = await Task.WhenAll(Enumerable.Range(0, Batch).Select(_ => CircuitClient.OpenAsync(app.Client, page, app.CookieHeader)));
            foreach (var circuit in open)
            {
                await circuit.DisposeAsync();
            }
        }
    }
}
