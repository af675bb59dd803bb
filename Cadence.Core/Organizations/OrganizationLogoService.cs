using Cadence.Core.Data;
using Cadence.Core.Documents;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Organizations;

/// <summary>The logo of an organization. It stands in the database, so that it goes with its backups and behind its walls.</summary>
public sealed class OrganizationLogoService(TenantDb db)
{
    private const string Field = "Logo";

    /// <summary>
    /// Makes a logo of an uploaded picture (PNG, JPEG or WebP, at most <see cref="LogoPicture.MostBytes"/>) and gives back its name. The former one is removed.
    /// Refusals stand at Logo.
    /// </summary>
    public Task<Result<string>> SetAsync(Actor actor, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken) =>
        db.WriteAsync<string>(actor, Permission.OrganizationEdit, async (session, token) =>
        {
            var (png, hash, refusal) = LogoPicture.Read(picture.Span);
            if (png is null)
            {
                return Refused(refusal switch
                {
                    PictureRefusal.Empty => nameof(OrganizationsTexts.ErrorLogoEmpty),
                    PictureRefusal.TooLarge => nameof(OrganizationsTexts.ErrorLogoTooLarge),
                    PictureRefusal.TooManyPixels => nameof(OrganizationsTexts.ErrorLogoPixels),
                    _ => nameof(OrganizationsTexts.ErrorLogoUnreadable),
                });
            }

            var own = await session.Db.Set<Organization>().SingleAsync(o => o.Id == session.Organization.Id, token);
            if (own.LogoHash == hash)
            {
                return hash;
            }

            session.Db.RemoveRange(await session.Db.Set<OrganizationLogo>().ToListAsync(token));
            session.Db.Add(new OrganizationLogo(hash, png));
            own.SetLogo(hash);
            session.Record("organization.logo_changed", own.Id);
            return hash;
        }, cancellationToken);

    /// <summary>Goes back to the letters. Without a logo nothing happens.</summary>
    public Task<Result<bool>> RemoveAsync(Actor actor, CancellationToken cancellationToken) =>
        db.WriteAsync<bool>(actor, Permission.OrganizationEdit, async (session, token) =>
        {
            var own = await session.Db.Set<Organization>().SingleAsync(o => o.Id == session.Organization.Id, token);
            if (own.LogoHash is null)
            {
                return false;
            }

            session.Db.RemoveRange(await session.Db.Set<OrganizationLogo>().ToListAsync(token));
            own.SetLogo(null);
            session.Record("organization.logo_removed", own.Id);
            return true;
        }, cancellationToken);

    /// <summary>The error of that code, with the limits it names.</summary>
    public static Error Refused(string code) => code switch
    {
        nameof(OrganizationsTexts.ErrorLogoTooLarge) => Error.Invalid(code, Field, LogoPicture.MostBytes / 1024 / 1024),
        nameof(OrganizationsTexts.ErrorLogoPixels) => Error.Invalid(code, Field, LogoPicture.MostPixels / 1_000_000),
        _ => Error.Invalid(code, Field),
    };
}
