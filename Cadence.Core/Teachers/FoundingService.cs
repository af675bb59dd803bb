using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;

namespace Cadence.Core.Teachers;

/// <summary>An organization somebody founds for themselves.</summary>
public sealed record FoundOwnOrganization
{
    /// <summary>Made by the form, so that sending it twice founds one.</summary>
    public required Guid Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Nothing proposes one from the name.</summary>
    public string? Slug { get; init; }

    public OrganizationType Type { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>ISO 4217; nothing is the country's.</summary>
    public string? Currency { get; init; }

    /// <summary>IANA; nothing is the country's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>es or en; nothing is the country's.</summary>
    public string? Language { get; init; }
}

/// <summary>Who founds.</summary>
/// <param name="IsConfirmed">Whether their e-mail address is confirmed: nobody founds under an address that may be somebody else's.</param>
public sealed record Founder(Guid UserId, string GivenName, string FamilyNames, bool IsConfirmed);

/// <summary>Founds organizations for signed-in people; an independent teacher gets the own teacher's profile in the same transaction (domain.md §6).</summary>
public sealed class FoundingService(OrganizationService organizations, OrganizationDirectory directory)
{
    private const int LongestName = 120;
    private const int LongestZone = 64;
    private const int MostOwned = 20;
    private const int MostProposals = 50;

    /// <summary>Founds and gives back the slug. The same id again, by the same person, gives the slug there is.</summary>
    public async Task<Result<string>> FoundAsync(FoundOwnOrganization command, Founder founder, CancellationToken cancellationToken)
    {
        var mine = await directory.OfUserAsync(founder.UserId, cancellationToken);
        if (mine.FirstOrDefault(organization => organization.Id == command.Id) is { } founded)
        {
            return founded.Slug;
        }

        if (!founder.IsConfirmed)
        {
            return Error.Forbidden(nameof(AccountTexts.ErrorEmailUnconfirmed));
        }

        var checks = new FieldChecks();
        var name = checks.Required(nameof(FoundOwnOrganization.Name), command.Name, LongestName);
        checks.Choice(nameof(FoundOwnOrganization.Type), command.Type);
        var country = CountryDefaults.Of(command.Country);
        var currency = string.IsNullOrWhiteSpace(command.Currency) ? country?.Currency : command.Currency;
        var language = string.IsNullOrWhiteSpace(command.Language) ? country?.Language : command.Language;
        var zone = checks.Optional(nameof(FoundOwnOrganization.TimeZone), command.TimeZone, LongestZone) ?? country?.TimeZone;
        Choice(nameof(FoundOwnOrganization.Country), country is not null);
        Choice(nameof(FoundOwnOrganization.Currency), country is null || CountryDefaults.Currencies.Contains(currency));
        Choice(nameof(FoundOwnOrganization.Language), country is null || language is "es" or "en");
        if (zone is not null && !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId))
        {
            checks.Add(Error.Invalid(nameof(VenuesTexts.ErrorTimeZoneUnknown), nameof(FoundOwnOrganization.TimeZone)));
        }

        var slug = string.IsNullOrWhiteSpace(command.Slug) ? null : command.Slug.Trim().ToLowerInvariant();
        if (slug is not null && !SlugRules.Fits(slug))
        {
            checks.Add(Error.Invalid(nameof(OrganizationsTexts.ErrorSlugShape), nameof(FoundOwnOrganization.Slug), SlugRules.Shortest, SlugRules.Longest));
        }

        if (mine.Count(organization => organization.Role == RolePresets.Owner) >= MostOwned)
        {
            checks.Add(Error.Conflict(nameof(OrganizationsTexts.ErrorTooManyOwned), null, MostOwned));
        }

        if (!checks.Passed)
        {
            return Result<string>.Failure(checks.Errors);
        }

        for (var number = 1; slug is null && number <= MostProposals; number++)
        {
            var proposed = SlugRules.Propose(name, number);
            slug = await directory.FindAsync(proposed, cancellationToken) is null ? proposed : null;
        }

        if (slug is null)
        {
            return Error.Conflict(nameof(SharedTexts.ErrorSlugTaken), nameof(FoundOwnOrganization.Slug));
        }

        var result = await organizations.FoundAsync(
            new FoundOrganization(command.Id, slug, name, command.Type, country!.Country, currency!, zone!, language!),
            founder.UserId,
            (db, now) =>
            {
                if (command.Type == OrganizationType.IndependentTeacher)
                {
                    var teacher = new Teacher(founder.GivenName, founder.FamilyNames, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone!)).DateTime));
                    teacher.LinkUser(founder.UserId);
                    db.Add(teacher);
                }
            },
            cancellationToken);
        if (result.IsSuccess)
        {
            return slug;
        }

        // Two clicks at once: the other one founded it.
        return (await directory.OfUserAsync(founder.UserId, cancellationToken)).FirstOrDefault(organization => organization.Id == command.Id) is { } other ? other.Slug : Result<string>.Failure(result.Errors);

        void Choice(string field, bool fits)
        {
            if (!fits)
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), field));
            }
        }
    }
}
