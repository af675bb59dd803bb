using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Organizations;

/// <summary>Closing an organization, bringing it back, handing it over.</summary>
public sealed class OwnershipServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_archived_organization_is_gone_for_everybody_and_whole_when_it_comes_back()
    {
        var (school, service) = await SchoolAsync();
        await school.AddGroupAsync("Salsa", 3);
        var directory = new OrganizationDirectory(NpgsqlDataSource.Create(database.AppConnectionString));

        (await service.ArchiveAsync(school.Owner, new ArchiveOrganization(" " + school.Slug.ToUpperInvariant()), default)).Ok();

        Assert.Null(await directory.AccessAsync(school.OrganizationId, school.Admin.UserId!.Value, null, default));
        Assert.Null(await directory.AccessAsync(school.OrganizationId, school.Owner.UserId!.Value, null, default));
        Assert.DoesNotContain(school.OrganizationId, await directory.ActiveAsync(default));
        Assert.DoesNotContain(await directory.OfUserAsync(school.Admin.UserId!.Value, default), mine => mine.Id == school.OrganizationId);
        Assert.Equal("ErrorForbidden", Assert.Single((await service.CandidatesAsync(school.Owner, default)).Errors).Code);
        var line = Assert.Single(await directory.ArchivedOfOwnerAsync(school.Owner.UserId!.Value, default));
        Assert.Equal((school.OrganizationId, school.Slug, 4), (line.Id, line.Slug, line.Members));
        Assert.Empty(await directory.ArchivedOfOwnerAsync(school.Admin.UserId!.Value, default));

        Assert.Equal("ErrorForbidden", Assert.Single((await service.RestoreAsync(school.Admin, default)).Errors).Code);
        Assert.True((await service.RestoreAsync(school.Owner, default)).Ok());

        Assert.NotNull(await directory.AccessAsync(school.OrganizationId, school.Admin.UserId!.Value, null, default));
        Assert.Empty(await directory.ArchivedOfOwnerAsync(school.Owner.UserId!.Value, default));
        Assert.False((await service.RestoreAsync(school.Owner, default)).Ok());
        Assert.Equal(3L, await school.ScalarAsync<long>("select count(*) from student_groups where organization_id = $1", school.OrganizationId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("otra-escuela")]
    public async Task Nobody_archives_without_typing_the_slug(string? typed)
    {
        var (school, service) = await SchoolAsync();

        var error = Assert.Single((await service.ArchiveAsync(school.Owner, new ArchiveOrganization(typed), default)).Errors);

        Assert.Equal(("ErrorConfirmSlug", "Slug"), (error.Code, error.Field));
        Assert.Null(await school.ScalarAsync<DateTime?>("select archived_at from organizations where id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Handing_over_makes_the_other_the_owner_and_the_owner_an_admin()
    {
        var (school, service) = await SchoolAsync();
        var heir = Assert.Single((await service.CandidatesAsync(school.Owner, default)).Ok(), candidate => candidate.UserId == school.Staff.UserId);
        Assert.Equal("staff", heir.Role);

        (await service.TransferAsync(school.Owner, new TransferOwnership(heir.UserId), default)).Ok();

        Assert.Equal("owner", await RoleOfAsync(school, school.Staff));
        Assert.Equal("admin", await RoleOfAsync(school, school.Owner));
        Assert.Equal("ErrorForbidden", Assert.Single((await service.TransferAsync(school.Owner, new TransferOwnership(school.Admin.UserId), default)).Errors).Code);
    }

    [Theory]
    [InlineData("es", "Te han pasado la propiedad de {0}", "{1} te ha pasado la propiedad de {0}.")]
    [InlineData("en", "You are now the owner of {0}", "{1} made you the owner of {0}.")]
    public async Task Whoever_becomes_the_owner_is_told_in_their_language_unless_it_is_over_by_then(string language, string subject, string said)
    {
        var (school, service) = await SchoolAsync();
        await using var server = new FakeMailServer();
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        var email = await school.ScalarAsync<string>("update accounts.users set language = $2 where id = $1 returning email", school.Staff.UserId!.Value, language);
        var (name, former) = (await school.ScalarAsync<string>("select name from organizations where id = $1", school.OrganizationId), await school.ScalarAsync<string>("select given_name || ' ' || family_names from accounts.users where id = $1", school.Owner.UserId!.Value));

        (await service.TransferAsync(school.Owner, new TransferOwnership(school.Staff.UserId), default)).Ok();
        (await service.TransferAsync(school.Staff, new TransferOwnership(school.Owner.UserId), default)).Ok();
        await TestMail.SendDueAsync(source, school, TestMail.Smtp(server));
        Assert.DoesNotContain(server.Mails, mail => mail.To.Mailboxes.Any(box => box.Address == email));

        (await service.TransferAsync(school.Owner, new TransferOwnership(school.Staff.UserId), default)).Ok();
        await TestMail.SendDueAsync(source, school, TestMail.Smtp(server));

        var mail = Assert.Single(server.Mails, mail => mail.To.Mailboxes.Any(box => box.Address == email));
        Assert.Equal(string.Format(null, subject, name), mail.Subject);
        Assert.Contains(string.Format(null, said, name, former!.Trim()), mail.TextBody!, StringComparison.Ordinal);
        Assert.Contains($"https://cadence.example.com/{language}/o/{school.Slug}/members", mail.TextBody!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_active_members_inherit()
    {
        var (school, service) = await SchoolAsync();
        var (other, _) = await SchoolAsync();
        var suspended = await school.AddMemberAsync(RolePresets.Admin);
        await school.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == suspended.UserId).ChangeStatus(MemberStatus.Suspended));

        foreach (var heir in new[] { suspended.UserId, other.Admin.UserId, school.Owner.UserId, Guid.CreateVersion7() })
        {
            var error = Assert.Single((await service.TransferAsync(school.Owner, new TransferOwnership(heir), default)).Errors);
            Assert.Equal(("ErrorNotAMember", "UserId"), (error.Code, error.Field));
        }
    }

    [Fact]
    public async Task Somebody_who_may_archive_but_owns_nothing_hands_nothing_over()
    {
        var (school, service) = await SchoolAsync();
        var keeper = await school.AddMemberAsync(GrantScope.All, [Permission.OrganizationArchive]);

        Assert.Equal("ErrorOnlyOwners", Assert.Single((await service.TransferAsync(keeper, new TransferOwnership(school.Admin.UserId), default)).Errors).Code);
    }

    [Theory]
    [InlineData("update organization_members set status = 'suspended' where user_id = $1")]
    [InlineData("update organization_members set status = 'removed' where user_id = $1")]
    [InlineData("update organization_members set role = 'admin' where user_id = $1")]
    public async Task The_database_keeps_the_last_owner(string attempt)
    {
        var (school, _) = await SchoolAsync();

        Assert.Equal("ErrorLastOwner", Assert.Single((await ChangeAsync(school, attempt, school.Owner)).Errors).Code);
        Assert.Equal("owner", await RoleOfAsync(school, school.Owner));

        await school.AddMemberAsync(RolePresets.Owner);
        Assert.True((await ChangeAsync(school, attempt, school.Owner)).IsSuccess);
    }

    [Fact]
    public async Task Two_owners_who_leave_at_once_leave_one_behind()
    {
        for (var round = 0; round < 5; round++)
        {
            var (school, _) = await SchoolAsync();
            var second = await school.AddMemberAsync(RolePresets.Owner);
            const string leave = "update organization_members set status = 'removed' where user_id = $1";

            var left = await Task.WhenAll(ChangeAsync(school, leave, school.Owner), ChangeAsync(school, leave, second));

            Assert.Single(left, result => result.IsSuccess);
            Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from organization_members where organization_id = $1 and role = 'owner' and status = 'active'", school.OrganizationId));
        }
    }

    private static Task<Core.Kernel.Result<bool>> ChangeAsync(TestSchool school, string sql, Actor whose) =>
        school.Tenants.WriteAsync<bool>(school.Job, Permission.OrganizationEdit, async (session, token) =>
        {
            await using var command = session.Command(sql);
            command.Parameters.AddWithValue(whose.UserId!.Value);
            return await command.ExecuteNonQueryAsync(token) == 1;
        }, default);

    private static Task<string?> RoleOfAsync(TestSchool school, Actor actor) =>
        school.ScalarAsync<string>("select role from organization_members where organization_id = $1 and user_id = $2 and status = 'active'", school.OrganizationId, actor.UserId!.Value);

    private async Task<(TestSchool School, OwnershipService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new OwnershipService(school.Tenants));
    }
}
