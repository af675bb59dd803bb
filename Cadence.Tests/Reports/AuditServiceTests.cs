using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Reports;

/// <summary>Who changed what, as who may read it sees it.</summary>
public sealed class AuditServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_change_says_who_what_and_from_what_to_what_the_newest_first()
    {
        var school = await TestSchool.CreateAsync(database);
        var student = await RenameAsync(school, "Noa", "Noelia", "600 111 222");

        var list = await ListAsync(school, new AuditSearch { Entity = "students" });

        Assert.Equal([AuditAction.Update, AuditAction.Insert], list.Select(item => item.Action));
        var change = list[0];
        Assert.Equal((school.Admin.UserId, ActorKind.User, student, "Noelia Pons"), (change.By.UserId, change.By.Kind, change.EntityId, change.Thing?.Text));
        Assert.NotNull(change.By.Name);
        Assert.Equal((new AuditValue("Noa"), new AuditValue("Noelia")), ValuesOf(change, "given_name"));
        Assert.Equal((null, new AuditValue("600 111 222")), ValuesOf(change, "phone"));
    }

    [Fact]
    public async Task Ids_are_shown_as_the_names_they_lead_to()
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa N1");
        var student = await school.AddStudentAsync("Noa", "Pons");
        await school.EnrolAsync(group, student, school.Today);
        var session = await school.AddSessionAsync(group, school.Today, "20:00", "21:00");

        var enrolment = Assert.Single(await ListAsync(school, new AuditSearch { Entity = "student_groups" }));
        var planned = (await ListAsync(school, new AuditSearch { Entity = "class_sessions", ThingId = session })).Single(item => item.Entity == "class_sessions");

        Assert.Equal("Noa Pons · Salsa N1", enrolment.Thing?.Text);
        Assert.Equal(("Noa Pons", "Salsa N1"), (ValuesOf(enrolment, "student_id").New?.Name?.Text, ValuesOf(enrolment, "group_id").New?.Name?.Text));
        Assert.Equal(new AuditName("Salsa N1", school.Today), planned.Thing);
        Assert.Equal("Estudio Centro", ValuesOf(planned, "venue_id").New?.Name?.Text);
    }

    [Fact]
    public async Task One_thing_brings_what_belongs_to_it_and_nothing_of_others()
    {
        var school = await TestSchool.CreateAsync(database);
        var group = await school.AddGroupAsync("Salsa N1");
        var (mine, other) = (await school.AddStudentAsync("Noa", "Pons"), await school.AddStudentAsync("Leo", "Gil"));
        await school.EnrolAsync(group, mine, school.Today);
        await school.EnrolAsync(group, other, school.Today);
        await school.AddGuardianAsync("Marta", "Pons", mine);

        var list = await ListAsync(school, new AuditSearch { Entity = "students", ThingId = mine });

        Assert.Equal(["student_groups", "student_guardians", "students"], list.Select(item => item.Entity).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(list, item => item.Thing?.Text.Contains("Leo", StringComparison.Ordinal) == true);
        Assert.Contains(await ListAsync(school, new AuditSearch { Entity = "venues", ThingId = school.VenueId }), item => item.Entity == "rooms");
        Assert.Contains(await ListAsync(school, new AuditSearch { Entity = "organizations", ThingId = school.OrganizationId }), item => item.Entity == "organizations");
    }

    [Fact]
    public async Task The_places_of_a_member_are_in_their_history_also_when_they_were_taken_back()
    {
        var school = await TestSchool.CreateAsync(database);
        var actor = await school.AddMemberAsync(GrantScope.Venue, [Permission.PeopleRead], venues: [school.VenueId]);
        var member = await school.ScalarAsync<Guid>("select id from organization_members where organization_id = $1 and user_id = $2", school.OrganizationId, actor.UserId!.Value);
        await school.ScalarAsync<object>("delete from member_places where organization_id = $1 and member_id = $2", school.OrganizationId, member);

        var list = await ListAsync(school, new AuditSearch { Entity = "organization_members", ThingId = member });

        Assert.Equal([AuditAction.Delete, AuditAction.Insert], list.Where(item => item.Entity == "member_places").Select(item => item.Action).Order().Reverse());
    }

    [Fact]
    public async Task Changes_are_found_by_who_made_them()
    {
        var school = await TestSchool.CreateAsync(database);
        await RenameAsync(school, "Noa", "Noelia");
        await PlantAsync(school, "2026-05-05 10:00+00", "platform", school.Admin.UserId, school.Owner.UserId);

        var (admin, teacher) = (await ListAsync(school, new AuditSearch { Author = AuditAuthor.Member, UserId = school.Admin.UserId }), await ListAsync(school, new AuditSearch { Author = AuditAuthor.Member, UserId = school.TeacherActor.UserId }));
        var (program, platform) = (await ListAsync(school, new AuditSearch { Author = AuditAuthor.Program }), await ListAsync(school, new AuditSearch { Author = AuditAuthor.Platform }));

        Assert.Contains(admin, item => item.Action == AuditAction.Update);
        Assert.All(admin, item => Assert.Equal((school.Admin.UserId, ActorKind.User), (item.By.UserId, item.By.Kind)));
        Assert.Empty(teacher);
        Assert.NotEmpty(program);
        Assert.All(program, item => Assert.True(item.By.IsProgram));
        var looked = Assert.Single(platform);
        Assert.NotNull(looked.By.Name);
        Assert.NotNull(looked.By.InNameOf);
        Assert.NotEqual(looked.By.Name, looked.By.InNameOf);
        Assert.Equal("Ayuda", looked.Reason);
        Assert.Contains((await new AuditService(school.Tenants).PeopleAsync(school.Admin, default)).Ok().People, person => person.UserId == school.Admin.UserId);
    }

    /// <summary>In Madrid 29 March 2026 has 23 hours, from 23:00 to 22:00 UTC.</summary>
    [Theory]
    [InlineData("2026-03-28 22:59:59+00", false)]
    [InlineData("2026-03-28 23:00:00+00", true)]
    [InlineData("2026-03-29 21:59:59+00", true)]
    [InlineData("2026-03-29 22:00:00+00", false)]
    public async Task A_day_is_the_day_of_the_organization(string at, bool found)
    {
        var school = await TestSchool.CreateAsync(database);
        await PlantAsync(school, at, "user", school.Admin.UserId, school.Admin.UserId);
        var day = new DateOnly(2026, 3, 29);

        Assert.Equal(found ? 1 : 0, (await ListAsync(school, new AuditSearch { From = day, To = day })).Count);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_also_inside_one_transaction()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.ScalarAsync<object>(
            """
            insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, changes, recorded_at)
            select $1, gen_random_uuid(), 'venues', $2, 'update', 'job', '{"name": ["A", "B"]}', timestamptz '2026-01-01 12:00+00' + (n / 40) * interval '1 second' from generate_series(1, 120) n
            """,
            school.OrganizationId,
            Guid.CreateVersion7());
        var (service, search, seen) = (new AuditService(school.Tenants), new AuditSearch { To = new DateOnly(2026, 1, 2) }, new List<AuditItem>());
        var pages = 0;
        for (AuditPlace? next = null; pages == 0 || next is not null; pages++)
        {
            var page = (await service.ListAsync(school.Admin, search with { Before = next }, default)).Ok();
            seen.AddRange(page.Items);
            next = page.Next;
        }

        Assert.Equal((3, 120, 120), (pages, seen.Count, seen.DistinctBy(item => item.Id).Count()));
        Assert.Equal(seen.OrderByDescending(item => item.At).Select(item => item.At), seen.Select(item => item.At));
    }

    [Fact]
    public async Task A_kind_that_is_none_and_a_thing_without_its_kind_have_no_changes()
    {
        var school = await TestSchool.CreateAsync(database);

        Assert.Empty(await ListAsync(school, new AuditSearch { Entity = "pg_class" }));
        Assert.Empty(await ListAsync(school, new AuditSearch { ThingId = school.VenueId }));
        Assert.Empty(await ListAsync(school, new AuditSearch { Author = AuditAuthor.Member }));
        Assert.NotEmpty(await ListAsync(school, new AuditSearch { From = DateOnly.MinValue, To = DateOnly.MaxValue }));
    }

    [Fact]
    public async Task Of_a_bank_account_only_the_end_is_told()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.ScalarAsync<object>("update teachers set bank_account = 'ES9121000418450200051332' where organization_id = $1", school.OrganizationId);

        var list = await ListAsync(school, new AuditSearch { Entity = "teachers" });

        Assert.Contains(list, item => item.Columns.Any(column => column is { Name: "bank_account", New.Text: "•••• 1332" }));
        Assert.DoesNotContain("ES91", System.Text.Json.JsonSerializer.Serialize(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_may_read_it_reads_it()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new AuditService(school.Tenants);

        (await service.ListAsync(school.Staff, new AuditSearch(), default)).IsForbidden();
        (await service.ListAsync(school.TeacherActor, new AuditSearch(), default)).IsForbidden();
        (await service.PeopleAsync(school.Staff, default)).IsForbidden();
        (await service.ErasePersonalValuesAsync(school.Staff, await school.AddStudentAsync(), default)).IsForbidden();
    }

    [Fact]
    public async Task Erased_values_are_gone_the_changes_stay_and_the_erasure_is_one_of_them()
    {
        var school = await TestSchool.CreateAsync(database);
        var (student, other) = (await RenameAsync(school, "Noa", "Noelia", "600 111 222"), await RenameAsync(school, "Leo", "Leonardo"));
        var before = await ListAsync(school, new AuditSearch { Entity = "students", ThingId = student });
        var service = new AuditService(school.Tenants);

        var erased = (await service.ErasePersonalValuesAsync(school.Admin, student, default)).Ok();

        var after = await ListAsync(school, new AuditSearch { Entity = "students", ThingId = student });
        Assert.True(erased >= 5, $"only {erased} values erased");
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from audit_personal_values where person_id = $1", student));
        Assert.Equal(before.Select(item => item.Id), after.Skip(1).Select(item => item.Id));
        Assert.Equal((AuditService.Erasure, AuditAction.Delete, school.Admin.UserId, "Noelia Pons"), (after[0].Entity, after[0].Action, after[0].By.UserId, after[0].Thing?.Text));
        Assert.Equal(new AuditValue(erased.ToString(System.Globalization.CultureInfo.InvariantCulture)), ValuesOf(after[0], "erased").New);
        Assert.True(after[1].Columns.Single(column => column.Name == "phone").IsErased);
        Assert.Equal("600 111 222", await school.ScalarAsync<string>("select phone from students where id = $1", student));

        // Somebody else's stay, and what is gone is not erased again.
        Assert.Equal((new AuditValue("Leo"), new AuditValue("Leonardo")), ValuesOf((await ListAsync(school, new AuditSearch { Entity = "students", ThingId = other }))[0], "given_name"));
        Assert.Equal(0, (await service.ErasePersonalValuesAsync(school.Admin, student, default)).Ok());
        Assert.Equal(after.Count, (await ListAsync(school, new AuditSearch { Entity = "students", ThingId = student })).Count);
    }

    [Fact]
    public async Task Guardians_and_teachers_are_erased_too_and_what_is_no_person_is_not_found()
    {
        var school = await TestSchool.CreateAsync(database);
        var guardian = (await school.AddGuardianAsync("Marta", "Pons", await school.AddStudentAsync())).GuardianId;
        var service = new AuditService(school.Tenants);

        Assert.True((await service.ErasePersonalValuesAsync(school.Admin, guardian, default)).Ok() > 0);
        Assert.True((await service.ErasePersonalValuesAsync(school.Admin, school.TeacherId, default)).Ok() > 0);
        foreach (var nobody in new[] { school.VenueId, school.OrganizationId, Guid.CreateVersion7() })
        {
            (await service.ErasePersonalValuesAsync(school.Admin, nobody, default)).IsNotFound();
        }
    }

    [Fact]
    public async Task A_grant_that_reaches_further_says_which_grant_it_is()
    {
        var school = await TestSchool.CreateAsync(database);
        var role = await school.AddRoleAsync("Recepción", (Permission.PeopleRead, GrantScope.Group));
        await school.ScalarAsync<object>("update role_grants set scope = 'all' where organization_id = $1 and role_key = $2", school.OrganizationId, role);

        var change = (await ListAsync(school, new AuditSearch { Entity = "role_grants" })).Single(item => item.Action == AuditAction.Update);

        Assert.Equal((new AuditValue("group"), new AuditValue("all")), ValuesOf(change, "scope"));
        Assert.Equal((new AuditValue("Recepción"), new AuditValue("people_read")), (ValuesOf(change, "role_key").New, ValuesOf(change, "permission").New));
    }

    [Fact]
    public async Task The_history_of_roles_tells_of_what_they_may_do_too_and_of_nothing_else()
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddRoleAsync("Recepción", (Permission.PeopleRead, GrantScope.Group));

        var changes = await ListAsync(school, new AuditSearch { Entity = "organization_roles" });

        Assert.Equal(["organization_roles", "role_grants"], changes.Select(item => item.Entity).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(changes, item => item.Entity == "role_grants" && ValuesOf(item, "role_key").New == new AuditValue("Recepción"));
    }

    private static (AuditValue? Old, AuditValue? New) ValuesOf(AuditItem item, string column)
    {
        var found = item.Columns.Single(candidate => candidate.Name == column);
        return (found.Old, found.New);
    }

    private static async Task<IReadOnlyList<AuditItem>> ListAsync(TestSchool school, AuditSearch search) => (await new AuditService(school.Tenants).ListAsync(school.Admin, search, default)).Ok().Items;

    private static async Task<Guid> RenameAsync(TestSchool school, string before, string after, string? phone = null)
    {
        var students = new StudentService(school.Tenants);
        var added = new AddStudent { GivenName = before, FamilyNames = "Pons" };
        (await students.AddAsync(school.Admin, added, default)).Ok();
        (await students.EditAsync(school.Admin, new EditStudent { Id = added.Id, Version = 1, GivenName = after, FamilyNames = "Pons", Phone = phone }, default)).Ok();
        return added.Id;
    }

    private static Task<object?> PlantAsync(TestSchool school, string at, string kind, Guid? user, Guid? actor) => school.ScalarAsync<object>(
        """
        insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, user_id, actor_id, reason, changes, recorded_at)
        values ($1, gen_random_uuid(), 'venues', $2, 'update', $3, $4, $5, 'Ayuda', '{"name": ["A", "B"]}', $6::text::timestamptz)
        """,
        school.OrganizationId, school.VenueId, kind, user!, actor!, at);
}
