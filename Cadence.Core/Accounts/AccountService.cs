using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Accounts;

/// <summary>
/// The doors of an account: making one, confirming its address, new passwords, another address, links instead of a password, and its end.
/// What strangers ask is answered alike whether the account exists or not; what they learn, they learn at the address.
/// </summary>
public sealed class AccountService(UserManager<User> users, AccountTokens tokens, AccountMails mails, PlatformSettings platform, SecurityEvents events, NpgsqlDataSource dataSource, TimeProvider time)
{
    private const int LongestName = 80;

    /// <summary>
    /// Makes an account, not confirmed yet, and writes to its address. An address that has one gets a mail that says so, and the answer is the same.
    /// <c>ErrorSignUpClosed</c> where accounts are by invitation only and there is none.
    /// </summary>
    public async Task<Result> SignUpAsync(SignUp command, Whereabouts from, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var given = checks.Required(nameof(SignUp.GivenName), command.GivenName, LongestName);
        var family = checks.Optional(nameof(SignUp.FamilyNames), command.FamilyNames, LongestName) ?? "";
        Add(checks, EmailText.Check(command.Email, nameof(SignUp.Email)));
        Add(checks, CheckPassword(command.Password, nameof(SignUp.Password), given, family, command.Email));
        if (command.Language is not ("es" or "en"))
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(SignUp.Language)));
        }

        if (!command.IsInvited && await platform.SignUpAsync(cancellationToken) == SignUpMode.Invitation)
        {
            return Error.Forbidden(nameof(AccountTexts.ErrorSignUpClosed));
        }

        if (!checks.Passed)
        {
            return Result.Failure(checks.Errors);
        }

        var email = command.Email!.Trim();
        var user = new User { Id = Guid.CreateVersion7(time.GetUtcNow()), UserName = email, Email = email, GivenName = given, FamilyNames = family, Language = command.Language!, CreatedAt = time.GetUtcNow() };
        if (await users.FindByEmailAsync(email) is { } known)
        {
            // The other branch hashes too: time must not tell which addresses have an account.
            users.PasswordHasher.HashPassword(user, command.Password!);
            await MailAsync(AccountMailKinds.AccountExists, known, command.ReturnUrl, cancellationToken);
            await RecordAsync(SecurityEventKind.SignedUp, known.Id, from, cancellationToken, "known");
            return Result.Success();
        }

        try
        {
            var created = await users.CreateAsync(user, command.Password!);
            if (!created.Succeeded)
            {
                // Made by another request a moment ago: the same as known.
                return created.Errors.All(e => e.Code.StartsWith("Duplicate", StringComparison.Ordinal)) ? Result.Success() : Error.Invalid(nameof(AccountTexts.ErrorEmailIncomplete), nameof(SignUp.Email));
            }
        }
        catch (DbUpdateException)
        {
            return Result.Success();
        }

        await MailAsync(AccountMailKinds.ConfirmEmail, user, command.ReturnUrl, cancellationToken);
        await RecordAsync(SecurityEventKind.SignedUp, user.Id, from, cancellationToken);
        return Result.Success();
    }

    /// <summary>Writes once more to an address that is not confirmed; nothing happens for one that is.</summary>
    public async Task<Result> ResendConfirmationAsync(Guid userId, string? returnUrl, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId.ToString()) is { EmailConfirmed: false, Email: not null } user)
        {
            await MailAsync(AccountMailKinds.ConfirmEmail, user, returnUrl, cancellationToken);
        }

        return Result.Success();
    }

    /// <summary>
    /// Confirms an address by the link of its mail. Who is not signed in as its owner gives the password too: a link alone would confirm an account
    /// that a stranger made with somebody else's address, to the stranger's use. The link is used up only when all is right.
    /// </summary>
    /// <param name="signedInUserId">Who is signed in; null for nobody.</param>
    public async Task<Result<User>> ConfirmEmailAsync(string? token, Guid? signedInUserId, string? password, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, TokenPurpose.ConfirmEmail, cancellationToken) is not { } user)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        if (signedInUserId != user.Id && await ProveAsync(user, password, "Password", from, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await tokens.UseAsync(token, TokenPurpose.ConfirmEmail, cancellationToken) is null)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        await ConfirmAsync(user, cancellationToken);
        await RecordAsync(SecurityEventKind.EmailConfirmed, user.Id, from, cancellationToken);
        return user;
    }

    /// <summary>Whether a link of a mail could be used now.</summary>
    public async Task<bool> IsLinkGoodAsync(string? token, TokenPurpose purpose, CancellationToken cancellationToken) => await tokens.LookAsync(token, purpose, cancellationToken) is not null;

    /// <summary>Whose link it is that could be used now; null for none.</summary>
    public async Task<Guid?> OwnerOfLinkAsync(string? token, TokenPurpose purpose, CancellationToken cancellationToken) => (await tokens.LookAsync(token, purpose, cancellationToken))?.UserId;

    /// <summary>Whether the account's address is confirmed: only then invitations are taken and organizations founded.</summary>
    public Task<bool> IsConfirmedAsync(Guid userId, CancellationToken cancellationToken) => AccountSql.IsConfirmedAsync(dataSource, userId, cancellationToken);

    /// <summary>Writes a link for a new password to the address if it has an account. The answer is always the same.</summary>
    public Task<Result> AskResetAsync(string? email, Whereabouts from, CancellationToken cancellationToken) =>
        AskAsync(email, AccountMailKinds.ResetPassword, SecurityEventKind.ResetAsked, null, from, cancellationToken);

    /// <summary>Writes a link for signing in to the address if it has an account. The answer is always the same.</summary>
    public Task<Result> AskMagicLinkAsync(string? email, string? returnUrl, Whereabouts from, CancellationToken cancellationToken) =>
        AskAsync(email, AccountMailKinds.MagicLink, SecurityEventKind.MagicLinkAsked, returnUrl, from, cancellationToken);

    /// <summary>
    /// Sets a new password by the link of a mail. The link, and all others, are used up only when the password is taken; all sign-ins end, and a lock by
    /// wrong guesses too. Whoever read the mail has also confirmed the address.
    /// </summary>
    public async Task<Result<User>> ResetAsync(string? token, string? password, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, TokenPurpose.ResetPassword, cancellationToken) is not { } user)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        if (CheckPassword(password, "Password", user.GivenName, user.FamilyNames, user.Email) is { } refusal)
        {
            return refusal;
        }

        if (await tokens.UseAsync(token, TokenPurpose.ResetPassword, cancellationToken) is null)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        user.EmailConfirmed = true;
        if (!IsLockedForLong(user))
        {
            (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        }

        var done = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password!);
        if (!done.Succeeded)
        {
            return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
        }

        await RecordAsync(SecurityEventKind.ResetUsed, user.Id, from, cancellationToken);
        await MailAsync(AccountMailKinds.PasswordChanged, user, null, cancellationToken);
        return user;
    }

    /// <summary>Uses a link for signing in: once, however many try at the same time. A lock by wrong guesses does not stop its owner; an administrator's does.</summary>
    public async Task<Result<User>> UseMagicLinkAsync(string? token, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await tokens.UseAsync(token, TokenPurpose.MagicLink, cancellationToken) is not { } used || await users.FindByIdAsync(used.UserId.ToString()) is not { } user || IsLockedForLong(user))
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        await ConfirmAsync(user, cancellationToken);
        await RecordAsync(SecurityEventKind.MagicLinkUsed, user.Id, from, cancellationToken);
        return user;
    }

    /// <summary>Another password, by whoever knows the present one. All sign-ins end; the caller renews the one it was asked by.</summary>
    public async Task<Result<User>> ChangePasswordAsync(Guid userId, ChangePassword command, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        if (string.IsNullOrEmpty(command.Current))
        {
            return Both(Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), nameof(ChangePassword.Current)), CheckPassword(command.Password, nameof(ChangePassword.Password), user.GivenName, user.FamilyNames, user.Email));
        }

        if (CheckPassword(command.Password, nameof(ChangePassword.Password), user.GivenName, user.FamilyNames, user.Email) is { } refusal)
        {
            return refusal;
        }

        if (await ProveAsync(user, command.Current, nameof(ChangePassword.Current), from, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var done = await users.ChangePasswordAsync(user, command.Current, command.Password!);
        if (!done.Succeeded)
        {
            return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
        }

        await RecordAsync(SecurityEventKind.PasswordChanged, user.Id, from, cancellationToken);
        await MailAsync(AccountMailKinds.PasswordChanged, user, null, cancellationToken);
        return user;
    }

    /// <summary>Writes to the new address; the account has it once its reader confirms. An address that has an account gets told so instead, and the answer is the same.</summary>
    public async Task<Result> AskEmailChangeAsync(Guid userId, ChangeEmail command, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        var checks = new FieldChecks();
        Add(checks, EmailText.Check(command.Email, nameof(ChangeEmail.Email)));
        if (checks.Passed && users.NormalizeEmail(command.Email!.Trim()) == user.NormalizedEmail)
        {
            checks.Add(Error.Invalid(nameof(AccountTexts.ErrorEmailSame), nameof(ChangeEmail.Email)));
        }

        if (string.IsNullOrEmpty(command.Password))
        {
            checks.Add(Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), nameof(ChangeEmail.Password)));
        }

        if (!checks.Passed)
        {
            return Result.Failure(checks.Errors);
        }

        if (await ProveAsync(user, command.Password, nameof(ChangeEmail.Password), from, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var email = command.Email!.Trim();
        if (await users.FindByEmailAsync(email) is { } known)
        {
            await MailAsync(AccountMailKinds.AccountExists, known, null, cancellationToken);
        }
        else
        {
            await mails.WriteAsync(new AccountMail(AccountMailKinds.ConfirmNewEmail, user.Id, email, user.GivenName, user.Language), cancellationToken);
        }

        await RecordAsync(SecurityEventKind.EmailChangeAsked, user.Id, from, cancellationToken);
        return Result.Success();
    }

    /// <summary>Makes the new address the account's, by the link of the mail that went there, and tells the old one. All sign-ins end.</summary>
    public async Task<Result<User>> ConfirmNewEmailAsync(string? token, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await tokens.UseAsync(token, TokenPurpose.ChangeEmail, cancellationToken) is not { Data: { } email } used
            || await users.FindByIdAsync(used.UserId.ToString()) is not { } user
            || await users.FindByEmailAsync(email) is not null)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        var former = new AccountMail(AccountMailKinds.EmailChanged, user.Id, user.Email!, user.GivenName, user.Language);
        (user.Email, user.UserName, user.EmailConfirmed) = (email, email, true);
        var done = await users.UpdateSecurityStampAsync(user);
        if (!done.Succeeded)
        {
            return Error.NotFound(nameof(AccountTexts.ErrorLinkDead));
        }

        await RecordAsync(SecurityEventKind.EmailChanged, user.Id, from, cancellationToken);
        await mails.WriteAsync(former, cancellationToken);
        return user;
    }

    /// <summary>Whether the password is the person's own. Wrong ones count, and lock the account for some minutes as at the sign-in.</summary>
    public async Task<Result> ProveAsync(Guid userId, string? password, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        return await ProveAsync(user, password, "Password", from, cancellationToken) is { } refusal ? refusal : Result.Success();
    }

    /// <summary>
    /// Ends an account whose memberships have ended: credentials, sign-ins, links and mails go, the row stays without name and address, because
    /// history names its id. A last mail tells so.
    /// </summary>
    public async Task<Result> DeleteAsync(Guid userId, Whereabouts from, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { Email: { } email } user)
        {
            return Error.NotFound(nameof(SharedTexts.ErrorNotFound));
        }

        await AccountSql.EraseAsync(dataSource, user.Id, cancellationToken);
        await RecordAsync(SecurityEventKind.AccountDeleted, user.Id, from, cancellationToken);
        await mails.WriteAsync(new AccountMail(AccountMailKinds.AccountDeleted, null, email, user.GivenName, user.Language), cancellationToken);
        return Result.Success();
    }

    private static void Add(FieldChecks checks, Error? error)
    {
        if (error is not null)
        {
            checks.Add(error);
        }
    }

    private static Result<User> Both(Error first, Error? second) => Result<User>.Failure(second is null ? [first] : [first, second]);

    /// <summary>A lock of minutes is for guessed passwords; one of more than a day is an administrator's.</summary>
    private bool IsLockedForLong(User user) => user.LockoutEnd > time.GetUtcNow().AddDays(1);

    private Error? CheckPassword(string? password, string field, params string?[] own) =>
        PasswordRules.Check(password, users.Options.Password.RequiredLength, PasswordList.Common, own, field);

    private async Task<User?> FindAsync(string? token, TokenPurpose purpose, CancellationToken cancellationToken) =>
        await tokens.LookAsync(token, purpose, cancellationToken) is { } found ? await users.FindByIdAsync(found.UserId.ToString()) : null;

    private async Task<Result> AskAsync(string? email, string kind, SecurityEventKind asked, string? returnUrl, Whereabouts from, CancellationToken cancellationToken)
    {
        if (EmailText.Check(email, "Email") is { } error)
        {
            return error;
        }

        var user = await users.FindByEmailAsync(email!.Trim());
        if (user is not null && !IsLockedForLong(user))
        {
            await MailAsync(kind, user, returnUrl, cancellationToken);
        }

        await RecordAsync(asked, user?.Id, from, cancellationToken);
        return Result.Success();
    }

    private async Task<Error?> ProveAsync(User user, string? password, string field, Whereabouts from, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password))
        {
            return Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), field);
        }

        var isLocked = await users.IsLockedOutAsync(user);
        if (!isLocked && password.Length <= PasswordRules.Longest && await users.CheckPasswordAsync(user, password))
        {
            await users.ResetAccessFailedCountAsync(user);
            return null;
        }

        if (!isLocked)
        {
            await users.AccessFailedAsync(user);
        }

        await RecordAsync(isLocked ? SecurityEventKind.SignInLocked : SecurityEventKind.SignInFailed, user.Id, from, cancellationToken);
        return Error.Invalid(nameof(AccountTexts.ErrorPasswordWrong), field);
    }

    private async Task ConfirmAsync(User user, CancellationToken cancellationToken)
    {
        await AccountSql.ConfirmEmailAsync(dataSource, user.Id, user.NormalizedEmail!, cancellationToken);
        user.EmailConfirmed = true;
    }

    private Task MailAsync(string kind, User user, string? returnUrl, CancellationToken cancellationToken) =>
        mails.WriteAsync(new AccountMail(kind, user.Id, user.Email!, user.GivenName, user.Language) { ReturnUrl = returnUrl }, cancellationToken);

    private Task RecordAsync(SecurityEventKind kind, Guid? userId, Whereabouts from, CancellationToken cancellationToken, string? detail = null) =>
        events.RecordAsync(new SecurityEvent(kind, userId) { Detail = detail }, from, cancellationToken);
}
