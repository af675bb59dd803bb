using Cadence.Core.Data;

namespace Cadence.Tests.Architecture.Planted.Core.Kernel;

internal sealed class KnowsTheDatabase
{
    public static TenantMode Mode => TenantMode.Local;

    public TenantMode Other { get; set; }
}
