namespace Cadence.Core.Data;

/// <summary>One change by somebody, written by a trigger. Holds ids, column names and values that are not personal.</summary>
public sealed class AuditEntry : TenantEntity
{
    private AuditEntry()
    {
    }

    /// <summary>Table name.</summary>
    public string Entity { get; private set; } = "";

    public Guid? EntityId { get; private set; }

    /// <summary>insert, update or delete.</summary>
    public string Action { get; private set; } = "";

    public string ActorKind { get; private set; } = "";

    public Guid? ActorId { get; private set; }

    public Guid? UserId { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>JSON: column → [old, new]; personal columns by name only.</summary>
    public string Changes { get; private set; } = "{}";

    public DateTimeOffset RecordedAt { get; private set; }
}

/// <summary>Personal old and new values of an audited change, keyed by person so that they can be erased.</summary>
public sealed class AuditPersonalValue : TenantEntity
{
    private AuditPersonalValue()
    {
    }

    public Guid AuditEntryId { get; private set; }

    public Guid PersonId { get; private set; }

    public string ColumnName { get; private set; } = "";

    public string? OldValue { get; private set; }

    public string? NewValue { get; private set; }
}

/// <summary>The name another system gives to one of our rows.</summary>
public sealed class ExternalRef : TenantEntity
{
    private ExternalRef()
    {
    }

    public ExternalRef(string system, string externalId, string entity, Guid entityId)
    {
        System = system;
        ExternalId = externalId;
        Entity = entity;
        EntityId = entityId;
    }

    public string System { get; private set; } = "";

    public string ExternalId { get; private set; } = "";

    public string Entity { get; private set; } = "";

    public Guid EntityId { get; private set; }
}
