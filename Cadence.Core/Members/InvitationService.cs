using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Cadence.Core.Teachers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Members;

/// <summary>
/// Asking people in (promises.md S15). An invitation is bound to organization, address and role, is used once within 72 hours, and only its hash is kept.
/// </summary>
/// <param name="hasMail">Whether the program can send mail; otherwise the inviter hands the link over.</param>
public sealed class InvitationService(TenantDb db, NpgsqlDataSource dataSource, InvitationSecrets secrets, TimeProvider time, bool hasMail)
{
    /// <summary>Kind of the message in the outbox. Recipient and subject: the invitation's id; period: one for each time it was sent.</summary>
    public const string MessageKind = "invitation";

    private const int MostPending = 200;

    /// <summary>Invites an address. The token is told this once; with a mail server a mail carries it too.</summary>
    public Task<Result<SentInvitation>> InviteAsync(Actor actor, InviteMember command, CancellationToken cancellationToken) =>
        db.WriteAsync<SentInvitation>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            var checks = new FieldChecks();
            var email = InvitationRules.Plain(checks.Required(nameof(InviteMember.Email), command.Email, 256));
            if (checks.Passed && !EmailAddress.IsValid(email))
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorEmailInvalid), nameof(InviteMember.Email)));
            }

            var language = string.IsNullOrWhiteSpace(command.Language) ? session.Organization.Language : command.Language;
            if (language is not ("es" or "en"))
            {
                checks.Add(Error.Invalid(nameof(SharedTexts.ErrorChoiceInvalid), nameof(InviteMember.Language)));
            }

            var grants = await MemberSql.GrantsAsync(session, ct);
            await MembershipChecks.CheckAsync(session, checks, command, await MemberSql.GiverAsync(session, grants, ct), grants, null, ct);
            if (!checks.Passed)
            {
                return Result<SentInvitation>.Failure(checks.Errors);
            }

            if (await MemberSql.IsMemberAsync(session, email, ct))
            {
                return Error.Conflict(nameof(MembersTexts.ErrorAlreadyMember), nameof(InviteMember.Email));
            }

            var open = await session.Db.Set<Invitation>().Where(i => i.AcceptedAt == null && i.RejectedAt == null && i.CancelledAt == null).ToListAsync(ct);
            if (open.Find(invitation => invitation.Email == email) is { } earlier)
            {
                if (InvitationRules.StateOf(earlier, session.Now) == InvitationState.Pending)
                {
                    return Error.Conflict(nameof(MembersTexts.ErrorAlreadyInvited), nameof(InviteMember.Email));
                }

                // It lapsed: the new one takes its place.
                earlier.Cancel(session.Now);
                await session.Db.SaveChangesAsync(ct);
            }

            if (open.Count(invitation => invitation.ExpiresAt > session.Now) >= MostPending)
            {
                return Error.Conflict(nameof(MembersTexts.ErrorTooManyInvitations), null, MostPending);
            }

            var added = new Invitation(Guid.CreateVersion7(), email, command.Role, command.TeacherId, language, actor.UserId, session.Now);
            session.Db.Add(added);
            session.Db.AddRange(command.VenueIds.Distinct().Select(id => MemberPlace.OfInvitation(added.Id, id, null)));
            session.Db.AddRange(command.GroupIds.Distinct().Select(id => MemberPlace.OfInvitation(added.Id, null, id)));
            session.Record("member.invited", added.Id);
            return await SendAsync(session, added, ct);
        }, cancellationToken);

    /// <summary>Sends a new link for 72 hours; the old one is dead. Also for one that lapsed.</summary>
    public Task<Result<SentInvitation>> ResendAsync(Actor actor, ResendInvitation command, CancellationToken cancellationToken) =>
        db.WriteAsync<SentInvitation>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            if (await MemberSql.LockAsync(session, command.InvitationId, ct) is not { } invitation)
            {
                return Error.NotFound();
            }

            if (InvitationRules.StateOf(invitation, session.Now) is not (InvitationState.Pending or InvitationState.Expired))
            {
                return Error.Conflict(nameof(MembersTexts.ErrorInvitationEnded));
            }

            // Whoever sends it answers for it now.
            var grants = await MemberSql.GrantsAsync(session, ct);
            if (await IsBeyondAsync(session, invitation, await MemberSql.GiverAsync(session, grants, ct), grants, ct))
            {
                return Error.Conflict(nameof(MembersTexts.ErrorMemberAboveYou));
            }

            session.Record("member.invited_again", invitation.Id);
            return await SendAsync(session, invitation, ct);
        }, cancellationToken);

    /// <summary>Takes an invitation back. Again = nothing more.</summary>
    public Task<Result<bool>> CancelAsync(Actor actor, CancelInvitation command, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.MembersWrite, async (session, ct) =>
        {
            if (await MemberSql.LockAsync(session, command.InvitationId, ct) is not { } invitation)
            {
                return Error.NotFound();
            }

            switch (InvitationRules.StateOf(invitation, session.Now))
            {
                case InvitationState.Accepted:
                    return Error.Conflict(nameof(MembersTexts.ErrorInvitationEnded));
                case InvitationState.Pending or InvitationState.Expired:
                    invitation.Cancel(session.Now);
                    session.Record("member.invitation_cancelled", invitation.Id);
                    break;
                default:
                    break;
            }

            return true;
        }, cancellationToken);

    /// <summary>What the link shows; <c>ErrorInvitationOver</c> for one that is used, taken back, lapsed or never was.</summary>
    /// <param name="userId">The signed-in reader, if any.</param>
    public async Task<Result<ShownInvitation>> FindAsync(string token, Guid? userId, CancellationToken cancellationToken)
    {
        if (await OfTokenAsync(token, cancellationToken) is not { State: InvitationState.Pending } shown)
        {
            return Error.NotFound(nameof(MembersTexts.ErrorInvitationOver));
        }

        var email = userId is { } reader ? await MemberSql.EmailAsync(dataSource, reader, cancellationToken) : null;
        return new ShownInvitation(
            shown.Organization, shown.Slug, shown.Color, shown.Inviter, shown.Role, shown.RoleName, InvitationRules.Masked(shown.Email), shown.ExpiresAt,
            email is not null && InvitationRules.Plain(email) == shown.Email);
    }

    /// <summary>The signed-in person becomes a member; gives back the organization's slug. Refused for any other address than the invited one.</summary>
    /// <param name="sessionId">The sign-in they act by.</param>
    public Task<Result<string>> AcceptAsync(string token, Guid userId, Guid? sessionId, CancellationToken cancellationToken) =>
        AnswerAsync<string>(token, userId, sessionId, async (session, invitation, ct) =>
        {
            if (!await session.Db.Set<OrganizationRole>().AnyAsync(role => role.Key == invitation.Role, ct) || !await IsStillPromisedAsync(session, invitation, ct))
            {
                return Error.Conflict(nameof(MembersTexts.ErrorInvitationOver));
            }

            var member = await session.Db.Set<OrganizationMember>().SingleOrDefaultAsync(member => member.UserId == userId, ct);
            if (member is { Status: not MemberStatus.Removed })
            {
                return Error.Conflict(nameof(MembersTexts.ErrorYouAreMember));
            }

            if (member is null)
            {
                member = new OrganizationMember(userId, invitation.Role, session.Now);
                session.Db.Add(member);
            }
            else
            {
                member.ChangeRole(invitation.Role);
                member.ChangeStatus(MemberStatus.Active);
            }

            invitation.Accept(userId, session.Now);
            foreach (var place in await session.Db.Set<MemberPlace>().Where(place => place.InvitationId == invitation.Id).ToListAsync(ct))
            {
                session.Db.Remove(place);
                session.Db.Add(MemberPlace.OfMember(member.Id, place.VenueId, place.GroupId));
            }

            // Somebody else may sign in as that teacher by now; then the member comes without.
            if (invitation.TeacherId is { } teacherId && await session.Db.Set<Teacher>().AnyAsync(teacher => teacher.Id == teacherId && teacher.UserId == null, ct))
            {
                await MemberService.LinkAsync(session, userId, teacherId, ct);
            }

            session.Record("member.joined", member.Id);
            await session.RecordSecurityAsync(SecurityEventKind.InvitationAccepted, member.Id, invitation.Role, ct);
            return session.Organization.Slug;
        }, cancellationToken);

    /// <summary>The invited person does not want to. Only they can say so.</summary>
    /// <param name="sessionId">The sign-in they act by.</param>
    public Task<Result<bool>> RejectAsync(string token, Guid userId, Guid? sessionId, CancellationToken cancellationToken) =>
        AnswerAsync<bool>(token, userId, sessionId, (session, invitation, _) =>
        {
            invitation.Reject(session.Now);
            session.Record("member.invitation_rejected", invitation.Id);
            return Task.FromResult<Result<bool>>(true);
        }, cancellationToken);

    /// <summary>Whether the inviter could invite to it today: since then they may have been demoted, have lost a place, or their role may do less.</summary>
    private static async Task<bool> IsStillPromisedAsync(TenantSession session, Invitation invitation, CancellationToken ct)
    {
        if (invitation.InvitedBy is not { } inviter)
        {
            return true;
        }

        var grants = await MemberSql.GrantsAsync(session, ct);
        var giver = await MemberSql.GiverAsync(session, inviter, grants, ct);
        return giver.Held.ContainsKey(Permission.MembersWrite) && !await IsBeyondAsync(session, invitation, giver, grants, ct);
    }

    /// <summary>Whether an invitation offers more than the giver could give: by its role, its places or its teacher record.</summary>
    private static async Task<bool> IsBeyondAsync(
        TenantSession session, Invitation invitation, Giver giver, IReadOnlyDictionary<string, IReadOnlyDictionary<Permission, GrantScope>> grants, CancellationToken ct)
    {
        var role = grants.GetValueOrDefault(invitation.Role) ?? MemberSql.NoGrants;
        var places = await session.Db.Set<MemberPlace>().Where(place => place.InvitationId == invitation.Id).Select(place => (place.VenueId ?? place.GroupId)!.Value).ToListAsync(ct);
        return GivingRules.IsBeyond(giver, role) || GivingRules.PlacesBeyond(giver, role, places).Count > 0
            || (invitation.TeacherId is { } teacherId && GivingRules.IsTeacherBeyond(giver, role, teacherId));
    }

    private async Task<Result<T>> AnswerAsync<T>(string token, Guid userId, Guid? sessionId, Func<TenantSession, Invitation, CancellationToken, Task<Result<T>>> answer, CancellationToken cancellationToken)
    {
        if (await OfTokenAsync(token, cancellationToken) is not { State: InvitationState.Pending } shown)
        {
            return Error.NotFound(nameof(MembersTexts.ErrorInvitationOver));
        }

        return await db.WriteOwnMembershipAsync<T>(Actor.User(shown.OrganizationId, userId, sessionId), async (session, ct) =>
        {
            // Asked again under the lock: of many at once one comes first.
            if (await MemberSql.LockAsync(session, InvitationRules.Hash(token), ct) is not { } invitation || InvitationRules.StateOf(invitation, session.Now) != InvitationState.Pending)
            {
                return Error.NotFound(nameof(MembersTexts.ErrorInvitationOver));
            }

            if (await MemberSql.UserAsync(session, userId, ct) is not { } user || InvitationRules.Plain(user.Email) != invitation.Email)
            {
                return Error.Forbidden(nameof(MembersTexts.ErrorInvitationOfOther));
            }

            // The link may have been handed over by another way than mail: only a confirmed address is known to be theirs.
            return user.IsConfirmed ? await answer(session, invitation, ct) : Error.Conflict(nameof(MembersTexts.ErrorInvitedUnconfirmed));
        }, cancellationToken);
    }

    private async Task<MemberSql.Shown?> OfTokenAsync(string token, CancellationToken cancellationToken) =>
        token.Length == InvitationRules.TokenLength ? await MemberSql.OfTokenAsync(dataSource, InvitationRules.Hash(token), time.GetUtcNow(), cancellationToken) : null;

    private async Task<SentInvitation> SendAsync(TenantSession session, Invitation invitation, CancellationToken cancellationToken)
    {
        await session.RecordSecurityAsync(SecurityEventKind.MemberInvited, invitation.Id, invitation.Role, cancellationToken);
        var token = InvitationRules.NewToken();
        invitation.Send(InvitationRules.Hash(token), session.Actor.UserId, session.Now);
        if (hasMail)
        {
            var id = invitation.Id.ToString();
            session.Db.Add(new OutboxMessage(OutboxMessage.Email, id, MessageKind, id, Convert.ToHexStringLower(invitation.TokenHash.AsSpan(0, 8)), secrets.Seal(token), session.Now));
        }

        return new SentInvitation(invitation.Id, invitation.Email, token, hasMail);
    }
}
