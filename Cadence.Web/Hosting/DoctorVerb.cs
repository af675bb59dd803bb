using System.Globalization;
using Cadence.Core.Data;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>Looks for inconsistencies; finding some is a failure.</summary>
internal static class DoctorVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        context.ExpectNoWords();
        await using var database = await context.OpenDatabaseAsync(ct);
        var checks = await Doctor.ExamineAsync(database.Settings, context.Settings.Smtp is not null, TimeProvider.System, ct);
        var found = checks.Sum(c => c.Found);
        await context.AnswerAsync(new { Inconsistencies = found, Checks = checks }, string.Join(Environment.NewLine, checks.Select(Line)));
        if (found > 0)
        {
            throw new StartException(context.Verb.Name, string.Create(CultureInfo.InvariantCulture, $"cadence doctor found {found} inconsistencies: {string.Join(", ", checks.Where(c => c.Found > 0).Select(c => c.Name))}."));
        }
    }

    private static string Line(DoctorCheck check) => check.Found == 0
        ? $"  ok  {check.Name}"
        : string.Create(CultureInfo.InvariantCulture, $"{check.Found,4}  {check.Name}: {string.Join(", ", check.Ids.Take(10).Select(i => i.Id))}{(check.Found > 10 ? ", …" : "")}");
}
