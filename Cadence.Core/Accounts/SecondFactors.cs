using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Core.Accounts;

/// <summary>What protects an account besides its password.</summary>
/// <param name="IsOn">Codes of an app are asked for at sign-in.</param>
/// <param name="RecoveryCodesLeft">How many of the codes for a lost phone are left.</param>
/// <param name="Passkeys">How many passkeys there are; each is both factors at once.</param>
/// <param name="HasPassword">Whether there is a password to sign in with.</param>
public sealed record AccountProtection(bool IsOn, int RecoveryCodesLeft, int Passkeys, bool HasPassword)
{
    /// <summary>Whether signing in needs more than a password.</summary>
    public bool IsStrong => IsOn || Passkeys > 0;
}

/// <summary>
/// The second factor of a person's own account: codes of an app, and codes for the day the phone is lost. Turning it on or off changes the
/// security stamp, which ends all sign-ins and forgets all remembered browsers.
/// </summary>
public sealed class SecondFactors(UserManager<User> users, IUserStore<User> store, OneTimeCodes codes)
{
    /// <summary>Codes for a lost phone, given together.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>How the account is protected.</summary>
    public async Task<AccountProtection> OfAsync(User user) => new(
        await users.GetTwoFactorEnabledAsync(user), await users.CountRecoveryCodesAsync(user), (await users.GetPasskeysAsync(user)).Count, await users.HasPasswordAsync(user));

    /// <summary>Turns it on with the first code of the app that holds the key; gives the recovery codes, which nobody can read again.</summary>
    public async Task<Result<string[]>> TurnOnAsync(User user, string key, string? code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (await users.GetTwoFactorEnabledAsync(user))
        {
            return Error.Conflict(nameof(ProofsTexts.ErrorAlreadyOn));
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return Error.Invalid(nameof(ProofsTexts.ErrorCodeRequired), "Code");
        }

        if (!await codes.UseAsync(user.Id, key, code, cancellationToken))
        {
            return Error.Invalid(nameof(ProofsTexts.ErrorCodeRefused), "Code");
        }

        await ((IUserAuthenticatorKeyStore<User>)store).SetAuthenticatorKeyAsync(user, key, cancellationToken);
        var on = await users.SetTwoFactorEnabledAsync(user, true);
        return on.Succeeded ? await RenewCodesAsync(user) : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>Turns it off and forgets key and recovery codes.</summary>
    public async Task<Result<bool>> TurnOffAsync(User user, CancellationToken cancellationToken)
    {
        await ((IUserAuthenticatorKeyStore<User>)store).SetAuthenticatorKeyAsync(user, "", cancellationToken);
        await ((IUserTwoFactorRecoveryCodeStore<User>)store).ReplaceCodesAsync(user, [], cancellationToken);
        var off = await users.SetTwoFactorEnabledAsync(user, false);
        return off.Succeeded ? true : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>New recovery codes; those before count no more.</summary>
    public async Task<Result<string[]>> RenewCodesAsync(User user)
    {
        var made = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        return made is null ? Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile)) : (Result<string[]>)made.ToArray();
    }

    /// <summary>Browsers that need no code any more are asked for one again; all sign-ins end.</summary>
    public async Task<Result<bool>> ForgetBrowsersAsync(User user)
    {
        var changed = await users.UpdateSecurityStampAsync(user);
        return changed.Succeeded ? true : Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
    }

    /// <summary>A code of the app, or a recovery code, which is used up. Wrong ones lock the account like wrong passwords.</summary>
    public async Task<bool> ProveAsync(User user, string? typed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (await users.IsLockedOutAsync(user) || !await users.GetTwoFactorEnabledAsync(user) || string.IsNullOrWhiteSpace(typed) || typed.Length > 100)
        {
            return false;
        }

        var isProved = OneTimeCodes.Read(typed) is { } code
            ? await users.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key && await codes.UseAsync(user.Id, key, code, cancellationToken)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(user, typed)).Succeeded;
        var counted = isProved ? await users.ResetAccessFailedCountAsync(user) : await users.AccessFailedAsync(user);

        // Whoever sends many at once must not get more guesses than one after the other.
        return isProved && counted.Succeeded;
    }
}
