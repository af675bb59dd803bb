using Cadence.Core.Members;
using Cadence.Core.Organizations;

namespace Cadence.Tests.Members;

/// <summary>Nobody gives what they lack: permission, reach, place, another's teacher record.</summary>
public sealed class GivingRulesTests
{
    private static readonly Guid Here = Guid.CreateVersion7();
    private static readonly Guid There = Guid.CreateVersion7();

    [Theory]
    [InlineData("PeopleRead=All", "PeopleRead=All", false)]
    [InlineData("PeopleRead=All", "PeopleRead=Own", false)]
    [InlineData("PeopleRead=Venue", "PeopleRead=Group", false)]
    [InlineData("PeopleRead=Venue", "PeopleRead=All", true)]
    [InlineData("PeopleRead=Group", "PeopleRead=Venue", true)]
    [InlineData("PeopleRead=Own", "PeopleRead=Group", true)]
    [InlineData("PeopleRead=All", "PeopleWrite=Own", true)]
    [InlineData("PeopleRead=All,PayRead=Own", "PeopleRead=All,PayRead=All", true)]
    [InlineData("PeopleRead=All,PayRead=All", "PayRead=Own", false)]
    [InlineData("", "", false)]
    [InlineData("", "PeopleRead=Own", true)]
    public void A_role_is_beyond_whoever_lacks_one_of_its_grants_or_holds_it_less_far(string held, string role, bool isBeyond) =>
        Assert.Equal(isBeyond, GivingRules.IsBeyond(Giver(held), Grants(role)));

    [Theory]
    [InlineData("PeopleRead=All", "PeopleRead=Venue", false)]
    [InlineData("PeopleRead=Venue", "PeopleRead=Venue", true)]
    [InlineData("PeopleRead=Venue", "PeopleRead=Group", true)]
    [InlineData("PeopleRead=All,GroupsRead=Venue", "PeopleRead=Venue", false)]
    [InlineData("PeopleRead=All,GroupsRead=Venue", "PeopleRead=Venue,GroupsRead=Venue", true)]
    [InlineData("PeopleRead=Venue", "PeopleRead=Own", false)]
    public void Places_the_giver_was_not_given_are_beyond_them_where_the_role_lives_by_places(string held, string role, bool isBeyond)
    {
        Assert.Equal(isBeyond ? [There] : [], GivingRules.PlacesBeyond(Giver(held), Grants(role), [Here, There]));
        Assert.Empty(GivingRules.PlacesBeyond(Giver(held), Grants(role), [Here]));
    }

    [Theory]
    [InlineData("PayRead=All", "PayRead=Own", false)]
    [InlineData("PayRead=Own", "PayRead=Own", true)]
    [InlineData("PayRead=Own,PeopleRead=All", "PeopleRead=Own", false)]
    [InlineData("PeopleRead=All", "PeopleRead=All", false)]
    public void A_teacher_record_is_beyond_whoever_could_not_see_what_it_shows(string held, string role, bool isBeyond)
    {
        var own = Guid.CreateVersion7();
        Assert.Equal(isBeyond, GivingRules.IsTeacherBeyond(Giver(held) with { TeacherId = own }, Grants(role), Guid.CreateVersion7()));
        Assert.False(GivingRules.IsTeacherBeyond(Giver(held) with { TeacherId = own }, Grants(role), own));
    }

    [Fact]
    public void Every_preset_below_is_within_the_one_above()
    {
        var roles = RolePresets.Grants().ToLookup(grant => grant.RoleKey);
        var presets = RolePresets.Keys.Select(key => roles[key].ToDictionary(grant => grant.Permission, grant => grant.Scope)).ToList();

        Assert.All(presets, (role, i) => Assert.All(presets.Take(i + 1).Take(2), above => Assert.Empty(PermissionScopes.Beyond(above, role))));
        Assert.NotEmpty(PermissionScopes.Beyond(presets[1], presets[0]));
        Assert.All(RolePresets.Grants(), grant => Assert.True(PermissionScopes.Fits(grant.Permission, grant.Scope)));
    }

    [Theory]
    [InlineData(GrantScope.Group)]
    [InlineData(GrantScope.Venue)]
    public void Pay_of_others_has_no_part_that_could_be_given(GrantScope scope)
    {
        Assert.False(PermissionScopes.Fits(Permission.PayRead, scope));
        Assert.Equal([GrantScope.All], PermissionScopes.Of(Permission.PayApprove));
    }

    private static Giver Giver(string held) => new(Grants(held), [Here], null);

    private static Dictionary<Permission, GrantScope> Grants(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(grant => grant.Split('=')).ToDictionary(grant => Enum.Parse<Permission>(grant[0]), grant => Enum.Parse<GrantScope>(grant[1]));
}
