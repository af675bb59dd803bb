using Cadence.Core.Attendance;
using Cadence.Core.Live;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Reports;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Reports;

/// <summary>The dashboard moves by itself, because of the database's own notifications and of nothing else.</summary>
public sealed class DashboardLiveTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_mark_reaches_an_open_dashboard_and_without_the_triggers_nothing_moves()
    {
        var school = await TestSchool.CreateAsync(database, now: DateTimeOffset.UtcNow);
        var group = await school.AddGroupAsync("Urbano", students: 3);
        var session = await school.AddSessionAsync(group, school.Today, "00:10", "23:50");
        using var changes = new ChangeFeed(database.AppConnectionString, () => { }, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        await changes.StartAsync(default);
        await Eventually.TrueAsync(() => changes.IsListening);
        var pictures = new List<DayPicture>();
        var feed = new DashboardFeed(new DashboardQueries(school.Tenants, new PayoutService(school.Tenants)), changes, TimeProvider.System, NullLogger<DashboardFeed>.Instance);
        using var watching = feed.Day.Subscribe(school.OrganizationId, picture =>
        {
            lock (pictures)
            {
                pictures.Add(picture);
            }

            return Task.CompletedTask;
        });

        await MarkAsync(school, session, group.StudentIds[0]);
        await Eventually.TrueAsync(() => Marked(pictures) == 1);
        var quiet = pictures.Count;
        await Task.Delay(600);
        Assert.Equal(quiet, pictures.Count);

        await using (var owner = NpgsqlDataSource.Create(database.OwnerConnectionString))
        {
            foreach (var table in new[] { "attendance_records", "class_sessions" })
            {
                await using var drop = owner.CreateCommand($"drop trigger notify_insert on {table}; drop trigger notify_update on {table}");
                await drop.ExecuteNonQueryAsync();
            }
        }

        await MarkAsync(school, session, group.StudentIds[1]);
        await Task.Delay(1000);
        Assert.Equal(1, Marked(pictures));
        await changes.StopAsync(default);
    }

    private static int Marked(List<DayPicture> pictures)
    {
        lock (pictures)
        {
            return pictures.Count == 0 ? 0 : pictures[^1].Sessions.Sum(s => s.Marked);
        }
    }

    private static async Task MarkAsync(TestSchool school, Guid session, Guid student)
    {
        var taken = await new AttendanceService(school.Tenants).MarkAsync(school.Admin, session, [new Tap(Guid.NewGuid(), student, AttendanceStatus.Present, TimeSpan.Zero)], default);
        Assert.Equal(MarkOutcome.Saved, Assert.Single(taken.Value.Results).Outcome);
    }
}
