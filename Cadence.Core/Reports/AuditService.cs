using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;

namespace Cadence.Core.Reports;

/// <summary>
/// Who changed what, when and why. Marks of classes have a history of their own, on the page of each class.
/// Whoever may read it reads all it holds; of bank accounts only the end, because the whole asks for a fresh proof.
/// </summary>
public sealed class AuditService(TenantDb tenants)
{
    /// <summary>Changes on a page.</summary>
    public const int PageSize = 50;

    /// <summary>What can be asked for by itself with <see cref="AuditSearch.Entity"/>: audited tables, and what functions write down.</summary>
    public static IReadOnlyList<string> Entities { get; } =
    [
        "students", "guardians", "student_guardians", "family_links", "student_groups", "enrolment_pauses", "import_batches",
        "groups", "class_sessions", "session_teachers", "session_guests", "private_sessions", "month_locks",
        "teachers", "pay_rates", "teacher_payouts", "received_payments", "venue_agreements", "venue_statements", "venues", "rooms", "venue_travels",
        "organizations", "organization_settings", "organization_members", "member_places", "organization_invitations", "organization_roles", "role_grants",
        Erasure, Impersonation,
    ];

    /// <summary>The entry that says that somebody's personal values were erased; its thing is the person.</summary>
    public const string Erasure = "audit_personal_values";

    /// <summary>The entries of a platform administrator who looked in.</summary>
    public const string Impersonation = "impersonations";

    /// <summary>A page of changes, the newest first. Two statements.</summary>
    public Task<Result<AuditList>> ListAsync(Actor actor, AuditSearch search, CancellationToken cancellationToken) =>
        tenants.ReadAsync<AuditList>(actor, Permission.AuditRead, async (session, ct) => await AuditSql.ListAsync(session, search, PageSize, ct), cancellationToken);

    /// <summary>Whose changes can be asked for. One statement.</summary>
    public Task<Result<AuditPeople>> PeopleAsync(Actor actor, CancellationToken cancellationToken) =>
        tenants.ReadAsync<AuditPeople>(actor, Permission.AuditRead, async (session, ct) => new AuditPeople(await AuditSql.PeopleAsync(session, ct)), cancellationToken);

    /// <summary>
    /// Erases what the audit keeps of a student's, guardian's or teacher's personal values, old and new. The changes stay, with who and when;
    /// the person's record stays as it is. It can't be undone, and is itself an entry. How many values are gone; NotFound for anybody else's id.
    /// </summary>
    public Task<Result<int>> ErasePersonalValuesAsync(Actor actor, Guid personId, CancellationToken cancellationToken) =>
        tenants.WriteAsync<int>(actor, Permission.OrganizationEdit, async (session, ct) => await AuditSql.EraseAsync(session, personId, ct) is { } erased ? erased : Error.NotFound(), cancellationToken);
}
