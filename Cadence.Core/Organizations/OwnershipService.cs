using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Organizations;

/// <summary>What only owners do: close an organization, bring it back, hand it over.</summary>
public sealed class OwnershipService(TenantDb db)
{
    /// <summary>Kind of the mail to a new owner. Recipient: their user id; subject: the id of the user who handed over; period: one for each time.</summary>
    public const string MailKind = "ownership_transferred";

    /// <summary>Who can become the owner: the active members besides the actor.</summary>
    public Task<Result<IReadOnlyList<OwnerCandidate>>> CandidatesAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<IReadOnlyList<OwnerCandidate>>(
            actor, Permission.OrganizationArchive, async (session, token) => await OrganizationSql.CandidatesAsync(session, token), cancellationToken);

    /// <summary>
    /// Archives: nobody gets in any more, jobs pass it by, nothing is deleted. The slug must be typed as it is: <c>ErrorConfirmSlug</c> at Slug.
    /// </summary>
    public Task<Result<bool>> ArchiveAsync(Actor actor, ArchiveOrganization command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.OrganizationArchive, async (session, token) =>
        {
            if (!string.Equals(command.Slug?.Trim(), session.Organization.Slug, StringComparison.OrdinalIgnoreCase))
            {
                return Error.Invalid(nameof(OrganizationsTexts.ErrorConfirmSlug), nameof(ArchiveOrganization.Slug), session.Organization.Slug);
            }

            (await OwnAsync(session, token)).Archive(session.Now);
            session.Record("organization.archived", session.Organization.Id);
            return true;
        }, cancellationToken);

    /// <summary>Brings an archived organization back, as it was. One that is not archived stays as it is.</summary>
    public Task<Result<bool>> RestoreAsync(Actor actor, CancellationToken cancellationToken) =>
        db.WriteArchivedAsync<bool>(actor, async (session, token) =>
        {
            var own = await OwnAsync(session, token);
            if (own.ArchivedAt is null)
            {
                return false;
            }

            own.Restore();
            session.Record("organization.restored", own.Id);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Makes an active member the owner and tells them by mail; the one who hands over becomes an admin. <c>ErrorOnlyOwners</c> for somebody who is no owner,
    /// <c>ErrorNotAMember</c> at UserId for somebody who is no active member.
    /// </summary>
    public Task<Result<bool>> TransferAsync(Actor actor, TransferOwnership command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.OrganizationArchive, async (session, token) =>
        {
            if (command.UserId is not { } heir)
            {
                return Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(TransferOwnership.UserId));
            }

            var both = await session.Db.Set<OrganizationMember>()
                .Where(member => member.Status == MemberStatus.Active && (member.UserId == heir || member.UserId == actor.UserId)).ToListAsync(token);
            if (both.Find(member => member.UserId == actor.UserId) is not { Role: RolePresets.Owner } owner)
            {
                return Error.Conflict(nameof(OrganizationsTexts.ErrorOnlyOwners));
            }

            if (both.Find(member => member.UserId == heir) is not { } next || next == owner)
            {
                return Error.Invalid(nameof(OrganizationsTexts.ErrorNotAMember), nameof(TransferOwnership.UserId));
            }

            next.ChangeRole(RolePresets.Owner);
            owner.ChangeRole(RolePresets.Admin);
            // They may not be there; every handing over is told anew.
            session.Db.Add(new OutboxMessage(
                OutboxMessage.Email, heir.ToString(), MailKind, owner.UserId.ToString(), Guid.CreateVersion7().ToString("n"), "{}", session.Now));
            session.Record("organization.transferred", session.Organization.Id, new { from = owner.UserId, to = next.UserId });
            return true;
        }, cancellationToken);

    private static Task<Organization> OwnAsync(TenantSession session, CancellationToken cancellationToken) =>
        session.Db.Set<Organization>().SingleAsync(o => o.Id == session.Organization.Id, cancellationToken);
}
