using Cadence.Core.Data;

namespace Cadence.Core.Outbox;

/// <summary>An effect that leaves the system: unique per channel, recipient, kind, subject and period, so that it happens once.</summary>
public sealed class OutboxMessage : TenantEntity
{
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

    public string? LastError { get; private set; }
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

    /// <summary>Noun and past verb, for example <c>session.cancelled</c>.</summary>
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
