using System.Globalization;
using Cadence.Core.Resources;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>What Identity refuses, in the reader's language. Codes stay the framework's.</summary>
public sealed class LocalizedIdentityErrorDescriber : IdentityErrorDescriber
{
    public override IdentityError DefaultError() => Say(nameof(DefaultError), IdentityTexts.DefaultError);

    public override IdentityError ConcurrencyFailure() => Say(nameof(ConcurrencyFailure), IdentityTexts.ConcurrencyFailure);

    public override IdentityError PasswordMismatch() => Say(nameof(PasswordMismatch), IdentityTexts.PasswordMismatch);

    public override IdentityError InvalidToken() => Say(nameof(InvalidToken), IdentityTexts.InvalidToken);

    public override IdentityError RecoveryCodeRedemptionFailed() => Say(nameof(RecoveryCodeRedemptionFailed), IdentityTexts.RecoveryCodeRedemptionFailed);

    public override IdentityError LoginAlreadyAssociated() => Say(nameof(LoginAlreadyAssociated), IdentityTexts.LoginAlreadyAssociated);

    public override IdentityError InvalidUserName(string? userName) => Say(nameof(InvalidUserName), IdentityTexts.InvalidUserName, userName);

    public override IdentityError InvalidEmail(string? email) => Say(nameof(InvalidEmail), IdentityTexts.InvalidEmail, email);

    public override IdentityError DuplicateUserName(string userName) => Say(nameof(DuplicateUserName), IdentityTexts.DuplicateUserName, userName);

    public override IdentityError DuplicateEmail(string email) => Say(nameof(DuplicateEmail), IdentityTexts.DuplicateEmail, email);

    public override IdentityError InvalidRoleName(string? role) => Say(nameof(InvalidRoleName), IdentityTexts.InvalidRoleName, role);

    public override IdentityError DuplicateRoleName(string role) => Say(nameof(DuplicateRoleName), IdentityTexts.DuplicateRoleName, role);

    public override IdentityError UserAlreadyHasPassword() => Say(nameof(UserAlreadyHasPassword), IdentityTexts.UserAlreadyHasPassword);

    public override IdentityError UserLockoutNotEnabled() => Say(nameof(UserLockoutNotEnabled), IdentityTexts.UserLockoutNotEnabled);

    public override IdentityError UserAlreadyInRole(string role) => Say(nameof(UserAlreadyInRole), IdentityTexts.UserAlreadyInRole, role);

    public override IdentityError UserNotInRole(string role) => Say(nameof(UserNotInRole), IdentityTexts.UserNotInRole, role);

    public override IdentityError PasswordTooShort(int length) => Say(nameof(PasswordTooShort), IdentityTexts.PasswordTooShort, length);

    public override IdentityError PasswordRequiresUniqueChars(int uniqueChars) => Say(nameof(PasswordRequiresUniqueChars), IdentityTexts.PasswordRequiresUniqueChars, uniqueChars);

    public override IdentityError PasswordRequiresNonAlphanumeric() => Say(nameof(PasswordRequiresNonAlphanumeric), IdentityTexts.PasswordRequiresNonAlphanumeric);

    public override IdentityError PasswordRequiresDigit() => Say(nameof(PasswordRequiresDigit), IdentityTexts.PasswordRequiresDigit);

    public override IdentityError PasswordRequiresLower() => Say(nameof(PasswordRequiresLower), IdentityTexts.PasswordRequiresLower);

    public override IdentityError PasswordRequiresUpper() => Say(nameof(PasswordRequiresUpper), IdentityTexts.PasswordRequiresUpper);

    private static IdentityError Say(string code, string text, object? argument = null) =>
        new() { Code = code, Description = string.Format(CultureInfo.CurrentCulture, text, argument) };
}
