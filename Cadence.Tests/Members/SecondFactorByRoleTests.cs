using Cadence.Core.Accounts;
using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Members;

/// <summary>A role that asks for a second factor opens nothing without one, and whoever manages roles can't lock themselves out with it.</summary>
public sealed class SecondFactorByRoleTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private NpgsqlDataSource _source = null!;
    private TestSchool _school = null!;
    private RoleService _roles = null!;
    private UserSessionService _signIns = null!;
    private OrganizationDirectory _directory = null!;

    public async Task InitializeAsync()
    {
        _school = await TestSchool.CreateAsync(database);
        _source = NpgsqlDataSource.Create(database.AppConnectionString);
        _roles = new RoleService(_school.Tenants);
        _signIns = new UserSessionService(_source, new SignInLife(TimeSpan.FromDays(14), TimeSpan.FromDays(90)), _school.Time);
        _directory = new OrganizationDirectory(_source);
    }

    public async Task DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task A_role_that_asks_opens_nothing_to_who_lacks_a_second_factor_and_everything_once_they_have_one()
    {
        await HasCodesAsync(_school.Admin);
        Assert.True((await ReadAsync(_school.Staff)).IsSuccess);

        Assert.Equal(2, (await AskAsync(_school.Admin, RolePresets.Staff)).Ok());

        var (read, written) = (await ReadAsync(_school.Staff), await WriteAsync(_school.Staff));
        var shut = (await AccessAsync(_school.Staff))!;
        Assert.Equal([(ErrorKind.Forbidden, nameof(SharedTexts.ErrorSecondFactorNeeded)), (ErrorKind.Forbidden, nameof(SharedTexts.ErrorSecondFactorNeeded))],
            new[] { read, written }.Select(answer => (answer.Errors.Single().Kind, answer.Errors.Single().Code)));
        Assert.True(shut.LacksSecondFactor);
        Assert.Empty(shut.Rights.Grants);
        Assert.True((await ReadAsync(_school.TeacherActor)).IsSuccess, "other roles ask for nothing");
        Assert.True((await ReadAsync(_school.Job)).IsSuccess, "the program has no second factor");

        await HasCodesAsync(_school.Staff);

        Assert.True((await ReadAsync(_school.Staff)).IsSuccess);
        Assert.True((await WriteAsync(_school.Staff)).IsSuccess);
        Assert.Equal((false, true), ((await AccessAsync(_school.Staff))!.LacksSecondFactor, (await AccessAsync(_school.Staff))!.Rights.Allows(Permission.GroupsWrite)));
    }

    [Fact]
    public async Task Who_has_no_second_factor_asks_nobody_for_one_and_stays_in()
    {
        Assert.Equal(nameof(RolesTexts.ErrorOwnSecondFactorFirst), (await AskAsync(_school.Owner, RolePresets.Owner)).Refusals());
        Assert.Equal(nameof(RolesTexts.ErrorOwnSecondFactorFirst), (await AskAsync(_school.Owner, RolePresets.Teacher)).Refusals());
        Assert.All((await _roles.ListAsync(_school.Owner, default)).Ok().Roles, role => Assert.False(role.AsksSecondFactor));

        await HasCodesAsync(_school.Owner);
        (await AskAsync(_school.Owner, RolePresets.Owner)).Ok();

        Assert.Equal([RolePresets.Owner], (await _roles.ListAsync(_school.Owner, default)).Ok().Roles.Where(role => role.AsksSecondFactor).Select(role => role.Key));
    }

    [Fact]
    public async Task A_passkey_counts_for_the_sign_in_that_was_made_with_it_and_until_it_is_removed()
    {
        await HasCodesAsync(_school.Owner);
        (await AskAsync(_school.Owner, RolePresets.Staff)).Ok();
        var user = _school.Staff.UserId!.Value;
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "insert into accounts.user_passkeys (credential_id, user_id, data) values ($1, $2, '{}')", user.ToByteArray(), user);
        var (byPassword, byPasskey) = (await OpenAsync(user, null), await OpenAsync(user, null));
        Assert.True(await _signIns.StepUpByPasskeyAsync(user, byPasskey, default));
        Assert.True(await _signIns.StepUpAsync(user, byPassword, default));
        var goneOn = await OpenAsync(user, byPasskey);

        Assert.Equal((false, true, true), (await IsInAsync(byPassword), await IsInAsync(byPasskey), await IsInAsync(goneOn)));
        Assert.False(await _signIns.StepUpByPasskeyAsync(_school.Owner.UserId!.Value, byPassword, default), "another's sign-in");
        Assert.False(await IsInAsync(byPassword));

        Assert.True(await _signIns.StepUpByPasskeyAsync(user, byPassword, default));
        Assert.True(await IsInAsync(byPassword));
        await Sql.ExecuteAsync(owner, "delete from accounts.user_passkeys where user_id = $1", user);
        Assert.Equal((false, false), (await IsInAsync(byPassword), await IsInAsync(byPasskey)));

        async Task<bool> IsInAsync(Guid signIn)
        {
            var actor = Actor.User(_school.OrganizationId, user, signIn);
            var isIn = (await ReadAsync(actor)).IsSuccess;
            Assert.Equal(!isIn, (await AccessAsync(actor))!.LacksSecondFactor);
            return isIn;
        }
    }

    [Fact]
    public async Task Presets_and_own_roles_ask_and_stop_asking_with_their_version_and_none_above_ones_own()
    {
        var own = (await _roles.AddAsync(_school.Owner, new AddRole { Name = "Recepción", Grants = [new(Permission.SessionsRead, GrantScope.All)] }, default)).Ok();
        await HasCodesAsync(_school.Owner);
        await HasCodesAsync(_school.Admin);
        var key = OwnRoles.KeyOf(own);

        Assert.Equal(nameof(RolesTexts.ErrorRoleAboveYou), (await AskAsync(_school.Admin, RolePresets.Owner)).Refusals());
        Assert.Equal(ErrorKind.NotFound, (await AskAsync(_school.Admin, "nunca")).Errors.Single().Kind);
        Assert.Equal(2, (await AskAsync(_school.Admin, key)).Ok());
        Assert.Equal(2, (await AskAsync(_school.Admin, key)).Ok());
        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), (await _roles.ChangeSecondFactorAsync(_school.Admin, new ChangeSecondFactor(key, 1, false), default)).Refusals());
        Assert.Equal(3, (await _roles.ChangeSecondFactorAsync(_school.Admin, new ChangeSecondFactor(key, 2, false), default)).Ok());
        Assert.Equal(ErrorKind.Forbidden, (await AskAsync(_school.Staff, key)).Errors.Single().Kind);
        Assert.Equal(2L, await _school.ScalarAsync<long>("select count(*) from audit_entries where organization_id = $1 and entity = 'organization_roles' and changes ? 'asks_second_factor' and action = 'update'", _school.OrganizationId));
        Assert.Equal("role.second_factor_asked, role.second_factor_let_go", await _school.ScalarAsync<string>(
            "select string_agg(type, ', ' order by sequence) from domain_events where organization_id = $1 and type like 'role.second%'", _school.OrganizationId));
    }

    [Fact]
    public async Task Leaving_needs_no_second_factor_and_who_looks_in_for_the_platform_comes_by_its_own_door()
    {
        await HasCodesAsync(_school.Owner);
        (await AskAsync(_school.Owner, RolePresets.Staff)).Ok();
        (await AskAsync(_school.Owner, RolePresets.Teacher)).Ok();
        var house = await TestSchool.CreateAsync(database);
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "insert into accounts.platform_admins (user_id) values ($1)", house.Owner.UserId!.Value);
        var asker = new PlatformAsker(house.Owner.UserId!.Value, await OpenAsync(house.Owner.UserId!.Value, null));
        var start = new StartImpersonation(_school.OrganizationId, _school.TeacherActor.UserId, "Nos pidieron ayuda con la agenda", false);
        var looking = (await new ImpersonationService(_source, _school.Time).StartAsync(asker, start, null, null, default)).Ok();

        Assert.True((await ReadAsync(Actor.User(_school.OrganizationId, _school.TeacherActor.UserId!.Value, looking))).IsSuccess);
        Assert.False((await ReadAsync(_school.TeacherActor)).IsSuccess);
        (await new MemberService(_school.Tenants).LeaveAsync(_school.OrganizationId, _school.Staff.UserId!.Value, null, default)).Ok();
        Assert.Null(await AccessAsync(_school.Staff));
    }

    private Task<Result<int>> AskAsync(Actor actor, string role) => _roles.ChangeSecondFactorAsync(actor, new ChangeSecondFactor(role, 1, true), CancellationToken.None);

    private async Task HasCodesAsync(Actor actor)
    {
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update accounts.users set two_factor_enabled = true where id = $1", actor.UserId!.Value);
    }

    private Task<Guid> OpenAsync(Guid user, Guid? former) => _signIns.OpenAsync(user, null, null, proved: true, former, CancellationToken.None);

    private Task<OrganizationAccess?> AccessAsync(Actor actor) => _directory.AccessAsync(_school.OrganizationId, actor.UserId!.Value, actor.SessionId, CancellationToken.None);

    private Task<Result<bool>> ReadAsync(Actor actor) =>
        _school.Tenants.ReadAsync<bool>(actor, Permission.GroupsRead, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);

    private Task<Result<bool>> WriteAsync(Actor actor) =>
        _school.Tenants.WriteAsync<bool>(actor, Permission.GroupsWrite, (_, _) => Task.FromResult<Result<bool>>(true), CancellationToken.None);
}
