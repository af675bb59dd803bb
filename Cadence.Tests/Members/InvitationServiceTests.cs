using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Members;

/// <summary>
/// S15: an invitation's token has at least 128 bits, only its hash is stored, it is used once within 72 hours, bound to address, organization and role,
/// dead once it is sent again, and refused for another signed-in user.
/// </summary>
public sealed class InvitationServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Whoever_accepts_becomes_a_member_with_role_places_and_teacher_record()
    {
        var school = await TestSchool.CreateAsync(database);
        var role = await school.AddRoleAsync("Recepción", (Permission.SessionsRead, GrantScope.Venue));
        var teacher = await school.AddTeacherAsync("Irene", "Mora");
        var (email, user) = await PersonAsync(school);
        var sent = (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = $" {email.ToUpperInvariant()} ", Role = role, TeacherId = teacher, VenueIds = [school.VenueId] }, default)).Ok();

        var slug = (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Ok();

        var member = (await new MemberService(school.Tenants).ListAsync(school.Admin, default)).Ok().Members.Single(member => member.UserId == user);
        Assert.Equal(school.Slug, slug);
        Assert.Equal((role, MemberStatus.Active, teacher), (member.Role, member.Status, member.TeacherId));
        Assert.Equal([school.VenueId], member.Places.Select(place => place.Id));
        Assert.Empty((await new MemberService(school.Tenants).ListAsync(school.Admin, default)).Ok().Invitations);
    }

    /// <summary>S15: 50 redemptions at once make one member.</summary>
    [Fact]
    public async Task Fifty_redemptions_at_once_make_one_member()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var sent = await InviteAsync(school, email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => school.Invitations().AcceptAsync(sent.Token, user, null, default))));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.Equal(nameof(MembersTexts.ErrorInvitationOver), answer.Refusals()));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from organization_members where organization_id = $1 and user_id = $2", school.OrganizationId, user));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from domain_events where organization_id = $1 and type = 'member.joined'", school.OrganizationId));
    }

    /// <summary>S15: whoever else holds the link gets nothing by it.</summary>
    [Fact]
    public async Task Another_signed_in_user_is_refused_and_told_nothing()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var (_, other) = await PersonAsync(school);
        var sent = await InviteAsync(school, email);

        var shown = (await school.Invitations().FindAsync(sent.Token, other, default)).Ok();
        Assert.False(shown.IsForReader);
        Assert.DoesNotContain(email, shown.ToString(), StringComparison.Ordinal);
        Assert.Equal(nameof(MembersTexts.ErrorInvitationOfOther), (await school.Invitations().AcceptAsync(sent.Token, other, null, default)).Refusals());
        Assert.Equal(nameof(MembersTexts.ErrorInvitationOfOther), (await school.Invitations().RejectAsync(sent.Token, other, null, default)).Refusals());
        Assert.Empty((await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Errors);
    }

    [Fact]
    public async Task An_address_nobody_confirmed_is_not_known_to_be_theirs()
    {
        var school = await TestSchool.CreateAsync(database);
        var email = Address();
        var user = await school.AddUserAsync(email, confirmed: false);
        var sent = await InviteAsync(school, email);

        Assert.Equal(nameof(MembersTexts.ErrorInvitedUnconfirmed), (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Refusals());
    }

    [Fact]
    public async Task A_link_works_once_for_seventy_two_hours_and_not_after_it_was_taken_back_or_sent_again()
    {
        var school = await TestSchool.CreateAsync(database);
        var invitations = school.Invitations();
        var (email, user) = await PersonAsync(school);
        var first = await InviteAsync(school, email);

        var second = (await invitations.ResendAsync(school.Admin, new ResendInvitation(first.Id), default)).Ok();
        Assert.True(await IsOverAsync(first.Token));
        Assert.False(await IsOverAsync(second.Token));

        school.Time.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        Assert.False(await IsOverAsync(second.Token));
        school.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsOverAsync(second.Token));
        Assert.Equal(InvitationState.Expired, (await new MemberService(school.Tenants).ListAsync(school.Admin, default)).Ok().Invitations.Single().State);

        var third = (await invitations.ResendAsync(school.Admin, new ResendInvitation(first.Id), default)).Ok();
        (await invitations.CancelAsync(school.Admin, new CancelInvitation(first.Id), default)).Ok();
        Assert.True(await IsOverAsync(third.Token));
        Assert.Equal(nameof(MembersTexts.ErrorInvitationEnded), (await invitations.ResendAsync(school.Admin, new ResendInvitation(first.Id), default)).Refusals());

        var fourth = await InviteAsync(school, email);
        (await invitations.AcceptAsync(fourth.Token, user, null, default)).Ok();
        (await new MemberService(school.Tenants).LeaveAsync(school.OrganizationId, user, null, default)).Ok();
        Assert.True(await IsOverAsync(fourth.Token));

        async Task<bool> IsOverAsync(string token)
        {
            var found = await invitations.FindAsync(token, user, default);
            return found.IsSuccess ? (await invitations.FindAsync(token, null, default)).Errors.Count > 0 : (await invitations.AcceptAsync(token, user, null, default)).Refusals() == nameof(MembersTexts.ErrorInvitationOver);
        }
    }

    [Fact]
    public async Task Whoever_declines_is_no_member_and_the_inviter_sees_it()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var sent = await InviteAsync(school, email);

        (await school.Invitations().RejectAsync(sent.Token, user, null, default)).Ok();

        Assert.Equal(nameof(MembersTexts.ErrorInvitationOver), (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Refusals());
        Assert.Equal(InvitationState.Rejected, (await new MemberService(school.Tenants).ListAsync(school.Admin, default)).Ok().Invitations.Single().State);
        Assert.NotEmpty((await InviteAsync(school, email)).Token);
    }

    [Theory]
    [InlineData("", "Email: ErrorRequired")]
    [InlineData("sin-arroba", "Email: ErrorEmailInvalid")]
    public async Task An_address_is_needed(string email, string refusals)
    {
        var school = await TestSchool.CreateAsync(database);

        Assert.Equal(refusals, (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Staff }, default)).Refusals());
    }

    [Fact]
    public async Task Who_is_a_member_or_invited_already_is_said_at_the_address()
    {
        var school = await TestSchool.CreateAsync(database);
        var email = Address();
        var staff = await school.ScalarAsync<string>("select email from accounts.users where id = $1", school.Staff.UserId!.Value);
        await InviteAsync(school, email);

        Assert.Equal("Email: " + nameof(MembersTexts.ErrorAlreadyInvited), (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Staff }, default)).Refusals());
        Assert.Equal("Email: " + nameof(MembersTexts.ErrorAlreadyMember), (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = staff!, Role = RolePresets.Staff }, default)).Refusals());
    }

    [Fact]
    public async Task Two_who_invite_the_same_address_at_once_send_one_invitation()
    {
        var school = await TestSchool.CreateAsync(database);
        var email = Address();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Staff }, default))));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.Equal("Email: " + nameof(MembersTexts.ErrorAlreadyInvited), answer.Refusals()));
    }

    [Fact]
    public async Task Nobody_invites_to_a_role_above_their_own()
    {
        var school = await TestSchool.CreateAsync(database);

        Assert.Equal("Role: " + nameof(MembersTexts.ErrorRoleBeyondYou), (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = Address(), Role = RolePresets.Owner }, default)).Refusals());
        Assert.Empty((await school.Invitations().InviteAsync(school.Owner, new InviteMember { Email = Address(), Role = RolePresets.Owner }, default)).Errors);
    }

    [Fact]
    public async Task What_somebody_promised_who_was_suspended_is_taken_back()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var sent = await InviteAsync(school, email);
        var admin = (await new MemberService(school.Tenants).ListAsync(school.Owner, default)).Ok().Members.Single(member => member.UserId == school.Admin.UserId);

        (await new MemberService(school.Tenants).ChangeStatusAsync(school.Owner, new ChangeMemberStatus(admin.Id, admin.Version, MemberStatus.Suspended), default)).Ok();

        Assert.Equal(nameof(MembersTexts.ErrorInvitationOver), (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Refusals());
    }

    [Fact]
    public async Task An_invitation_holds_no_longer_than_its_inviter_could_give_it()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var sent = await InviteAsync(school, email, RolePresets.Admin);
        var admin = (await new MemberService(school.Tenants).ListAsync(school.Owner, default)).Ok().Members.Single(member => member.UserId == school.Admin.UserId);
        var demoted = (await new MemberService(school.Tenants).ChangeAsync(school.Owner, new ChangeMember { MemberId = admin.Id, Version = admin.Version, Role = RolePresets.Staff }, default)).Ok();

        Assert.Equal(nameof(MembersTexts.ErrorInvitationOver), (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Refusals());

        (await new MemberService(school.Tenants).ChangeAsync(school.Owner, new ChangeMember { MemberId = admin.Id, Version = demoted, Role = RolePresets.Admin }, default)).Ok();
        (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Ok();
    }

    [Fact]
    public async Task An_invitation_to_a_place_holds_no_longer_than_its_inviter_has_that_place()
    {
        var school = await TestSchool.CreateAsync(database);
        var (email, user) = await PersonAsync(school);
        var key = await school.AddRoleAsync("Sede", (Permission.MembersRead, GrantScope.All), (Permission.MembersWrite, GrantScope.All), (Permission.SessionsRead, GrantScope.Venue));
        var inviter = await school.AddMemberAsync(key);
        await school.GivePlacesAsync(inviter, venues: [school.VenueId]);
        var sent = (await school.Invitations().InviteAsync(inviter, new InviteMember { Email = email, Role = key, VenueIds = [school.VenueId] }, default)).Ok();
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);

        await Sql.ExecuteAsync(owner, "delete from member_places where member_id = $1", await school.MemberIdAsync(inviter));

        Assert.Equal(nameof(MembersTexts.ErrorMemberAboveYou), (await school.Invitations().ResendAsync(inviter, new ResendInvitation(sent.Id), default)).Refusals());
        Assert.Equal(nameof(MembersTexts.ErrorInvitationOver), (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Refusals());

        await school.GivePlacesAsync(inviter, venues: [school.VenueId]);
        (await school.Invitations().AcceptAsync(sent.Token, user, null, default)).Ok();
    }

    /// <summary>S15: at least 128 bits, and nothing in the tables leads back to them.</summary>
    [Fact]
    public async Task The_token_stands_nowhere_and_leaves_the_outbox_with_its_mail()
    {
        var school = await TestSchool.CreateAsync(database);
        await using var server = new FakeMailServer();
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        var email = Address();
        var sent = (await school.Invitations(hasMail: true).InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Teacher, Language = "en" }, default)).Ok();
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        foreach (var table in new[] { "organization_invitations", "outbox_messages", "audit_entries", "audit_personal_values", "domain_events" })
        {
            Assert.Empty(await Sql.ColumnAsync<string>(owner, $"select t::text from {table} t where t::text like '%' || $1 || '%'", sent.Token));
        }

        await TestMail.SendDueAsync(source, school, TestMail.Smtp(server));

        var mail = server.Mails.Single(mail => mail.To.Mailboxes.Any(box => box.Address == email));
        Assert.Equal(43, sent.Token.Length);
        Assert.Contains($"https://cadence.example.com/en/invitation/{sent.Token}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("invites you to join", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("{}", await school.ScalarAsync<string>("select payload::text from outbox_messages where organization_id = $1 and kind = 'invitation'", school.OrganizationId));
    }

    [Fact]
    public async Task A_mail_of_a_link_that_is_dead_by_now_does_not_leave()
    {
        var school = await TestSchool.CreateAsync(database);
        await using var server = new FakeMailServer();
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        var invitations = school.Invitations(hasMail: true);
        var email = Address();
        var first = (await invitations.InviteAsync(school.Admin, new InviteMember { Email = email, Role = RolePresets.Teacher }, default)).Ok();
        var second = (await invitations.ResendAsync(school.Admin, new ResendInvitation(first.Id), default)).Ok();

        await TestMail.SendDueAsync(source, school, TestMail.Smtp(server));

        var mail = Assert.Single(server.Mails, mail => mail.To.Mailboxes.Any(box => box.Address == email));
        Assert.Contains(second.Token, mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Token, mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_messages_does_not_show_the_link()
    {
        var school = await TestSchool.CreateAsync(database);
        var sent = (await school.Invitations(hasMail: true).InviteAsync(school.Admin, new InviteMember { Email = Address(), Role = RolePresets.Teacher }, default)).Ok();
        var outbox = new OutboxService(school.Tenants, new MailComposer(new PublicAddress(new Uri("https://cadence.example.com")), new InvitationSecrets(TestSchool.Protection)), new SmtpSettings("127.0.0.1", 1, null, null, "cadence@example.com"));

        var listed = (await outbox.ListAsync(school.Admin, default)).Ok().Items.Single();

        Assert.Equal((OutboxState.Waiting, sent.Email), (listed.State, listed.Address));
        Assert.DoesNotContain("/invitation/", listed.Text, StringComparison.Ordinal);
    }

    private static string Address() => $"persona-{Guid.NewGuid():n}@example.com";

    private static async Task<(string Email, Guid User)> PersonAsync(TestSchool school)
    {
        var email = Address();
        return (email, await school.AddUserAsync(email));
    }

    private static async Task<SentInvitation> InviteAsync(TestSchool school, string email, string role = RolePresets.Staff) =>
        (await school.Invitations().InviteAsync(school.Admin, new InviteMember { Email = email, Role = role }, default)).Ok();
}
