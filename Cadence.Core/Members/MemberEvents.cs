using Cadence.Core.Accounts;
using Cadence.Core.Data;

namespace Cadence.Core.Members;

/// <summary>Security events of members and roles, in the transaction of the act: they stand if and only if it does.</summary>
internal static class MemberEvents
{
    /// <param name="subjectId">The member, invitation or role it was done to.</param>
    /// <param name="detail">A word of the program, such as a role's key.</param>
    public static Task RecordAsync(TenantSession session, SecurityEventKind kind, Guid subjectId, string detail, CancellationToken cancellationToken) => SecurityEventSql.AddAsync(
        session.Connection,
        session.Transaction,
        new SecurityEvent(kind, session.Actor.UserId) { OrganizationId = session.Organization.Id, SubjectId = subjectId, SessionId = session.Actor.SessionId, Detail = detail },
        Whereabouts.None,
        session.Now,
        cancellationToken);
}
