using System.Globalization;
using System.Text.Json;
using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Core.Payments;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Sessions;
using Cadence.Core.Students;
using Cadence.Core.Venues;
using Cadence.Web.Groups;
using Cadence.Web.Layout;
using Cadence.Web.Members;
using Cadence.Web.Payments;
using Cadence.Web.Sessions;
using Cadence.Web.Students;
using Cadence.Web.Teachers;
using Cadence.Web.Venues;

namespace Cadence.Web.Reports;

/// <summary>Values of the audit as people read them.</summary>
/// <param name="currency">Of the organization's money.</param>
/// <param name="zone">The organization's.</param>
public sealed class AuditValues(string currency, TimeZoneInfo zone, DateTimeOffset now)
{
    /// <summary>How names of columns of days end.</summary>
    private static readonly string[] DayEnds = ["_date", "_from", "_to", "_start", "_end"];

    private DateOnly Today => SchoolTime.DateAt(now, zone);

    /// <summary>"Teléfono: 600 111 222 → 600 333 444"; a new one says only what it is, one that is gone what it was.</summary>
    public string Of(string entity, AuditColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.IsErased)
        {
            return AuditTexts.ErasedValue;
        }

        var (old, now) = (Of(entity, column.Name, column.Old), Of(entity, column.Name, column.New));
        return column.Old is null ? now : column.New is null || old != now ? string.Format(CultureInfo.CurrentCulture, AuditTexts.ChangeFormat, old, now) : now;
    }

    /// <summary>"Noa Pons", "Salsa N1, mié 3 nov"; null where a thing has no name.</summary>
    public string? Of(string entity, AuditName? name) => name switch
    {
        null => null,
        { Text: "", Day: { } month } when entity == "month_locks" => ReaderDate.Sentence(ReaderDate.Month(Month.Of(month))),
        { Text: "", Day: { } day } => ReaderDate.Relative(day, Today),
        { Day: { } month } when entity is "teacher_payouts" or "venue_statements" => $"{name.Text} · {ReaderDate.Month(Month.Of(month))}",
        { Day: { } day } => $"{name.Text} · {ReaderDate.Relative(day, Today)}",
        _ => name.Text,
    };

    private string Of(string entity, string column, AuditValue? value) => value switch
    {
        null => SharedTexts.NoValue,
        { Name: { } name } => Of(column == "class_session_id" ? "class_sessions" : entity, name) ?? AuditTexts.GoneValue,
        { Text: null } => AuditTexts.GoneValue,
        { Text: { } text } => Word(entity, column, text) ?? Figure(column, text) ?? text,
    };

    private string? Figure(string column, string text) => column switch
    {
        _ when text is "true" or "false" => text == "true" ? AuditTexts.Yes : AuditTexts.No,
        "month" when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) => ReaderDate.Month(Month.Of(month)),
        "amount" or "monthly_price" or "agreed_fee" or "price" or "base" or "minimum" or "cap" or "gross" or "tax" or "withholding" or "total_amount"
            when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) => Figures.Money(new Money(amount, currency)),
        "tiers" => Tiers(text),
        "start_time" or "end_time" when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => ReaderDate.Time(time),
        _ when IsDay(column) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => ReaderDate.Compact(day, Today),
        _ when (column.EndsWith("_at", StringComparison.Ordinal) || column == "until") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) =>
            ReaderDate.RelativeWithTime(instant, now, zone),
        _ => null,
    };

    private static bool IsDay(string column) => column == "date" || DayEnds.Any(end => column.EndsWith(end, StringComparison.Ordinal));

    private string? Tiers(string text)
    {
        try
        {
            using var tiers = JsonDocument.Parse(text);
            return string.Join(", ", tiers.RootElement.EnumerateArray().Select(tier => string.Format(
                CultureInfo.CurrentCulture, AuditTexts.TierFormat, Figures.Number(tier.GetProperty("from").GetDecimal()), Figures.Money(new Money(tier.GetProperty("amount").GetDecimal(), currency)))));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Word(string entity, string column, string text) => (entity, column) switch
    {
        (_, "language") => text == "es" ? ShellTexts.LanguageSpanish : text == "en" ? ShellTexts.LanguageEnglish : null,
        (_, "country") => text.Length == 2 ? new RegionInfo(text).DisplayName : null,
        ("organizations", "type") => As<OrganizationType>(text, OrganizationCard.KindOf),
        ("organizations", "logo_hash") => AuditTexts.Yes,
        ("organization_members", "status") => As<MemberStatus>(text, Member),
        ("organization_members" or "organization_invitations", "role") or ("organization_roles", "key") or (_, "role_key") => RoleNames.Of(text),
        ("role_grants", "permission") => As<Permission>(text, PermissionNames.Of),
        ("role_grants", "scope") => As<GrantScope>(text, Scope),
        ("organization_settings", "key") => Setting(text),
        ("venues", "kind") => As<VenueKind>(text, VenuesPage.WordOf),
        ("venue_travels", "mode") => As<TravelMode>(text, TravelWords.Of),
        ("students", "status") => As<StudentStatus>(text, StudentLook.WordOf),
        ("student_guardians", "relation") => As<GuardianRelation>(text, GuardianLook.WordOf),
        ("student_groups", "partner_role") => As<PartnerRole>(text, Partner),
        ("groups", "status") => As<GroupStatus>(text, GroupLooks.WordOf),
        ("groups", "color") => int.TryParse(text, CultureInfo.InvariantCulture, out var color) ? GroupLooks.ColorName(color) : null,
        ("class_sessions" or "private_sessions", "status") => As<SessionStatus>(text, Session),
        ("class_sessions" or "private_sessions", "cancellation_kind") => As<CancellationKind>(text, SessionLook.WordOf),
        ("session_teachers", "role") => As<SessionTeacherRole>(text, Teaching),
        ("session_guests", "kind") => As<GuestKind>(text, SessionLook.WordOf),
        ("pay_rates", "kind") => As<PayRateKind>(text, kind => kind == PayRateKind.Private ? VenueAgreementsTexts.KindPrivate : VenueAgreementsTexts.KindClass),
        ("pay_rates", "model") => As<PayModel>(text, PayoutText.Model),
        ("pay_rates", "scope") => As<PayRateScope>(text, scope => RateWords.Scopes.First(choice => choice.Item1 == scope).Item2),
        ("venue_agreements", "kind") => As<AgreementKind>(text, kind => AgreementWords.Kinds.First(choice => choice.Item1 == kind).Item2),
        ("venue_agreements", "direction") => As<AgreementDirection>(text, direction => AgreementWords.Directions.First(choice => choice.Item1 == direction).Item2),
        ("venue_agreements", "model") => As<AgreementModel>(text, model => AgreementWords.Models.First(choice => choice.Item1 == model).Item2),
        ("venue_agreements", "collected_by") => As<AgreementCollector>(text, collector => AgreementWords.Collectors.First(choice => choice.Item1 == collector).Item2),
        ("venue_agreements", "cancelled") => As<AgreementCancelledRule>(text, rule => AgreementWords.CancelledRules.First(choice => choice.Item1 == rule).Item2),
        ("import_batches", "kind") => text == "students" ? StudentsTexts.Title : null,
        _ => null,
    };

    /// <summary>The word of a stored name; null for a name that is not known any more.</summary>
    private static string? As<T>(string text, Func<T, string> word)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => SnakeCase.Of(value) == text).Select(word).FirstOrDefault();

    private static string Member(MemberStatus status) => status switch
    {
        MemberStatus.Active => AuditTexts.MemberActive,
        MemberStatus.Suspended => AuditTexts.MemberSuspended,
        _ => AuditTexts.MemberRemoved,
    };

    private static string Scope(GrantScope scope) => scope switch
    {
        GrantScope.Own => RolesTexts.ScopeOwn,
        GrantScope.Group => RolesTexts.ScopeGroup,
        GrantScope.Venue => RolesTexts.ScopeVenue,
        _ => RolesTexts.ScopeAll,
    };

    private static string Partner(PartnerRole role) => role switch
    {
        PartnerRole.Leader => AuditTexts.RoleLeader,
        PartnerRole.Follower => AuditTexts.RoleFollower,
        _ => AuditTexts.RoleBoth,
    };

    private static string Session(SessionStatus status) => status switch
    {
        SessionStatus.Scheduled => AuditTexts.StatusScheduled,
        SessionStatus.Held => AuditTexts.StatusHeld,
        _ => AuditTexts.StatusCancelled,
    };

    private static string Teaching(SessionTeacherRole role) => role switch
    {
        SessionTeacherRole.Lead => AuditTexts.TeachLead,
        SessionTeacherRole.Assistant => AuditTexts.TeachAssistant,
        _ => AuditTexts.TeachSubstitute,
    };

    private static string? Setting(string key) => key switch
    {
        PaySettings.StartDayKey => AuditTexts.SettingStartDay,
        PaySettings.PayDayKey => AuditTexts.SettingPayDay,
        PaySettings.GuestsCountKey => AuditTexts.SettingGuestsCount,
        PaySettings.ProrateFixedKey => AuditTexts.SettingProrate,
        PaySettings.SplitBetweenTeachersKey => AuditTexts.SettingSplit,
        PaySettings.JointGroupsSeparatelyKey => AuditTexts.SettingJoint,
        PaySettings.MissedSessionDeductionKey => AuditTexts.SettingDeduction,
        _ when key.StartsWith("pay.tax_percent.", StringComparison.Ordinal) => AuditTexts.SettingTaxPercent,
        _ when key.StartsWith("pay.withholding_percent.", StringComparison.Ordinal) => AuditTexts.SettingWithholdingPercent,
        _ => null,
    };
}
