using Cadence.Core.Accounts;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Account;

/// <summary>Another password. The database ends all sign-ins with it; this browser gets a new one in the same answer.</summary>
public sealed partial class PasswordPage(AccountService accounts, SignInDoor door, IOptions<IdentityOptions> identity)
{
    private readonly int _shortest = identity.Value.Password.RequiredLength;
    private bool _isDone;

    [SupplyParameterFromForm]
    private PasswordForm? Input { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => Input ??= new PasswordForm();

    private async Task ChangeAsync()
    {
        if (HttpContext.User.UserId() is not { } userId)
        {
            return;
        }

        var changed = await accounts.ChangePasswordAsync(userId, new ChangePassword { Current = Input!.Current, Password = Input.Password }, From, Aborted);
        Errors = changed.Errors;
        if (changed.IsSuccess)
        {
            SignIns.Prove(HttpContext);
            await door.RefreshSignInAsync(changed.Value);
            _isDone = true;
        }
    }
}
