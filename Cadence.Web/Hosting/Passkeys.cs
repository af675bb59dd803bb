using System.Buffers.Text;
using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Hosting;

/// <summary>One passkey of a person, as they know it.</summary>
/// <param name="Id">In base64url.</param>
public sealed record PasskeyItem(string Id, string Name, DateTimeOffset CreatedAt, bool IsSynced);

/// <summary>
/// Passkeys (WebAuthn). The domain they belong to is said by the settings, never by a request. The device has to check who holds it, so a
/// passkey is both factors; what sort of device it is, it need not prove.
/// </summary>
public sealed class Passkeys(SignInManager<User> signIn, SignIns signIns, HostSettings settings, TimeProvider time)
{
    /// <summary>Of one person.</summary>
    public const int Most = 20;

    /// <summary>Characters of a name.</summary>
    public const int LongestName = 60;

    private const int LongestCredential = 20_000;

    /// <summary>A lock of minutes is for guessed passwords, as a passkey can't be guessed; a longer one shuts somebody out.</summary>
    private static readonly TimeSpan LongLock = TimeSpan.FromDays(1);

    /// <summary>Whether this installation has passkeys.</summary>
    public bool AreOffered => settings.PasskeyDomain is not null;

    /// <summary>A person's passkeys, newest first.</summary>
    public async Task<IReadOnlyList<PasskeyItem>> OfAsync(User user) =>
        [.. (await signIn.UserManager.GetPasskeysAsync(user)).OrderByDescending(passkey => passkey.CreatedAt)
            .Select(passkey => new PasskeyItem(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? ProofsTexts.Passkey, passkey.CreatedAt, passkey.IsBackedUp))];

    /// <summary>What the browser needs to make one.</summary>
    public async Task<string> CreationOptionsAsync(User user) => await signIn.MakePasskeyCreationOptionsAsync(
        new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email ?? user.Id.ToString(), DisplayName = $"{user.GivenName} {user.FamilyNames}".Trim() is { Length: > 0 } name ? name : user.Email ?? "" });

    /// <summary>What the browser needs to use one: any, or only those of <paramref name="user"/>.</summary>
    public Task<string> RequestOptionsAsync(User? user) => signIn.MakePasskeyRequestOptionsAsync(user);

    /// <summary>Keeps the passkey that the browser made, under a name.</summary>
    public async Task<Result<bool>> AddAsync(User user, string? credential, string? name, string? userAgent)
    {
        ArgumentNullException.ThrowIfNull(user);
        if ((await signIn.UserManager.GetPasskeysAsync(user)).Count >= Most)
        {
            return Error.Conflict(nameof(ProofsTexts.ErrorTooManyPasskeys), null, Most);
        }

        if (name?.Trim().Length > LongestName)
        {
            return Error.Invalid(nameof(SharedTexts.ErrorTooLong), "Name", LongestName);
        }

        var made = await CeremonyAsync(credential, signIn.PerformPasskeyAttestationAsync);
        if (made is null || !made.Succeeded || made.UserEntity.Id != user.Id.ToString() || !made.Passkey.IsUserVerified)
        {
            return Error.Invalid(nameof(ProofsTexts.ErrorPasskeyRefused));
        }

        made.Passkey.Name = string.IsNullOrWhiteSpace(name) ? DeviceName.Of(userAgent) ?? ProofsTexts.Passkey : name.Trim();
        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded ? true : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>Gives one of the person's own passkeys another name.</summary>
    public async Task<Result<bool>> RenameAsync(User user, string? id, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return Error.Invalid(nameof(ProofsTexts.ErrorPasskeyNameRequired), "Name");
        }

        if (name.Trim().Length > LongestName)
        {
            return Error.Invalid(nameof(SharedTexts.ErrorTooLong), "Name", LongestName);
        }

        if (Decoded(id) is not { } credentialId || await signIn.UserManager.GetPasskeyAsync(user, credentialId) is not { } passkey)
        {
            return Error.NotFound();
        }

        passkey.Name = name.Trim();
        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded ? true : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>Removes one of the person's own passkeys; it opens nothing from now on.</summary>
    public async Task<Result<bool>> RemoveAsync(User user, string? id)
    {
        if (Decoded(id) is not { } credentialId || await signIn.UserManager.GetPasskeyAsync(user, credentialId) is null)
        {
            return Error.NotFound();
        }

        return (await signIn.UserManager.RemovePasskeyAsync(user, credentialId)).Succeeded ? true : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>Signs in whose passkey it is; null where it is nobody's, or theirs who may not.</summary>
    public async Task<User?> SignInAsync(HttpContext http, string? credential)
    {
        if (await AssertedAsync(credential) is not { } user || !await signIn.CanSignInAsync(user) || user.LockoutEnd > time.GetUtcNow() + LongLock)
        {
            return null;
        }

        SignIns.ProveByPasskey(http);
        await signIn.SignInWithClaimsAsync(user, isPersistent: true, [new("amr", "mfa")]);
        return user;
    }

    /// <summary>A fresh proof by one of the person's own passkeys.</summary>
    public async Task<bool> StepUpAsync(HttpContext http, string? credential) =>
        await AssertedAsync(credential) is { } user && user.Id == http.User.UserId() && await signIns.StepUpByPasskeyAsync(http);

    private async Task<User?> AssertedAsync(string? credential)
    {
        var asserted = await CeremonyAsync(credential, signIn.PerformPasskeyAssertionAsync);
        if (asserted is null || !asserted.Succeeded || !asserted.Passkey.IsUserVerified)
        {
            return null;
        }

        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(asserted.User, asserted.Passkey)).Succeeded ? asserted.User : null;
    }

    private async Task<TResult?> CeremonyAsync<TResult>(string? credential, Func<string, Task<TResult>> perform)
        where TResult : class
    {
        if (!AreOffered || string.IsNullOrEmpty(credential) || credential.Length > LongestCredential)
        {
            return null;
        }

        try
        {
            return await perform(credential);
        }
        catch (InvalidOperationException)
        {
            // The challenge is more than five minutes old, or another tab has asked for its own since.
            return null;
        }
    }

    private static byte[]? Decoded(string? id) => id is { Length: > 0 and < 2000 } && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;
}
