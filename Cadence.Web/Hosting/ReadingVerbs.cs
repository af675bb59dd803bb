using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Npgsql;

namespace Cadence.Web.Hosting;

/// <summary>Verbs that read a file and say what is in it. They save nothing and need no database unless an organization is named.</summary>
internal static class ReadingVerbs
{
    public static async Task RosterAsync(VerbContext context, CancellationToken ct)
    {
        await using var file = File.OpenRead(context.OnlyWord);
        var answer = context.Option("organization") is { } slug
            ? await RosterForAsync(context, slug, file, ct)
            : await ReadRosterVerb.RunAsync(file, new RosterContext("ES", "EUR", DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date)), ct);
        if (!answer.IsSuccess)
        {
            throw context.Failed(answer.Errors);
        }

        await context.Output.WriteLineAsync(context.Json ? answer.Value.ToJson() : answer.Value.ToText());
    }

    private static async Task<Result<ReadRosterVerb>> RosterForAsync(VerbContext context, string slug, FileStream file, CancellationToken ct)
    {
        await using var database = await context.OpenDatabaseAsync(ct);
        await using var source = NpgsqlDataSource.Create(database.App);
        var organization = await new OrganizationDirectory(source).FindAsync(slug, ct) ?? throw new StartException("--organization", $"cadence {context.Verb.Name}: there is no organization '{slug}'.");
        var tenants = new TenantDb(database.App, database.Settings.Mode, TimeProvider.System);
        var preview = await new RosterImportService(tenants).PreviewAsync(Actor.Job(organization.OrganizationId, Guid.CreateVersion7()), Path.GetFileName(file.Name), file, ct);
        return preview.IsSuccess ? ReadRosterVerb.Of(preview.Value.Roster) : Result<ReadRosterVerb>.Failure(preview.Errors);
    }
}
