using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Accounts;

public sealed class UserSessionServiceTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Tablet = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1";
    private static readonly SignInLife Life = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90));

    private NpgsqlDataSource _source = null!;
    private TestSchool _school = null!;
    private UserSessionService _service = null!;

    private Guid Owner => _school.Owner.UserId!.Value;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(database);
        _source = NpgsqlDataSource.Create(database.AppConnectionString);
        _service = new UserSessionService(_source, Life, _school.Time);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task A_sign_in_is_listed_with_device_address_and_times_and_only_to_its_owner()
    {
        var id = await OpenAsync();

        var mine = Assert.Single(await _service.ListAsync(Owner, default));

        Assert.Equal((id, "Safari · iPad", "203.0.113.7"), (mine.Id, mine.Device, mine.Address));
        Assert.Equal(_school.Time.GetUtcNow(), mine.SignedInAt, TimeSpan.FromMilliseconds(1));
        Assert.Empty(await _service.ListAsync(_school.Admin.UserId!.Value, default));
    }

    [Fact]
    public async Task One_the_others_or_all_are_ended_and_never_somebody_elses()
    {
        var (first, second, third) = (await OpenAsync(), await OpenAsync(), await OpenAsync());
        var foreign = await _service.OpenAsync(_school.Admin.UserId!.Value, null, null, proved: false, null, default);

        Assert.False(await _service.RevokeAsync(Owner, foreign, default));
        Assert.True(await _service.RevokeAsync(Owner, first, default));
        Assert.False(await _service.RevokeAsync(Owner, first, default));
        Assert.Equal(1, await _service.RevokeOthersAsync(Owner, third, default));
        Assert.Equal([third], (await _service.ListAsync(Owner, default)).Select(browser => browser.Id));
        Assert.Null(await _service.LiveUntilAsync(second, Owner, null, default));
        Assert.Equal(1, await _service.RevokeAllAsync(Owner, default));
        Assert.Empty(await _service.ListAsync(Owner, default));
        Assert.NotNull(await _service.LiveUntilAsync(foreign, _school.Admin.UserId!.Value, null, default));
    }

    [Fact]
    public async Task A_sign_in_of_somebody_else_or_with_another_stamp_is_none()
    {
        var id = await OpenAsync();
        await ExecuteAsync("update accounts.users set security_stamp = 'now' where id = $1", Owner);
        var after = await OpenAsync();

        Assert.Null(await _service.LiveUntilAsync(id, Owner, null, default));
        Assert.Null(await _service.LiveUntilAsync(after, Owner, "before", default));
        Assert.NotNull(await _service.LiveUntilAsync(after, Owner, "now", default));
        Assert.Null(await _service.LiveUntilAsync(after, _school.Admin.UserId!.Value, null, default));
        Assert.Null(await _service.LiveUntilAsync(Guid.CreateVersion7(), Owner, null, default));
    }

    [Theory]
    [InlineData("update accounts.users set security_stamp = gen_random_uuid()::text where id = $1", true)]
    [InlineData("update accounts.users set lockout_end = now() + interval '100 years' where id = $1", true)]
    [InlineData("update accounts.users set lockout_end = now() + interval '5 minutes', access_failed_count = 5 where id = $1", false)]
    [InlineData("update accounts.users set given_name = 'Otra' where id = $1", false)]
    public async Task A_new_password_or_a_long_lock_ends_all_sign_ins_and_guessed_passwords_do_not(string change, bool ends)
    {
        var id = await OpenAsync();

        await ExecuteAsync(change, Owner);

        Assert.Equal(ends, await _service.LiveUntilAsync(id, Owner, null, default) is null);
    }

    [Fact]
    public async Task Being_seen_is_written_at_most_once_a_minute_and_prolongs_up_to_the_longest()
    {
        var id = await OpenAsync();
        var signedIn = _school.Time.GetUtcNow();
        _school.Time.Advance(TimeSpan.FromSeconds(40));
        await _service.SeeAsync(id, Owner, null, default);
        Assert.Equal(signedIn, await SeenAsync(), TimeSpan.FromMilliseconds(1));

        _school.Time.Advance(TimeSpan.FromSeconds(40));
        await _service.SeeAsync(id, Owner, null, default);
        Assert.Equal(_school.Time.GetUtcNow(), await SeenAsync(), TimeSpan.FromMilliseconds(1));

        for (var day = 0; day < 85; day += 10)
        {
            Assert.NotNull(await _service.SeeAsync(id, Owner, null, default));
            _school.Time.Advance(TimeSpan.FromDays(10));
        }

        Assert.Null(await _service.SeeAsync(id, Owner, null, default));
        Assert.Empty(await _service.ListAsync(Owner, default));

        async Task<DateTimeOffset> SeenAsync() => Assert.Single(await _service.ListAsync(Owner, default)).LastSeenAt;
    }

    [Fact]
    public async Task Not_seen_for_two_weeks_it_has_ended_and_the_next_sign_in_forgets_it_in_time()
    {
        var id = await OpenAsync();
        _school.Time.Advance(TimeSpan.FromDays(14));
        Assert.Null(await _service.LiveUntilAsync(id, Owner, null, default));

        _school.Time.Advance(TimeSpan.FromDays(31));
        var next = await OpenAsync();

        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        Assert.Equal([next], await Sql.ColumnAsync<Guid>(owner, "select id from accounts.user_sessions where user_id = $1", Owner));
    }

    [Fact]
    public async Task By_an_ended_sign_in_nothing_is_read_or_written()
    {
        var students = new StudentService(_school.Tenants);
        var id = await OpenAsync();
        var (actor, foreign) = (Actor.User(_school.OrganizationId, Owner, id), Actor.User(_school.OrganizationId, _school.Admin.UserId!.Value, id));

        var before = await students.AddAsync(actor, new AddStudent { GivenName = "Una", FamilyNames = "Persona" }, default);
        var borrowed = await students.AddAsync(foreign, new AddStudent { GivenName = "Otra", FamilyNames = "Persona" }, default);
        await _service.RevokeAsync(Owner, id, default);
        var written = await students.AddAsync(actor, new AddStudent { GivenName = "Otra", FamilyNames = "Persona" }, default);
        var read = await students.GetAsync(actor, before.Value, default);

        Assert.True(before.IsSuccess);
        Assert.Equal([ErrorKind.Forbidden, ErrorKind.Forbidden, ErrorKind.Forbidden], new[] { borrowed.Errors[0].Kind, written.Errors[0].Kind, read.Errors[0].Kind });
    }

    private Task<Guid> OpenAsync() => _service.OpenAsync(Owner, Tablet, "203.0.113.7", proved: false, null, CancellationToken.None);

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var app = await Sql.OpenAsync(database.AppConnectionString);
        Assert.Equal(1, await Sql.ExecuteAsync(app, sql, parameters));
    }
}
