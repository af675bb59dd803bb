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
/// the address and of the hub's connection (the client chooses the address it claims), and the reader must be a member now and while the circuit lives.
/// </summary>
public sealed partial class Routes(
    OrganizationDirectory directory,
    ChangeFeed changes,
    NavigationManager navigation,
    AuthenticationStateProvider authentication,
    IHttpContextAccessor http) : ComponentBase, IDisposable
{
    private static readonly HashSet<string> RightsTables = ["organization_members", "role_grants"];

    private Scope? _scope;
    private bool _plain;
    private IDisposable? _subscription;

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
            _scope = HttpContext.Access() is { } known && Viewer.Of(HttpContext.User) is { } reader ? new Scope(Actor.User(known.Organization.Id, reader.UserId), known, reader) : null;
            _plain = _scope is null;
            return;
        }

        var viewer = Viewer.Of((await authentication.GetAuthenticationStateAsync()).User);
        if (OrganizationId is not { } organizationId || viewer is null)
        {
            throw new InvalidOperationException("A circuit needs an organization and a signed-in reader.");
        }

        // Before the first look, so that a change in between is not missed.
        _subscription = changes.Subscribe(organizationId, OnChange);
        var access = await directory.AccessAsync(organizationId, viewer.UserId, CancellationToken.None);
        if (access is null)
        {
            navigation.NavigateTo(navigation.Uri, forceLoad: true);
            return;
        }

        var hub = http.HttpContext?.Request.PathBase.Value;
        var page = new Uri(navigation.BaseUri).AbsolutePath.TrimEnd('/');
        if (hub is null || hub != page || !page.EndsWith("/o/" + access.Organization.Slug, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The circuit's address is not the one its page was made for.");
        }

        _scope = new Scope(Actor.User(organizationId, viewer.UserId), access, viewer);
    }

    public void Dispose() => _subscription?.Dispose();

    private void OnChange(Change change)
    {
        if (change.Touches(RightsTables))
        {
            _ = InvokeAsync(CheckRightsAsync);
        }
    }

    private async Task CheckRightsAsync()
    {
        if (_scope is not { } scope)
        {
            return;
        }

        var access = await directory.AccessAsync(scope.Actor.OrganizationId, scope.Viewer.UserId, CancellationToken.None);
        if (access is null)
        {
            _scope = null;
            StateHasChanged();
            navigation.NavigateTo(navigation.Uri, forceLoad: true);
        }
        else if (!access.Rights.Same(scope.Access.Rights))
        {
            _scope = scope with { Access = access };
            StateHasChanged();
        }
    }

    private bool MayRead(Microsoft.AspNetCore.Components.RouteData route) => route.PageType.GetCustomAttribute<OrganizationPageAttribute>() is not { } page
        ? HttpContext is not null
        : _scope?.Access.Rights.Allows(page.Permission) == true;

    private sealed record Scope(Actor Actor, OrganizationAccess Access, Viewer Viewer);
}
