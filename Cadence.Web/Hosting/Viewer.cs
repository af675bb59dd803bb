using System.Security.Claims;
using Cadence.Core.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Hosting;

/// <summary>The signed-in person, as pages greet them. Who gave no name yet is called by their address.</summary>
public sealed record Viewer(Guid UserId, string GivenName, string FullName, string Email)
{
    private const string FamilyNames = "cadence:family_names";

    /// <summary>Whether somebody else looks in as this person.</summary>
    public bool IsLookedInAs { get; init; }

    /// <summary>Null for anonymous.</summary>
    public static Viewer? Of(ClaimsPrincipal user)
    {
        if (user.UserId() is not { } id)
        {
            return null;
        }

        var given = user.FindFirstValue(ClaimTypes.GivenName) ?? "";
        var email = user.FindFirstValue(ClaimTypes.Email) ?? "";
        var full = $"{given} {user.FindFirstValue(FamilyNames)}".Trim();
        return new Viewer(id, given, full.Length > 0 ? full : email, email) { IsLookedInAs = Impersonation.Of(user) is not null };
    }

    /// <summary>Puts the names into the cookie, so that no page asks for them.</summary>
    internal sealed class ClaimsFactory(UserManager<User> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<User>(users, options)
    {
        protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.AddClaim(new Claim(ClaimTypes.GivenName, user.GivenName));
            identity.AddClaim(new Claim(FamilyNames, user.FamilyNames));
            return identity;
        }
    }
}
