using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Microsoft.EntityFrameworkCore;

namespace Cadence.Core.Payments;

/// <summary>Reads what agreements and money received can name, by name.</summary>
internal static class PaymentChoicesQuery
{
    private const int Most = 1000;

    public static async Task<PaymentChoices> ReadAsync(TenantSession session, CancellationToken cancellationToken) => new(
        await session.Db.Set<Venue>().AsNoTracking().OrderBy(venue => venue.Name).Take(Most).Select(venue => new PaymentChoice(venue.Id, venue.Name)).ToListAsync(cancellationToken),
        await session.Db.Set<Group>().AsNoTracking().Where(group => group.Status == GroupStatus.Active).OrderBy(group => group.Name).Take(Most)
            .Select(group => new PaymentChoice(group.Id, group.Name)).ToListAsync(cancellationToken),
        await session.Db.Set<Student>().AsNoTracking().Where(student => student.Status != StudentStatus.Left).OrderBy(student => student.FamilyNames).ThenBy(student => student.GivenName).Take(Most)
            .Select(student => new PaymentChoice(student.Id, student.FullName)).ToListAsync(cancellationToken));
}
