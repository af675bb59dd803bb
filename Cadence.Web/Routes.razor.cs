using System.Reflection;
using Cadence.Core.Live;
using Cadence.Core.Organizations;
using Cadence.Web.Hosting;
using Cadence.Web.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Cadence.Web;

/// <summary>
/// The root of every page. In a circuit it also is the gate: the organization comes from the protected root parameter, must be the one of
/// the address and of the hub's connection (the client chooses the address it claims), and the reader must be signed in and a member now and while the
/// circuit lives. Whoever is not any more is sent to ask for the page again; fewer rights make the page anew.
/// </summary>
public sealed partial class Routes(
    OrganizationDirectory directory,
    ChangeFeed changes,
    NavigationManager navigation,
    AuthenticationStateProvider authentication,
    SignInWatch signIns,
    CircuitPresence presence,
    TimeProvider time,
    IHttpContextAccessor http) : ComponentBase, IDisposable
{
    private static readonly HashSet<string> RightsTables = ["organizations", "organization_members", "organization_roles", "role_grants", "member_places"];

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private Scope? _scope;
    private bool _plain;
    private readonly List<IDisposable> _subscriptions = [];
    private int _rightsNumber;
    private bool _ended;
    private bool _disposed;

    /// <summary>The organization of the address, as the server found it; null on platform pages.</summary>
    [Parameter]
    public Guid? OrganizationId { get; set; }

    /// <summary>Light or dark, as this browser chose.</summary>
    [Parameter]
    public ThemeChoice Theme { get; set; }

    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    protected override async Task OnInitializedAsync()
    {
        if (HttpContext is not null)
        {
            _scope = HttpContext.Access() is { } known && Viewer.Of(HttpContext.User) is { } reader ? new Scope(HttpContext.Actor(), known, reader) : null;
            _plain = _scope is null;
            return;
        }

        var user = (await authentication.GetAuthenticationStateAsync()).User;
        var viewer = Viewer.Of(user);
        if (OrganizationId is not { } organizationId || viewer is null || SignIns.SessionOf(user) is not { } sessionId)
        {
            throw new InvalidOperationException("A circuit needs an organization and a signed-in reader.");
        }

        // Before the first look, so that a change in between is not missed.
        _subscriptions.Add(changes.Subscribe(organizationId, OnChange));
        _subscriptions.Add(changes.SubscribeToAccounts(changed => OnAccount(changed, viewer.UserId)));
        _subscriptions.Add(signIns.Watch(sessionId, viewer.UserId, () => _ = InvokeAsync(End)));
        presence.Returned += OnReturned;
        var access = await directory.AccessAsync(organizationId, viewer.UserId, sessionId, CancellationToken.None);
        if (access is null or { LacksSecondFactor: true } || _ended)
        {
            End();
            return;
        }

        if (!IsHere(access.Organization.Slug))
        {
            throw new InvalidOperationException("The circuit's address is not the one its page was made for.");
        }

        _scope = new Scope(Actor.User(organizationId, viewer.UserId, sessionId), access, viewer);
    }

    /// <summary>Whether page and hub are at the organization's present address: by its path, or by its own host.</summary>
    private bool IsHere(string slug)
    {
        if (http.HttpContext is not { } hub)
        {
            return false;
        }

        var page = new Uri(navigation.BaseUri);
        var path = page.AbsolutePath.TrimEnd('/');
        return hub.Request.PathBase.Value == path && (Address.Of(hub) is { ByHost: true } address
            ? address.Slug == slug && string.Equals(page.Authority, new UriBuilder(page.Scheme + "://" + hub.Request.Host.Value).Uri.Authority, StringComparison.OrdinalIgnoreCase)
            : path.EndsWith("/o/" + slug, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _disposed = true;
        presence.Returned -= OnReturned;
        _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    private void OnChange(Change change)
    {
        if (change.Touches(RightsTables))
        {
            _ = InvokeAsync(CheckRightsAsync);
        }
    }

    /// <summary>Nobody listens to the organization then; whoever ended this very sign-in, the watch says.</summary>
    private void OnAccount(Guid? changed, Guid userId)
    {
        if (changed is null || changed == userId)
        {
            _ = InvokeAsync(CheckRightsAsync);
        }
    }

    private void OnReturned(bool isSame) => _ = InvokeAsync(() =>
    {
        // What happened while the browser was cut was told to nobody.
        if (_ended || !isSame)
        {
            End();
        }
    });

    private async Task CheckRightsAsync()
    {
        if (_scope is not { } scope || _disposed)
        {
            return;
        }

        OrganizationAccess? access;
        try
        {
            access = await directory.AccessAsync(scope.Actor.OrganizationId, scope.Viewer.UserId, scope.Actor.SessionId, CancellationToken.None);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException or IOException)
        {
            // The database is away: nothing can be read or written either, but what changed must not be missed.
            await Task.Delay(Retry, time);
            await CheckRightsAsync();
            return;
        }

        if (access is null or { LacksSecondFactor: true })
        {
            End();
        }
        else if (_scope is { } now && (!access.Rights.Same(now.Access.Rights) || access.Organization != now.Access.Organization))
        {
            // A page keeps what it read with more rights, so it is made anew; new rights only add to it.
            _rightsNumber += access.Rights.Covers(now.Access.Rights) ? 0 : 1;
            _scope = now with { Access = access };
            StateHasChanged();
        }
    }

    /// <summary>Takes everything off the page and asks for it again: the answer is the sign-in, not found, or the page.</summary>
    private void End()
    {
        _ended = true;
        _scope = null;
        if (!_disposed)
        {
            StateHasChanged();
            navigation.NavigateTo(navigation.Uri, forceLoad: true);
        }
    }

    private bool MayRead(Microsoft.AspNetCore.Components.RouteData route) => route.PageType.GetCustomAttribute<OrganizationPageAttribute>() is not { } page
        ? HttpContext is not null
        : _scope?.Access.Rights.Allows(page.Permission) == true;

    private sealed record Scope(Actor Actor, OrganizationAccess Access, Viewer Viewer);
}
