using Cadence.Core.Data;

namespace Cadence.Core.Outbox;

/// <summary>An effect that leaves the system: unique per channel, recipient, kind, subject and period, so that it happens once.</summary>
public sealed class OutboxMessage : TenantEntity
{
    /// <summary>Channel: a mail.</summary>
    public const string Email = "email";

    private OutboxMessage()
    {
    }

    public OutboxMessage(string channel, string recipient, string kind, string subject, string period, string payload, DateTimeOffset dueAt)
    {
        Channel = channel;
        Recipient = recipient;
        Kind = kind;
        Subject = subject;
        Period = period;
        Payload = payload;
        DueAt = dueAt;
    }

    public string Channel { get; private set; } = "";

    public string Recipient { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string Subject { get; private set; } = "";

    public string Period { get; private set; } = "";

    /// <summary>JSON.</summary>
    public string Payload { get; private set; } = "{}";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public DateTimeOffset? DeadAt { get; private set; }

    /// <summary>Why it was not sent: a word of <see cref="OutboxErrors"/>, never what the other side said, which may hold personal data.</summary>
    public string? LastError { get; private set; }

    /// <summary>How far it has come.</summary>
    public OutboxProgress Progress => new(Attempts, DueAt, DeliveredAt, DeadAt, LastError);

    /// <summary>After an attempt: it left where <paramref name="error"/> is null, and what it alone carried, such as the token of a link, is forgotten.</summary>
    public void Settle(string? error, DateTimeOffset now)
    {
        Take(Progress.After(error, now));
        Payload = DeliveredAt is null ? Payload : "{}";
    }

    /// <summary>Somebody mended the cause: it is due again.</summary>
    public void TryAgain(DateTimeOffset now) => Take(Progress.Again(now));

    private void Take(OutboxProgress progress) => (Attempts, DueAt, DeliveredAt, DeadAt, LastError) = (progress.Attempts, progress.DueAt, progress.DeliveredAt, progress.DeadAt, progress.LastError);
}

/// <summary>Why a message was not sent.</summary>
public static class OutboxErrors
{
    /// <summary>The server could not be reached or did not answer in time.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server answered "not now".</summary>
    public const string Busy = "busy";

    /// <summary>The server did not accept the program's name and password.</summary>
    public const string SignIn = "sign_in";

    /// <summary>The server refuses this recipient or this mail for good.</summary>
    public const string Refused = "refused";

    /// <summary>The recipient has no address.</summary>
    public const string NoAddress = "no_address";

    /// <summary>What it told of was done before it left.</summary>
    public const string NotNeeded = "not_needed";

    /// <summary>It waited so long that it would only confuse.</summary>
    public const string Stale = "stale";
}

/// <summary>A fact, written in the transaction of the act: the one source for webhooks, notifications and insight. Ids only, never personal values.</summary>
public sealed class DomainEvent : TenantEntity
{
    private DomainEvent()
    {
    }

    /// <summary>Actor, sequence and recording time are added by the database from the session.</summary>
    public DomainEvent(string type, int payloadVersion, Guid subjectId, string payload, DateTimeOffset occurredAt)
    {
        Type = type;
        PayloadVersion = payloadVersion;
        SubjectId = subjectId;
        Payload = payload;
        OccurredAt = occurredAt;
    }

    /// <summary>Rises by one within the organization.</summary>
    public long Sequence { get; private set; }

    /// <summary>Noun and past verb, for example <c>class_session.cancelled</c>.</summary>
    public string Type { get; private set; } = "";

    public int PayloadVersion { get; private set; }

    public Guid SubjectId { get; private set; }

    public string ActorKind { get; private set; } = "";

    public Guid? ActorId { get; private set; }

    public Guid? UserId { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>JSON of ids.</summary>
    public string Payload { get; private set; } = "{}";
}
