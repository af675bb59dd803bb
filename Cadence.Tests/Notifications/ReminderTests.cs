using Cadence.Core.Attendance;
using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Core.Outbox;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Notifications;

/// <summary>Classes without a roll call, and the mail about them, over a real conversation with a mail server.</summary>
public sealed class ReminderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly FakeMailServer _server = new();
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _dataSource.DisposeAsync();
    }

    [Fact]
    public async Task Two_hours_after_the_end_the_teacher_gets_one_mail_in_their_language_with_both_parts()
    {
        var (school, session) = await EndedClassAsync("en");
        await SendAsync(school);
        Assert.Empty(_server.Mails);

        school.Time.Advance(TimeSpan.FromMinutes(2));
        for (var again = 0; again < 3; again++)
        {
            await school.RunAsync(SchoolJobs.RemindOfRollCalls);
            await SendAsync(school);
            school.Time.Advance(TimeSpan.FromMinutes(5));
        }

        var mail = Assert.Single(_server.Mails);
        Assert.Equal("The roll call of Salsa, today, is missing", mail.Subject);
        Assert.Equal("leo@example.org", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Contains("Hi Leo,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Your class Salsa (Wednesday, 18 November, 17:30–18:30, Estudio Centro) has ended", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://cadence.example.com/en/o/{school.Slug}/sessions/{session}/roll-call", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://cadence.example.com/en/o/{school.Slug}/sessions/{session}/roll-call\"", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
    }

    [Fact]
    public async Task A_class_that_was_closed_meanwhile_is_not_mentioned_any_more()
    {
        var (school, session) = await EndedClassAsync("es");
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        await new AttendanceService(school.Tenants).CloseAsync(school.Admin, new CloseRollCall(session, Gaps.Absent, null, ""), default);

        await SendAsync(school);

        Assert.Empty(_server.Mails);
        Assert.Equal(OutboxErrors.NotNeeded, await school.ScalarAsync<string>("select last_error from outbox_messages where subject = $1", session.ToString()));
    }

    [Fact]
    public async Task A_substitute_is_reminded_and_the_replaced_teacher_is_not_and_nobody_of_a_cancelled_class()
    {
        var (school, session) = await EndedClassAsync("es");
        var eva = await school.AddTeacherAsync("Eva", "Gil");
        await school.SubstituteAsync(session, eva, school.TeacherId);
        var cancelled = await school.AddSessionAsync(await school.AddGroupAsync("Jazz", 2), school.Today, "15:00", "16:00");
        await school.CancelAsync(cancelled);
        school.Time.Advance(TimeSpan.FromMinutes(2));

        await school.RunAsync(SchoolJobs.RemindOfRollCalls);

        Assert.Equal(eva.ToString(), await school.ScalarAsync<string>("select string_agg(recipient, ',') from outbox_messages where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task The_program_of_one_school_never_writes_to_the_people_of_another()
    {
        var (school, _) = await EndedClassAsync("es");
        var neighbour = await TestSchool.CreateAsync(database, now: school.Time.GetUtcNow());
        await neighbour.AddSessionAsync(await neighbour.AddGroupAsync("Vals", 1), neighbour.Today, "17:30", "18:30");
        school.Time.Advance(TimeSpan.FromMinutes(2));

        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        await SendAsync(school);

        Assert.Equal(0L, await school.ScalarAsync<long>(
            "select count(*) from outbox_messages m where not exists (select from class_sessions s where s.organization_id = m.organization_id and s.id::text = m.subject) or not exists (select from teachers t where t.organization_id = m.organization_id and t.id::text = m.recipient)"));
    }

    [Theory]
    [InlineData(MailServerMood.Busy, OutboxErrors.Busy)]
    [InlineData(MailServerMood.Refuses, OutboxErrors.Refused)]
    public async Task What_the_mail_server_does_not_take_is_kept_with_its_reason(object mood, string error)
    {
        var (school, session) = await EndedClassAsync("es");
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        _server.Mood = (MailServerMood)mood;
        await SendAsync(school);
        await SendAsync(school);
        Assert.Equal($"{error}|{error == OutboxErrors.Refused}", await school.ScalarAsync<string>("select last_error || '|' || case when dead_at is null then 'False' else 'True' end from outbox_messages where subject = $1", session.ToString()));

        // The admin asks again, once the cause is mended; a pause is over by itself.
        _server.Mood = MailServerMood.Takes;
        if (error == OutboxErrors.Refused)
        {
            var id = await school.ScalarAsync<Guid>("select id from outbox_messages where subject = $1", session.ToString());
            Assert.True((await Service(school).TryAgainAsync(school.Admin, id, default)).IsSuccess);
        }

        school.Time.Advance(TimeSpan.FromMinutes(2));
        await SendAsync(school);
        Assert.Single(_server.Mails);
        Assert.Equal(OutboxState.Sent, Assert.Single((await Service(school).ListAsync(school.Admin, default)).Value.Items).State);
    }

    [Fact]
    public async Task A_mail_server_that_is_gone_loses_nothing_and_after_the_last_pause_it_is_given_up()
    {
        var (school, session) = await EndedClassAsync("es");
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        var gone = new SmtpSettings("127.0.0.1", 1, null, null, "Cadence <cadence@example.com>");
        for (var attempt = 0; attempt <= OutboxProgress.Pauses.Count; attempt++)
        {
            await SendAsync(school, gone);
            school.Time.Advance(OutboxProgress.Pauses[Math.Min(attempt, OutboxProgress.Pauses.Count - 1)]);
        }

        Assert.Equal($"{OutboxErrors.Unreachable} {OutboxProgress.Pauses.Count + 1} dead", await school.ScalarAsync<string>("select last_error || ' ' || attempts || case when dead_at is null then '' else ' dead' end from outbox_messages where subject = $1", session.ToString()));
    }

    [Fact]
    public async Task Without_a_mail_server_the_admin_reads_it_and_a_teacher_may_not()
    {
        var (school, _) = await EndedClassAsync("es");
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        await using var dataSource = NpgsqlDataSource.Create(database.AppConnectionString);
        var outbox = new OutboxService(school.Tenants, new MailComposer(new PublicAddress(null), new InvitationSecrets(TestSchool.Protection)), null);

        var list = (await outbox.ListAsync(school.Admin, default)).Value;

        Assert.False(list.HasMail);
        var item = Assert.Single(list.Items);
        Assert.Equal((OutboxState.ReadHere, "Leo Sanz", "Falta la lista de Salsa, hoy"), (item.State, item.To, item.Subject));
        Assert.Contains("Entra en Cadence y abre la clase en tu agenda.", item.Text, StringComparison.Ordinal);
        (await outbox.ListAsync(school.TeacherActor, default)).IsForbidden();
        (await outbox.TryAgainAsync(school.TeacherActor, item.Id, default)).IsForbidden();
    }

    [Fact]
    public async Task What_is_old_enough_is_forgotten()
    {
        var (school, session) = await EndedClassAsync("es");
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        await SendAsync(school);
        school.Time.Advance(TimeSpan.FromDays(100));
        await school.RunAsync(SchoolJobs.Forget);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from job_runs where organization_id = $1", school.OrganizationId));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from outbox_messages where subject = $1", session.ToString()));

        school.Time.Advance(TimeSpan.FromDays(300));
        await school.RunAsync(SchoolJobs.Forget);
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from outbox_messages where subject = $1", session.ToString()));
    }

    private async Task<(TestSchool School, Guid Session)> EndedClassAsync(string language)
    {
        // One minute before the reminder is due: 18:30 + 2 h in Madrid, before the quiet hours.
        var school = await TestSchool.CreateAsync(database, now: new DateTimeOffset(2026, 11, 18, 19, 29, 0, TimeSpan.Zero), language: language);
        await school.WriteAsync(db => db.Set<Core.Teachers.Teacher>().Single(t => t.Id == school.TeacherId).Describe("Leo", "Sanz", null, "leo@example.org", null, null));
        await school.ScalarAsync<int>("update accounts.users set email = 'leo@example.org', language = $2 where id = $1 returning 1", school.TeacherActor.UserId!.Value, language);
        var session = await school.AddSessionAsync(await school.AddGroupAsync("Salsa", 3), school.Today, "17:30", "18:30");
        return (school, session);
    }

    private OutboxService Service(TestSchool school) => new(school.Tenants, new MailComposer(new PublicAddress(null), new InvitationSecrets(TestSchool.Protection)), Settings);

    private SmtpSettings Settings => TestMail.Smtp(_server);

    private Task<int> SendAsync(TestSchool school, SmtpSettings? settings = null) => TestMail.SendDueAsync(_dataSource, school, settings ?? Settings);
}
