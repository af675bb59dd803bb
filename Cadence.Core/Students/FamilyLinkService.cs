using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Outbox;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Students;

/// <summary>Giving and ending the private links of families (promises S18). What a link shows is read by its own actor, in Reports.</summary>
public sealed class FamilyLinkService(TenantDb db)
{
    /// <summary>Channel of the mail that brings a link.</summary>
    public const string MailChannel = "email";

    /// <summary>Kind of the mail that brings a link. Recipient: the guardian's id; subject: the link's.</summary>
    public const string MailKind = "family_link";

    /// <summary>Dated setting: after how many months a link expires, 1 to 60.</summary>
    public const string MonthsKey = "families.link_months";

    /// <summary>First word of every address a family uses, behind the language.</summary>
    public const string Path = "family";

    private const string SettingsPrefix = "families.";

    private const int UsualMonths = 12;

    private const int MostMonths = 60;

    /// <summary>
    /// Gives a guardian a new link and ends the old one. The answer is the only place where its token ever stands.
    /// <c>ErrorNobodyTold</c> where there is no student of whom they may be told.
    /// </summary>
    public Task<Result<GivenFamilyLink>> GiveAsync(Actor actor, Guid guardianId, CancellationToken ct) =>
        db.WriteAsync<GivenFamilyLink>(actor, Permission.FamilyLinks, async (session, ct) =>
        {
            var (guardian, link, error) = await MakeAsync(session, guardianId, ct);
            if (error is not null)
            {
                return error;
            }

            return new GivenFamilyLink(link!.Id, link.Mint(), guardian!.Language, link.ExpiresAt);
        }, ct);

    /// <summary>
    /// As <see cref="GiveAsync"/>, but by mail in the guardian's language: the token is made when the mail leaves, and stands nowhere else.
    /// <c>ErrorGuardianWithoutEmail</c> where there is no address.
    /// </summary>
    public Task<Result<Guid>> SendAsync(Actor actor, Guid guardianId, CancellationToken ct) =>
        db.WriteAsync<Guid>(actor, Permission.FamilyLinks, async (session, ct) =>
        {
            var (guardian, link, error) = await MakeAsync(session, guardianId, ct);
            if (error is not null)
            {
                return error;
            }

            if (guardian!.Email is null)
            {
                return Error.Conflict(nameof(GuardiansTexts.ErrorGuardianWithoutEmail));
            }

            session.Db.Add(new OutboxMessage(MailChannel, guardian.Id.ToString(), MailKind, link!.Id.ToString(), "", "{}", session.Now));
            return link.Id;
        }, ct);

    /// <summary>Ends a guardian's link; false where there was none.</summary>
    public Task<Result<bool>> RevokeAsync(Actor actor, Guid guardianId, CancellationToken ct) =>
        db.WriteAsync<bool>(actor, Permission.FamilyLinks, async (session, ct) =>
        {
            if (!await session.Db.Set<Guardian>().AnyAsync(g => g.Id == guardianId, ct))
            {
                return Error.NotFound();
            }

            return await EndOldAsync(session, guardianId, ct);
        }, ct);

    private static async Task<(Guardian? Guardian, FamilyLink? Link, Error? Error)> MakeAsync(TenantSession session, Guid guardianId, CancellationToken ct)
    {
        // Under the guardian's lock two people who give a link at once end up with one that lives.
        if (await GuardianSql.LockAsync(session, guardianId, ct) is not { } guardian)
        {
            return (null, null, Error.NotFound());
        }

        if (!await session.Db.Set<StudentGuardian>().AnyAsync(s => s.GuardianId == guardianId && s.EndedAt == null && s.Told, ct))
        {
            return (null, null, Error.Conflict(nameof(GuardiansTexts.ErrorNobodyTold)));
        }

        await EndOldAsync(session, guardianId, ct);
        await session.Db.SaveChangesAsync(ct);
        var settings = await OrganizationSettings.OnAsync(session, SettingsPrefix, session.Today, ct);
        var link = new FamilyLink(guardianId, session.Now.AddMonths(Math.Clamp(settings.Number(MonthsKey, UsualMonths), 1, MostMonths)), session.Actor.UserId);
        session.Db.Add(link);
        session.Record("family_link.given", link.Id, new { guardian = guardianId });
        // The row first, its hash after it: the audit looks at new rows, and a hash is nothing to keep for ever.
        await session.Db.SaveChangesAsync(ct);
        return (guardian, link, null);
    }

    private static async Task<bool> EndOldAsync(TenantSession session, Guid guardianId, CancellationToken ct)
    {
        var live = await session.Db.Set<FamilyLink>().Where(l => l.GuardianId == guardianId && l.RevokedAt == null).ToListAsync(ct);
        foreach (var link in live)
        {
            link.Revoke(session.Now);
            session.Record("family_link.revoked", link.Id, new { guardian = guardianId });
        }

        return live.Count > 0;
    }
}
