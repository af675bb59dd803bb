using Cadence.Core.Data;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>Gives and takes the right to look after the whole installation. Only here, as the owner role: no page can.</summary>
internal static class PlatformAdminVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        var (email, isAdmin) = (context.OnlyWord, context.Option("remove") is null);
        await using var database = await context.OpenDatabaseAsync(ct);
        await database.EnsureReadyAsync(context.Logger, ct);
        var changed = await PlatformAdmins.SetAsync(database.Settings.OwnerFor("platform administrators"), email, isAdmin, ct)
            ?? throw new StartException(context.Verb.Name, $"cadence {context.Verb.Name}: nobody here has the address {email}. Make the account first, for example with create-admin.");
        var state = isAdmin ? "looks after the platform" : "does not look after the platform";
        await context.AnswerAsync(new { Email = email, PlatformAdmin = isAdmin, Changed = changed }, changed ? $"{email} {state} now." : $"{email} {state} already.");
    }
}
