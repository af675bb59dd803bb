using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>
/// The fresh proof that some acts ask for. It is noted on this very sign-in; who came from a page goes back to it, and who opened
/// another tab for it, so that nothing typed is lost, is told to go back there. Wrong guesses lock the account as at the sign-in.
/// </summary>
public sealed partial class ConfirmPage(SignInManager<User> signIn, SignIns signIns, NavigationManager navigation, ILogger<ConfirmPage> logger)
{
    private IReadOnlyList<Error> _errors = [];
    private bool _isDone;
    private string? _email;

    [SupplyParameterFromForm]
    private ConfirmForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Input ??= new ConfirmForm();
        _email = Viewer.Of(HttpContext.User)?.Email;
    }

    private async Task ConfirmAsync()
    {
        _errors = Input!.Check();
        if (_errors.Count > 0 || await signIn.UserManager.GetUserAsync(HttpContext.User) is not { } user)
        {
            return;
        }

        var proof = await signIn.CheckPasswordSignInAsync(user, Input.Password!, lockoutOnFailure: true);
        // Asked for only after the comparison, so that a sign-in that has ended meanwhile proves nothing.
        if (!proof.Succeeded || !await signIns.StepUpAsync(HttpContext))
        {
            Refused(logger, user.Id, proof.IsLockedOut);
            _errors = [Error.Invalid(nameof(ProofsTexts.ErrorProofRefused), nameof(ConfirmForm.Password))];
            return;
        }

        Confirmed(logger, user.Id);
        if (ReturnUrl is null)
        {
            _isDone = true;
            return;
        }

        navigation.NavigateTo(Hosting.ReturnUrl.Safe(ReturnUrl, AddressOf.Platform()), forceLoad: true);
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "User {UserId} proved again who they are")]
    private static partial void Confirmed(ILogger logger, Guid userId);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "A fresh proof was refused to user {UserId}, locked: {Locked}")]
    private static partial void Refused(ILogger logger, Guid userId, bool locked);
}
