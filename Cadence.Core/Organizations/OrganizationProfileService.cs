using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Organizations;

/// <summary>What an organization says of itself: name, address on the web, papers, bank account.</summary>
public sealed class OrganizationProfileService(TenantDb db)
{
    /// <summary>Longest name.</summary>
    public const int LongestName = 120;

    private const int LongestLegalName = 160;
    private const int LongestTaxId = 40;
    private const int LongestAddress = 300;

    /// <summary>Slugs stay reserved for ever, so nobody collects them.</summary>
    private const int MostSlugs = 20;

    /// <summary>Everything the settings page shows; of the bank account only the last digits.</summary>
    public Task<Result<OrganizationDetails>> GetAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<OrganizationDetails>(actor, Permission.OrganizationEdit, async (session, token) =>
        {
            var own = await session.Db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == session.Organization.Id, token);
            var former = await session.Db.Set<OrganizationSlug>().AsNoTracking().Where(s => s.OrganizationId == own.Id && s.Slug != own.Slug).OrderBy(s => s.Slug).Select(s => s.Slug).ToListAsync(token);
            return new OrganizationDetails(
                own.Version, own.Slug, own.Name, own.Type, own.Country, own.Currency, own.TimeZone, own.Language, own.LegalName, own.TaxId, own.Address,
                own.BankAccount is { } account ? BankAccountNumber.Masked(account) : null, own.Color, own.LogoHash, former, await OrganizationSql.HasLedgerAsync(session, token));
        }, cancellationToken);

    /// <summary>
    /// Changes name, kind and colour, unless somebody else changed the organization since. Who becomes an independent teacher gets the own
    /// teacher's record. Gives back the new version.
    /// </summary>
    public Task<Result<int>> EditAsync(Actor actor, EditOrganization command, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Permission.OrganizationEdit, command.Version, async (session, own, token) =>
        {
            var checks = new FieldChecks();
            var name = checks.Required(nameof(EditOrganization.Name), command.Name, LongestName);
            checks.Choice(nameof(EditOrganization.Type), command.Type);
            var color = BrandColor.Parse(command.Color);
            if (color is null && !string.IsNullOrWhiteSpace(command.Color))
            {
                checks.Add(Error.Invalid(nameof(OrganizationsTexts.ErrorColor), nameof(EditOrganization.Color)));
            }

            if (!checks.Passed)
            {
                return checks.Errors;
            }

            if (command.Type == OrganizationType.IndependentTeacher && own.Type != command.Type && actor.UserId is { } user)
            {
                await OrganizationSql.AddOwnTeacherAsync(session, user, token);
            }

            own.Present(name, command.Type, color);
            session.Record("organization.changed", own.Id);
            return [];
        }, cancellationToken);

    /// <summary>Whether a slug can be had, while it is typed.</summary>
    public Task<Result<SlugState>> SlugStateAsync(Actor actor, string? slug, CancellationToken cancellationToken) =>
        db.ReadAsync<SlugState>(
            actor, Permission.OrganizationEdit, async (session, token) => await StateAsync(session, Typed(slug), token), cancellationToken);

    /// <summary>
    /// Moves the organization to another slug and gives it back. The former one leads on for ever and is nobody else's; going back to an own one is allowed.
    /// <c>ErrorSlugTaken</c> at Slug when somebody has it, or ever had.
    /// </summary>
    public async Task<Result<string>> MoveAsync(Actor actor, MoveOrganization command, CancellationToken cancellationToken)
    {
        var slug = Typed(command.Slug);
        var moved = await ChangeAsync(actor, Permission.OrganizationEdit, command.Version, async (session, own, token) =>
        {
            if (slug.Length == 0)
            {
                return [Error.Invalid(nameof(SharedTexts.ErrorRequired), nameof(MoveOrganization.Slug))];
            }

            var state = await StateAsync(session, slug, token);
            if (state is not (SlugState.Own or SlugState.Free))
            {
                return [state switch
                {
                    SlugState.Reserved => Error.Invalid(nameof(OrganizationsTexts.ErrorSlugReserved), nameof(MoveOrganization.Slug)),
                    SlugState.Taken => Error.Conflict(nameof(SharedTexts.ErrorSlugTaken), nameof(MoveOrganization.Slug)),
                    _ => Error.Invalid(nameof(OrganizationsTexts.ErrorSlugShape), nameof(MoveOrganization.Slug), SlugRules.Shortest, SlugRules.Longest),
                }];
            }

            if (state == SlugState.Free)
            {
                if (await session.Db.Set<OrganizationSlug>().CountAsync(s => s.OrganizationId == own.Id, token) >= MostSlugs)
                {
                    return [Error.Conflict(nameof(OrganizationsTexts.ErrorTooManySlugs), nameof(MoveOrganization.Slug), MostSlugs)];
                }

                session.Db.Add(new OrganizationSlug(slug, own.Id));
                await session.Db.SaveChangesAsync(token);
            }

            own.Move(slug);
            session.Record("organization.moved", own.Id);
            return [];
        }, cancellationToken);
        return moved.IsSuccess ? slug : Result<string>.Failure(moved.Errors);
    }

    /// <summary>Changes what papers print, unless somebody else changed the organization since. Gives back the new version.</summary>
    public Task<Result<int>> EditLegalDataAsync(Actor actor, EditOrganizationLegalData command, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Permission.OrganizationEdit, command.Version, (session, own, _) =>
        {
            var checks = new FieldChecks();
            var legalName = checks.Optional(nameof(EditOrganizationLegalData.LegalName), command.LegalName, LongestLegalName);
            var taxId = checks.Optional(nameof(EditOrganizationLegalData.TaxId), command.TaxId, LongestTaxId);
            var address = checks.Optional(nameof(EditOrganizationLegalData.Address), command.Address, LongestAddress);
            if (checks.Passed)
            {
                own.SetLegalData(legalName, taxId, address);
                session.Record("organization.changed", own.Id);
            }

            return Task.FromResult(checks.Errors);
        }, cancellationToken);

    /// <summary>The whole bank account, plain; null without one.</summary>
    public Task<Result<string?>> BankAccountAsync(Actor actor, CancellationToken cancellationToken) =>
        db.ReadAsync<string?>(actor, Permission.BankDetails, async (session, token) =>
            await session.Db.Set<Organization>().Where(o => o.Id == session.Organization.Id).Select(o => o.BankAccount).SingleAsync(token), cancellationToken);

    /// <summary>Changes or takes away the bank account, checked by the organization's country. Gives back the new version.</summary>
    public Task<Result<int>> EditBankAccountAsync(Actor actor, EditBankAccount command, CancellationToken cancellationToken) =>
        ChangeAsync(actor, Permission.BankDetails, command.Version, (session, own, _) =>
        {
            var checks = new FieldChecks();
            var plain = checks.Optional(nameof(EditBankAccount.BankAccount), command.BankAccount, BankAccountNumber.Longest) is { } typed ? BankAccountNumber.Plain(typed) : null;
            if (checks.Passed && plain is not null && BankAccountNumber.Check(plain, own.Country, nameof(EditBankAccount.BankAccount)) is { } flaw)
            {
                checks.Add(flaw);
            }

            if (checks.Passed)
            {
                own.SetBankAccount(plain);
                session.Record("organization.bank_account_changed", own.Id);
            }

            return Task.FromResult(checks.Errors);
        }, cancellationToken);

    private static string Typed(string? slug) => slug?.Trim().ToLowerInvariant() ?? "";

    private static async Task<SlugState> StateAsync(TenantSession session, string slug, CancellationToken cancellationToken)
    {
        if (!SlugRules.Fits(slug))
        {
            return SlugRules.IsReserved(slug) ? SlugState.Reserved : SlugState.Unfit;
        }

        return await OrganizationSql.OwnerOfSlugAsync(session, slug, cancellationToken) is not { } owner ? SlugState.Free
            : owner == session.Organization.Id ? SlugState.Own
            : SlugState.Taken;
    }

    private Task<Result<int>> ChangeAsync(
        Actor actor, Permission permission, int version, Func<TenantSession, Organization, CancellationToken, Task<IReadOnlyList<Error>>> change, CancellationToken cancellationToken) =>
        db.WriteAsync<int>(actor, permission, async (session, token) =>
        {
            var own = await session.Db.Set<Organization>().SingleAsync(o => o.Id == session.Organization.Id, token);
            session.Db.Entry(own).Property(o => o.Version).OriginalValue = version;
            if (await change(session, own, token) is { Count: > 0 } errors)
            {
                return Result<int>.Failure(errors);
            }

            await session.Db.SaveChangesAsync(token);
            return own.Version;
        }, cancellationToken);
}
