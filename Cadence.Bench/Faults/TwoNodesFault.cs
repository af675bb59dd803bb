using System.Diagnostics;
using System.Globalization;
using Cadence.Bench.Support;
using Cadence.Core.Notifications;

namespace Cadence.Bench.Faults;

/// <summary>
/// Two programs on one database send reminders, one of them is killed on the way (F7, F11): none is missing, and only what was under way when it
/// died may have left twice, under the same id. Timed until the last has left.
/// </summary>
internal sealed class TwoNodesFault(int reminders) : Fault
{
    private FaultStage _stage = null!;
    private int _twice;

    public override string Name => "F7";

    public override string What => string.Create(CultureInfo.InvariantCulture, $"{reminders} reminders, one of two programs killed");

    public override string Timed => "all sent";

    public override string? Note => $"{_twice} mails left twice";

    public override async Task<TimeSpan> RunAsync(int round)
    {
        await using var stage = await FaultStage.OpenAsync(durable: false, students: 2);
        _stage = stage;
        await PrepareRemindersAsync();
        await using var server = new FakeMailServer { Pause = reminders > 1000 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(40) };
        var watch = Stopwatch.StartNew();
        var patience = TimeSpan.FromSeconds(90) + (reminders * TimeSpan.FromMilliseconds(40));
        await using var first = await StartAsync(server);
        await using var second = await StartAsync(server);
        await Eventually.TrueAsync(() => server.Mails.Count >= reminders / 4, "a quarter has left", patience);
        await first.KillAsync();
        await Eventually.TrueAsync(() => server.Mails.Select(mail => mail.MessageId).Distinct().Count() >= reminders, "all have left", patience);
        await Eventually.TrueAsync(async () => await CountAsync("select count(*) from outbox_messages where organization_id = $1 and delivered_at is not null") == reminders, "all are known to have left", patience);
        var took = watch.Elapsed;
        var twice = server.Mails.GroupBy(mail => mail.MessageId).Count(same => same.Count() > 1);
        _twice += twice;
        Expect.That(twice <= 1, $"{twice} mails left twice after one crash.");
        Expect.Equal(reminders, server.Mails.Select(mail => mail.To.ToString()).Distinct().Count(), "people reminded");
        Expect.Equal(reminders, server.Mails.Select(mail => mail.MessageId).Distinct().Count(), "different mails");
        return took;
    }

    /// <summary>Yesterday's classes, each of a teacher of its own, whose roll call nobody took.</summary>
    private async Task PrepareRemindersAsync()
    {
        var school = _stage.School;
        var room = await school.AddRoomAsync("Sala común", shared: true);
        await _stage.RowsAsync(
            """
            with t as (
                insert into teachers (organization_id, id, given_name, family_names, email, employed_from)
                select $1, gen_random_uuid(), 'Profe', i::text, 'p' || i || '@example.org', date '2026-01-01' from generate_series(1, $2) i
                returning id)
            insert into class_sessions (organization_id, id, group_id, venue_id, room_id, teacher_id, date, start_time, end_time, starts_at, ends_at, status, capacity)
            select $1, gen_random_uuid(), $3, $4, $5, t.id, $6, time '10:00', time '11:00', ($6 + time '10:00') at time zone $7, ($6 + time '11:00') at time zone $7, 'scheduled', 20
            from t
            """,
            school.OrganizationId, reminders, _stage.Group.Id, school.VenueId, room, school.Today.AddDays(-1), school.Zone.Id);
        await school.RunAsync(SchoolJobs.RemindOfRollCalls);
        // Whatever the hour: they are due now, not at the end of the quiet hours.
        await _stage.RowsAsync("update outbox_messages set due_at = $2 where organization_id = $1", school.OrganizationId, school.Time.GetUtcNow().ToUniversalTime());
        Expect.Equal((long)reminders, await CountAsync("select count(*) from outbox_messages where organization_id = $1"), "reminders");
    }

    private Task<AppProcess> StartAsync(FakeMailServer server) => AppProcess.StartAsync(
        ("ConnectionStrings__Cadence", _stage.Database.AppConnectionString), ("ConnectionStrings__CadenceOwner", _stage.Database.OwnerConnectionString), ("Cadence__Jobs", "true"), ("Cadence__Demo", "false"),
        ("Cadence__Smtp__Host", "127.0.0.1"), ("Cadence__Smtp__Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Cadence__Smtp__From", "cadence@example.com"));

    private async Task<long> CountAsync(string sql) => (long)(await _stage.RowsAsync(sql, _stage.School.OrganizationId))[0][0];
}
