using System.Globalization;
using Cadence.Core.Attendance;
using Cadence.Core.Notifications;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Notifications;

/// <summary>One run of the jobs and of the mails serves each organization by its own language and zone, whatever the server's are (peers.md (d) 23).</summary>
public sealed class OwnSettingsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    /// <summary>21:00 in Madrid, where nobody is written to any more, and 14:00 in Mexico City.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 20, 0, 0, TimeSpan.Zero);

    private readonly FakeMailServer _server = new();
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _dataSource.DisposeAsync();
    }

    [Fact]
    public async Task Classes_that_end_at_one_instant_are_mailed_about_in_each_schools_language_and_hours()
    {
        var (madrid, mexico) = (await TestSchool.CreateAsync(database, now: Now), await TestSchool.CreateAsync(database, now: Now, language: "en", currency: "MXN", timeZone: "America/Mexico_City"));
        await AddClassAsync(madrid, "Bulerías", "Ana", "18:00", "19:00");
        await AddClassAsync(mexico, "Danzón", "Bea", "11:00", "12:00");
        var (former, formerUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo("de-DE"), CultureInfo.GetCultureInfo("fr-FR"));
        try
        {
            Assert.Equal(2, await madrid.RunAsync(SchoolJobs.RemindOfRollCalls));
            await SendAsync(madrid);
            var early = Assert.Single(_server.Mails);
            Assert.Equal(("bea@example.org", "The roll call of Danzón, today, is missing"), (early.To.Mailboxes.Single().Address, early.Subject));
            Says(early.TextBody!, ["Hi Bea,", "Wednesday, 18 November, 11:00–12:00", mexico.Slug, "/en/o/"], ["Ana", "Bulerías", "18:00", madrid.Slug, "/es/o/"]);

            // 09:00 of the next morning in Madrid; Mexico City still sleeps.
            madrid.Time.Advance(TimeSpan.FromHours(12));
            await SendAsync(madrid);

            Assert.Equal(2, _server.Mails.Count);
            var late = _server.Mails.Single(mail => mail.To.Mailboxes.Single().Address == "ana@example.org");
            Assert.Equal("Falta la lista de Bulerías, ayer", late.Subject);
            Says(late.TextBody!, ["Hola, Ana", "miércoles, 18 de noviembre, 18:00–19:00", madrid.Slug, "/es/o/"], ["Bea", "Danzón", "11:00", mexico.Slug, "/en/o/"]);
            Assert.Equal(("de-DE", "fr-FR"), (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (former, formerUi);
        }
    }

    [Fact]
    public async Task One_run_closes_what_has_ended_by_each_schools_own_clock()
    {
        var (madrid, mexico) = (await TestSchool.CreateAsync(database, now: Now), await TestSchool.CreateAsync(database, now: Now, timeZone: "America/Mexico_City"));
        var ended = await AddMarkedAsync(madrid);
        var running = await AddMarkedAsync(mexico);

        await madrid.RunAsync(SchoolJobs.CloseComplete);

        // The same hours on the wall: over for an hour in Madrid, not begun in Mexico City.
        Assert.Equal(("held", "scheduled"), (await StateAsync(madrid, ended), await StateAsync(mexico, running)));
    }

    private static async Task<Guid> AddMarkedAsync(TestSchool school)
    {
        var group = await school.AddGroupAsync("Rumba", 2);
        var session = await school.AddSessionAsync(group, new DateOnly(2026, 11, 18), "18:00", "19:00");
        await school.MarkAsync(session, [.. group.StudentIds.Select(student => (student, (AttendanceStatus?)AttendanceStatus.Present))]);
        return session;
    }

    private static Task<string?> StateAsync(TestSchool school, Guid session) => school.ScalarAsync<string>("select status from class_sessions where organization_id = $1 and id = $2", school.OrganizationId, session);

    /// <summary>Taught by somebody without an account: the organization's language is theirs.</summary>
    private static async Task AddClassAsync(TestSchool school, string title, string name, string start, string end)
    {
        var teacher = await school.AddTeacherAsync(name, "Ríos");
        await school.WriteAsync(db => db.Set<Core.Teachers.Teacher>().Single(t => t.Id == teacher).Describe(name, "Ríos", null, $"{name.ToLowerInvariant()}@example.org", null, null));
        await school.AddSessionAsync(await school.AddGroupAsync(title, 3, teacherId: teacher), new DateOnly(2026, 11, 18), start, end);
    }

    private static void Says(string text, string[] own, string[] others)
    {
        Assert.All(own, words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.All(others, words => Assert.DoesNotContain(words, text, StringComparison.Ordinal));
    }

    private Task<int> SendAsync(TestSchool school) => TestMail.SendDueAsync(_dataSource, school, TestMail.Smtp(_server));
}
