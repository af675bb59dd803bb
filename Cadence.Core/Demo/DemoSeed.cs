using System.Globalization;
using System.Numerics;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Teachers;
using Cadence.Core.Venues;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Demo;

/// <summary>
/// Example organizations to look around in: <c>compas</c>, a school with fourteen months of history, and <c>lucia</c>, an independent teacher.
/// Written as the runtime role with the product's own statements. Loading it again adds nothing.
/// </summary>
public sealed class DemoSeed(string appConnectionString, TenantDb tenants, TimeProvider time)
{
    /// <summary>Connects as the owner of the tables, who may gather statistics between the stages; null: the server does it by itself, a minute later.</summary>
    public string? Owner { get; init; }

    /// <summary>Everybody's password in the demo.</summary>
    public const string Password = "Cadence-demo-1";

    /// <summary>The school's slug.</summary>
    public const string School = "compas";

    /// <summary>The independent teacher's slug.</summary>
    public const string Independent = "lucia";

    /// <summary>Who can sign in, in order of reach.</summary>
    public static IReadOnlyList<string> SignIns { get; } = ["owner@compas.demo", "admin@compas.demo", "staff@compas.demo", "teacher@compas.demo", "lucia@lucia.demo"];

    /// <summary>Loads what is missing. Answers whether anything was.</summary>
    public async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        // Two programs on one database: the second waits and finds nothing missing.
        await using var waiting = new NpgsqlConnection(CadenceDatabase.Unpooled(appConnectionString));
        await waiting.OpenAsync(cancellationToken);
        await DemoSql.TakeTurnAsync(waiting, cancellationToken);
        var users = await UsersAsync(cancellationToken);
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(DemoParts.Zone)).DateTime;
        var parts = new DemoParts(tenants, Owner);
        var school = await new DemoSchool(tenants, parts).LoadAsync(users, now, cancellationToken);
        var independent = await new DemoIndependent(tenants, parts).LoadAsync(users["lucia@lucia.demo"], now, cancellationToken);
        return school || independent;
    }

    private async Task<Dictionary<string, Guid>> UsersAsync(CancellationToken cancellationToken)
    {
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(appConnectionString).Options);
        var hasher = new PasswordHasher<User>();
        var people = new Dictionary<string, (string Given, string Family)>
        {
            ["owner@compas.demo"] = ("Pilar", "Roldán"),
            ["admin@compas.demo"] = ("Marta", "Roldán"),
            ["staff@compas.demo"] = ("Sergio", "Mena"),
            ["teacher@compas.demo"] = DemoNames.Teachers[1],
            ["lucia@lucia.demo"] = DemoNames.Teachers[DemoPlan.Lucia],
        };
        foreach (var (email, (given, family)) in people)
        {
            var normalized = email.ToUpperInvariant();
            if (await accounts.Users.AnyAsync(user => user.NormalizedEmail == normalized, cancellationToken))
            {
                continue;
            }

            var user = new User
            {
                Id = DemoParts.IdOf(email),
                UserName = email,
                NormalizedUserName = normalized,
                Email = email,
                NormalizedEmail = normalized,
                EmailConfirmed = true,
                GivenName = given,
                FamilyNames = family,
                SecurityStamp = Guid.NewGuid().ToString("n"),
                LockoutEnabled = true,
                CreatedAt = time.GetUtcNow(),
            };
            user.PasswordHash = hasher.HashPassword(user, Password);
            accounts.Add(user);
        }

        await accounts.SaveChangesAsync(cancellationToken);
        return await accounts.Users.Where(user => people.Keys.Contains(user.Email!)).ToDictionaryAsync(user => user.Email!, user => user.Id, cancellationToken);
    }
}
