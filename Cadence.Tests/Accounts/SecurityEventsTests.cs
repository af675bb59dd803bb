using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Accounts;

/// <summary>S38: security events are written down, and the program's role can't alter them.</summary>
public sealed class SecurityEventsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource = NpgsqlDataSource.Create(database.AppConnectionString);
    private readonly NpgsqlDataSource _owner = NpgsqlDataSource.Create(database.OwnerConnectionString);

    private SecurityEvents Events => new(_dataSource, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _owner.DisposeAsync();
    }

    [Fact]
    public async Task What_happened_is_read_back_newest_first_with_where_it_came_from()
    {
        var user = Guid.CreateVersion7();
        await Events.RecordAsync(new SecurityEvent(SecurityEventKind.SignInFailed, user), new Whereabouts("203.0.113.9", "Safari · iPad"), default);
        await Events.RecordAsync(new SecurityEvent(SecurityEventKind.SignInSucceeded, user) { Detail = "password" }, new Whereabouts("203.0.113.9", null), default);
        await Events.RecordAsync(new SecurityEvent(SecurityEventKind.SignInFailed, Guid.CreateVersion7()), Whereabouts.None, default);

        var events = await Events.OfUserAsync(user, 10, default);

        Assert.Equal([SecurityEventKind.SignInSucceeded, SecurityEventKind.SignInFailed], events.Select(e => e.Kind));
        Assert.Equal(("password", "203.0.113.9", null), (events[0].Detail, events[0].Address, events[0].Device));
        Assert.Equal("Safari · iPad", events[1].Device);
        Assert.Equal(events[0].Id, (await Events.ListAsync(SecurityEventKind.SignInSucceeded, null, 1, default))[0].Id);
    }

    [Fact]
    public async Task An_event_of_an_act_stands_only_if_the_act_does_and_knows_the_sign_in()
    {
        var school = await TestSchool.CreateAsync(database);
        var user = school.Admin.UserId!.Value;
        var session = await new UserSessionService(_dataSource, new SignInLife(TimeSpan.FromDays(1), TimeSpan.FromDays(9)), TimeProvider.System)
            .OpenAsync(user, "Mozilla/5.0 (iPad; CPU OS 17_0) Version/17.0 Safari/604.1", "2001:db8::7", proved: true, former: null, default);
        var actor = Actor.User(school.OrganizationId, user, session);
        var subject = Guid.CreateVersion7();
        foreach (var stands in new[] { false, true })
        {
            await school.Tenants.WriteAsync<bool>(actor, Permission.OrganizationEdit, async (unit, stop) =>
            {
                await unit.RecordSecurityAsync(SecurityEventKind.RoleChanged, subject, stands ? "staff" : "owner", stop);
                return stands ? true : Error.Forbidden();
            }, default);
        }

        var written = Assert.Single(await Events.OfUserAsync(user, 10, default));
        Assert.Equal((SecurityEventKind.RoleChanged, school.OrganizationId, subject, "staff"), (written.Kind, written.OrganizationId, written.SubjectId, written.Detail));
        Assert.Equal(("2001:db8::7", "Safari · iPad"), (written.Address, written.Device));
    }

    [Theory]
    [InlineData("update accounts.security_events set kind = 'signed_out'")]
    [InlineData("delete from accounts.security_events")]
    [InlineData("truncate accounts.security_events")]
    [InlineData("alter table accounts.security_events disable trigger all")]
    [InlineData("drop table accounts.security_events")]
    [InlineData("create or replace function forget_security_events() returns bigint language sql as 'select 0::bigint'")]
    public async Task The_program_can_not_alter_them(string attempt)
    {
        await Events.RecordAsync(new SecurityEvent(SecurityEventKind.SignedOut, Guid.CreateVersion7()), Whereabouts.None, default);
        await using var connection = await _dataSource.OpenConnectionAsync();

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Sql.RefusalAsync(connection, attempt))?.SqlState);
    }

    [Theory]
    [InlineData("update accounts.security_events set kind = 'signed_out'")]
    [InlineData("delete from accounts.security_events where at > now() - interval '1 hour'")]
    [InlineData("truncate accounts.security_events")]
    public async Task Not_even_the_owner_alters_them_by_mistake(string attempt)
    {
        await Events.RecordAsync(new SecurityEvent(SecurityEventKind.SignedOut, Guid.CreateVersion7()), Whereabouts.None, default);
        await using var connection = await _owner.OpenConnectionAsync();

        Assert.Equal("23001", (await Sql.RefusalAsync(connection, attempt))?.SqlState);
    }

    [Fact]
    public async Task After_13_months_they_are_forgotten_and_not_before()
    {
        var user = Guid.CreateVersion7();
        await using var connection = await _dataSource.OpenConnectionAsync();
        foreach (var age in new[] { "13 months 1 day", "12 months 28 days" })
        {
            await Sql.ExecuteAsync(connection, "insert into accounts.security_events (id, at, kind, user_id) values (gen_random_uuid(), now() - $2::interval, 'signed_out', $1)", user, age);
        }

        Assert.Equal(1, await Events.ForgetAsync(default));
        Assert.Single(await Events.OfUserAsync(user, 10, default));
        Assert.Equal(0, await Events.ForgetAsync(default));
    }
}
