using Cadence.Core.Organizations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.StaticAssets;

namespace Cadence.Web.Hosting;

/// <summary>Every page and endpoint says under which addresses it lives; one that says nothing answers nowhere.</summary>
public interface IAddressed
{
    /// <summary>Whether it lives under this kind of address.</summary>
    bool LivesAt(AddressKind kind);
}

/// <summary>A page above the organizations: <c>/es/…</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlatformPageAttribute : Attribute, IAddressed
{
    public bool LivesAt(AddressKind kind) => kind == AddressKind.Platform;
}

/// <summary>A page of the platform's administrators: <c>/es/platform…</c>. For everybody else it is not there.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlatformAdminPageAttribute() : AuthorizeAttribute(PlatformGate.Policy), IAddressed
{
    public bool LivesAt(AddressKind kind) => kind == AddressKind.Platform;
}

/// <summary>A page of account: asked for inside an organization, it sends there.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AccountPageAttribute : Attribute, IAddressed
{
    public bool LivesAt(AddressKind kind) => kind == AddressKind.Platform;
}

/// <summary>A page whose address holds the key of a mail: never kept, never told to another site.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TokenPageAttribute : Attribute;

/// <summary>A page that shows or changes how somebody signs in: whoever comes without a fresh proof is sent to give it, before the page is drawn, and comes back.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FreshProofAttribute : Attribute;

/// <summary>A page whose form has a mail written to an address of the sender's choosing: asked for less often than others.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WritesMailAttribute : Attribute;

/// <summary>A page that answers everywhere, such as the error pages.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AnyAddressAttribute : Attribute, IAddressed
{
    public bool LivesAt(AddressKind kind) => true;
}

/// <summary>A page or endpoint of an organization and the permission it needs. The services it calls ask again.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OrganizationPageAttribute(Permission permission) : Attribute, IAddressed
{
    /// <summary>What its reader must be allowed to do.</summary>
    public Permission Permission { get; } = permission;

    public bool LivesAt(AddressKind kind) => kind == AddressKind.Organization;
}

/// <summary>A page above the organizations for who holds a family's private link; it asks for the link itself, because there is no account.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FamilyPageAttribute : Attribute, IAddressed
{
    public bool LivesAt(AddressKind kind) => kind == AddressKind.Platform;
}

/// <summary>A machine endpoint without language, such as health.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MachineEndpointAttribute : Attribute, IAddressed
{
    public bool LivesAt(AddressKind kind) => kind == AddressKind.Machine;
}

/// <summary>What the framework maps for itself says nothing of addresses and answers under all of them.</summary>
internal static class FrameworkEndpoints
{
    /// <summary>What Blazor serves for a path like a file's, which it answers with 404.</summary>
    private const string FilesOfNobody = "{**path:file}";

    /// <summary>Whether this is a static file, or the framework's own: the circuit, its scripts.</summary>
    public static bool IsFramework(this RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || endpoint.RoutePattern.RawText?.TrimStart('/') is { } path && (path.StartsWith('_') || path == FilesOfNobody);
}
