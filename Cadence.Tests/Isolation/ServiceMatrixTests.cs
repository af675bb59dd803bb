using Cadence.Core.Accounts;
using Cadence.Core.Data;
using Cadence.Core.Operations;
using Cadence.Core.Organizations;
using Cadence.Tests.Isolation.Planted;
using Cadence.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Cadence.Tests.Isolation;

/// <summary>Every method of every service, found by reflection, called by whoever should get nothing (design.md §3).</summary>
public sealed class ServiceMatrixTests(TwoSchools schools, ITestOutputHelper output) : IClassFixture<TwoSchools>
{
    /// <summary>Asynchronous methods of services that no member calls, each with its reason.</summary>
    private static readonly Dictionary<string, string> WithoutActor = new(StringComparer.Ordinal)
    {
        ["AccountOutboxService.ListAsync"] = "mails of accounts, above the organizations, for who operates the platform",
        ["AccountOutboxService.ReadAsync"] = "a mail of an account, for who operates the platform",
        ["AccountOutboxService.TryAgainAsync"] = "a mail of an account, for who operates the platform",
        ["AccountService.AskEmailChangeAsync"] = "a person's own account, above the organizations",
        ["AccountService.AskMagicLinkAsync"] = "before signing in; answers everybody alike",
        ["AccountService.AskResetAsync"] = "before signing in; answers everybody alike",
        ["AccountService.ChangePasswordAsync"] = "a person's own account, above the organizations",
        ["AccountService.ConfirmEmailAsync"] = "opened by the key of a mail",
        ["AccountService.ConfirmNewEmailAsync"] = "opened by the key of a mail",
        ["AccountService.DeleteAsync"] = "a person's own account, above the organizations",
        ["AccountService.IsConfirmedAsync"] = "a person's own account, above the organizations",
        ["AccountService.IsLinkGoodAsync"] = "opened by the key of a mail",
        ["AccountService.OwnerOfLinkAsync"] = "opened by the key of a mail",
        ["AccountService.ProveAsync"] = "a person's own account, above the organizations",
        ["AccountService.ResendConfirmationAsync"] = "a person's own account, above the organizations",
        ["AccountService.ResetAsync"] = "opened by the key of a mail",
        ["AccountService.SignUpAsync"] = "before signing in; answers everybody alike",
        ["AccountService.UseMagicLinkAsync"] = "opened by the key of a mail",
        ["FoundingService.FoundAsync"] = "a person without an organization founds one",
        ["InvitationService.AcceptAsync"] = "who was invited is no member yet; InvitationServiceTests attack it",
        ["InvitationService.FindAsync"] = "shows whoever has the link what it is for",
        ["InvitationService.RejectAsync"] = "who was invited is no member yet",
        ["LeavingService.LeaveAllAsync"] = "a person leaves all of their own organizations",
        ["MemberService.LeaveAsync"] = "a person's own membership, from above the organizations",
        ["OrganizationService.AddMemberAsync"] = "the program's own: an operator at the command line, and the demo",
        ["OrganizationService.FoundAsync"] = "founds the organization whose members would call it",
        ["ImpersonationService.ChoicesAsync"] = "asked by a platform administrator, whom the database checks (ImpersonationTests)",
        ["ImpersonationService.EndAsync"] = "one's own from inside, or any as a platform administrator, whom the database checks",
        ["ImpersonationService.ListAsync"] = "asked by a platform administrator, whom the database checks",
        ["ImpersonationService.StartAsync"] = "asked by a platform administrator, whom the database checks",
        ["PlatformService.HealthAsync"] = "there is no organization; the database asks whether a platform administrator asks (PlatformServiceTests)",
        ["PlatformService.IsAdminAsync"] = "the question itself",
        ["PlatformService.OrganizationsAsync"] = "there is no organization; the database asks whether a platform administrator asks (PlatformServiceTests)",
        ["UserSessionService.IsProvedAsync"] = "one of a person's own sign-ins, above the organizations",
        ["UserSessionService.ListAsync"] = "a person's own sign-ins, above the organizations",
        ["UserSessionService.LiveUntilAsync"] = "asks for the cookie that names user and sign-in",
        ["UserSessionService.OpenAsync"] = "signing in",
        ["UserSessionService.RevokeAllAsync"] = "a person's own sign-ins, above the organizations",
        ["UserSessionService.RevokeAsync"] = "one of a person's own sign-ins; another's is not found",
        ["UserSessionService.RevokeOthersAsync"] = "a person's own sign-ins, above the organizations",
        ["UserSessionService.SeeAsync"] = "asks for the cookie that names user and sign-in",
        ["UserSessionService.StepUpByPasskeyAsync"] = "one of a person's own sign-ins; another's is not found",
        ["UserSessionService.StepUpAsync"] = "one of a person's own sign-ins; another's is not found",
    };

