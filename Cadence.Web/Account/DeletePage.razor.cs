using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Cadence.Web.Account;

/// <summary>The end of an account: the password, then the memberships, then the account. Who is an organization's last owner is told what to do first.</summary>
public sealed partial class DeletePage(AccountService accounts, LeavingService leaving, SignInDoor door)
{
    [SupplyParameterFromForm]
    private DeleteForm? Input { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => Input ??= new DeleteForm();

    private async Task DeleteAsync()
    {
        if (HttpContext.User.UserId() is not { } userId)
        {
            return;
        }

        var proved = await accounts.ProveAsync(userId, Input!.Password, From, Aborted);
        Errors = Input.Agreed ? proved.Errors : [.. proved.Errors, Error.Invalid(nameof(AccountTexts.ErrorDeleteUnconfirmed), nameof(DeleteForm.Agreed))];
        if (Errors.Count > 0)
        {
            return;
        }

        var left = await leaving.LeaveAllAsync(userId, SignIns.SessionOf(HttpContext.User), Aborted);
        Errors = left.Errors;
        if (!left.IsSuccess)
        {
            return;
        }

        var deleted = await accounts.DeleteAsync(userId, From, Aborted);
        Errors = deleted.Errors;
        if (deleted.IsSuccess)
        {
            await door.SignOutAsync();
            Go("account/deleted");
        }
    }
}
