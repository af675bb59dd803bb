using Cadence.Core.Data;

namespace Cadence.Core.Organizations;

/// <summary>What kind of house it is: wording, menus and start page follow it.</summary>
public enum OrganizationType
{
    School,
    IndependentTeacher,
}

/// <summary>A tenant: a school or an independent teacher.</summary>
public sealed class Organization : IGlobal
{
    private Organization()
    {
    }

    /// <summary>Founds an organization. The owner becomes its first member in the same transaction.</summary>
    public Organization(Guid id, string slug, string name, OrganizationType type, string country, string currency, string timeZone, string language, DateTimeOffset createdAt)
    {
        Id = id;
        CreatedAt = createdAt;
        Slug = slug;
        Name = name;
        Type = type;
        Country = country;
        Currency = currency;
        TimeZone = timeZone;
        Language = language;
    }

    public Guid Id { get; private set; }

    /// <summary>Lower-case name in addresses; old ones stay reserved for ever.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public OrganizationType Type { get; private set; }

    /// <summary>ISO 3166 alpha-2; region of phones, bank accounts and holidays.</summary>
    public string Country { get; private set; } = "";

    /// <summary>ISO 4217; fixed once money rows exist.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>IANA zone in which school time is read where a venue has none of its own.</summary>
    public string TimeZone { get; private set; } = "";

    /// <summary>Two letters: es or en.</summary>
    public string Language { get; private set; } = "";

    public string? LegalName { get; private set; }

    public string? TaxId { get; private set; }

    public string? Address { get; private set; }

    public string? BankAccount { get; private set; }

    /// <summary>Brand colour as #RRGGBB; only in the logo tile, on paper, and as a thin line over what families read.</summary>
    public string? Color { get; private set; }

    /// <summary>SHA-256 of the logo in hexadecimal, the name of its row and of its address; null without one.</summary>
    public string? LogoHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>When everything in it was deleted for good; what stays keeps its slugs from others.</summary>
    public DateTimeOffset? PurgedAt { get; private set; }

    /// <summary>Since when the first steps are hidden from the start page; null shows them until all are done.</summary>
    public DateTimeOffset? StepsHiddenAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Names and address for statements and receipts.</summary>
    public void SetLegalData(string? legalName, string? taxId, string? address)
    {
        LegalName = legalName;
        TaxId = taxId;
        Address = address;
    }

    /// <summary>What people see of it.</summary>
    public void Present(string name, OrganizationType type, string? color)
    {
        Name = name;
        Type = type;
        Color = color;
    }

    /// <summary>Another name in addresses. Its row among the slugs comes first.</summary>
    public void Move(string slug) => Slug = slug;

    /// <summary>Country, money, clock and language. The instants of coming classes are computed anew with the zone.</summary>
    public void Settle(string country, string currency, string timeZone, string language)
    {
        Country = country;
        Currency = currency;
        TimeZone = timeZone;
        Language = language;
    }

    /// <summary>Where it is paid: plain, as <see cref="Kernel.BankAccountNumber"/> reads it.</summary>
    public void SetBankAccount(string? account) => BankAccount = account;

    /// <summary>Another logo, or none.</summary>
    public void SetLogo(string? hash) => LogoHash = hash;

    /// <summary>Nobody gets in any more; everything stays.</summary>
    public void Archive(DateTimeOffset at) => ArchivedAt ??= at;

    /// <summary>As before it was archived.</summary>
    public void Restore() => ArchivedAt = null;

    /// <summary>Takes the first steps off the start page; null brings them back.</summary>
    public void HideSteps(DateTimeOffset? since) => StepsHiddenAt = since;
}

/// <summary>The picture behind an organization's <see cref="Organization.LogoHash"/>: PNG, made anew from what was uploaded.</summary>
public sealed class OrganizationLogo : ITenantOwned
{
    private OrganizationLogo()
    {
    }

    public OrganizationLogo(string hash, byte[] content)
    {
        Hash = hash;
        Content = content;
    }

    public Guid OrganizationId { get; private set; }

    /// <summary>SHA-256 of the content, hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    public byte[] Content { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>A slug that leads, or once led, to an organization. Never reissued.</summary>
public sealed class OrganizationSlug : IGlobal
{
    private OrganizationSlug()
    {
    }

    public OrganizationSlug(string slug, Guid organizationId)
    {
        Slug = slug;
        OrganizationId = organizationId;
    }

    public string Slug { get; private set; } = "";

    public Guid OrganizationId { get; private set; }
}

/// <summary>Whether a membership gives rights now.</summary>
public enum MemberStatus
{
    Active,
    Suspended,
    Removed,
}

/// <summary>A user's membership of one organization, with one role.</summary>
public sealed class OrganizationMember : VersionedTenantEntity
{
    private OrganizationMember()
    {
    }

    public OrganizationMember(Guid userId, string role, DateTimeOffset joinedAt)
    {
        UserId = userId;
        Role = role;
        JoinedAt = joinedAt;
    }

    public Guid UserId { get; private set; }

    /// <summary>Key of a role row: owner, admin, staff, teacher or one of the organization's own.</summary>
    public string Role { get; private set; } = "";

    public MemberStatus Status { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Another role from now on; open circuits follow within seconds.</summary>
    public void ChangeRole(string role) => Role = role;

    /// <summary>Takes or gives back the rights without forgetting the membership.</summary>
    public void ChangeStatus(MemberStatus status) => Status = status;
}

/// <summary>A role of one organization; the presets are rows as well.</summary>
public sealed class OrganizationRole : ITenantOwned
{
    private OrganizationRole()
    {
    }

    public OrganizationRole(string key, bool preset)
    {
        Key = key;
        Preset = preset;
    }

    /// <summary>A role of the organization's own.</summary>
    public OrganizationRole(string key, string name)
        : this(key, preset: false) => Name = name;

    public Guid OrganizationId { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>Null for presets, whose names come from the resources.</summary>
    public string? Name { get; private set; }

    public bool Preset { get; private set; }

    /// <summary>Whether who has it needs a second factor to get in.</summary>
    public bool AsksSecondFactor { get; private set; }

    /// <summary>Rises with every change of the name or of a grant.</summary>
    public int Version { get; private set; }
}

/// <summary>One grant: a role may do one thing, within a scope.</summary>
public sealed class RoleGrant : ITenantOwned
{
    private RoleGrant()
    {
    }

    public RoleGrant(string roleKey, Permission permission, GrantScope scope)
    {
        RoleKey = roleKey;
        Permission = permission;
        Scope = scope;
    }

    /// <summary>Reaches further or less far from now on.</summary>
    public void ChangeScope(GrantScope scope) => Scope = scope;

    public Guid OrganizationId { get; private set; }

    public string RoleKey { get; private set; } = "";

    public Permission Permission { get; private set; }

    public GrantScope Scope { get; private set; }
}

/// <summary>A setting that touches money or percentages: a row per change, valid from a day on.</summary>
public sealed class OrganizationSetting : TenantEntity
{
    private OrganizationSetting()
    {
    }

    public OrganizationSetting(string key, string value, DateOnly validFrom)
    {
        Key = key;
        Value = value;
        ValidFrom = validFrom;
    }

    public string Key { get; private set; } = "";

    /// <summary>JSON.</summary>
    public string Value { get; private set; } = "";

    public DateOnly ValidFrom { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
