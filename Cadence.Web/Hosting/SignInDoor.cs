using Cadence.Core.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Hosting;

/// <summary>Identity's way in, with a door for people who proved themselves by the link of a mail.</summary>
public sealed class SignInDoor(
    UserManager<User> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<User> claims, IOptions<IdentityOptions> options, ILogger<SignInManager<User>> logger,
    IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation) : SignInManager<User>(users, context, claims, options, logger, schemes, confirmation)
{
    /// <summary>Signs somebody in who needs no password, or asks for their second factor where they have one.</summary>
    public Task<SignInResult> EnterAsync(User user) => SignInOrTwoFactorAsync(user, isPersistent: true);
}
