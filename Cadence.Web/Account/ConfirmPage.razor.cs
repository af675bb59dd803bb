using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>
/// The fresh proof that some acts ask for: password, code or passkey. It is noted on this very sign-in; who came from a page goes back to it,
/// and who opened another tab for it, so that nothing typed is lost, is told to go back there. Wrong guesses lock the account as at the sign-in.
/// </summary>
public sealed partial class ConfirmPage(
    SignInManager<User> signIn, SignIns signIns, SecondFactors factors, Passkeys passkeys, SecurityEvents events, NavigationManager navigation, ILogger<ConfirmPage> logger)
{
    private IReadOnlyList<Error> _errors = [];
    private AccountProtection? _state;
    private User? _user;
    private bool _isDone;
    private string? _email;

    [SupplyParameterFromForm]
    private ConfirmForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new ConfirmForm();
        if (await signIn.UserManager.GetUserAsync(HttpContext.User) is { } user)
        {
            (_user, _email, _state) = (user, user.Email, await factors.OfAsync(user));
        }
    }

    private async Task ConfirmAsync()
    {
        _errors = Input!.Check();
        if (_errors.Count == 0 && _user is { } user)
        {
            var proof = await signIn.CheckPasswordSignInAsync(user, Input.Password!, lockoutOnFailure: true);
            await DoneAsync(user, proof.Succeeded && await signIns.StepUpAsync(HttpContext), Error.Invalid(nameof(ProofsTexts.ErrorProofRefused), nameof(ConfirmForm.Password)));
        }
    }

    private async Task ConfirmByCodeAsync()
    {
        if (string.IsNullOrWhiteSpace(Input!.Code))
        {
            _errors = [Error.Invalid(nameof(ProofsTexts.ErrorCodeRequired), nameof(ConfirmForm.Code))];
        }
        else if (_user is { } user)
        {
            var isProved = await factors.ProveAsync(user, Input.Code, HttpContext.RequestAborted);
            await DoneAsync(user, isProved && await signIns.StepUpAsync(HttpContext), Error.Invalid(nameof(ProofsTexts.ErrorCodeRefused), nameof(ConfirmForm.Code)));
        }
    }

    private async Task ConfirmByPasskeyAsync()
    {
        if (_user is { } user)
        {
            await DoneAsync(user, await passkeys.StepUpAsync(HttpContext, Input!.Credential), Error.Invalid(nameof(ProofsTexts.ErrorPasskeyRefused)));
        }
    }

    private async Task DoneAsync(User user, bool isProved, Error refusal)
    {
        if (!isProved)
        {
            Refused(logger, user.Id);
            await events.RecordAsync(HttpContext, SecurityEventKind.StepUpFailed, user.Id);
            _errors = [refusal];
            return;
        }

        Confirmed(logger, user.Id);
        await events.RecordAsync(HttpContext, SecurityEventKind.StepUpPassed, user.Id);
        _isDone = ReturnUrl is null;
        if (!_isDone)
        {
            navigation.NavigateTo(Hosting.ReturnUrl.Safe(ReturnUrl, AddressOf.Platform()), forceLoad: true);
        }
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "User {UserId} proved again who they are")]
    private static partial void Confirmed(ILogger logger, Guid userId);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "A fresh proof was refused to user {UserId}")]
    private static partial void Refused(ILogger logger, Guid userId);
}
