using System.Globalization;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Notifications;

/// <summary>
/// Two programs on one database, one of them killed while it sends (F7, F11): no reminder is missing, and only what was under way
/// when the program died may have left twice, under the same id.
/// </summary>
public sealed class TwoNodesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Classes = 60;

    [Fact]
    public async Task Every_reminder_leaves_although_a_node_dies_and_the_others_share_the_work()
    {
        await using var server = new FakeMailServer { Pause = TimeSpan.FromMilliseconds(40) };
        var now = TimeProvider.System.GetUtcNow();
        var school = await TestSchool.CreateAsync(database, now: now);
        var group = await school.AddGroupAsync("Salsa", 2);
        var day = school.Today.AddDays(-1);
        for (var i = 0; i < Classes; i++)
        {
            var teacher = await school.AddTeacherAsync("Profe", i.ToString("000", CultureInfo.InvariantCulture));
            var room = await school.AddRoomAsync($"Sala {i}");
            await school.AddSessionAsync(group, day, "10:00", "11:00", teacherId: teacher, roomId: room);
        }

        await school.ScalarAsync<int>("with w as (update teachers set email = 'p' || family_names || '@example.org' where organization_id = $1 returning 1) select count(*)::int from w", school.OrganizationId);
        await school.RunAsync(Core.Notifications.SchoolJobs.RemindOfRollCalls);
        // Whatever the hour of the test: they are due now, not at the end of the quiet hours.
        await school.ScalarAsync<int>("with w as (update outbox_messages set due_at = $1 where organization_id = $2 returning 1) select count(*)::int from w", now.ToUniversalTime(), school.OrganizationId);
        Assert.Equal(Classes, await school.ScalarAsync<int>("select count(*)::int from outbox_messages where organization_id = $1", school.OrganizationId));

        var (first, second) = (await StartAsync(server), await StartAsync(server));
        await using var living = second;
        await using (first)
        {
            await Eventually.TrueAsync(() => server.Mails.Count >= Classes / 4);
            await first.KillAsync();
        }

        await Eventually.TrueAsync(() => server.Mails.Select(m => m.To.ToString()).Distinct().Count() == Classes);
        var left = await UntilSentAsync(school);
        Assert.Equal(Classes, left);
        var twice = server.Mails.GroupBy(m => m.MessageId).Where(same => same.Count() > 1).ToList();
        Assert.True(twice.Count <= 1, $"{twice.Count} mails left twice after one crash");
        Assert.Equal(Classes, server.Mails.Select(m => m.MessageId).Distinct().Count());
    }

    private Task<AppProcess> StartAsync(FakeMailServer server) => AppProcess.StartAsync(
        ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("Cadence__Jobs", "true"), ("Cadence__Demo", "false"),
        ("Cadence__Smtp__Host", "127.0.0.1"), ("Cadence__Smtp__Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Cadence__Smtp__From", "cadence@example.com"));

    private static async Task<int> UntilSentAsync(TestSchool school)
    {
        var sent = 0;
        await Eventually.TrueAsync(async () =>
        {
            sent = await school.ScalarAsync<int>("select count(*)::int from outbox_messages where organization_id = $1 and delivered_at is not null", school.OrganizationId);
            return sent >= Classes;
        });
        return sent;
    }
}
