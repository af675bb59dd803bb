using System.Collections.Concurrent;
using Cadence.Core.Attendance;
using Cadence.Core.Live;
using Cadence.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Attendance;

/// <summary>Who hears of a mark, from the database's own notifications.</summary>
public sealed class RollCallChangesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_mark_wakes_the_tablets_of_its_class_and_of_no_other()
    {
        var school = await TestSchool.CreateAsync(database);
        var other = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa", students: 2);
        var (here, there) = (await school.AddSessionAsync(group, school.Today, "17:00", "18:00"), await school.AddSessionAsync(group, school.Today, "19:00", "20:00"));
        using var feed = await ListenAsync();
        var woken = new ConcurrentBag<string>();
        using var mine = feed.SubscribeToRollCall(school.OrganizationId, here, marksOnly => woken.Add(marksOnly ? "here" : "the class"));
        using var next = feed.SubscribeToRollCall(school.OrganizationId, there, _ => woken.Add("there"));
        using var foreign = feed.SubscribeToRollCall(other.OrganizationId, here, _ => woken.Add("another school"));

        await school.MarkAsync(here, (group.StudentIds[0], AttendanceStatus.Present));
        await Eventually.TrueAsync(() => !woken.IsEmpty);
        await school.MarkAsync(here, (group.StudentIds[0], AttendanceStatus.Late));
        await Eventually.TrueAsync(() => woken.Count == 2);
        await school.MarkAsync(there, (group.StudentIds[0], AttendanceStatus.Present));
        await Eventually.TrueAsync(() => woken.Contains("there"));

        Assert.Equal(["here", "here", "there"], woken.Order(StringComparer.Ordinal));
        (await new AttendanceService(school.Tenants).CloseAsync(school.Admin, new CloseRollCall(here, Gaps.Leave, null, ""), default)).Ok();
        await Eventually.TrueAsync(() => woken.Contains("the class"));
        Assert.Single(woken, "the class");

        mine.Dispose();
        await school.MarkAsync(here, (group.StudentIds[1], AttendanceStatus.Present));
        await school.MarkAsync(there, (group.StudentIds[1], AttendanceStatus.Present));
        await Eventually.TrueAsync(() => woken.Count(who => who == "there") == 2);
        Assert.Equal(2, woken.Count(who => who == "here"));
        await feed.StopAsync(default);
    }

    [Fact]
    public async Task A_change_of_many_classes_at_once_wakes_every_tablet_of_the_school_once()
    {
        var school = await TestSchool.CreateAsync(database);
        var other = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa", students: 1);
        var sessions = new List<Guid>();
        for (var day = 1; day <= 21; day++)
        {
            sessions.Add(await school.AddHeldSessionAsync(group, school.Today.AddDays(-day), _ => AttendanceStatus.Present));
        }

        using var feed = await ListenAsync();
        var (woken, foreign) = (0, 0);
        using var one = feed.SubscribeToRollCall(school.OrganizationId, sessions[0], _ => Interlocked.Increment(ref woken));
        using var none = feed.SubscribeToRollCall(school.OrganizationId, Guid.NewGuid(), _ => Interlocked.Increment(ref woken));
        using var stranger = feed.SubscribeToRollCall(other.OrganizationId, sessions[0], _ => Interlocked.Increment(ref foreign));

        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var update = owner.CreateCommand($"update attendance_records set status = 'late' where organization_id = '{school.OrganizationId}'");
        Assert.Equal(21, await update.ExecuteNonQueryAsync());

        await Eventually.TrueAsync(() => woken >= 2);
        await Task.Delay(200);
        Assert.Equal((2, 0), (woken, foreign));
        await feed.StopAsync(default);
    }

    [Fact]
    public async Task A_listener_that_comes_back_wakes_every_tablet_because_it_may_have_missed_something()
    {
        var woken = 0;
        using var feed = new ChangeFeed(database.AppConnectionString, () => { }, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        using var tablet = feed.SubscribeToRollCall(Guid.NewGuid(), Guid.NewGuid(), _ => Interlocked.Increment(ref woken));

        await feed.StartAsync(default);
        await Eventually.TrueAsync(() => woken == 1);
        await feed.StopAsync(default);
    }

    private async Task<ChangeFeed> ListenAsync()
    {
        var feed = new ChangeFeed(database.AppConnectionString, () => { }, TimeProvider.System, NullLogger<ChangeFeed>.Instance);
        await feed.StartAsync(default);
        await Eventually.TrueAsync(() => feed.IsListening);
        return feed;
    }
}
