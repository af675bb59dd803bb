using System.Text.RegularExpressions;
using Cadence.Core.Accounts;
using Cadence.Core.Members;
using Cadence.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Account;

/// <summary>Making an account. A known address gets the same answer as a new one; what there is to know stands in the mail.</summary>
public sealed partial class SignUpPage(AccountService accounts, PlatformSettings platform, InvitationService invitations, IOptions<IdentityOptions> identity)
{
    private readonly int _shortest = identity.Value.Password.RequiredLength;
    private bool _isOpen;
    private bool _isInvited;

    [SupplyParameterFromForm]
    private SignUpForm? Input { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Input ??= new SignUpForm { Language = AddressOf.Language };
        _isInvited = Invitation().Match(LocalReturn ?? "") is { Success: true } match && (await invitations.FindAsync(match.Groups[1].Value, null, Aborted)).IsSuccess;
        // What is sent although it is closed is refused by the service.
        _isOpen = _isInvited || !HttpMethods.IsGet(HttpContext.Request.Method) || await platform.SignUpAsync(Aborted) == SignUpMode.Open;
    }

    private async Task SignUpAsync()
    {
        var form = Input!;
        var command = new SignUp
        {
            GivenName = form.GivenName,
            FamilyNames = form.FamilyNames,
            Email = form.Email,
            Password = form.Password,
            Language = form.Language,
            ReturnUrl = LocalReturn,
            IsInvited = _isInvited,
        };
        var done = await EvenlyAsync(() => accounts.SignUpAsync(command, From, Aborted));
        Errors = done.Errors;
        if (done.IsSuccess)
        {
            Go(With("account/check-mail", "for=sign-up"));
        }
    }

    [GeneratedRegex("^/(?:es|en)/invitation/([^/?#]+)$")]
    private static partial Regex Invitation();
}
