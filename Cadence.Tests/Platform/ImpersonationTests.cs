using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Live;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cadence.Tests.Platform;

/// <summary>What somebody who looks in as a member can and can't do, as the database itself enforces it.</summary>
public sealed class ImpersonationTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string Reason = "Nos pidieron ayuda con la agenda";

    private static readonly SignInLife Life = new(TimeSpan.FromDays(14), TimeSpan.FromDays(90));

    private NpgsqlDataSource _source = null!;
    private TestSchool _school = null!;
    private TestSchool _house = null!;
    private ImpersonationService _service = null!;
    private UserSessionService _sessions = null!;
    private PlatformAsker _admin = null!;

    public async Task InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(database.AppConnectionString);
        _school = await TestSchool.CreateAsync(database);
        _house = await TestSchool.CreateAsync(database);
        _sessions = new UserSessionService(_source, Life, _school.Time);
        _service = new ImpersonationService(_source, _school.Time);
        _admin = await AppointAsync(_house.Owner);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Looking_reads_what_the_member_sees_and_writes_nothing()
    {
        var looking = await LookAsync(_school.Admin, mayWrite: false);
        var venues = new VenueService(_school.Tenants);

        Assert.NotEmpty((await venues.ListAsync(looking, default)).Ok());
        var refused = await venues.AddAsync(looking, new AddVenue { Name = "Otra sede", RoomName = "Sala" }, default);

        Assert.Equal(ErrorKind.Forbidden, refused.Errors.Single().Kind);
        Assert.Equal(0L, await _school.ScalarAsync<long>("select count(*) from venues where organization_id = $1 and name = 'Otra sede'", _school.OrganizationId));
    }

    [Fact]
    public async Task Where_writing_was_settled_the_audit_names_who_did_it_as_whom_and_why()
    {
        var looking = await LookAsync(_school.Admin, mayWrite: true);

        var added = (await new VenueService(_school.Tenants).AddAsync(looking, new AddVenue { Name = "Sede de ayuda", RoomName = "Sala" }, default)).Ok();

        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        Assert.Equal(
            ["platform", _admin.UserId, _school.Admin.UserId!.Value, Reason],
            Assert.Single(await Sql.RowsAsync(owner, "select actor_kind, user_id, actor_id, reason from audit_entries where organization_id = $1 and entity = 'venues' and entity_id = $2", _school.OrganizationId, added)));
        Assert.Equal(
            ["platform", _admin.UserId, _school.Admin.UserId!.Value, Reason, "true"],
            Assert.Single(await Sql.RowsAsync(owner, "select actor_kind, user_id, actor_id, reason, changes -> 'may_write' ->> 1 from audit_entries where organization_id = $1 and entity = 'impersonations' and entity_id = $2", _school.OrganizationId, looking.SessionId!.Value)));
    }

    [Fact]
    public async Task Only_the_organization_it_was_started_for_opens()
    {
        // Somebody who is a member of two.
        var other = await TestSchool.CreateAsync(database);
        await other.WriteAsync(db => db.Add(new OrganizationMember(_school.Admin.UserId!.Value, RolePresets.Owner, other.Time.GetUtcNow())));
        var looking = await LookAsync(_school.Admin, mayWrite: true);
        var elsewhere = looking with { OrganizationId = other.OrganizationId };
        var directory = new OrganizationDirectory(_source);

        Assert.Equal(ErrorKind.Forbidden, (await new VenueService(other.Tenants).ListAsync(elsewhere, default)).Errors.Single().Kind);
        Assert.Null(await directory.AccessAsync(other.OrganizationId, looking.UserId!.Value, looking.SessionId, default));
        Assert.NotNull(await directory.AccessAsync(_school.OrganizationId, looking.UserId!.Value, looking.SessionId, default));
        Assert.NotNull(await directory.AccessAsync(other.OrganizationId, looking.UserId!.Value, null, default));
    }

    [Fact]
    public async Task After_an_hour_it_is_over_by_itself_also_for_open_pages()
    {
        var looking = await LookAsync(_school.Admin, mayWrite: false);
        var venues = new VenueService(_school.Tenants);

        Assert.Equal(_school.Time.GetUtcNow() + ImpersonationService.Lasts, await _sessions.LiveUntilAsync(looking.SessionId!.Value, looking.UserId!.Value, null, default));
        _school.Time.Advance(ImpersonationService.Lasts - TimeSpan.FromMilliseconds(200));
        Assert.NotNull(await _sessions.SeeAsync(looking.SessionId.Value, looking.UserId.Value, null, default));
        Assert.NotEmpty((await venues.ListAsync(looking, default)).Ok());
        using var changes = new ChangeFeed(database.AppConnectionString, () => { }, _school.Time, NullLogger<ChangeFeed>.Instance);
        var ended = 0;
        using var watching = new SignInWatch(_sessions, changes, _school.Time, NullLogger<SignInWatch>.Instance).Watch(looking.SessionId.Value, looking.UserId.Value, () => Interlocked.Increment(ref ended));
        Assert.Equal(0, ended);

        // Having been seen makes it no longer.
        _school.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Null(await _sessions.SeeAsync(looking.SessionId.Value, looking.UserId.Value, null, default));
        Assert.Equal(ErrorKind.Forbidden, (await venues.ListAsync(looking, default)).Errors.Single().Kind);
        await Eventually.TrueAsync(() => Volatile.Read(ref ended) == 1);
    }

    [Fact]
    public async Task It_ends_when_left_when_another_administrator_ends_it_and_when_the_right_is_taken_back()
    {
        var venues = new VenueService(_school.Tenants);
        var (left, ended, dropped) = (await LookAsync(_school.Admin, false), await LookAsync(_school.Staff, false), await LookAsync(_school.Owner, false));
        var other = await AppointAsync(_house.Staff);
        Assert.Equal(3, (await _service.ListAsync(other, default)).Count(running => running.Slug == _school.Slug));

        Assert.True(await _service.EndAsync(new PlatformAsker(left.UserId!.Value, left.SessionId!.Value), left.SessionId.Value, default));
        Assert.False(await _service.EndAsync(new PlatformAsker(left.UserId.Value, left.SessionId.Value), left.SessionId.Value, default));
        Assert.True(await _service.EndAsync(other, ended.SessionId!.Value, default));
        Assert.Equal(ErrorKind.Forbidden, (await venues.ListAsync(left, default)).Errors.Single().Kind);
        Assert.Equal(ErrorKind.Forbidden, (await venues.ListAsync(ended, default)).Errors.Single().Kind);
        Assert.NotEmpty((await venues.ListAsync(dropped, default)).Ok());

        await PlatformAdmins.SetAsync(database.OwnerConnectionString, await EmailAsync(_house.Owner), false, default);
        Assert.Equal(ErrorKind.Forbidden, (await venues.ListAsync(dropped, default)).Errors.Single().Kind);
        Assert.Null(await _sessions.LiveUntilAsync(dropped.SessionId!.Value, dropped.UserId!.Value, null, default));
        Assert.Equal(2L, await _school.ScalarAsync<long>("select count(*) from audit_entries where organization_id = $1 and entity = 'impersonations' and action = 'update'", _school.OrganizationId));
    }

    [Fact]
    public async Task Nobody_but_a_platform_administrator_starts_one_and_never_as_another_one_or_a_stranger()
    {
        var colleague = await AppointAsync(await MemberAsync());
        var suspended = await MemberAsync();
        await _school.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == suspended.UserId).ChangeStatus(MemberStatus.Suspended));
        var owner = new PlatformAsker(_school.Owner.UserId!.Value, await OpenAsync(_school.Owner));
        var inside = await LookAsync(_school.Owner, true);

        Assert.Equal(ErrorKind.NotFound, await KindAsync(owner, _school.Staff.UserId!.Value));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(_admin with { SessionId = Guid.CreateVersion7() }, _school.Staff.UserId!.Value));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(new PlatformAsker(inside.UserId!.Value, inside.SessionId!.Value), _school.Staff.UserId!.Value));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(_admin, colleague.UserId));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(_admin, _admin.UserId));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(_admin, suspended.UserId!.Value));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(_admin, _house.Staff.UserId!.Value));
        Assert.DoesNotContain((await _service.ChoicesAsync(_admin, _school.Slug, default)).Ok().Members, member => member.UserId == colleague.UserId || member.UserId == suspended.UserId);
        Assert.Equal(ErrorKind.NotFound, (await _service.ChoicesAsync(owner, _school.Slug, default)).Errors.Single().Kind);

        // Made an administrator meanwhile, the member is looked in as by nobody who would be one by it.
        Assert.False(await new PlatformService(_source, null, _school.Time).IsAdminAsync(new PlatformAsker(inside.UserId!.Value, inside.SessionId!.Value), default));

        async Task<ErrorKind> KindAsync(PlatformAsker asker, Guid member) =>
            (await _service.StartAsync(asker, new StartImpersonation(_school.OrganizationId, member, Reason, false), null, null, default)).Errors.Single().Kind;
    }

    [Theory]
    [InlineData(null, nameof(SharedTexts.ErrorRequired))]
    [InlineData("   ", nameof(SharedTexts.ErrorRequired))]
    [InlineData("ayuda", nameof(PlatformTexts.ErrorReasonShort))]
    public async Task Without_a_reason_that_says_something_nothing_starts(string? reason, string code)
    {
        var refused = await _service.StartAsync(_admin, new StartImpersonation(_school.OrganizationId, _school.Staff.UserId, reason, false), null, null, default);

        Assert.Equal((code, nameof(StartImpersonation.Reason)), (refused.Errors.Single().Code, refused.Errors.Single().Field));
    }

    [Fact]
    public async Task What_was_settled_at_the_start_no_statement_changes()
    {
        var looking = await LookAsync(_school.Admin, false);
        await using var app = await Sql.OpenAsync(database.AppConnectionString);
        foreach (var change in new[] { "may_write = true", "until = until + interval '1 hour'", "organization_id = gen_random_uuid()", "impersonator_id = null, organization_id = null, until = null, reason = null", "reason = 'otra'" })
        {
            Assert.Equal("23001", (await Sql.RefusalAsync(app, $"update accounts.user_sessions set {change} where id = $1", looking.SessionId!.Value))?.SqlState);
        }

        Assert.Equal(PostgresErrorCodes.CheckViolation, (await Sql.RefusalAsync(
            app,
            "insert into accounts.user_sessions (id, user_id, signed_in_at, last_seen_at, impersonator_id, organization_id, until, reason) values (gen_random_uuid(), $1, now(), now(), $2, $3, now() + interval '2 hours', 'dos horas')",
            _school.Admin.UserId!.Value, _admin.UserId, _school.OrganizationId))?.SqlState);
    }

    [Fact]
    public async Task What_needs_a_fresh_proof_stays_shut()
    {
        var looking = await LookAsync(_school.Owner, mayWrite: true);

        Assert.False(await _sessions.StepUpAsync(looking.UserId!.Value, looking.SessionId!.Value, default));
        var answer = await _school.Tenants.WriteAsync<bool>(looking, Permission.PayApprove, (_, _) => Task.FromResult<Result<bool>>(true), default);

        Assert.Equal(nameof(SharedTexts.ErrorStepUpNeeded), answer.Errors.Single().Code);
    }

    private async Task<Actor> LookAsync(Actor member, bool mayWrite)
    {
        var started = (await _service.StartAsync(_admin, new StartImpersonation(_school.OrganizationId, member.UserId, Reason, mayWrite), "Mozilla/5.0", "192.0.2.1", default)).Ok();
        return Actor.User(_school.OrganizationId, member.UserId!.Value, started);
    }

    private Task<Actor> MemberAsync() => _school.AddMemberAsync(RolePresets.Staff);

    private Task<Guid> OpenAsync(Actor actor) => _sessions.OpenAsync(actor.UserId!.Value, null, null, false, null, default);

    private async Task<string> EmailAsync(Actor actor) => (await _school.ScalarAsync<string>("select email from accounts.users where id = $1", actor.UserId!.Value))!;

    private async Task<PlatformAsker> AppointAsync(Actor actor)
    {
        Assert.True(await PlatformAdmins.SetAsync(database.OwnerConnectionString, await EmailAsync(actor), true, default));
        return new PlatformAsker(actor.UserId!.Value, await OpenAsync(actor));
    }
}
