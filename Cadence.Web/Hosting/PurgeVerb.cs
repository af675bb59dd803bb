using System.Globalization;
using Cadence.Core.Data;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>Deletes an archived organization for good. Whoever does it types its address once more, on the keyboard or by stdin.</summary>
internal static class PurgeVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        var slug = context.OnlyWord;
        await using var database = await context.OpenDatabaseAsync(ct);
        await database.EnsureReadyAsync(context.Logger, ct);
        var owner = database.Settings.OwnerFor("deleting an organization");
        var plan = await Purge.CheckAsync(owner, slug, TimeProvider.System, ct);
        var isDryRun = context.Option("dry-run") is not null;
        if (!isDryRun)
        {
            await Console.Error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{plan.Name}: {plan.Rows} rows go for good. Type {plan.Slug} to delete them: "));
            if ((await Console.In.ReadLineAsync(ct))?.Trim() != plan.Slug)
            {
                throw new StartException(context.Verb.Name, $"cadence {context.Verb.Name}: that was not {plan.Slug}. Nothing was deleted.");
            }

            plan = await Purge.RunAsync(owner, slug, TimeProvider.System, ct);
        }

        var told = plan.Tables.Where(table => table.Rows > 0).ToList();
        await context.AnswerAsync(
            new { plan.Slug, plan.OrganizationId, plan.ArchivedAt, DryRun = isDryRun, plan.Rows, Tables = told },
            string.Join(Environment.NewLine, told.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Rows,10} {table.Name}"))
                .Append(string.Create(CultureInfo.InvariantCulture, $"{plan.Rows,10} rows of {plan.Slug} {(isDryRun ? "would go. Nothing was touched." : "are gone. Its addresses stay taken.")}"))));
    }
}
