using Cadence.Core.Organizations;

namespace Cadence.Web.Account;

/// <summary>What somebody typed to found an organization.</summary>
public sealed class NewOrganizationForm
{
    /// <summary>Made when the form was shown.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public string? Name { get; set; }

    public string? Slug { get; set; }

    public OrganizationType Type { get; set; }

    public string? Country { get; set; }

    public string? Currency { get; set; }

    public string? TimeZone { get; set; }

    public string? Language { get; set; }
}
