using Cadence.Core.Data;

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
