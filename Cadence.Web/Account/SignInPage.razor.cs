using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>Signing in with e-mail and password. A wrong password, an unknown e-mail and a locked account get the same answer in the same time.</summary>
public sealed partial class SignInPage(SignInManager<User> signIn, SignInGuard guard, Passkeys passkeys, NavigationManager navigation, ILogger<SignInPage> logger)
{
    private static readonly User Nobody = new() { UserName = "nobody" };

    private IReadOnlyList<Error> _errors = [];

    private IReadOnlyList<Error> _passkeyErrors = [];

    [SupplyParameterFromForm]
    private SignInForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Input ??= new SignInForm();
        if (HttpMethods.IsGet(HttpContext.Request.Method) && HttpContext.User.Identity?.IsAuthenticated == true)
        {
            Leave();
        }
    }

    private async Task EnterAsync()
    {
        var form = Input!;
        _errors = form.Check();
        if (_errors.Count > 0)
        {
            return;
        }

        // Counts only for the sign-in that follows from the right password.
        SignIns.Prove(HttpContext);
        var start = guard.Start();
        var user = await signIn.UserManager.FindByEmailAsync(form.Email!.Trim());
        var result = user is null || guard.IsTired(HttpContext, form.Email) ? SignInResult.Failed : await signIn.PasswordSignInAsync(user, form.Password!, isPersistent: true, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            SignedIn(logger, user!.Id);
            Leave();
            return;
        }

        if (result.RequiresTwoFactor)
        {
            navigation.NavigateTo(AddressOf.Platform("account/sign-in/code" + (ReturnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(ReturnUrl)}")), forceLoad: true);
            return;
        }

        if (user is null || result.IsLockedOut || guard.IsTired(HttpContext, form.Email))
        {
            // None of them has hashed the password yet: do it now, so that time does not tell which accounts exist.
            signIn.UserManager.PasswordHasher.HashPassword(Nobody, form.Password!);
        }

        SignInRefused(logger, user?.Id, result.IsLockedOut);
        await guard.RefuseAsync(HttpContext, form.Email, user?.Id, result.IsLockedOut, start);
        _errors = [Error.Invalid(nameof(AccountTexts.ErrorSignInFailed))];
    }

    private async Task EnterByPasskeyAsync()
    {
        if (await passkeys.SignInAsync(HttpContext, Input!.Credential) is { } user)
        {
            SignedIn(logger, user.Id);
            Leave();
            return;
        }

        SignInRefused(logger, null, false);
        _passkeyErrors = [Error.Invalid(nameof(ProofsTexts.ErrorPasskeyRefused))];
    }

    private void Leave() => navigation.NavigateTo(Hosting.ReturnUrl.Safe(ReturnUrl, AddressOf.Platform()), forceLoad: true);

    private string With(string page) => Hosting.ReturnUrl.IsLocal(ReturnUrl) ? $"{page}?returnUrl={Uri.EscapeDataString(ReturnUrl!)}" : page;

    private string? Invalid(string field) => Described(field, "true");

    private string? Described(string field, string value) => _errors.Any(error => error.Field == field) ? value : null;

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "User {UserId} signed in")]
    private static partial void SignedIn(ILogger logger, Guid userId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Sign-in refused for user {UserId}, locked: {Locked}")]
    private static partial void SignInRefused(ILogger logger, Guid? userId, bool locked);
}
