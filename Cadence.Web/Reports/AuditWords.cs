using Cadence.Core.Reports;
using Cadence.Core.Resources;

namespace Cadence.Web.Reports;

/// <summary>What audited tables and columns are called. A table or column without a name here fails a test, unless it is technical.</summary>
public static class AuditWords
{
    /// <summary>Columns that say nothing to people: keys, what is computed from others, and what only the program uses.</summary>
    public static IReadOnlySet<string> Technical { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "id", "token_hash", "file_hash", "phone_e164", "starts_at", "ends_at", "origin_date", "joint_id", "schedule_slot_id", "calculator_version", "last_used_at", "steps_hidden_at", "purged_at", "preset",
    };

    /// <summary>What a table's rows are called; null for one that is not known.</summary>
    public static string? Entity(string entity) => entity switch
    {
        "students" => AuditTexts.EntityStudent,
        "guardians" => AuditTexts.EntityGuardian,
        "student_guardians" => AuditTexts.EntityFamily,
        "family_links" => AuditTexts.EntityFamilyLink,
        "student_groups" => AuditTexts.EntityEnrolment,
        "enrolment_pauses" => AuditTexts.EntityPause,
        "import_batches" => AuditTexts.EntityImport,
        "groups" => AuditTexts.EntityGroup,
        "class_sessions" => AuditTexts.EntityClass,
        "session_teachers" => AuditTexts.EntityClassTeacher,
        "session_guests" => AuditTexts.EntityGuest,
        "private_sessions" => AuditTexts.EntityPrivate,
        "month_locks" => AuditTexts.EntityMonthLock,
        "teachers" => AuditTexts.EntityTeacher,
        "pay_rates" => AuditTexts.EntityRate,
        "teacher_payouts" => AuditTexts.EntityPayout,
        "received_payments" => AuditTexts.EntityPayment,
        "venue_agreements" => AuditTexts.EntityAgreement,
        "venue_statements" => AuditTexts.EntityVenueMonth,
        "venues" => AuditTexts.EntityVenue,
        "rooms" => AuditTexts.EntityRoom,
        "venue_travels" => AuditTexts.EntityTravel,
        "organizations" => AuditTexts.EntityOrganization,
        "organization_settings" => AuditTexts.EntitySetting,
        "organization_members" => AuditTexts.EntityMember,
        "member_places" => AuditTexts.EntityMemberPlace,
        "organization_invitations" => AuditTexts.EntityInvitation,
        "organization_roles" => AuditTexts.EntityRole,
        "role_grants" => AuditTexts.EntityGrant,
        AuditService.Erasure => AuditTexts.EntityErasure,
        AuditService.Impersonation => AuditTexts.EntityImpersonation,
        _ => null,
    };

