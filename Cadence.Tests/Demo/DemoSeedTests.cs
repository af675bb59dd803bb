using System.Diagnostics;
using System.Globalization;
using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Demo;
using Cadence.Core.Kernel;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Core.Payouts;
using Cadence.Core.Sessions;
using Cadence.Tests.Payouts;
using Cadence.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Demo;

/// <summary>The demo, seeded as the runtime role.</summary>
public sealed class DemoSeedTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Thursday = new(2026, 11, 19, 17, 12, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_demo_holds_what_it_promises_and_a_second_run_adds_nothing()
    {
        var clock = Stopwatch.StartNew();
        // Two programs started at once on one database: one loads, the other waits and finds nothing missing.
        Assert.Equal([false, true], (await Task.WhenAll(LoadAsync(database, Thursday), LoadAsync(database, Thursday))).Order());
        output.WriteLine($"Loaded in {clock.Elapsed.TotalSeconds:0.0} s");

        const string counts = """
            select string_agg(t.name || ' ' || t.rows, ', ' order by t.name) from (
                select 'marks' as name, count(*) as rows from attendance_records union all select 'history', count(*) from attendance_history
                union all select 'sessions', count(*) from class_sessions union all select 'students', count(*) from students union all select 'users', count(*) from accounts.users
                union all select 'bookings', count(*) from bookings union all select 'audit', count(*) from audit_entries union all select 'events', count(*) from domain_events) t
            """;
        var before = await OwnerAsync<string>(counts);
        output.WriteLine(before);
        Assert.False(await LoadAsync(database, Thursday.AddDays(3)));
        Assert.Equal(before, await OwnerAsync<string>(counts));

        var compas = await IdAsync(DemoSeed.School);
        Assert.Equal((4L, 12L, 30L, 320L), (await CountAsync("venues", compas), await CountAsync("teachers", compas), await CountAsync("groups", compas), await CountAsync("students", compas)));
        Assert.Equal(3L, await OwnerAsync<long>("select count(distinct model) from pay_rates where organization_id = $1", compas));
        Assert.True(await OwnerAsync<DateOnly>("select min(date) from class_sessions where organization_id = $1", compas) < new DateOnly(2025, 11, 1));
        Assert.True(await OwnerAsync<long>("select count(*) from class_sessions where organization_id = $1 and status = 'cancelled'", compas) > 20);
        Assert.True(await OwnerAsync<long>("select count(*) from session_teachers where organization_id = $1 and role = 'substitute'", compas) > 3);

        // Most people come, some late, some excused.
        var heads = await OwnerAsync<decimal>("select round(100.0 * sum(heads) / sum(roster_count), 1) from class_sessions where organization_id = $1 and status = 'held'", compas);
        output.WriteLine($"{heads} % came");
        Assert.InRange(heads, 80m, 92m);
        Assert.Equal(4L, await OwnerAsync<long>("select count(distinct status) from attendance_records where organization_id = $1", compas));

        // Every roster of a held class is frozen and fully marked.
        Assert.Equal(0L, await OwnerAsync<long>("select count(*) from class_sessions where status = 'held' and (unmarked > 0 or roster_count < 3)"));
        Assert.Equal(0L, await OwnerAsync<long>("select count(*) from class_sessions s left join (select class_session_id, count(*) as rows from session_rosters group by class_session_id) r on r.class_session_id = s.id where status = 'held' and roster_count <> coalesce(r.rows, 0)"));

        // Nobody's and no room's bookings overlap, and every class is booked.
        Assert.Equal(0L, await OwnerAsync<long>("select count(*) from bookings a join bookings b on a.organization_id = b.organization_id and a.resource_id = b.resource_id and a.source_id < b.source_id and a.during && b.during"));
        Assert.Equal(0L, await OwnerAsync<long>("select count(*) from class_sessions s where status <> 'cancelled' and s.id not in (select source_id from bookings)"));

        var lucia = await IdAsync(DemoSeed.Independent);
        Assert.Equal((1L, 3L, 3L), (await CountAsync("organization_members", lucia), await CountAsync("groups", lucia), await CountAsync("venues", lucia)));
        Assert.Equal(4L, await CountAsync("venue_agreements", lucia));
        var statements = new VenueStatementService(new TenantDb(database.AppConnectionString, TestMode.Usual, new TestClock(Thursday)));
        foreach (var month in new[] { new Month(2026, 9), new Month(2026, 10), new Month(2026, 11) })
        {
            var shown = (await statements.MonthAsync(Actor.Job(lucia, Guid.CreateVersion7()), month, default)).Ok();
            output.WriteLine($"lucia {month}: {shown.Totals}, {shown.Classes} classes, {shown.PrivatesGiven} privates");
            Assert.Equal(await OwnerAsync<decimal>(VenueStage.Net, lucia, month.FirstDay), shown.Totals.Net.Amount);
            Assert.All(shown.Venues, venue => Assert.Equal(month == new Month(2026, 11), venue.Statement.IsPreview));
            Assert.True(shown is { Venues.Count: 2, Rents.Count: 1, PrivatesGiven: >= 5 } && shown.Totals.Net.Amount > 500);
        }

        Assert.Equal(2L, await OwnerAsync<long>("select count(*) from teachers t join accounts.users u on u.id = t.user_id where u.email = 'lucia@lucia.demo'"));
    }

    [Fact]
    public async Task The_doctor_finds_nothing_in_it()
    {
        await LoadAsync(database, Thursday);
        var clock = Stopwatch.StartNew();

        var checks = await Doctor.ExamineAsync(
            new DatabaseSettings { App = database.AppConnectionString, Owner = database.OwnerConnectionString, DataPath = "/nowhere" }, hasMail: false, new TestClock(Thursday), default);

        output.WriteLine($"{checks.Count} checks in {clock.ElapsedMilliseconds} ms");
        Assert.Empty(checks.Where(check => check.Found > 0).Select(check => $"{check.Name}: {check.Found}, {check.Ids[0].Id}"));
        Assert.True(checks.Count > 14);
        var (code, answer, errors) = await AppProcess.RunAsync(["doctor", "--json"], ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("\"inconsistencies\": 0,", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-23 00:10")]
    [InlineData("2026-11-21 23:50")]
    [InlineData("2026-08-15 05:05")]
    public async Task Whatever_the_hour_one_class_runs_two_are_still_to_come_and_two_lack_their_roll_call(string local)
    {
        var madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        var wall = DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var now = new DateTimeOffset(wall, madrid.GetUtcOffset(wall)).ToUniversalTime();
        var today = SchoolTime.DateAt(now, madrid);
        await using var clone = new OneDatabase();
        await clone.InitializeAsync();

        await LoadAsync(clone.Database, now);

        var tenants = new TenantDb(clone.Database.AppConnectionString, TestMode.Usual, new TestClock(now));
        var sessions = new SessionService(tenants);
        var compas = await ScalarAsync<Guid>(clone.Database, "select id from organizations where slug = 'compas'");
        var job = Actor.Job(compas, Guid.CreateVersion7());
        var day = (await sessions.AgendaAsync(job, today, today, null, default)).Ok().Items;
        Assert.Contains(day, item => item.StateAt(now) == SessionState.Running && item.RosterCount >= 8);
        Assert.True(day.Count(item => item.StateAt(now) == SessionState.Scheduled && item.Date == today) >= 2);
        var missing = (await sessions.MissingAsync(job, 10, default)).Ok();
        Assert.Equal(2, missing.Total);
        Assert.DoesNotContain(day, item => item.Status == SessionStatus.Held && item.EndsAt > now);
        Assert.All(missing.Items, item => Assert.True(item.RosterCount >= 8 && item.EndsAt > now.AddDays(-3)));
        Assert.Equal(0L, await ScalarAsync<long>(clone.Database, "select count(*) from month_locks l join class_sessions s on s.organization_id = l.organization_id and l.month = date_trunc('month', s.date)::date where s.id = any ($1)", missing.Items.Select(i => i.Id).ToArray()));
    }

    [Fact]
    public async Task Their_password_opens_the_demo_accounts()
    {
        await LoadAsync(database, Thursday);
        await using var accounts = new AccountsDbContext(CadenceDatabase.AccountsOptions(database.AppConnectionString).Options);
        var users = await accounts.Users.ToListAsync();
        Assert.Equal(DemoSeed.SignIns.Order(StringComparer.Ordinal), users.Select(u => u.Email).Order(StringComparer.Ordinal));
        Assert.All(users, user => Assert.Equal(PasswordVerificationResult.Success, new PasswordHasher<User>().VerifyHashedPassword(user, user.PasswordHash!, DemoSeed.Password)));
    }

    private static Task<bool> LoadAsync(TestDatabase database, DateTimeOffset now)
    {
        var clock = new TestClock(now);
        return new DemoSeed(database.AppConnectionString, new TenantDb(database.AppConnectionString, TestMode.Usual, clock), clock) { Owner = database.OwnerConnectionString }.LoadAsync(default);
    }

    private Task<long> CountAsync(string table, Guid organization) => OwnerAsync<long>($"select count(*) from {table} where organization_id = $1", organization);

    private Task<Guid> IdAsync(string slug) => OwnerAsync<Guid>("select id from organizations where slug = $1", slug);

    private Task<T> OwnerAsync<T>(string sql, params object[] parameters) => ScalarAsync<T>(database, sql, parameters);

    private static async Task<T> ScalarAsync<T>(TestDatabase database, string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A database for one test alone.</summary>
    private sealed class OneDatabase : IAsyncDisposable
    {
        public TestDatabase Database { get; } = new();

        public Task InitializeAsync() => Database.InitializeAsync();

        public ValueTask DisposeAsync() => new(Database.DisposeAsync());
    }
}
