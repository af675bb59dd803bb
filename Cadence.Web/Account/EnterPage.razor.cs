using Cadence.Core.Accounts;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>Signing in by the link of a mail. The second factor is asked for as always, and reading a mail is no fresh proof.</summary>
public sealed partial class EnterPage(AccountService accounts, SignInDoor door)
{
    private bool _isDead;

    [SupplyParameterFromForm]
    private LinkForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new LinkForm { Token = Token };
        _isDead = HttpMethods.IsGet(HttpContext.Request.Method) && !await accounts.IsLinkGoodAsync(Input.Token, TokenPurpose.MagicLink, Aborted);
    }

    private async Task EnterAsync()
    {
        var used = await accounts.UseMagicLinkAsync(Input!.Token, From, Aborted);
        if (!used.IsSuccess)
        {
            _isDead = true;
            return;
        }

        if ((await door.EnterAsync(used.Value)).RequiresTwoFactor)
        {
            Go(With("account/sign-in/code"));
            return;
        }

        Leave();
    }
}
