using System.Globalization;
using System.Security.Claims;
using Cadence.Core.Operations;

namespace Cadence.Web.Hosting;

/// <summary>
/// What a cookie says of a platform administrator who looks in as somebody else. Pages say so by it; what may be read and written the
/// database decides by the stored sign-in.
/// </summary>
/// <param name="Admin">Who looks in, by which sign-in of their own; they come back to it.</param>
/// <param name="Slug">The only organization.</param>
/// <param name="MayWrite">Whether they may change things.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record Impersonation(PlatformAsker Admin, string Slug, bool MayWrite, DateTimeOffset Until)
{
    private const string AdminClaim = "cadence:impersonator";
    private const string AdminSessionClaim = "cadence:impersonator_session";
    private const string SlugClaim = "cadence:impersonation_slug";
    private const string WriteClaim = "cadence:impersonation_write";
    private const string UntilClaim = "cadence:impersonation_until";

    /// <summary>Null for everybody who is themselves.</summary>
    public static Impersonation? Of(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(AdminClaim), out var admin) && Guid.TryParse(user.FindFirstValue(AdminSessionClaim), out var session)
        && user.FindFirstValue(SlugClaim) is { } slug && long.TryParse(user.FindFirstValue(UntilClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            ? new Impersonation(new PlatformAsker(admin, session), slug, user.FindFirstValue(WriteClaim) == "true", DateTimeOffset.FromUnixTimeSeconds(until))
            : null;

    /// <summary>Writes it into a cookie to be.</summary>
    public void AddTo(ClaimsIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        identity.AddClaims(
        [
            new Claim(AdminClaim, Admin.UserId.ToString()), new Claim(AdminSessionClaim, Admin.SessionId.ToString()), new Claim(SlugClaim, Slug),
            new Claim(WriteClaim, MayWrite ? "true" : "false"), new Claim(UntilClaim, Until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ]);
    }
}

/// <summary>Something above the organizations that also works while looking in as somebody else. Everything else up there is out of reach.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WhileLookingInAttribute : Attribute;
