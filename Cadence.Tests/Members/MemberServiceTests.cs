using Cadence.Core.Members;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.Support;

namespace Cadence.Tests.Members;

/// <summary>Changing who may do what: never upwards of oneself, and never without an owner left.</summary>
public sealed class MemberServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_member_gets_another_role_other_places_and_a_teacher_record()
    {
        var school = await TestSchool.CreateAsync(database);
        var role = await school.AddRoleAsync("Recepción", (Permission.SessionsRead, GrantScope.Group), (Permission.AttendanceTake, GrantScope.Group));
        var (first, second) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Bachata"));
        var teacher = await school.AddTeacherAsync("Irene", "Mora");
        await school.GivePlacesAsync(school.Staff, groups: [first.Id]);
        var staff = await ItemAsync(school, school.Staff);

        var version = (await Service(school).ChangeAsync(school.Admin, new ChangeMember { MemberId = staff.Id, Version = staff.Version, Role = role, TeacherId = teacher, VenueIds = [school.VenueId], GroupIds = [second.Id] }, default)).Ok();

        var changed = await ItemAsync(school, school.Staff);
        Assert.Equal((role, teacher, version), (changed.Role, changed.TeacherId, changed.Version));
        Assert.Equal([school.VenueId, second.Id], changed.Places.Select(place => place.Id));
    }

    [Fact]
    public async Task A_role_of_places_needs_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var role = await school.AddRoleAsync("Recepción", (Permission.SessionsRead, GrantScope.Venue));
        var staff = await ItemAsync(school, school.Staff);

        Assert.Equal("VenueIds: " + nameof(MembersTexts.ErrorPlacesMissing), (await Service(school).ChangeAsync(school.Admin, Change(staff, role), default)).Refusals());
    }

    [Fact]
    public async Task Two_admins_who_change_one_member_are_told_so()
    {
        var school = await TestSchool.CreateAsync(database);
        var staff = await ItemAsync(school, school.Staff);
        (await Service(school).ChangeAsync(school.Admin, Change(staff, RolePresets.Teacher), default)).Ok();

        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), (await Service(school).ChangeAsync(school.Owner, Change(staff, RolePresets.Admin), default)).Refusals());
    }

    [Theory]
    [InlineData("owner", "admin", "owner", "Role: ErrorRoleBeyondYou|ErrorMemberAboveYou", false)]
    [InlineData("admin", "owner", "staff", "ErrorMemberAboveYou", false)]
    [InlineData("admin", "staff", "owner", "Role: ErrorRoleBeyondYou", false)]
    [InlineData("admin", "staff", "admin", "", true)]
    [InlineData("admin", "teacher", "staff", "", true)]
    [InlineData("owner", "staff", "owner", "", true)]
    [InlineData("admin", "admin", "staff", "", true)]
    [InlineData("staff", "teacher", "staff", "ErrorForbidden", false)]
    [InlineData("teacher", "staff", "teacher", "ErrorForbidden", false)]
    public async Task Nobody_changes_whom_they_are_not_above_nor_gives_what_they_lack(string who, string whom, string role, string refusal, bool isDone)
    {
        var school = await TestSchool.CreateAsync(database);
        var target = await ItemAsync(school, await school.AddMemberAsync(whom));

        var changed = await Service(school).ChangeAsync(ActorOf(school, who), Change(target, role), default);

        if (who == "owner")
        {
            Assert.True(changed.IsSuccess);
            return;
        }

        Assert.Equal((isDone, refusal), (changed.IsSuccess, changed.Refusals()));
    }

    [Fact]
    public async Task Nobody_lifts_themselves_by_a_role_or_a_grant()
    {
        var school = await TestSchool.CreateAsync(database);
        var key = await school.AddRoleAsync("Encargo", (Permission.MembersRead, GrantScope.All), (Permission.MembersWrite, GrantScope.All), (Permission.RolesWrite, GrantScope.All));
        var actor = await school.AddMemberAsync(key);
        var self = (await Service(school).ListAsync(actor, default)).Ok().Members.Single(member => member.IsSelf);
        var role = (await new RoleService(school.Tenants).ListAsync(actor, default)).Ok().Roles.Single(role => role.Key == key);

        Assert.Equal("Role: " + nameof(MembersTexts.ErrorRoleBeyondYou), (await Service(school).ChangeAsync(actor, Change(self, RolePresets.Staff), default)).Refusals());
        Assert.Equal(
            "Grants: " + nameof(RolesTexts.ErrorGrantsBeyondYou),
            (await new RoleService(school.Tenants).EditAsync(actor, new EditRole { RoleId = role.Id!.Value, Version = role.Version, Name = "Encargo", Grants = [new(Permission.RolesWrite, GrantScope.All), new(Permission.PayRead, GrantScope.All)] }, default)).Refusals());
        Assert.Equal("Role: " + nameof(MembersTexts.ErrorRoleBeyondYou), (await school.Invitations().InviteAsync(actor, new InviteMember { Email = "otra@example.com", Role = RolePresets.Teacher }, default)).Refusals());
    }

    [Fact]
    public async Task Nobody_gives_places_they_were_not_given()
    {
        var school = await TestSchool.CreateAsync(database);
        var (venue, _) = await school.AddVenueAsync("Otro");
        var key = await school.AddRoleAsync("Sede", (Permission.MembersRead, GrantScope.All), (Permission.MembersWrite, GrantScope.All), (Permission.SessionsRead, GrantScope.Venue));
        var actor = await school.AddMemberAsync(key);
        await school.GivePlacesAsync(actor, venues: [school.VenueId]);
        var wanted = new InviteMember { Email = "otra@example.com", Role = key };

        Assert.Equal("VenueIds: " + nameof(MembersTexts.ErrorPlacesBeyondYou), (await school.Invitations().InviteAsync(actor, wanted with { VenueIds = [venue] }, default)).Refusals());
        Assert.Empty((await school.Invitations().InviteAsync(actor, wanted with { VenueIds = [school.VenueId] }, default)).Errors);
    }

    [Fact]
    public async Task The_only_owner_is_neither_demoted_nor_suspended_nor_leaves()
    {
        var school = await TestSchool.CreateAsync(database);
        var owner = await ItemAsync(school, school.Owner);
        var service = Service(school);

        Assert.Equal("Role: " + nameof(SharedTexts.ErrorLastOwner), (await service.ChangeAsync(school.Owner, Change(owner, RolePresets.Admin), default)).Refusals());
        Assert.Equal(nameof(MembersTexts.ErrorLastOwnerLeaves), (await service.LeaveAsync(school.OrganizationId, school.Owner.UserId!.Value, null, default)).Refusals());

        var second = await school.AddMemberAsync(RolePresets.Owner);
        (await service.LeaveAsync(school.OrganizationId, school.Owner.UserId!.Value, null, default)).Ok();
        Assert.Equal(nameof(MembersTexts.ErrorLastOwnerLeaves), (await service.LeaveAsync(school.OrganizationId, second.UserId!.Value, null, default)).Refusals());
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var second = await school.AddMemberAsync(RolePresets.Owner);

        var left = await Task.WhenAll(new[] { school.Owner, second }.Select(actor => Task.Run(() => Service(school).LeaveAsync(school.OrganizationId, actor.UserId!.Value, null, default))));

        Assert.Single(left, answer => answer.IsSuccess);
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from organization_members where organization_id = $1 and role = 'owner' and status = 'active'", school.OrganizationId));
    }

    [Fact]
    public async Task A_suspended_member_comes_back_with_everything_a_removed_one_with_nothing()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = Service(school);
        var teacher = await ItemAsync(school, school.TeacherActor);
        await school.GivePlacesAsync(school.TeacherActor, venues: [school.VenueId]);

        var version = (await service.ChangeStatusAsync(school.Admin, new ChangeMemberStatus(teacher.Id, teacher.Version, MemberStatus.Suspended), default)).Ok();
        version = (await service.ChangeStatusAsync(school.Admin, new ChangeMemberStatus(teacher.Id, version, MemberStatus.Active), default)).Ok();
        var back = await ItemAsync(school, school.TeacherActor);
        Assert.Equal((MemberStatus.Active, school.TeacherId, 1), (back.Status, back.TeacherId, back.Places.Count));

        (await service.ChangeStatusAsync(school.Admin, new ChangeMemberStatus(teacher.Id, version, MemberStatus.Removed), default)).Ok();
        Assert.DoesNotContain((await service.ListAsync(school.Admin, default)).Ok().Members, member => member.Id == teacher.Id);
        Assert.Null(await school.ScalarAsync<object>("select user_id from teachers where organization_id = $1 and id = $2", school.OrganizationId, school.TeacherId));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from organization_members where organization_id = $1 and id = $2 and status = 'removed'", school.OrganizationId, teacher.Id));
    }

    [Fact]
    public async Task Nobody_removes_themselves_from_the_list()
    {
        var school = await TestSchool.CreateAsync(database);
        var admin = await ItemAsync(school, school.Admin);

        Assert.Equal(nameof(MembersTexts.ErrorNotYourself), (await Service(school).ChangeStatusAsync(school.Admin, new ChangeMemberStatus(admin.Id, admin.Version, MemberStatus.Removed), default)).Refusals());
    }

    [Fact]
    public async Task A_teacher_record_has_one_user()
    {
        var school = await TestSchool.CreateAsync(database);
        var staff = await ItemAsync(school, school.Staff);

        Assert.Equal("TeacherId: " + nameof(MembersTexts.ErrorTeacherTaken), (await Service(school).ChangeAsync(school.Admin, Change(staff, RolePresets.Staff) with { TeacherId = school.TeacherId }, default)).Refusals());
    }

    private static MemberService Service(TestSchool school) => new(school.Tenants);

    private static ChangeMember Change(MemberItem member, string role) => new() { MemberId = member.Id, Version = member.Version, Role = role, TeacherId = member.TeacherId };

    private static Actor ActorOf(TestSchool school, string role) => role switch { "owner" => school.Owner, "admin" => school.Admin, "staff" => school.Staff, _ => school.TeacherActor };

    private static async Task<MemberItem> ItemAsync(TestSchool school, Actor actor) => (await Service(school).ListAsync(school.Owner, default)).Ok().Members.Single(member => member.UserId == actor.UserId);
}
