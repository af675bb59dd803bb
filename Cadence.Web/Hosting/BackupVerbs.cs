using System.Globalization;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>Verbs that write a backup and bring one back.</summary>
internal static class BackupVerbs
{
    public static async Task BackupAsync(VerbContext context, CancellationToken ct)
    {
        var path = context.OnlyWord;
        await using var database = await context.OpenDatabaseAsync(ct);
        var (manifest, bytes) = await Backup.WriteAsync(database.Settings, path, TimeProvider.System, ct);
        var rows = manifest.Tables.Sum(t => t.Rows);
        await context.AnswerAsync(
            new { File = Path.GetFullPath(path), Bytes = bytes, manifest.CreatedAt, Tables = manifest.Tables.Count, Rows = rows, Files = manifest.Files.Count },
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(path)}: {manifest.Tables.Count} tables, {rows} rows, {manifest.Files.Count} files, {bytes} bytes."));
    }

    public static async Task RestoreAsync(VerbContext context, CancellationToken ct)
    {
        var path = context.OnlyWord;
        await using var database = await context.OpenDatabaseAsync(ct);
        if (context.Option("dry-run") is not null)
        {
            await AnswerPlanAsync(context, path, await Restore.CheckAsync(database.Settings, path, context.Option("replace") is not null, ct));
            return;
        }

        var restored = await Restore.RunAsync(database.Settings, path, context.Option("replace") is not null, TimeProvider.System, ct);
        var manifest = restored.Manifest;
        var rows = manifest.Tables.Sum(t => t.Rows);
        await context.AnswerAsync(
            new { File = Path.GetFullPath(path), manifest.CreatedAt, manifest.Program, Tables = manifest.Tables.Count, Rows = rows, Files = manifest.Files.Count, restored.UploadsAside },
            string.Create(CultureInfo.InvariantCulture, $"Restored the backup of {manifest.CreatedAt:u}: {manifest.Tables.Count} tables, {rows} rows, {manifest.Files.Count} files, all compared.")
                + (restored.UploadsAside is { } aside ? $"{Environment.NewLine}The uploads that were there are in {aside}." : ""));
    }

    private static Task AnswerPlanAsync(VerbContext context, string path, RestorePlan plan)
    {
        var manifest = plan.Manifest;
        var rows = manifest.Tables.Sum(t => t.Rows);
        return context.AnswerAsync(
            new { File = Path.GetFullPath(path), manifest.CreatedAt, manifest.Program, Tables = manifest.Tables.Count, Rows = rows, Files = manifest.Files.Count, plan.OrganizationsReplaced, plan.PutsUploadsAside },
            string.Create(CultureInfo.InvariantCulture, $"The backup of {manifest.CreatedAt:u} is whole: {manifest.Tables.Count} tables, {rows} rows, {manifest.Files.Count} files.")
                + string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}It would replace {plan.OrganizationsReplaced} organization(s){(plan.PutsUploadsAside ? " and put the present uploads aside" : "")}. Nothing was touched."));
    }
}
