using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Sessions;

/// <summary>Where an organization is: country, currency, clock and language.</summary>
public sealed record EditRegion
{
    /// <summary>As last read.</summary>
    public required int Version { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>IANA.</summary>
    public string? TimeZone { get; init; }

    /// <summary>es or en.</summary>
    public string? Language { get; init; }

    /// <summary>What moves with another zone has been seen.</summary>
    public bool Confirmed { get; init; }
}

/// <summary>How many coming classes another zone moves to another instant; on the studio's wall they stay where they are.</summary>
public sealed record ZonePreview(int Classes, int PrivateClasses)
{
    /// <summary>Both together.</summary>
    public int Total => Classes + PrivateClasses;
}

/// <summary>
/// Where an organization is. Stands beside the classes, because their instants are computed from the zone, and again when it changes (domain.md §1):
/// those of coming classes in venues without a zone of their own. What has begun stays as it was.
/// </summary>
public sealed class RegionService(TenantDb db)
{
    private const int LongestZone = 64;

    /// <summary>What another zone would move. The same as the present one moves nothing.</summary>
    public Task<Result<ZonePreview>> PreviewAsync(Actor actor, string? timeZone, CancellationToken cancellationToken) =>
        db.ReadAsync<ZonePreview>(actor, Permission.OrganizationEdit, async (session, token) =>
            ZoneOf(timeZone?.Trim()) is not { } zone ? Error.Invalid(nameof(VenuesTexts.ErrorTimeZoneUnknown), nameof(EditRegion.TimeZone))
            : zone.Id == session.Organization.TimeZone ? new ZonePreview(0, 0)
            : await RegionSql.AheadAsync(session, token), cancellationToken);

    /// <summary>
    /// Changes country, currency, zone and language in one transaction with the instants of coming classes, and says how many moved.
    /// <c>ErrorCurrencyFixed</c> at Currency once ledger rows exist, <c>ErrorZoneUnconfirmed</c> at TimeZone when classes would move unseen.
    /// </summary>
    public Task<Result<ZonePreview>> EditAsync(Actor actor, EditRegion command, CancellationToken cancellationToken) =>
        db.WriteAsync<ZonePreview>(actor, Permission.OrganizationEdit, async (session, token) =>
        {
            var own = await session.Db.Set<Organization>().SingleAsync(o => o.Id == session.Organization.Id, token);
            var checks = new FieldChecks();
            Choice(nameof(EditRegion.Country), CountryDefaults.Of(command.Country) is not null);
            Choice(nameof(EditRegion.Currency), CountryDefaults.Currencies.Contains(command.Currency) || command.Currency == own.Currency);
            Choice(nameof(EditRegion.Language), command.Language is "es" or "en");
            var typed = checks.Required(nameof(EditRegion.TimeZone), command.TimeZone, LongestZone);
            var zone = ZoneOf(typed);
            if (zone is null && typed.Length is > 0 and <= LongestZone)
            {
                checks.Add(Error.Invalid(nameof(VenuesTexts.ErrorTimeZoneUnknown), nameof(EditRegion.TimeZone)));
            }

            if (!checks.Passed)
            {
                return Result<ZonePreview>.Failure(checks.Errors);
            }

            var moves = zone!.Id != own.TimeZone;
            var preview = moves ? await RegionSql.AheadAsync(session, token) : new ZonePreview(0, 0);
            if (preview.Total > 0 && !command.Confirmed)
            {
                return Error.Conflict(nameof(OrganizationsTexts.ErrorZoneUnconfirmed), nameof(EditRegion.TimeZone), preview.Total);
            }

            session.Db.Entry(own).Property(o => o.Version).OriginalValue = command.Version;
            own.Settle(CountryDefaults.Of(command.Country)!.Country, command.Currency!, zone.Id, command.Language!);
            session.Record(moves ? "organization.zone_changed" : "organization.changed", own.Id);
            await session.Db.SaveChangesAsync(token);
            return moves ? await RegionSql.MoveAsync(session, zone, token) : preview;

            void Choice(string field, bool fits)
            {
                if (!fits)
                {
                    checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), field));
                }
            }
        }, cancellationToken);

    private static TimeZoneInfo? ZoneOf(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId ? zone : null;
}
