using Cadence.Bench;
using Cadence.Bench.Faults;
using Cadence.Bench.Support;

if (args is ["faults", .. var rest])
{
    return await FaultRun.RunAsync(FaultOptions.Parse(rest));
}

var options = BenchOptions.Parse(args);
await using var school = await BenchSchool.BuildAsync(options, CancellationToken.None);
await using var app = await PublishedApp.StartAsync(options, school, CancellationToken.None);
var report = new Report(options);
await report.HeaderAsync(school);

var items = new (string Name, Func<Task<Line>> RunAsync)[]
{
    ("save", () => SaveRollCall.RunAsync(options, school, app)),
    ("open", () => OpenRollCall.RunAsync(options, school, app)),
    ("payouts", () => MonthOfPayouts.RunAsync(options, school)),
    ("live", () => TapToDashboards.RunAsync(options, school, app)),
    ("storm", () => ClassStartStorm.RunAsync(school, app)),
    ("memory", () => CircuitMemory.OpenAsync(options, school, app)),
    ("signin", () => SigningIn.OverHttpAsync(options, app)),
    ("start", () => SigningIn.CircuitStartAsync(options, app)),
    ("permission", () => SigningIn.PermissionAsync(options, school)),
    ("churn", () => CircuitMemory.ChurnLineAsync(options, app)),
    ("search", () => SearchPeople.RunAsync(options, school)),
};
foreach (var (name, runAsync) in items)
{
    if (options.Only.Count > 0 ? options.Only.Contains(name) : name != "churn" || options.Churn > 0)
    {
        report.Add(await runAsync());
    }
}

return report.Finish();