    // In the order in which people look at them.
    private static readonly (string[] Columns, Func<string> Word)[] ColumnWords =
    [
        (["name", "given_name"], () => AuditTexts.ColumnName),
        (["family_names"], () => AuditTexts.ColumnFamilyNames),
        (["preferred_name"], () => AuditTexts.ColumnPreferredName),
        (["legal_name"], () => AuditTexts.ColumnLegalName),
        (["tax_id"], () => AuditTexts.ColumnTaxId),
        (["address"], () => AuditTexts.ColumnAddress),
        (["bank_account"], () => AuditTexts.ColumnBankAccount),
        (["email"], () => AuditTexts.ColumnEmail),
        (["phone"], () => AuditTexts.ColumnPhone),
        (["birth_date"], () => AuditTexts.ColumnBirthDate),
        (["drop_reason"], () => AuditTexts.ColumnDropReason),
        (["source"], () => AuditTexts.ColumnSource),
        (["language"], () => AuditTexts.ColumnLanguage),
        (["country"], () => AuditTexts.ColumnCountry),
        (["currency"], () => AuditTexts.ColumnCurrency),
        (["time_zone"], () => AuditTexts.ColumnTimeZone),
        (["color"], () => AuditTexts.ColumnColor),
        (["logo_hash"], () => AuditTexts.ColumnLogo),
        (["slug"], () => AuditTexts.ColumnSlug),
        (["type", "kind"], () => AuditTexts.ColumnType),
        (["archived_at"], () => AuditTexts.ColumnArchivedAt),
        (["status"], () => AuditTexts.ColumnStatus),
        (["role", "role_key"], () => AuditTexts.ColumnRole),
        (["permission"], () => AuditTexts.ColumnPermission),
        (["scope"], () => AuditTexts.ColumnScope),
        (["user_id"], () => AuditTexts.ColumnUserId),
        (["joined_at"], () => AuditTexts.ColumnJoinedAt),
        (["key"], () => AuditTexts.ColumnKey),
        (["value"], () => AuditTexts.ColumnValue),
        (["valid_from", "start_date"], () => AuditTexts.ColumnValidFrom),
        (["valid_to", "end_date", "until"], () => AuditTexts.ColumnValidTo),
        (["shared"], () => AuditTexts.ColumnShared),
        (["group_id"], () => AuditTexts.ColumnGroup),
        (["title"], () => AuditTexts.ColumnTitle),
        (["date", "value_date"], () => AuditTexts.ColumnDate),
        (["start_time"], () => AuditTexts.ColumnStartTime),
        (["end_time"], () => AuditTexts.ColumnEndTime),
        (["venue_id"], () => AuditTexts.ColumnVenue),
        (["other_venue_id"], () => AuditTexts.ColumnOtherVenue),
        (["room_id"], () => AuditTexts.ColumnRoom),
        (["teacher_id"], () => AuditTexts.ColumnTeacher),
        (["student_id"], () => AuditTexts.ColumnStudent),
        (["guardian_id"], () => AuditTexts.ColumnGuardian),
        (["member_id"], () => AuditTexts.ColumnMember),
        (["invitation_id"], () => AuditTexts.ColumnInvitation),
        (["enrolment_id"], () => AuditTexts.ColumnEnrolment),
        (["class_session_id"], () => AuditTexts.ColumnClass),
        (["import_batch_id"], () => AuditTexts.ColumnImport),
        (["replaces_teacher_id"], () => AuditTexts.ColumnReplaces),
        (["employed_from"], () => AuditTexts.ColumnEmployedFrom),
        (["employed_to"], () => AuditTexts.ColumnEmployedTo),
        (["level"], () => AuditTexts.ColumnLevel),
        (["style"], () => AuditTexts.ColumnStyle),
        (["age_range"], () => AuditTexts.ColumnAgeRange),
        (["capacity"], () => AuditTexts.ColumnCapacity),
        (["monthly_price"], () => AuditTexts.ColumnMonthlyPrice),
        (["agreed_fee"], () => AuditTexts.ColumnAgreedFee),
        (["agreed_fee_from"], () => AuditTexts.ColumnAgreedFeeFrom),
        (["agreed_fee_reason"], () => AuditTexts.ColumnAgreedFeeReason),
        (["partner_role"], () => AuditTexts.ColumnPartnerRole),
        (["reason"], () => AuditTexts.ColumnReason),
        (["void_reason"], () => AuditTexts.ColumnVoidReason),
        (["voided_at"], () => AuditTexts.ColumnVoidedAt),
        (["duration_minutes", "minutes"], () => AuditTexts.ColumnDuration),
        (["cancellation_kind"], () => AuditTexts.ColumnCancellationKind),
        (["cancel_reason"], () => AuditTexts.ColumnCancelReason),
        (["cancelled_at"], () => AuditTexts.ColumnCancelledAt),
        (["charged"], () => AuditTexts.ColumnCharged),
        (["paid"], () => AuditTexts.ColumnPaid),
        (["closed_at"], () => AuditTexts.ColumnClosedAt),
        (["closed_by"], () => AuditTexts.ColumnClosedBy),
        (["month"], () => AuditTexts.ColumnMonth),
        (["locked_at"], () => AuditTexts.ColumnLockedAt),
        (["locked_by"], () => AuditTexts.ColumnLockedBy),
        (["released_at"], () => AuditTexts.ColumnReleasedAt),
        (["released_by"], () => AuditTexts.ColumnReleasedBy),
        (["model"], () => AuditTexts.ColumnModel),
        (["amount"], () => AuditTexts.ColumnAmount),
        (["base"], () => AuditTexts.ColumnBase),
        (["minimum"], () => AuditTexts.ColumnMinimum),
        (["cap"], () => AuditTexts.ColumnCap),
        (["free_heads"], () => AuditTexts.ColumnFreeHeads),
        (["tiers"], () => AuditTexts.ColumnTiers),
        (["number"], () => AuditTexts.ColumnNumber),
        (["gross"], () => AuditTexts.ColumnGross),
        (["tax"], () => AuditTexts.ColumnTax),
        (["withholding"], () => AuditTexts.ColumnWithholding),
        (["total_amount"], () => AuditTexts.ColumnTotal),
        (["period_start"], () => AuditTexts.ColumnPeriodStart),
        (["period_end"], () => AuditTexts.ColumnPeriodEnd),
        (["approved_at"], () => AuditTexts.ColumnApprovedAt),
        (["approved_by"], () => AuditTexts.ColumnApprovedBy),
        (["paid_at"], () => AuditTexts.ColumnPaidAt),
        (["override_reason"], () => AuditTexts.ColumnOverrideReason),
        (["mode"], () => AuditTexts.ColumnTravelMode),
        (["direction"], () => AuditTexts.ColumnDirection),
        (["collected_by"], () => AuditTexts.ColumnCollectedBy),
        (["cancelled"], () => AuditTexts.ColumnCancelledRule),
        (["note"], () => AuditTexts.ColumnNote),
        (["price"], () => AuditTexts.ColumnPrice),
        (["relation"], () => AuditTexts.ColumnRelation),
        (["pays"], () => AuditTexts.ColumnPays),
        (["told"], () => AuditTexts.ColumnTold),
        (["ended_at"], () => AuditTexts.ColumnEndedAt),
        (["expires_at"], () => AuditTexts.ColumnExpiresAt),
        (["revoked_at"], () => AuditTexts.ColumnRevokedAt),
        (["created_by"], () => AuditTexts.ColumnCreatedBy),
        (["file_name"], () => AuditTexts.ColumnFileName),
        (["rows_applied"], () => AuditTexts.ColumnRows),
        (["accepted_at"], () => AuditTexts.ColumnAcceptedAt),
        (["invited_by"], () => AuditTexts.ColumnInvitedBy),
        (["accepted_by"], () => AuditTexts.ColumnAcceptedBy),
        (["rejected_at"], () => AuditTexts.ColumnRejectedAt),
        (["may_write"], () => AuditTexts.ColumnMayWrite),
        (["asks_second_factor"], () => AuditTexts.ColumnAsksSecondFactor),
        (["erased"], () => AuditTexts.ColumnErased),
    ];

