using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Cadence.Web.Hosting;

/// <summary>Counts its circuit while it lives, and says when its browser comes back and whether the same sign-in came with it.</summary>
public sealed class CircuitPresence(CircuitLimits limits, AuthenticationStateProvider authentication, IHttpContextAccessor http) : CircuitHandler
{
    private Guid? _userId;
    private Guid? _sessionId;

    /// <summary>The browser came back after a cut; false: somebody else's did.</summary>
    public event Action<bool>? Returned;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        (_userId, _sessionId) = (user.UserId(), SignIns.SessionOf(user));
        if (_userId is { } userId)
        {
            limits.Opened(userId);
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var now = http.HttpContext?.User;
        Returned?.Invoke(now is null || (now.UserId() == _userId && SignIns.SessionOf(now) == _sessionId));
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_userId is { } userId)
        {
            limits.Closed(userId);
        }

        return Task.CompletedTask;
    }
}
