using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>
/// Confirming the address of an account by the link of a mail, and asking for that mail again. Who is not signed in gives the password too, and is
/// signed in by it.
/// </summary>
public sealed partial class ConfirmEmailPage(AccountService accounts, SignInDoor door)
{
    private bool _isDead;
    private bool _isOwner;
    private bool _isConfirmed;

    [SupplyParameterFromForm]
    private LinkForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new LinkForm { Token = Token };
        var reader = HttpContext.User.UserId();
        if (Input.Token is not null)
        {
            var owner = await accounts.OwnerOfLinkAsync(Input.Token, TokenPurpose.ConfirmEmail, Aborted);
            (_isDead, _isOwner) = (owner is null && HttpMethods.IsGet(HttpContext.Request.Method), owner is not null && owner == reader);
        }
        else if (reader is { } userId)
        {
            _isConfirmed = await accounts.IsConfirmedAsync(userId, Aborted);
        }
        else
        {
            // Asking again needs to be signed in, which needs no confirmed address.
            Go($"account/sign-in?returnUrl={Uri.EscapeDataString(AddressOf.Platform(With("account/confirm-email")))}");
        }
    }

    private async Task ConfirmAsync()
    {
        var done = await EvenlyAsync(() => accounts.ConfirmEmailAsync(Input!.Token, HttpContext.User.UserId(), Input.Password, From, Aborted));
        if (!done.IsSuccess)
        {
            (Errors, _isDead) = (done.Errors, done.Errors.Any(error => error.Kind == ErrorKind.NotFound));
            return;
        }

        if (!_isOwner)
        {
            SignIns.Prove(HttpContext);
            if ((await door.EnterAsync(done.Value)).RequiresTwoFactor)
            {
                Go(With("account/sign-in/code"));
                return;
            }
        }

        Leave();
    }

    private async Task ResendAsync()
    {
        if (HttpContext.User.UserId() is { } userId)
        {
            await accounts.ResendConfirmationAsync(userId, LocalReturn, Aborted);
        }

        Go(With("account/check-mail", "for=sign-up"));
    }
}
