using System.Collections.Concurrent;
using System.Security.Claims;
using Cadence.Core.Accounts;
using Cadence.Core.Live;
using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace Cadence.Web.Hosting;

/// <summary>
/// Ties the cookie to a stored sign-in: each cookie names one, and is worth nothing once it ended. Answers are remembered for some
/// seconds at most and forgotten the moment the database says that a sign-in ended.
/// </summary>
public sealed class SignIns : IDisposable
{
    private const string SessionClaim = "cadence:session";
    private const string GivenSession = "cadence:session";
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);

    private readonly UserSessionService _sessions;
    private readonly SecurityEvents _events;
    private readonly TimeProvider _time;
    private readonly string _stampClaim;
    private readonly IDisposable _subscription;
    private readonly ConcurrentDictionary<(Guid Session, string? Stamp), Answer> _answers = new();
    private long _generation;

    public SignIns(UserSessionService sessions, SecurityEvents events, ChangeFeed changes, TimeProvider time, IOptions<IdentityOptions> identity)
    {
        (_sessions, _events, _time, _stampClaim) = (sessions, events, time, identity.Value.ClaimsIdentity.SecurityStampClaimType);
        _subscription = changes.SubscribeToAccounts(Forget);
    }

    /// <summary>The stored sign-in behind this person; null for anonymous.</summary>
    public static Guid? SessionOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(SessionClaim), out var id) ? id : null;

    /// <summary>
    /// Says that the person of this request has just proved who they are by password, passkey or code: the sign-in that this request
    /// opens counts as a fresh proof. Never said for links out of mails.
    /// </summary>
    public static void Prove(HttpContext http) => http.Items[typeof(Proof)] = false;

    /// <summary>As <see cref="Prove"/>, by a passkey, which is both factors.</summary>
    public static void ProveByPasskey(HttpContext http) => http.Items[typeof(Proof)] = true;

    /// <summary>As <see cref="StepUpAsync"/>, by a passkey: from now on this sign-in has a second factor.</summary>
    public Task<bool> StepUpByPasskeyAsync(HttpContext http) =>
        http.User.UserId() is { } userId && SessionOf(http.User) is { } session ? _sessions.StepUpByPasskeyAsync(userId, session, http.RequestAborted) : Task.FromResult(false);

    /// <summary>The sign-in of this request gave a fresh proof of who it is; false where it has ended.</summary>
    public Task<bool> StepUpAsync(HttpContext http) =>
        http.User.UserId() is { } userId && SessionOf(http.User) is { } session ? _sessions.StepUpAsync(userId, session, http.RequestAborted) : Task.FromResult(false);

    /// <summary>Whether the sign-in of this request gave a fresh proof.</summary>
    public Task<bool> IsProvedAsync(HttpContext http) =>
        http.User.UserId() is { } userId && SessionOf(http.User) is { } session ? _sessions.IsProvedAsync(userId, session, StepUpRules.Lasts, http.RequestAborted) : Task.FromResult(false);

    /// <summary>As <see cref="IsProvedAsync"/>; without one the person is sent to give it and comes back to this page. For what a form of a static page asks; a whole page says <see cref="FreshProofAttribute"/>.</summary>
    public async Task<bool> AskProofAsync(HttpContext http, NavigationManager navigation)
    {
        if (await IsProvedAsync(http))
        {
            return true;
        }

        navigation.NavigateTo(ToProof(AddressOf.PathOf(navigation.Uri)), forceLoad: true);
        return false;
    }

    /// <summary>Where the proof is given, and then this page is gone back to.</summary>
    public static string ToProof(string back) => AddressOf.Platform($"account/confirm?returnUrl={Uri.EscapeDataString(back)}");

    /// <summary>A cookie for a stored sign-in that there is already: looking in as somebody else, and coming back. No sign-in begins or ends by it.</summary>
    public static Task ContinueAsync(HttpContext http, ClaimsPrincipal principal, Guid session) =>
        http.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties(new Dictionary<string, string?> { [GivenSession] = session.ToString() }));

    /// <summary>A new cookie is a new sign-in; the one this browser came with ends.</summary>
    public async Task OpenAsync(CookieSigningInContext context)
    {
        if (context.Principal?.Identity is not ClaimsIdentity identity || context.Principal.UserId() is not { } userId)
        {
            return;
        }

        if (context.Properties.Items.Remove(GivenSession, out var given) && given is not null)
        {
            identity.AddClaim(new Claim(SessionClaim, given));
            return;
        }

        var http = context.HttpContext;
        await CloseAsync(http);
        var former = http.User.UserId() == userId ? SessionOf(http.User) : null;
        var session = await _sessions.OpenAsync(
            userId, http.Request.Headers.UserAgent.ToString(), http.Connection.RemoteIpAddress?.ToString(), http.Items.ContainsKey(typeof(Proof)), former, http.RequestAborted);
        if (http.Items[typeof(Proof)] is true)
        {
            await _sessions.StepUpByPasskeyAsync(userId, session, http.RequestAborted);
        }

        if (http.User.UserId() != userId)
        {
            // Renewing one's own sign-in, as a new password does, is no new one.
            await _events.RecordAsync(new SecurityEvent(SecurityEventKind.SignInSucceeded, userId) { SubjectId = session, Detail = http.Items.ContainsKey(typeof(Proof)) ? "proof" : "link" }, http.Whereabouts(), http.RequestAborted);
        }

        foreach (var old in identity.FindAll(SessionClaim).ToList())
        {
            identity.RemoveClaim(old);
        }

        identity.AddClaim(new Claim(SessionClaim, session.ToString()));
    }

    /// <summary>Signing out ends the sign-in, not only the cookie.</summary>
    public async Task CloseAsync(HttpContext http)
    {
        if (http.User.UserId() is { } userId && SessionOf(http.User) is { } session)
        {
            await _sessions.RevokeAsync(userId, session, CancellationToken.None);
            // Here at once; the other nodes hear of it from the database.
            Forget(userId);
        }
    }

    /// <summary>Refuses cookies whose sign-in ended. Files that everybody gets alike are not worth a question.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return;
        }

        if (context.Principal is not { } user || user.UserId() is not { } userId || SessionOf(user) is not { } session
            || !await IsLiveAsync(session, userId, user.FindFirstValue(_stampClaim) ?? "", context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
        }
    }

    public void Dispose() => _subscription.Dispose();

    private async Task<bool> IsLiveAsync(Guid session, Guid userId, string stamp, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (_answers.TryGetValue((session, stamp), out var known) && known.UserId == userId && now < known.Until)
        {
            return true;
        }

        var generation = Interlocked.Read(ref _generation);
        if (await _sessions.SeeAsync(session, userId, stamp, cancellationToken) is not { } end)
        {
            return false;
        }

        // What was asked before somebody's sign-in ended may be out of date when it arrives.
        if (generation == Interlocked.Read(ref _generation))
        {
            if (_answers.Count >= MostRemembered)
            {
                _answers.Clear();
            }

            _answers[(session, stamp)] = new Answer(userId, now + Remembered < end ? now + Remembered : end);
        }

        return true;
    }

    private void Forget(Guid? userId)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (key, answer) in _answers)
        {
            if (userId is null || answer.UserId == userId)
            {
                _answers.TryRemove(key, out _);
            }
        }
    }

    private sealed class Proof;

    private sealed record Answer(Guid UserId, DateTimeOffset Until);
}
