using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Demo;

/// <summary>Who signs in to the demo. The domain .demo does not exist, and neither do they.</summary>
public static class DemoAccounts
{
    /// <summary>Leads <c>compas</c>.</summary>
    public const string Admin = "admin@compas.demo";

    /// <summary>Works at the desk of <c>compas</c>.</summary>
    public const string Staff = "staff@compas.demo";

    /// <summary>Teaches in <c>compas</c>: Leo Sanz.</summary>
    public const string Teacher = "teacher@compas.demo";

    /// <summary>Owns <c>lucia</c> and also teaches in <c>compas</c>.</summary>
    public const string Lucia = "lucia@lucia.demo";

    /// <summary>Of all of them.</summary>
    public const string Password = "Cadence-demo-1";

    private static readonly (string Email, string Given, string Family)[] People =
    [
        (Admin, "Marta", "Robles"), (Staff, "Pilar", "Cano"), (Teacher, "Leo", "Sanz"), (Lucia, "Lucía", "Serrano"),
    ];

    /// <summary>Creates those that are missing; the ids of all by address, and how many are new.</summary>
    internal static async Task<(IReadOnlyDictionary<string, Guid> Ids, int Added)> EnsureAsync(AccountsDbContext accounts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var emails = People.Select(person => person.Email).ToList();
        var ids = await accounts.Users.Where(user => emails.Contains(user.Email!)).ToDictionaryAsync(user => user.Email!, user => user.Id, cancellationToken);
        var hasher = new PasswordHasher<User>();
        var added = 0;
        foreach (var (email, given, family) in People.Where(person => !ids.ContainsKey(person.Email)))
        {
            var user = new User
            {
                Id = Guid.CreateVersion7(),
                UserName = email,
                NormalizedUserName = email.ToUpperInvariant(),
                Email = email,
                NormalizedEmail = email.ToUpperInvariant(),
                EmailConfirmed = true,
                LockoutEnabled = true,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                GivenName = given,
                FamilyNames = family,
                CreatedAt = now,
            };
            user.PasswordHash = hasher.HashPassword(user, Password);
            accounts.Add(user);
            ids[email] = user.Id;
            added++;
        }

        await accounts.SaveChangesAsync(cancellationToken);
        return (ids, added);
    }
}
