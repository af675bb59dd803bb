using System.Security.Claims;
using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>The second step of signing in: a code of the app or one for a lost phone, in the same field. Who comes without the first step is sent to it.</summary>
public sealed partial class SignInCodePage(SignInManager<User> signIn, SecondFactors factors, SecurityEvents events, NavigationManager navigation, ILogger<SignInCodePage> logger)
{
    private IReadOnlyList<Error> _errors = [];
    private User? _user;

    [SupplyParameterFromForm]
    private SignInCodeForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new SignInCodeForm();
        _user = await signIn.GetTwoFactorAuthenticationUserAsync();
        if (_user is null && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            BackToSignIn();
        }
    }

    private void BackToSignIn() =>
        navigation.NavigateTo(AddressOf.Platform("account/sign-in" + (ReturnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(ReturnUrl)}")), forceLoad: true);

    private async Task EnterAsync()
    {
        if (_user is not { } user)
        {
            // The password was given too long ago. Only here and not before: a page that leaves before it was drawn has no form that could be answered.
            BackToSignIn();
            return;
        }

        if (string.IsNullOrWhiteSpace(Input!.Code))
        {
            _errors = [Error.Invalid(nameof(ProofsTexts.ErrorCodeRequired), nameof(SignInCodeForm.Code))];
            return;
        }

        if (!await factors.ProveAsync(user, Input.Code, HttpContext.RequestAborted))
        {
            Refused(logger, user.Id);
            await events.RecordAsync(HttpContext, SecurityEventKind.SecondFactorFailed, user.Id);
            _errors = [Error.Invalid(nameof(ProofsTexts.ErrorCodeRefused), nameof(SignInCodeForm.Code))];
            return;
        }

        if (OneTimeCodes.Read(Input.Code) is null)
        {
            await events.RecordAsync(HttpContext, SecurityEventKind.RecoveryCodeUsed, user.Id);
        }

        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (Input.Remember)
        {
            await signIn.RememberTwoFactorClientAsync(user);
        }

        SignIns.Prove(HttpContext);
        await signIn.SignInWithClaimsAsync(user, isPersistent: true, [new Claim("amr", "mfa")]);
        SignedIn(logger, user.Id);
        navigation.NavigateTo(Hosting.ReturnUrl.Safe(ReturnUrl, AddressOf.Platform()), forceLoad: true);
    }

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "User {UserId} signed in with a second factor")]
    private static partial void SignedIn(ILogger logger, Guid userId);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "A code was refused for user {UserId}")]
    private static partial void Refused(ILogger logger, Guid userId);
}
