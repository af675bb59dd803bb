using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payments;

/// <summary>What was agreed with venues: who pays whom for classes there. Only for those who see all of the organization's pay.</summary>
public sealed class VenueAgreementService(TenantDb db)
{
    /// <summary>Longest reason of a void.</summary>
    public const int LongestReason = 500;

    /// <summary>All agreements by venue, the newest first; voided ones last.</summary>
    public Task<Result<IReadOnlyList<VenueAgreementItem>>> ListAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<VenueAgreementItem>>(actor, Permission.PayRead, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            var venues = await session.Db.Set<Venue>().AsNoTracking().ToDictionaryAsync(venue => venue.Id, venue => venue.Name, ct);
            var groups = await session.Db.Set<Group>().AsNoTracking().ToDictionaryAsync(group => group.Id, group => group.Name, ct);
            var rows = await session.Db.Set<VenueAgreement>().AsNoTracking().ToListAsync(ct);
            return rows
                .OrderBy(row => row.VoidedAt is not null).ThenBy(row => venues[row.VenueId], StringComparer.CurrentCultureIgnoreCase).ThenByDescending(row => row.ValidFrom).ThenBy(row => row.Id)
                .Select(row => new VenueAgreementItem(
                    row.Id, row.VenueId, venues[row.VenueId], row.GroupId, row.GroupId is { } group ? groups[group] : null, row.Kind, row.Direction, row.Model, row.Amount,
                    row.CollectedBy, row.Cancelled, row.ValidFrom, row.ValidTo, row.VoidedAt is null && new DateRange(row.ValidFrom, row.ValidTo).Contains(session.Today), row.VoidReason, row.Version))
                .ToList();
        }, cancellationToken);

    /// <summary>Venues and groups an agreement can name.</summary>
    public Task<Result<PaymentChoices>> ChoicesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<PaymentChoices>(actor, Permission.PayWrite, async (session, ct) => await PaymentChoicesQuery.ReadAsync(session, ct), cancellationToken);

    /// <summary>Adds an agreement from a day on and ends the open one of the same reach the day before. The same id again changes nothing.</summary>
    public Task<Result<Guid>> AddAsync(Actor actor, AddVenueAgreement command, CancellationToken cancellationToken) =>
        db.WriteAsync<Guid>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            if (await session.Db.Set<VenueAgreement>().AnyAsync(row => row.Id == command.Id, ct))
            {
                return command.Id;
            }

            var checks = Check(command, session.Organization.Currency);
            checks.Choice(nameof(AddVenueAgreement.Kind), command.Kind);
            checks.Choice(nameof(AddVenueAgreement.Direction), command.Direction);
            Required(checks, nameof(AddVenueAgreement.VenueId), command.VenueId is not null);
            if (command is { Kind: AgreementKind.Private, GroupId: not null })
            {
                checks.Add(Error.Invalid(nameof(VenueAgreementsTexts.ErrorPrivateHasNoGroup), nameof(AddVenueAgreement.GroupId)));
            }

            if (!checks.Passed)
            {
                return Result<Guid>.Failure(checks.Errors);
            }

            var (venueId, from) = (command.VenueId!.Value, command.ValidFrom!.Value);
            if (!await session.Db.Set<Venue>().AnyAsync(venue => venue.Id == venueId, ct) || (command.GroupId is { } group && !await session.Db.Set<Group>().AnyAsync(row => row.Id == group, ct)))
            {
                return Error.NotFound();
            }

            var before = await session.Db.Set<VenueAgreement>()
                .Where(row => row.VoidedAt == null && row.VenueId == venueId && row.GroupId == command.GroupId && row.Kind == command.Kind && row.Direction == command.Direction
                    && row.ValidFrom < from && row.ValidTo == null)
                .SingleOrDefaultAsync(ct);
            before?.Hold(before.ValidFrom, from.AddDays(-1));

            // The old one ends first: the database compares every row at once.
            await session.Db.SaveChangesAsync(ct);
            var added = new VenueAgreement(command.Id, venueId, command.GroupId, command.Kind, command.Direction, from);
            added.Agree(command.Model, command.Amount!.Value, Collector(command, command.Direction), command.Cancelled);
            added.Hold(from, command.ValidTo);
            session.Db.Add(added);
            session.Record("venue_agreement.added", added.Id);
            return added.Id;
        }, cancellationToken);

    /// <summary>Corrects an agreement, unless somebody else did since the form was opened. Gives back the new version.</summary>
    public Task<Result<int>> EditAsync(Actor actor, EditVenueAgreement command, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            if (await session.Db.Set<VenueAgreement>().SingleOrDefaultAsync(row => row.Id == command.Id, ct) is not { } row)
            {
                return Error.NotFound();
            }

            var checks = Check(command, session.Organization.Currency);
            if (!checks.Passed)
            {
                return Result<int>.Failure(checks.Errors);
            }

            if (row.VoidedAt is not null)
            {
                return Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile));
            }

            session.Db.Entry(row).Property(a => a.Version).OriginalValue = command.Version;
            row.Agree(command.Model, command.Amount!.Value, Collector(command, row.Direction), command.Cancelled);
            row.Hold(command.ValidFrom!.Value, command.ValidTo);
            session.Record("venue_agreement.changed", row.Id);
            await session.Db.SaveChangesAsync(ct);
            return row.Version;
        }, cancellationToken);

    /// <summary>Takes an agreement back, with the reason. Again changes nothing.</summary>
    public Task<Result<bool>> VoidAsync(Actor actor, VoidVenueAgreement command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.PayWrite, async (session, ct) =>
        {
            if (session.Scope != GrantScope.All)
            {
                return Error.Forbidden();
            }

            if (await session.Db.Set<VenueAgreement>().SingleOrDefaultAsync(row => row.Id == command.Id, ct) is not { } row)
            {
                return Error.NotFound();
            }

            var checks = new FieldChecks();
            var reason = checks.Required(nameof(VoidVenueAgreement.Reason), command.Reason, LongestReason);
            if (!checks.Passed)
            {
                return Result<bool>.Failure(checks.Errors);
            }

            if (row.VoidedAt is not null)
            {
                return true;
            }

            session.Db.Entry(row).Property(a => a.Version).OriginalValue = command.Version;
            row.Void(reason, session.Now);
            session.Record("venue_agreement.voided", row.Id);
            return true;
        }, cancellationToken);

    // Where the organization pays rent, the pupils' money is its own.
    private static AgreementCollector Collector(AgreementDetails details, AgreementDirection direction) =>
        direction == AgreementDirection.OrganizationPays ? AgreementCollector.Organization : details.CollectedBy;

    private static FieldChecks Check(AgreementDetails details, string currency)
    {
        var checks = new FieldChecks();
        checks.Choice(nameof(AgreementDetails.Model), details.Model);
        checks.Choice(nameof(AgreementDetails.CollectedBy), details.CollectedBy);
        checks.Choice(nameof(AgreementDetails.Cancelled), details.Cancelled);
        Required(checks, nameof(AgreementDetails.Amount), details.Amount is not null);
        checks.Amount(nameof(AgreementDetails.Amount), details.Amount, currency);
        Required(checks, nameof(AgreementDetails.ValidFrom), details.ValidFrom is not null);
        checks.Date(nameof(AgreementDetails.ValidFrom), details.ValidFrom);
        checks.Date(nameof(AgreementDetails.ValidTo), details.ValidTo);
        checks.NotBefore(nameof(AgreementDetails.ValidTo), details.ValidTo, details.ValidFrom);
        return checks;
    }

    private static void Required(FieldChecks checks, string field, bool given)
    {
        if (!given)
        {
            checks.Add(Error.Invalid(nameof(SharedTexts.ErrorRequired), field));
        }
    }
}
