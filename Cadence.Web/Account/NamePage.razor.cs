using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Cadence.Web.Account;

/// <summary>How the product greets somebody, and the language of mails.</summary>
public sealed partial class NamePage(SignInManager<User> signIn, NavigationManager navigation)
{
    private IReadOnlyList<Error> _errors = [];
    private User? _user;

    [SupplyParameterFromForm]
    private NameForm? Input { get; set; }

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _user = await signIn.UserManager.GetUserAsync(HttpContext.User);
        Input ??= new NameForm { GivenName = _user?.GivenName, FamilyNames = _user?.FamilyNames, Language = _user?.Language };
    }

    private async Task SaveAsync()
    {
        _errors = Input!.Check();
        if (_errors.Count > 0 || _user is not { } user)
        {
            return;
        }

        (user.GivenName, user.FamilyNames, user.Language) = (Input.GivenName!.Trim(), Input.FamilyNames?.Trim() ?? "", Input.Language!);
        if (!(await signIn.UserManager.UpdateAsync(user)).Succeeded)
        {
            _errors = [Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile))];
            return;
        }

        // The cookie says how to greet them.
        await signIn.RefreshSignInAsync(user);
        navigation.NavigateTo(AddressOf.Platform("account"), forceLoad: true);
    }

    private string? Described(string field, string value) => _errors.Any(error => error.Field == field) ? value : null;
}
