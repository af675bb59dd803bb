using System.Text;
using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Hosting;

/// <summary>
/// The first person of an installation: an account, and the organization it administers, founded if it is new.
/// The password is read from stdin, because arguments can be seen by every user of the machine.
/// </summary>
internal static partial class CreateAdminVerb
{
    public static async Task RunAsync(VerbContext context, CancellationToken ct)
    {
        var email = context.OnlyWord;
        var slug = context.NeededOption("organization");
        if (!Slug().IsMatch(slug))
        {
            throw new StartException("--organization", $"cadence {context.Verb.Name}: '{slug}' can't be part of an address: use a to z, 0 to 9 and single hyphens, up to 40.");
        }

        await using var database = await context.OpenDatabaseAsync(ct);
        await database.EnsureReadyAsync(context.Logger, ct);
        await using var app = WebHost.Build([], context.Settings, database);
        await using var scope = app.Services.CreateAsyncScope();
        var user = await AccountAsync(context, scope.ServiceProvider.GetRequiredService<UserManager<User>>(), email, ct);
        var tenants = scope.ServiceProvider.GetRequiredService<TenantDb>();
        var organizations = new OrganizationService(tenants);
        if (await scope.ServiceProvider.GetRequiredService<OrganizationDirectory>().FindAsync(slug, ct) is { } there)
        {
            var added = await organizations.AddMemberAsync(there.OrganizationId, user.Id, RolePresets.Admin, ct);
            Expect(context, added.Errors);
        }
        else
        {
            var founded = await organizations.FoundAsync(
                new FoundOrganization(Guid.CreateVersion7(), slug, context.Option("name") ?? slug, OrganizationType.School, "ES", "EUR", "Europe/Madrid", "es"), user.Id, ct);
            Expect(context, founded.Errors);
        }

        await context.AnswerAsync(new { Email = user.Email, Organization = slug }, $"{user.Email} administers {slug}.");
    }

    private static void Expect(VerbContext context, IReadOnlyList<Core.Kernel.Error> errors)
    {
        if (errors.Count > 0)
        {
            throw context.Failed(errors);
        }
    }

    /// <summary>An existing account keeps its password, so that the verb can't take one over.</summary>
    private static async Task<User> AccountAsync(VerbContext context, UserManager<User> users, string email, CancellationToken ct)
    {
        if (await users.FindByEmailAsync(email) is { } known)
        {
            return known;
        }

        var user = new User { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, CreatedAt = TimeProvider.System.GetUtcNow() };
        var created = await users.CreateAsync(user, await PasswordAsync(ct));
        return created.Succeeded ? user : throw new StartException(context.Verb.Name, $"cadence {context.Verb.Name}: {string.Join(" ", created.Errors.Select(e => e.Description))}");
    }

    private static async Task<string> PasswordAsync(CancellationToken ct)
    {
        if (Console.IsInputRedirected)
        {
            return await Console.In.ReadLineAsync(ct) ?? "";
        }

        await Console.Error.WriteAsync("Password: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            _ = key.Key == ConsoleKey.Backspace ? typed.Length > 0 ? typed.Remove(typed.Length - 1, 1) : typed : typed.Append(key.KeyChar);
        }

        await Console.Error.WriteLineAsync();
        return typed.ToString();
    }

    [GeneratedRegex("^(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Slug();
}