    /// <summary>Methods that would end the school of all other calls; past their rights they stop at what was typed.</summary>
    private static readonly Dictionary<string, string> RefusedOnPurpose = new(StringComparer.Ordinal) { ["OwnershipService.ArchiveAsync"] = "Invalid ErrorConfirmSlug Slug" };

    /// <summary>Methods that write without a trace of who did it, each with its reason.</summary>
    private static readonly Dictionary<string, string> Untraced = new(StringComparer.Ordinal)
    {
        ["OutboxService.TryAgainAsync"] = "delivery state of a message, which is the program's own",
    };

    /// <summary>Permissions that can be given for some places.</summary>
    private static IEnumerable<Permission> Placed => Enum.GetValues<Permission>().Where(permission => PermissionScopes.Fits(permission, GrantScope.Venue));

    public static TheoryData<TenantMode> Modes => [TenantMode.Session, TenantMode.Local];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task No_service_tells_or_changes_anything_of_another_organization(TenantMode mode)
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, mode);

        Findings.None(await matrix.AttackWithForeignIdsAsync());

        Assert.True(matrix.Methods.Count >= 50, $"only {matrix.Methods.Count} methods found");
        output.WriteLine($"isolation: {matrix.Methods.Count} service methods of {ServiceMatrix.Product.Count} services attacked with foreign ids in {matrix.Calls} calls ({mode})");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_service_refuses_who_is_no_active_member(TenantMode mode)
    {
        var (suspended, removed) = (await schools.Own.AddMemberAsync(RolePresets.Admin), await schools.Own.AddMemberAsync(RolePresets.Owner));
        await schools.Own.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == suspended.UserId).ChangeStatus(MemberStatus.Suspended));
        await schools.Own.WriteAsync(db => db.Set<OrganizationMember>().Single(m => m.UserId == removed.UserId).ChangeStatus(MemberStatus.Removed));
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, mode);
        foreach (var (who, actor) in new[]
        {
            ("a member of another organization", Actor.User(schools.Own.OrganizationId, schools.Other.Owner.UserId!.Value)),
            ("nobody", Actor.User(schools.Own.OrganizationId, Guid.CreateVersion7())),
            ("a suspended member", suspended),
            ("a removed member", removed),
            ("a link without a user", new Actor(schools.Own.OrganizationId, ActorKind.FamilyLink, Guid.CreateVersion7())),
            ("a key without a user", new Actor(schools.Own.OrganizationId, ActorKind.ApiKey, Guid.CreateVersion7())),
        })
        {
            Findings.None(await matrix.AttackAsAsync(actor), who);
        }

        output.WriteLine($"isolation: {matrix.Methods.Count} service methods refused 6 kinds of strangers in {matrix.Calls} calls ({mode})");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_service_refuses_a_member_whose_role_asks_for_a_second_factor_they_lack(TenantMode mode)
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, mode);
        var planted = new ServiceMatrix(schools, [typeof(PlantedService)], mode);
        var actor = await LackingAsync();

        var answers = await matrix.AttackAsAsync(actor);
        var found = await planted.AttackAsAsync(actor);

        Findings.None(answers);
        Assert.Contains("PlantedService.CountAsync: success instead of Forbidden", found);
        output.WriteLine($"isolation: {matrix.Methods.Count} service methods refused a member without the second factor that their role asks for ({mode})");
    }

    /// <summary>Somebody who may do everything, once they have a second factor.</summary>
    private async Task<Actor> LackingAsync()
    {
        var actor = await schools.Own.AddMemberAsync(GrantScope.All, Enum.GetValues<Permission>());
        await using var owner = await schools.OwnerAsync();
        await Sql.ExecuteAsync(
            owner,
            "update organization_roles r set asks_second_factor = true from organization_members m where m.organization_id = $1 and m.user_id = $2 and r.organization_id = m.organization_id and r.key = m.role",
            schools.Own.OrganizationId, actor.UserId!.Value);
        return actor;
    }

    [Fact]
    public async Task Every_service_method_opens_with_its_permission_and_to_no_role_without_it()
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual);
        var needed = await NeededAsync(matrix);
        var grants = RolePresets.Grants().ToLookup(grant => grant.RoleKey, grant => (grant.Permission, grant.Scope));
        var findings = needed.Where(method => method.Value.Count != 1).Select(method => $"{method.Key}: opens with {(method.Value.Count == 0 ? "no single permission" : string.Join(", ", method.Value))}").ToList();
        var refused = new Dictionary<string, IReadOnlySet<string>>();
        var placed = Placed.ToList();
        foreach (var (role, actor, held) in new[]
        {
            (RolePresets.Owner, schools.Own.Owner, grants[RolePresets.Owner]), (RolePresets.Admin, schools.Own.Admin, grants[RolePresets.Admin]),
            (RolePresets.Staff, schools.Own.Staff, grants[RolePresets.Staff]), (RolePresets.Teacher, schools.Own.TeacherActor, grants[RolePresets.Teacher]),
            ("role of venues", await schools.Own.AddMemberAsync(GrantScope.Venue, placed, venues: [schools.Own.VenueId]), placed.Select(permission => (permission, GrantScope.Venue))),
            ("role of groups", await schools.Own.AddMemberAsync(GrantScope.Group, placed, groups: [schools.OwnGroup.Id]), placed.Select(permission => (permission, GrantScope.Group))),
        })
        {
            var forbidden = refused[role] = await matrix.ForbiddenAsync(actor);
            var permissions = held.ToDictionary(grant => grant.Item1, grant => grant.Item2);
            findings.AddRange(needed.Where(method => !method.Value.Any(permissions.ContainsKey) && !forbidden.Contains(method.Key)).Select(method => $"{method.Key}: open to {role}"));
            findings.AddRange(needed.Where(method => method.Value.Any(permission => permissions.GetValueOrDefault(permission) == GrantScope.All) && forbidden.Contains(method.Key)).Select(method => $"{method.Key}: closed to {role}, who holds it for everything"));
        }

        Findings.None(findings);
        foreach (var permission in new[] { Permission.PayApprove, Permission.PayWrite, Permission.OrganizationEdit })
        {
            var methods = needed.Where(method => method.Value.Contains(permission)).Select(method => method.Key).ToList();
            Assert.NotEmpty(methods);
            Assert.All(refused.Where(role => role.Key is not (RolePresets.Owner or RolePresets.Admin)), role => Assert.Subset(role.Value.ToHashSet(), methods.ToHashSet()));
            Assert.All(new[] { RolePresets.Owner, RolePresets.Admin }, role => Assert.Empty(refused[role].Intersect(methods)));
        }

        output.WriteLine($"isolation: {needed.Count} service methods by {Enum.GetValues<Permission>().Length} permissions in {matrix.Calls} calls; refused {string.Join(", ", refused.Select(role => $"{role.Value.Count} to {role.Key}"))}");
        output.WriteLine(string.Join('\n', needed.GroupBy(method => string.Join('+', method.Value)).Select(group => $"{group.Key}: {string.Join(", ", group.Select(method => method.Key))}")));
    }

    /// <summary>S2, S3: ids of another place of the same school are to a member of some places what another school's are.</summary>
    [Theory]
    [InlineData(GrantScope.Own)]
    [InlineData(GrantScope.Group)]
    [InlineData(GrantScope.Venue)]
    public async Task No_service_reaches_beyond_what_the_member_was_given(GrantScope scope)
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual);
        var actor = await schools.Own.AddMemberAsync(scope, Placed.Append(Permission.PayRead).Where(permission => PermissionScopes.Fits(permission, scope)), venues: [schools.Own.VenueId], groups: [schools.OwnGroup.Id]);

        Findings.None(await matrix.AttackOutOfReachAsync(actor, eachByItself: false));

        output.WriteLine($"isolation: {matrix.Calls} service methods that name something attacked out of reach of a role of scope {scope}");
        Assert.True(matrix.Calls >= 50);
    }

    [Fact]
    public async Task A_service_that_forgets_the_reach_is_reported()
    {
        var matrix = new ServiceMatrix(schools, [typeof(PlantedService)], TestMode.Usual);
        var actor = await schools.Own.AddMemberAsync(GrantScope.Venue, Placed, venues: [schools.Own.VenueId]);

        var findings = await matrix.AttackOutOfReachAsync(actor, eachByItself: true);

        Assert.Contains(findings, finding => finding.StartsWith("PlantedService.NameOfAsync(groupId=Group): success, tells of another place", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("PlantedService.RenameAsync: changed another place's groups", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_looks_in_as_somebody_else_is_refused_by_every_method_that_writes()
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual);
        var looking = await LookInAsync();

        var (forbidden, changed) = await matrix.LookAroundAsync(looking);
        var writers = await matrix.WritersAsync();

        Findings.None(changed);
        Findings.None(writers.Except(forbidden).Select(name => $"{name}: open to who only looks"));
        Assert.True(writers.Count >= 25, $"only {writers.Count} methods that write");
        Assert.True(matrix.Methods.Count - forbidden.Count >= 20, $"only {matrix.Methods.Count - forbidden.Count} methods are open to who looks in");
        output.WriteLine($"isolation: {writers.Count} methods that write are shut to who looks in, {matrix.Methods.Count - forbidden.Count} that read are open");
    }

    /// <summary>P5.</summary>
    [Fact]
    public async Task Every_service_method_that_writes_leaves_a_trace_in_the_same_transaction()
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual);

        var (writers, untraced) = await matrix.UntracedAsync();

        Findings.None(untraced.Where(finding => !Untraced.Keys.Any(name => finding.StartsWith(name + ":", StringComparison.Ordinal))));
        Findings.None(Untraced.Keys.Where(name => !untraced.Any(finding => finding.StartsWith(name + ":", StringComparison.Ordinal))), "exceptions that nothing needs");
        Assert.True(writers.Count >= 40, $"only {writers.Count} methods that write");
        output.WriteLine($"audit: {writers.Count - Untraced.Count} of {writers.Count} methods that write leave a trace in their transaction, {Untraced.Count} are listed: {string.Join(", ", writers.Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public async Task A_service_that_writes_without_a_trace_is_reported()
    {
        var matrix = new ServiceMatrix(schools, [typeof(PlantedWriterService)], TestMode.Usual);

        var (_, untraced) = await matrix.UntracedAsync();

        Assert.Contains("PlantedWriterService.MentionAsync: changed domain_events, event_sequences without a trace", untraced);
        Assert.Contains("PlantedWriterService.LateAsync: changed domain_events, event_sequences also when its trace could not be written", untraced);
        Assert.Contains("PlantedWriterService.ForgetAsync: changed outbox_messages without a trace", untraced);
    }

    [Fact]
    public async Task The_made_up_arguments_are_good_enough_to_be_let_in()
    {
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual);
        var answers = await matrix.AnswersAsync();

        // A refusal for another reason would stand before the one that the other tests look for.
        Findings.None(answers.Where(answer => answer.Value != RefusedOnPurpose.GetValueOrDefault(answer.Key, "success")).Select(answer => $"{answer.Key}: {answer.Value}"));
        output.WriteLine($"isolation: all {answers.Count} calls serve the own owner with own ids");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_familys_link_opens_its_own_page_and_no_other_service(TenantMode mode)
    {
        var ids = await SchoolIds.PlantAsync(schools.Own, "Propia");
        var matrix = new ServiceMatrix(schools, ServiceMatrix.Product, mode);

        var open = matrix.Names.Except(await matrix.ForbiddenAsync(Actor.FamilyLink(schools.Own.OrganizationId, ids["FamilyLink"])));

        Assert.Equal(["FamilyQueries.OfAsync"], open);
    }

    [Fact]
    public void Every_service_method_asks_who_acts()
    {
        var found = new ServiceMatrix(schools, ServiceMatrix.Product, TestMode.Usual).WithoutActor;

        Assert.Equal(WithoutActor.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Planted_services_are_reported_each_for_what_it_does()
    {
        var matrix = new ServiceMatrix(schools, [typeof(PlantedService)], TestMode.Usual);
        var nobody = Actor.User(schools.Own.OrganizationId, Guid.CreateVersion7());

        var foreign = await matrix.AttackWithForeignIdsAsync();
        var strangers = await matrix.AttackAsAsync(nobody);
        var needed = await NeededAsync(matrix);

        Assert.Collection(
            foreign.Order(StringComparer.Ordinal),
            finding => Assert.StartsWith("PlantedService.NameOfAsync(groupId=Group): tells Forastera", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.OddAsync(): can't be called", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.RenameAsync(GroupId=Group): changed the other organization's audit_entries", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.RenameAsync(GroupId=Group): changed the other organization's groups", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.StrangeAsync(): can't be called", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.TellAsync(groupId=Group): stops at Invalid ErrorTaken", finding, StringComparison.Ordinal),
            finding => Assert.StartsWith("PlantedService.TellAsync(groupId=Group): tells Forastera", finding, StringComparison.Ordinal));
        Assert.Contains("PlantedService.CountAsync: success instead of Forbidden", strangers);
        Assert.Equal(Enum.GetValues<Permission>().Length, needed["PlantedService.CountAsync"].Count);
        Assert.Equal([Permission.GroupsWrite], needed["PlantedService.RenameAsync"]);
    }

    /// <summary>The permissions that open each method alone, found by roles that hold just one.</summary>
    private async Task<IReadOnlyDictionary<string, IReadOnlyList<Permission>>> NeededAsync(ServiceMatrix matrix)
    {
        var methods = new Dictionary<string, List<Permission>>(StringComparer.Ordinal);
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var role = $"only-{(int)permission}-{Guid.NewGuid().ToString("n")[..12]}";
            await schools.Own.WriteAsync(db =>
            {
                db.Add(new OrganizationRole(role, preset: false));
                db.Add(new RoleGrant(role, permission, GrantScope.All));
            });
            var member = await schools.Own.AddMemberAsync(role);
            var (forbidden, all) = (await matrix.ForbiddenAsync(member), matrix.Names);
            foreach (var method in all)
            {
                var opens = methods.TryGetValue(method, out var known) ? known : methods[method] = [];
                if (!forbidden.Contains(method))
                {
                    opens.Add(permission);
                }
            }
        }

        return methods.ToDictionary(method => method.Key, method => (IReadOnlyList<Permission>)method.Value, StringComparer.Ordinal);
    }

    private async Task<Actor> LookInAsync()
    {
        await using var source = NpgsqlDataSource.Create(schools.Database.AppConnectionString);
        var (admin, member) = (schools.Other.Owner.UserId!.Value, schools.Own.Owner.UserId!.Value);
        var session = await new UserSessionService(source, new SignInLife(TimeSpan.FromDays(14), TimeSpan.FromDays(90)), schools.Own.Time).OpenAsync(admin, null, null, false, null, default);
        var email = await schools.Own.ScalarAsync<string>("select email from accounts.users where id = $1", admin);
        Assert.NotNull(await PlatformAdmins.SetAsync(schools.Database.OwnerConnectionString, email!, true, default));
        var started = await new ImpersonationService(source, schools.Own.Time).StartAsync(
            new PlatformAsker(admin, session), new StartImpersonation(schools.Own.OrganizationId, member, "Nos pidieron ayuda con la agenda", false), null, null, default);
        return Actor.User(schools.Own.OrganizationId, member, started.Ok());
    }
}
