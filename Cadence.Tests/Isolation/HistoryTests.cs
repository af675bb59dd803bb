using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Isolation;

/// <summary>Wall five: what happened stays, for the runtime role and for the owner.</summary>
public sealed class HistoryTests(TwoSchools schools) : IClassFixture<TwoSchools>
{
    private static readonly string[] NeverDeleted =
    [
        "class_sessions", "session_teachers", "session_guests", "session_rosters", "student_groups", "enrolment_pauses", "attendance_records",
        "teacher_payouts", "pay_rates", "month_locks", "attendance_history", "audit_entries", "domain_events", "payout_lines",
        "venue_agreements", "private_sessions", "received_payments", "venue_statements", "venue_statement_lines",
    ];

    private static readonly string[] NeverChanged = ["attendance_history", "audit_entries", "domain_events", "payout_lines", "venue_statements", "venue_statement_lines"];

    public static TheoryData<string> Kept => [.. NeverDeleted];

    public static TheoryData<string> Appended => [.. NeverChanged];

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task History_is_not_deleted_by_anybody(string table)
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        await using var owner = await schools.OwnerAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, $"delete from {table}"))?.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, $"truncate {table}"))?.SqlState);
        Assert.Equal("23001", (await Sql.RefusalAsync(owner, $"delete from {table} where organization_id = $1", schools.Own.OrganizationId))?.SqlState);
        Assert.Equal("23001", (await Sql.RefusalAsync(owner, $"truncate {table} cascade"))?.SqlState);
    }

    [Fact]
    public async Task Emptying_the_organizations_does_not_take_their_history_along()
    {
        await using var owner = await schools.OwnerAsync();

        Assert.Equal("23001", (await Sql.RefusalAsync(owner, "truncate organizations cascade"))?.SqlState);
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, (await Sql.RefusalAsync(owner, "delete from organizations where id = $1", schools.Own.OrganizationId))?.SqlState);
    }

    [Theory]
    [MemberData(nameof(Appended))]
    public async Task What_was_written_down_is_not_rewritten(string table)
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        await using var owner = await schools.OwnerAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, $"update {table} set organization_id = organization_id"))?.SqlState);
        Assert.Equal("23001", (await Sql.RefusalAsync(owner, $"update {table} set organization_id = organization_id where organization_id = $1", schools.Own.OrganizationId))?.SqlState);
    }

    [Theory]
    [InlineData("attendance_records")]
    [InlineData("attendance_history")]
    [InlineData("audit_entries")]
    [InlineData("audit_personal_values")]
    [InlineData("bookings")]
    [InlineData("event_sequences")]
    public async Task What_the_database_keeps_is_not_written_by_the_application(string table)
    {
        await using var owner = await schools.OwnerAsync();
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        var (insert, values) = await TenantRows.RowAsync(owner, table, schools.Own.OrganizationId, schools.Own.Owner.UserId!.Value);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, insert!, values))?.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, $"update {table} set organization_id = organization_id"))?.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, $"delete from {table}"))?.SqlState);
    }

    [Fact]
    public async Task A_frozen_roster_gets_no_names_changed()
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(app, "update session_rosters set guest = not guest"))?.SqlState);
    }

    [Theory]
    [InlineData("total_amount = total_amount + 1")]
    [InlineData("teacher_id = teacher_id, gross = 0")]
    [InlineData("approved_by = gen_random_uuid()")]
    [InlineData("approved_at = now()")]
    [InlineData("inputs = '{\"planted\": 1}'")]
    [InlineData("month = month + 31")]
    [InlineData("number = 'planted'")]
    [InlineData("override_reason = 'planted'")]
    public async Task An_approved_payout_is_frozen_for_everybody(string change)
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);
        await using var owner = await schools.OwnerAsync();

        Assert.Equal("23001", (await Sql.RefusalAsync(app, $"update teacher_payouts set {change}"))?.SqlState);
        Assert.Equal("23001", (await Sql.RefusalAsync(owner, $"update teacher_payouts set {change}"))?.SqlState);
    }

    [Fact]
    public async Task Only_the_transfer_of_an_approved_payout_may_be_noted()
    {
        await using var app = await schools.AppAsync(schools.Own.OrganizationId);

        Assert.True(await Sql.ExecuteAsync(app, "update teacher_payouts set paid_at = now()") > 0);
    }
}
