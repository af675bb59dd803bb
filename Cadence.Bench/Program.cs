using Cadence.Bench;
using Cadence.Bench.Support;

var options = BenchOptions.Parse(args);
await using var school = await BenchSchool.BuildAsync(options, CancellationToken.None);
await using var app = await PublishedApp.StartAsync(options, school, CancellationToken.None);
var report = new Report(options);
await report.HeaderAsync(school);

var items = new List<Func<Task<Line>>>
{
    () => SaveRollCall.RunAsync(options, school, app),
    () => OpenRollCall.RunAsync(options, school, app),
    () => MonthOfPayouts.RunAsync(options, school),
    () => TapToDashboards.RunAsync(options, school, app),
};
foreach (var item in items)
{
    report.Add(await item());
}

return report.Finish();
