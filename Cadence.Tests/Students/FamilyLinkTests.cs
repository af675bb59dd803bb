using System.Text.RegularExpressions;
using Cadence.Core.Data;
using Cadence.Core.Kernel;
using Cadence.Core.Members;
using Cadence.Core.Notifications;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Students;

/// <summary>Promise S18 in the services: what a link is, how it ends, and how little it opens.</summary>
public sealed class FamilyLinkTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<TenantMode> Modes => [TenantMode.Session, TenantMode.Local];

    [Fact]
    public async Task A_links_secret_has_256_bits_and_only_its_hash_is_stored()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        var other = await GiveAsync(school, guardian);

        Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(given.Token).Length);
        Assert.NotEqual(given.Token, other.Token);
        Assert.Equal(FamilyToken.HashOf(other.Token), await school.ScalarAsync<byte[]>("select token_hash from family_links where id = $1", other.Id));
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        foreach (var table in await Sql.ColumnAsync<string>(owner, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'accounts')"))
        {
            Assert.Equal(0L, await Sql.ScalarAsync<long>(owner, $"select count(*) from {table} t where strpos(t::text, $1) > 0", given.Token));
        }

        // Nor does the audit keep the hash.
        Assert.Equal(0L, await Sql.ScalarAsync<long>(owner, "select count(*) from audit_entries where strpos(changes::text, 'token_hash') > 0"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_link_reads_its_guardians_students_and_no_other_familys(TenantMode mode)
    {
        var (school, mine, guardian) = await FamilyAsync();
        var neighbour = await school.AddStudentAsync("Nora", "Vecina");
        var other = await school.AddGuardianAsync("Joan", "Vecino", neighbour);
        var actor = await ActorAsync(school, await GiveAsync(school, guardian));
        var families = new FamilyQueries(school.TenantsIn(mode));

        // Whatever guardian is asked for, the link's own answers.
        foreach (var asked in new Guid?[] { null, guardian, other.GuardianId, Guid.CreateVersion7() })
        {
            Assert.Equal([mine], (await families.OfAsync(actor, asked, default)).Ok().Students.Select(student => student.Id));
        }
    }

    [Fact]
    public async Task A_siblings_other_guardian_is_not_shown_the_half_brother()
    {
        var school = await TestSchool.CreateAsync(database);
        var (shared, hers) = (await school.AddStudentAsync("Vera", "Pons"), await school.AddStudentAsync("Dario", "Gil"));
        var mother = await school.AddGuardianAsync("Mireia", "Vila", shared, hers);
        var father = await school.AddGuardianAsync("Joan", "Pons", shared);
        var families = new FamilyQueries(school.Tenants);

        var his = (await families.OfAsync(await ActorAsync(school, await GiveAsync(school, father.GuardianId)), null, default)).Ok();
        var both = (await families.OfAsync(await ActorAsync(school, await GiveAsync(school, mother.GuardianId)), null, default)).Ok();

        Assert.Equal([shared], his.Students.Select(student => student.Id));
        Assert.Equal(2, both.Students.Count);
    }

    [Fact]
    public async Task Who_may_not_be_told_sees_nothing_of_that_student()
    {
        var (school, mine, guardian) = await FamilyAsync();
        var paidFor = await school.AddStudentAsync("Vera");
        var service = new GuardianService(school.Tenants);
        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = paidFor, GuardianId = guardian, Pays = true }, default)).Ok();
        var actor = await ActorAsync(school, await GiveAsync(school, guardian));

        Assert.Equal([mine], (await new FamilyQueries(school.Tenants).OfAsync(actor, null, default)).Ok().Students.Select(student => student.Id));

        // Once nobody is left of whom they are told the link ends, and does not come back with the next student.
        var tie = (await service.OfStudentAsync(school.Staff, mine, default)).Ok().Guardians[0];
        (await service.EndAsync(school.Staff, tie.Id, default)).Ok();
        await AssertClosedAsync(school, actor);
        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = mine, GuardianId = guardian, Told = true }, default)).Ok();
        await AssertClosedAsync(school, actor);
    }

    [Fact]
    public async Task Taking_the_right_to_be_told_away_ends_the_link_and_none_is_given_without_it()
    {
        var (school, student, guardian) = await FamilyAsync();
        var actor = await ActorAsync(school, await GiveAsync(school, guardian));
        var service = new GuardianService(school.Tenants);
        var tie = (await service.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0];

        (await service.EditAsync(school.Staff, new EditGuardian { StudentGuardianId = tie.Id, Version = tie.Version, GivenName = "Mireia", Told = false, Pays = true }, default)).Ok();

        await AssertClosedAsync(school, actor);
        Assert.Equal(nameof(GuardiansTexts.ErrorNobodyTold), Assert.Single((await new FamilyLinkService(school.Tenants).GiveAsync(school.Staff, guardian, default)).Errors).Code);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_revoked_link_reads_nothing_at_once(TenantMode mode)
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        var actor = await ActorAsync(school, given);
        Assert.True((await new FamilyQueries(school.TenantsIn(mode)).OfAsync(actor, null, default)).IsSuccess);

        Assert.True((await new FamilyLinkService(school.Tenants).RevokeAsync(school.Staff, guardian, default)).Ok());

        await AssertClosedAsync(school, actor, mode);
        Assert.Null(await OpenAsync(school, given.Token));
        Assert.False((await new FamilyLinkService(school.Tenants).RevokeAsync(school.Staff, guardian, default)).Ok());
    }

    [Fact]
    public async Task A_link_expires_after_a_year_or_when_the_setting_says()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        Assert.Equal(school.Time.GetUtcNow().AddMonths(12), given.ExpiresAt);
        var actor = await ActorAsync(school, given);

        school.Time.Advance(given.ExpiresAt - school.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.True((await new FamilyQueries(school.Tenants).OfAsync(actor, null, default)).IsSuccess);
        school.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertClosedAsync(school, actor);
        Assert.Null(await OpenAsync(school, given.Token));
        // Nor is it shown as one that lives.
        Assert.Null((await new GuardianService(school.Tenants).OfStudentAsync(school.Staff, (await school.ScalarAsync<Guid>("select student_id from student_guardians where guardian_id = $1", guardian)), default)).Ok().Guardians[0].Link);

        await school.WriteAsync(db => db.Add(new OrganizationSetting(FamilyLinkService.MonthsKey, "3", school.Today)));
        Assert.Equal(school.Time.GetUtcNow().AddMonths(3), (await GiveAsync(school, guardian)).ExpiresAt);
    }

    [Fact]
    public async Task A_new_link_ends_the_old_and_two_given_at_once_leave_one_that_lives()
    {
        var (school, _, guardian) = await FamilyAsync();
        var old = await GiveAsync(school, guardian);
        var service = new FamilyLinkService(school.Tenants);

        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.GiveAsync(school.Staff, guardian, default)));

        Assert.Null(await OpenAsync(school, old.Token));
        var live = 0;
        foreach (var link in given)
        {
            live += await OpenAsync(school, link.Ok().Token) is null ? 0 : 1;
        }

        Assert.Equal(1, live);
        Assert.Equal((5L, 1L), (await CountAsync("true"), await CountAsync("revoked_at is null")));

        async Task<long> CountAsync(string where) => await school.ScalarAsync<long>($"select count(*) from family_links where organization_id = $1 and {where}", school.OrganizationId);
    }

    [Fact]
    public async Task A_link_may_be_opened_any_number_of_times_and_says_when_it_last_was()
    {
        var (school, student, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        Assert.Null((await StateAsync()).LastUsedAt);

        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await OpenAsync(school, given.Token));
        }

        var first = school.Time.GetUtcNow();
        Assert.Equal(first, (await StateAsync()).LastUsedAt);
        // Looking around for a while is one use.
        school.Time.Advance(TimeSpan.FromMinutes(9));
        await OpenAsync(school, given.Token);
        Assert.Equal(first, (await StateAsync()).LastUsedAt);
        school.Time.Advance(TimeSpan.FromMinutes(2));
        await OpenAsync(school, given.Token);
        Assert.Equal(school.Time.GetUtcNow(), (await StateAsync()).LastUsedAt);

        async Task<FamilyLinkState> StateAsync() => (await new GuardianService(school.Tenants).OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0].Link!;
    }

    [Fact]
    public async Task A_secret_that_never_was_opens_nothing()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);

        foreach (var token in new[] { "", "-", FamilyToken.New(), given.Token.ToUpperInvariant(), given.Token[..^1], given.Id.ToString(), "' or 1=1 --" })
        {
            Assert.Null(await OpenAsync(school, token));
        }
    }

    [Fact]
    public async Task A_link_of_one_school_opens_nothing_in_another()
    {
        var (school, _, guardian) = await FamilyAsync();
        var (other, _, stranger) = await FamilyAsync();
        var actor = await ActorAsync(school, await GiveAsync(school, guardian));
        await GiveAsync(other, stranger);

        await AssertClosedAsync(other, Actor.FamilyLink(other.OrganizationId, actor.Id));
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await new FamilyQueries(other.Tenants).OfAsync(Actor.FamilyLink(other.OrganizationId, Guid.CreateVersion7()), stranger, default)).Errors).Kind);
    }

    [Fact]
    public async Task A_link_of_an_archived_school_opens_nothing()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        var actor = await ActorAsync(school, given);
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);
        await Sql.ExecuteAsync(owner, "update organizations set archived_at = now() where id = $1", school.OrganizationId);

        Assert.Null(await OpenAsync(school, given.Token));
        await AssertClosedAsync(school, actor);
    }

    [Fact]
    public async Task A_mailed_link_gets_its_secret_when_it_leaves_and_goes_in_the_guardians_language()
    {
        var school = await TestSchool.CreateAsync(database);
        var student = await school.AddStudentAsync("Vera", "Pons");
        var guardians = new GuardianService(school.Tenants);
        (await guardians.AddAsync(school.Staff, new AddGuardian { StudentId = student, GivenName = "Mireia", FamilyNames = "Vila", Email = "mireia@example.com", Language = "en", Told = true }, default)).Ok();
        var guardian = (await guardians.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0];
        await using var server = new FakeMailServer();
        var smtp = TestMail.Smtp(server);

        var link = (await new FamilyLinkService(school.Tenants).SendAsync(school.Staff, guardian.GuardianId, default)).Ok();

        // Until then there is no secret, and the admin's view of the message shows none.
        Assert.Null(await school.ScalarAsync<byte[]>("select token_hash from family_links where id = $1", link));
        Assert.True((await guardians.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0].Link!.Waits);
        var shown = Assert.Single((await new OutboxService(school.Tenants, TestMail.Composer, smtp).ListAsync(school.Admin, default)).Ok().Items);
        Assert.Equal(("Mireia Vila", "mireia@example.com"), (shown.To, shown.Address));
        Assert.DoesNotContain("/family/", shown.Text, StringComparison.Ordinal);
        Assert.Null(await school.ScalarAsync<byte[]>("select token_hash from family_links where id = $1", link));

        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        await TestMail.SendDueAsync(source, school, smtp);

        var mail = Assert.Single(server.Mails).TextBody;
        var token = Regex.Match(mail!, "https://cadence\\.example\\.com/en/family/([A-Za-z0-9_-]{43})").Groups[1].Value;
        Assert.Contains("Vera", mail!, StringComparison.Ordinal);
        Assert.Contains("With this link you see", mail!, StringComparison.Ordinal);
        Assert.Equal(link, (await OpenAsync(school, token))?.Actor.Id);
        Assert.False((await guardians.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0].Link!.Waits);
    }

    [Fact]
    public async Task A_link_that_was_revoked_before_its_mail_left_is_not_sent()
    {
        var school = await TestSchool.CreateAsync(database);
        var student = await school.AddStudentAsync();
        (await new GuardianService(school.Tenants).AddAsync(school.Staff, new AddGuardian { StudentId = student, GivenName = "Mireia", Email = "mireia@example.com", Told = true }, default)).Ok();
        var guardian = await school.ScalarAsync<Guid>("select guardian_id from student_guardians where student_id = $1", student);
        var links = new FamilyLinkService(school.Tenants);
        (await links.SendAsync(school.Staff, guardian, default)).Ok();
        (await links.RevokeAsync(school.Staff, guardian, default)).Ok();

        var item = Assert.Single((await new OutboxService(school.Tenants, new MailComposer(new PublicAddress(null), new InvitationSecrets(TestSchool.Protection)), null).ListAsync(school.Admin, default)).Ok().Items);

        Assert.Equal(OutboxState.NotNeeded, item.State);
    }

    [Fact]
    public async Task Somebody_without_an_address_gets_no_mail_and_keeps_the_link_they_have()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);

        Assert.Equal(nameof(GuardiansTexts.ErrorGuardianWithoutEmail), Assert.Single((await new FamilyLinkService(school.Tenants).SendAsync(school.Staff, guardian, default)).Errors).Code);
        Assert.NotNull(await OpenAsync(school, given.Token));
    }

    [Fact]
    public async Task Giving_and_revoking_are_audited_with_who_did_it_and_being_used_is_not()
    {
        var (school, _, guardian) = await FamilyAsync();
        var given = await GiveAsync(school, guardian);
        await OpenAsync(school, given.Token);
        (await new FamilyLinkService(school.Tenants).RevokeAsync(school.Admin, guardian, default)).Ok();
        await using var owner = await Sql.OpenAsync(database.OwnerConnectionString);

        Assert.Equal(
            ["insert " + school.Staff.UserId, "update " + school.Admin.UserId],
            await Sql.ColumnAsync<string>(owner, "select action || ' ' || user_id from audit_entries where entity = 'family_links' and entity_id = $1 order by recorded_at", given.Id));
    }

    private static async Task AssertClosedAsync(TestSchool school, Actor actor, TenantMode mode = TenantMode.Session) =>
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await new FamilyQueries(school.TenantsIn(mode)).OfAsync(actor, null, default)).Errors).Kind);

    private static async Task<GivenFamilyLink> GiveAsync(TestSchool school, Guid guardian) => (await new FamilyLinkService(school.Tenants).GiveAsync(school.Staff, guardian, default)).Ok();

    private async Task<Actor> ActorAsync(TestSchool school, GivenFamilyLink given) => (await OpenAsync(school, given.Token))!.Actor;

    private async Task<OpenFamilyLink?> OpenAsync(TestSchool school, string token)
    {
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        return await new FamilyLinkDirectory(source, school.Time).OpenAsync(FamilyToken.HashOf(token), default);
    }

    private async Task<(TestSchool School, Guid Student, Guid Guardian)> FamilyAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        var student = await school.AddStudentAsync("Dario", "Pons");
        return (school, student, (await school.AddGuardianAsync("Mireia", "Vila", student)).GuardianId);
    }
}
