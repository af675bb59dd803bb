using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cadence.Core.Data;

/// <summary>What a person reads when the database refuses a row: the constraint's name decides.</summary>
internal static class ConstraintErrors
{
    /// <summary>The database's answer inside an exception, also where EF wrapped it.</summary>
    public static PostgresException? Postgres(Exception exception) => exception switch
    {
        PostgresException refusal => refusal,
        DbUpdateException { InnerException: PostgresException refusal } => refusal,
        InvalidOperationException { InnerException: { } inner } => Postgres(inner),
        _ => null,
    };

    /// <summary>The same client-made id was sent twice at once. Run again, the work finds the row and is done.</summary>
    public static bool IsSameIdTwice(PostgresException refusal) =>
        refusal.SqlState == PostgresErrorCodes.UniqueViolation && refusal.ConstraintName?.StartsWith("pk_", StringComparison.Ordinal) == true;

    /// <summary>The error for a known refusal; null for anything that is a bug.</summary>
    public static Error? Of(PostgresException refusal) => refusal.ConstraintName switch
    {
        "bookings_no_overlap" => Error.Conflict(nameof(SharedTexts.ErrorAlreadyBooked), "StartTime"),
        "student_groups_no_overlap" => Error.Conflict(nameof(SharedTexts.ErrorAlreadyEnrolled), "StartDate"),
        "venue_agreements_no_overlap" => Error.Conflict(nameof(VenueAgreementsTexts.ErrorAgreementOverlaps), "ValidFrom"),
        "pay_rates_no_overlap" => Error.Conflict(nameof(SharedTexts.ErrorRateOverlaps), "ValidFrom"),
        "ux_venues_name" or "ux_groups_name" or "ux_rooms_venue_id_name" or "ux_organization_roles_name" => Error.Conflict(nameof(SharedTexts.ErrorNameTaken), "Name"),
        "ux_organization_invitations_email" => Error.Conflict(nameof(MembersTexts.ErrorAlreadyInvited), "Email"),
        "ux_teachers_user_id" => Error.Conflict(nameof(MembersTexts.ErrorTeacherTaken), "TeacherId"),
        "fk_organization_members_role" => Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile)),
        "organizations_currency_fixed" => Error.Conflict(nameof(SharedTexts.ErrorCurrencyFixed), "Currency"),
        "organization_members_keep_owner" => Error.Conflict(nameof(SharedTexts.ErrorLastOwner)),
        "ux_organizations_slug" or "pk_organization_slugs" or "organizations_own_slug" => Error.Conflict(nameof(SharedTexts.ErrorSlugTaken), "Slug"),
        "ux_teacher_payouts_teacher_id_month" or "ux_venue_statements_venue_id_month" => Error.Conflict(nameof(SharedTexts.ErrorChangedMeanwhile)),
        { } name when refusal.SqlState == PostgresErrorCodes.UniqueViolation && name.StartsWith("pk_", StringComparison.Ordinal) => Error.Conflict(nameof(SharedTexts.ErrorAlreadyExists)),
        { } name when refusal.SqlState == PostgresErrorCodes.ForeignKeyViolation && name.StartsWith("fk_", StringComparison.Ordinal) => Error.NotFound(nameof(SharedTexts.ErrorNotFound)),
        _ => null,
    };
}
