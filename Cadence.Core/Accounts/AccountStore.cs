using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Cadence.Core.Accounts;

/// <summary>
/// Where Identity keeps accounts: its own store, but for recovery codes, of which only hashes are kept, made like those of passwords
/// (OWASP ASVS 5.0, 6.5.2).
/// </summary>
public sealed class AccountStore(AccountsDbContext db, IPasswordHasher<User> hasher, IdentityErrorDescriber describer)
    : UserOnlyStore<User, AccountsDbContext, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(db, describer)
{
    private const string Provider = "[Cadence]";
    private const string Name = "RecoveryCodes";
    private const char Between = ';';

    public override async Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) => (await HashesAsync(user, cancellationToken)).Count;

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, recoveryCodes.Select(code => hasher.HashPassword(user, Compared(code))), cancellationToken);

    /// <summary>Takes a code out. The account's concurrency stamp, saved with it, lets only one of several at once have it.</summary>
    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        var (hashes, compared) = (await HashesAsync(user, cancellationToken), Compared(code));
        var found = hashes.FindIndex(hash => hasher.VerifyHashedPassword(user, hash, compared) != PasswordVerificationResult.Failed);
        if (found < 0)
        {
            return false;
        }

        hashes.RemoveAt(found);
        await KeepAsync(user, hashes, cancellationToken);
        return true;
    }

    private async Task<List<string>> HashesAsync(User user, CancellationToken cancellationToken) =>
        [.. (await GetTokenAsync(user, Provider, Name, cancellationToken) ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries)];

    private Task KeepAsync(User user, IEnumerable<string> hashes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, Name, string.Join(Between, hashes), cancellationToken);

    // As people copy them: with or without the hyphen, in small letters.
    private static string Compared(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
