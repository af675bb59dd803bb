using Cadence.Core.Data;
using Cadence.Core.Demo;

namespace Cadence.Web.Hosting;

/// <summary>Verbs about the database itself.</summary>
internal static class DatabaseVerbs
{
    public static async Task MigrateAsync(VerbContext context, CancellationToken ct)
    {
        context.ExpectNoWords();
        await using var database = await context.OpenDatabaseAsync(ct);
        var pending = await CadenceDatabase.PendingMigrationsAsync(database.Settings.OwnerFor("migrate"), ct);
        await database.MigrateAsync(context.Logger, ct);
        await context.AnswerAsync(new { Applied = pending }, pending.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", pending)}");
    }

    public static async Task SeedDemoAsync(VerbContext context, CancellationToken ct)
    {
        context.ExpectNoWords();
        await using var database = await context.OpenDatabaseAsync(ct);
        await database.EnsureReadyAsync(context.Logger, ct);
        var loaded = await DemoOf(database).LoadAsync(ct);
        await context.AnswerAsync(
            new { Loaded = loaded, DemoSeed.SignIns, DemoSeed.Password },
            (loaded ? "The demo is loaded." : "The demo was there already.") + Environment.NewLine + SignInLines());
    }

    /// <summary>The demo's sign-ins, a line each.</summary>
    public static string SignInLines() => string.Join(Environment.NewLine, DemoSeed.SignIns.Select(email => $"  {email}  {DemoSeed.Password}"));

    /// <summary>The demo for an installation's database.</summary>
    public static DemoSeed DemoOf(InstalledDatabase database) => new(database.App, new TenantDb(database.App, database.Settings.Mode, TimeProvider.System), TimeProvider.System) { Owner = database.Settings.Owner };

    public static async Task ConnectionAsync(VerbContext context, CancellationToken ct)
    {
        var role = context.OnlyWord;
        if (role is not ("app" or "owner"))
        {
            throw context.Misused();
        }

        // Whoever asks wants to connect, so a private database stays up; the next start of the program adopts it.
        await using var database = await context.OpenDatabaseAsync(ct, LocalPostgresStop.Never);
        var uri = ConnectionUri.Of(role == "app" ? database.App : database.Settings.OwnerFor("connection owner"));
        await context.AnswerAsync(new { Role = role, Uri = uri }, uri);
    }
}
