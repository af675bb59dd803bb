using Cadence.Core.Outbox;

namespace Cadence.Core.Notifications;

/// <summary>Words of the outbox's columns.</summary>
public static class NotificationKinds
{
    /// <summary>Channel: a mail.</summary>
    public const string Email = OutboxMessage.Email;

    /// <summary>A class ended and nobody took the roll. Recipient: the teacher's id; subject: the class session's.</summary>
    public const string RollCallMissing = "roll_call_missing";
}