    private static readonly Dictionary<string, int> ColumnPlaces = ColumnWords.SelectMany((words, place) => words.Columns.Select(column => (column, place))).ToDictionary(StringComparer.Ordinal);

    /// <summary>What a column is called; null for a technical one, and one that is not known.</summary>
    public static string? Column(string column) => ColumnPlaces.TryGetValue(column, out var place) ? ColumnWords[place].Word() : null;

    /// <summary>The columns that have a name, in the order in which people look at them.</summary>
    public static IReadOnlyList<AuditColumn> Named(IEnumerable<AuditColumn> columns) => [.. columns.Where(column => ColumnPlaces.ContainsKey(column.Name)).OrderBy(column => ColumnPlaces[column.Name])];

    /// <summary>The page that shows a thing, relative; null where there is none.</summary>
    public static string? PageOf(string entity, Guid? id) => (entity, id) switch
    {
        (_, null) => null,
        ("students", { } student) => $"students/{student}",
        ("teachers", { } teacher) => $"teachers/{teacher}",
        ("groups", { } group) => $"groups/{group}",
        ("class_sessions", { } session) => $"sessions/{session}",
        ("venues" or "rooms" or "venue_travels", _) => "venues",
        ("organization_members" or "organization_invitations", _) => "members",
        ("organizations", _) => "settings",
        _ => null,
    };

    /// <summary>The address of one thing's changes, relative; without an id of those of all its kind.</summary>
    public static string HistoryOf(string entity, Guid? id) => id is null ? $"audit?kind={entity}" : $"audit?kind={entity}&thing={id}";

    /// <summary>Whether a thing is a person whose personal values can be erased.</summary>
    public static bool IsPerson(string? entity) => entity is "students" or "guardians" or "teachers";
}
