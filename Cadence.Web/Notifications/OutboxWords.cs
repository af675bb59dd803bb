using Cadence.Core.Notifications;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Cadence.Web.Components;

namespace Cadence.Web.Notifications;

/// <summary>What became of a message, in the reader's words.</summary>
internal static class OutboxWords
{
    public static StateKind ChipOf(OutboxState state) => state switch
    {
        OutboxState.Sent => StateKind.Saved,
        OutboxState.Retrying => StateKind.Retrying,
        OutboxState.Failed => StateKind.Overdue,
        OutboxState.NotNeeded => StateKind.Held,
        OutboxState.ReadHere => StateKind.Late,
        _ => StateKind.Pending,
    };

    public static string WordOf(OutboxState state) => state switch
    {
        OutboxState.Sent => NotificationsTexts.StateSent,
        OutboxState.Retrying => NotificationsTexts.StateRetrying,
        OutboxState.Failed => NotificationsTexts.StateFailed,
        OutboxState.NotNeeded => NotificationsTexts.StateNotNeeded,
        OutboxState.ReadHere => NotificationsTexts.StateReadHere,
        _ => NotificationsTexts.StateWaiting,
    };

    public static string? ReasonOf(string? error) => error switch
    {
        OutboxErrors.Unreachable => NotificationsTexts.ReasonUnreachable,
        OutboxErrors.Busy => NotificationsTexts.ReasonBusy,
        OutboxErrors.SignIn => NotificationsTexts.ReasonSignIn,
        OutboxErrors.Refused => NotificationsTexts.ReasonRefused,
        OutboxErrors.NoAddress => NotificationsTexts.ReasonNoAddress,
        OutboxErrors.Stale => NotificationsTexts.ReasonStale,
        _ => null,
    };
}
