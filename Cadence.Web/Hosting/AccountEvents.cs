using Cadence.Core.Accounts;

namespace Cadence.Web.Hosting;

/// <summary>Writes down what a person does to their own account, with where they came from.</summary>
public static class AccountEvents
{
    /// <summary>Done by the sign-in of this request, or before there is one.</summary>
    public static Task RecordAsync(this SecurityEvents events, HttpContext http, SecurityEventKind kind, Guid userId, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(http);
        return events.RecordAsync(
            new SecurityEvent(kind, userId) { SessionId = SignIns.SessionOf(http.User), Detail = detail },
            http.Whereabouts(),
            http.RequestAborted);
    }
}
