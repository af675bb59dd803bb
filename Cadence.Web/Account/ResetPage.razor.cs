using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Account;

/// <summary>A new password by the link of a mail. It signs nobody in: a second factor is not gone round that way.</summary>
public sealed partial class ResetPage(AccountService accounts, IOptions<IdentityOptions> identity)
{
    private readonly int _shortest = identity.Value.Password.RequiredLength;
    private bool _isDead;
    private bool _isDone;

    [SupplyParameterFromForm]
    private LinkForm? Input { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new LinkForm { Token = Token };
        _isDead = HttpMethods.IsGet(HttpContext.Request.Method) && !await accounts.IsLinkGoodAsync(Input.Token, TokenPurpose.ResetPassword, Aborted);
    }

    private async Task ResetAsync()
    {
        var done = await accounts.ResetAsync(Input!.Token, Input.Password, From, Aborted);
        (Errors, _isDone, _isDead) = (done.Errors, done.IsSuccess, done.Errors.Any(error => error.Kind == ErrorKind.NotFound));
    }
}
