namespace Cadence.Core.Data;

/// <summary>How the tenant is told to the database.</summary>
public enum TenantMode
{
    /// <summary>Once per unit of work on its connection; the pool's reset clears it.</summary>
    Session,
    /// <summary>Inside a transaction, for poolers and sharded servers.</summary>
    Local,
}
