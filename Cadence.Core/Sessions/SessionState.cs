namespace Cadence.Core.Sessions;

/// <summary>How a class stands at a moment, as people see it.</summary>
public enum SessionState
{
    /// <summary>Still to come.</summary>
    Scheduled,
    /// <summary>Happening now.</summary>
    Running,
    /// <summary>Ended, not cancelled, and nobody closed its roll call.</summary>
    Missing,
    Held,
    Cancelled,
}

/// <summary>The state of a class, from what is stored and the moment.</summary>
public static class SessionStates
{
    /// <summary>
    /// Cancelled and closed classes stay what they are whatever the hour; the others follow the clock, the start included and the end not.
    /// </summary>
    public static SessionState Of(SessionStatus status, DateTimeOffset startsAt, DateTimeOffset endsAt, bool isClosed, DateTimeOffset now) => status switch
    {
        SessionStatus.Cancelled => SessionState.Cancelled,
        SessionStatus.Held => SessionState.Held,
        _ when isClosed => SessionState.Held,
        _ when now < startsAt => SessionState.Scheduled,
        _ when now < endsAt => SessionState.Running,
        _ => SessionState.Missing,
    };
}
