using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Members;

/// <summary>Roles of the organization's own, beside the presets that never change.</summary>
public sealed class RoleServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly GrantChoice[] Reception = [new(Permission.SessionsRead, GrantScope.Venue), new(Permission.PeopleRead, GrantScope.Venue)];

    [Fact]
    public async Task A_role_is_made_changed_and_removed()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new RoleService(school.Tenants);
        var id = (await service.AddAsync(school.Admin, new AddRole { Name = "Recepción", Grants = Reception }, default)).Ok();

        var version = (await service.EditAsync(school.Admin, new EditRole { RoleId = id, Version = 1, Name = "Recepción", Grants = [new(Permission.SessionsRead, GrantScope.All), new(Permission.GroupsRead, GrantScope.Own)] }, default)).Ok();

        var role = (await service.ListAsync(school.Admin, default)).Ok().Roles.Single(role => role.Id == id);
        Assert.Equal((2, 2), (version, role.Version));
        Assert.Equal(new Dictionary<Permission, GrantScope> { [Permission.SessionsRead] = GrantScope.All, [Permission.GroupsRead] = GrantScope.Own }, role.Grants.OrderByDescending(grant => grant.Key).ToDictionary());
        (await service.DeleteAsync(school.Admin, new DeleteRole(id, version), default)).Ok();
        Assert.Equal(4, (await service.ListAsync(school.Admin, default)).Ok().Roles.Count);
        Assert.Equal("added,changed,removed", await school.ScalarAsync<string>(
            "select string_agg(detail, ',' order by detail) from accounts.security_events where organization_id = $1 and kind = 'role_changed' and subject_id = $2", school.OrganizationId, id));
    }

    [Fact]
    public async Task The_same_role_sent_twice_is_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var role = new AddRole { Name = "Recepción", Grants = Reception };
        var service = new RoleService(school.Tenants);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => service.AddAsync(school.Admin, role, default))));

        Assert.Equal(5, (await service.ListAsync(school.Admin, default)).Ok().Roles.Count);
    }

    [Fact]
    public async Task Two_admins_who_change_one_role_at_once_are_told_so_also_where_only_grants_changed()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new RoleService(school.Tenants);
        var id = (await service.AddAsync(school.Admin, new AddRole { Name = "Recepción", Grants = Reception }, default)).Ok();
        var (less, more) = (new EditRole { RoleId = id, Version = 1, Name = "Recepción", Grants = [Reception[0]] }, new EditRole { RoleId = id, Version = 1, Name = "Recepción", Grants = [.. Reception, new(Permission.GroupsRead, GrantScope.All)] });

        var answers = await Task.WhenAll(Task.Run(() => service.EditAsync(school.Admin, less, default)), Task.Run(() => service.EditAsync(school.Owner, more, default)));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), answers.Single(answer => !answer.IsSuccess).Refusals());
    }

    [Fact]
    public async Task A_role_somebody_has_or_had_is_kept_with_the_reason()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new RoleService(school.Tenants);
        var id = (await service.AddAsync(school.Admin, new AddRole { Name = "Recepción", Grants = [new(Permission.SessionsRead, GrantScope.All)] }, default)).Ok();
        await school.AddMemberAsync(OwnRoles.KeyOf(id));
        (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = "nueva@example.com", Role = OwnRoles.KeyOf(id) }, default)).Ok();

        var refused = (await service.DeleteAsync(school.Admin, new DeleteRole(id, 1), default)).Errors.Single();

        Assert.Equal((nameof(RolesTexts.ErrorRoleUsed), 1, 1), (refused.Code, refused.Arguments[0], refused.Arguments[1]));
    }

    [Theory]
    [InlineData(Permission.OrganizationArchive, GrantScope.All, "Grants: ErrorGrantsBeyondYou")]
    [InlineData(Permission.PayRead, GrantScope.Venue, "Grants: ErrorChoiceInvalid")]
    [InlineData(Permission.PayApprove, GrantScope.Own, "Grants: ErrorChoiceInvalid")]
    [InlineData((Permission)99, GrantScope.All, "Grants: ErrorChoiceInvalid")]
    [InlineData(Permission.PayRead, GrantScope.All, "")]
    public async Task Only_what_one_has_and_what_exists_is_granted(Permission permission, GrantScope scope, string refusals)
    {
        var school = await TestSchool.CreateAsync(database);

        Assert.Equal(refusals, (await new RoleService(school.Tenants).AddAsync(school.Admin, new AddRole { Name = "Prueba", Grants = [new(permission, scope)] }, default)).Refusals());
    }

    [Fact]
    public async Task A_role_above_ones_own_is_neither_changed_nor_removed()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new RoleService(school.Tenants);
        var id = (await service.AddAsync(school.Owner, new AddRole { Name = "Socios", Grants = [new(Permission.OrganizationArchive, GrantScope.All)] }, default)).Ok();

        Assert.Equal(nameof(RolesTexts.ErrorRoleAboveYou), (await service.EditAsync(school.Admin, new EditRole { RoleId = id, Version = 1, Name = "Nadie", Grants = Reception }, default)).Refusals());
        Assert.Equal(nameof(RolesTexts.ErrorRoleAboveYou), (await service.DeleteAsync(school.Admin, new DeleteRole(id, 1), default)).Refusals());
    }

    [Fact]
    public async Task Presets_are_no_ids_that_could_be_changed_and_names_are_given_once()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new RoleService(school.Tenants);
        (await service.AddAsync(school.Admin, new AddRole { Name = "Recepción", Grants = Reception }, default)).Ok();

        Assert.All((await service.ListAsync(school.Admin, default)).Ok().Roles.Take(4), role => Assert.Null(role.Id));
        Assert.Equal("Name: " + nameof(SharedTexts.ErrorNameTaken), (await service.AddAsync(school.Admin, new AddRole { Name = "Recepción", Grants = Reception }, default)).Refusals());
        Assert.Equal("Name: " + nameof(SharedTexts.ErrorRequired) + ", Grants: " + nameof(RolesTexts.ErrorNoGrants), (await service.AddAsync(school.Admin, new AddRole(), default)).Refusals());
        Assert.Equal(ErrorKind.NotFound, (await service.EditAsync(school.Admin, new EditRole { RoleId = Guid.CreateVersion7(), Version = 1, Name = "x", Grants = Reception }, default)).Errors.Single().Kind);
    }
}
