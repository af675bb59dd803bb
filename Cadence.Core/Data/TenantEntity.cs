namespace Cadence.Core.Data;

/// <summary>Everything that belongs to one organization. The save interceptor stamps it and refuses another's.</summary>
public interface ITenantOwned
{
    /// <summary>The owning organization; first part of every key.</summary>
    Guid OrganizationId { get; }
}

/// <summary>A tenant row with an id of its own; the key is (organization, id).</summary>
public abstract class TenantEntity : ITenantOwned
{
    /// <inheritdoc/>
    public Guid OrganizationId { get; private set; }

    /// <summary>Version-7 GUID, made in .NET.</summary>
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>Takes an id made by the client, so that a repeated request is one row.</summary>
    protected void UseId(Guid id) => Id = id;
}

/// <summary>A tenant row that people edit: <see cref="Version"/> rises with every change, in the database.</summary>
public abstract class VersionedTenantEntity : TenantEntity
{
    /// <summary>Concurrency token, bumped by a trigger.</summary>
    public int Version { get; private set; }
}

/// <summary>Marks the few tables that stand above the tenants; each is named, with its reason, in the architecture tests.</summary>
public interface IGlobal;
