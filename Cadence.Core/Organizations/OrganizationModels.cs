namespace Cadence.Core.Organizations;

/// <summary>Everything the settings page shows.</summary>
/// <param name="Version">Given back with each change.</param>
/// <param name="MaskedBankAccount">Its last digits; null without an account.</param>
/// <param name="FormerSlugs">Names in addresses that still lead here.</param>
/// <param name="CurrencyFixed">There are ledger rows in it.</param>
public sealed record OrganizationDetails(
    int Version, string Slug, string Name, OrganizationType Type, string Country, string Currency, string TimeZone, string Language,
    string? LegalName, string? TaxId, string? Address, string? MaskedBankAccount, string? Color, string? LogoHash, IReadOnlyList<string> FormerSlugs, bool CurrencyFixed);

/// <summary>What people see of the organization.</summary>
public sealed record EditOrganization
{
    /// <summary>As last read.</summary>
    public required int Version { get; init; }

    public string? Name { get; init; }

    public OrganizationType Type { get; init; }

    /// <summary>#RRGGBB; nothing is the house's colour.</summary>
    public string? Color { get; init; }
}

/// <summary>Another name in addresses.</summary>
public sealed record MoveOrganization
{
    /// <summary>As last read.</summary>
    public required int Version { get; init; }

    public string? Slug { get; init; }
}

/// <summary>What papers print.</summary>
public sealed record EditOrganizationLegalData
{
    /// <summary>As last read.</summary>
    public required int Version { get; init; }

    public string? LegalName { get; init; }

    public string? TaxId { get; init; }

    public string? Address { get; init; }
}

/// <summary>Another bank account, or none.</summary>
public sealed record EditBankAccount
{
    /// <summary>As last read.</summary>
    public required int Version { get; init; }

    /// <summary>As typed; nothing takes the account away.</summary>
    public string? BankAccount { get; init; }
}

/// <summary>What can be said of a slug before it is taken. No more than that: not whose it is.</summary>
public enum SlugState
{
    /// <summary>It is the organization's own, now or once.</summary>
    Own,
    Free,
    /// <summary>Somebody has it, or had it.</summary>
    Taken,
    /// <summary>No address can look like that.</summary>
    Unfit,
    /// <summary>The program needs it itself.</summary>
    Reserved,
}

/// <summary>Closes an organization. The slug is typed to be sure.</summary>
public sealed record ArchiveOrganization(string? Slug);

/// <summary>Makes somebody else the owner.</summary>
public sealed record TransferOwnership(Guid? UserId);

/// <summary>Somebody who can become the owner.</summary>
public sealed record OwnerCandidate(Guid UserId, string Name, string Email, string Role);
