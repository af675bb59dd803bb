using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Students;

/// <summary>The people behind the students (domain.md §1).</summary>
public sealed class GuardianServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_guardian_of_siblings_is_found_and_not_typed_again()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var (dario, vera) = (await school.AddStudentAsync("Dario", "Pons"), await school.AddStudentAsync("Vera", "Pons"));
        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = dario, GivenName = "Mireia", FamilyNames = "Vila", Phone = "611 22 33 44", Told = true, Pays = true }, default)).Ok();

        // By her own name without accents, by the sibling's, by digits of her phone.
        foreach (var words in new[] { "vila mireia", "DARIO", "6112233" })
        {
            var found = Assert.Single((await service.SearchAsync(school.Staff, words, default)).Ok());
            Assert.Equal(("Mireia Vila", "Dario Pons"), (found.FullName, Assert.Single(found.Students)));
        }

        var known = (await service.SearchAsync(school.Staff, "mireia", default)).Ok()[0];
        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = vera, GuardianId = known.Id, Relation = GuardianRelation.Mother, Told = true }, default)).Ok();

        var item = Assert.Single((await service.OfStudentAsync(school.Staff, vera, default)).Ok().Guardians);
        Assert.Equal((known.Id, "+34611223344", true, false, "Dario Pons"), (item.GuardianId, item.PhoneE164, item.Told, item.Pays, Assert.Single(item.Siblings).FullName));
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from guardians where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Sending_the_same_guardian_twice_adds_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var command = new AddGuardian { StudentId = await school.AddStudentAsync(), GivenName = "Mireia", Told = true };

        Assert.Equal((await service.AddAsync(school.Staff, command, default)).Ok(), (await service.AddAsync(school.Staff, command, default)).Ok());
        Assert.Equal(1L, await school.ScalarAsync<long>("select count(*) from student_guardians where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Two_parents_may_share_an_address_and_a_phone()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var student = await school.AddStudentAsync();
        foreach (var name in new[] { "Mireia", "Joan" })
        {
            (await service.AddAsync(school.Staff, new AddGuardian { StudentId = student, GivenName = name, Email = "casa@example.com", Phone = "611 22 33 44", Told = true }, default)).Ok();
        }

        Assert.Equal(["Mireia", "Joan"], (await service.OfStudentAsync(school.Staff, student, default)).Ok().Guardians.Select(guardian => guardian.FullName));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_its_field()
    {
        var school = await TestSchool.CreateAsync(database);
        var refused = await new GuardianService(school.Tenants).AddAsync(
            school.Staff,
            new AddGuardian { StudentId = await school.AddStudentAsync(), GivenName = " ", FamilyNames = "a\0b", Email = "mireia@", Phone = "12", Language = "xx", Relation = (GuardianRelation)99 },
            default);

        Assert.Equal(
            [
                (nameof(GuardianDetails.Email), nameof(SharedTexts.ErrorEmailInvalid)), (nameof(GuardianDetails.FamilyNames), nameof(StudentsTexts.ErrorUnreadableText)),
                (nameof(GuardianDetails.GivenName), nameof(SharedTexts.ErrorRequired)), (nameof(GuardianDetails.Language), nameof(SharedTexts.ErrorChoiceInvalid)),
                (nameof(GuardianDetails.Phone), nameof(SharedTexts.ErrorPhoneInvalid)), (nameof(GuardianDetails.Relation), nameof(SharedTexts.ErrorChoiceInvalid)),
            ],
            refused.Errors.Select(error => (error.Field!, error.Code)).Order());
    }

    [Fact]
    public async Task Only_somebody_of_age_is_their_own_contact()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var (grown, young) = (await BornAsync(school.Today.AddYears(-18)), await BornAsync(school.Today.AddYears(-18).AddDays(1)));

        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = grown, GivenName = "Noa", Relation = GuardianRelation.Self, Told = true }, default)).Ok();
        var refused = await service.AddAsync(school.Staff, new AddGuardian { StudentId = young, GivenName = "Noa", Relation = GuardianRelation.Self, Told = true }, default);

        Assert.Equal(nameof(GuardiansTexts.ErrorUnderAge), Assert.Single(refused.Errors).Code);

        async Task<Guid> BornAsync(DateOnly day) => (await new StudentService(school.Tenants).AddAsync(school.Staff, new AddStudent { GivenName = "Noa", BirthDate = day }, default)).Ok();
    }

    [Fact]
    public async Task Of_two_who_change_a_guardian_at_once_the_second_is_told()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var student = await school.AddStudentAsync();
        await school.AddGuardianAsync("Mireia", "Vila", student);
        var seen = (await service.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0];
        var change = new EditGuardian { StudentGuardianId = seen.Id, Version = seen.Version, GivenName = "Mireia", FamilyNames = "Vila", Email = "m@example.com", Relation = seen.Relation, Told = true, Pays = true };

        Assert.Equal(seen.Version + 1, (await service.EditAsync(school.Staff, change, default)).Ok());
        var late = await service.EditAsync(school.Admin, change with { Email = "other@example.com" }, default);

        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), Assert.Single(late.Errors).Code);
        Assert.Equal("m@example.com", (await service.OfStudentAsync(school.Staff, student, default)).Ok().Guardians[0].Email);
    }

    [Fact]
    public async Task Ending_a_guardian_leaves_the_siblings_theirs()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var (dario, vera) = (await school.AddStudentAsync("Dario"), await school.AddStudentAsync("Vera"));
        var tie = await school.AddGuardianAsync("Mireia", "Vila", dario, vera);

        (await service.EndAsync(school.Staff, tie.Id, default)).Ok();

        Assert.Empty((await service.OfStudentAsync(school.Staff, dario, default)).Ok().Guardians);
        Assert.Single((await service.OfStudentAsync(school.Staff, vera, default)).Ok().Guardians);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await service.EndAsync(school.Staff, tie.Id, default)).Errors).Kind);
        // It can begin anew.
        (await service.AddAsync(school.Staff, new AddGuardian { StudentId = dario, GuardianId = tie.GuardianId, Told = true }, default)).Ok();
        Assert.Single((await service.OfStudentAsync(school.Staff, dario, default)).Ok().Guardians);
    }

    [Fact]
    public async Task A_teacher_sees_the_families_of_their_own_groups_and_changes_none()
    {
        var school = await TestSchool.CreateAsync(database);
        var service = new GuardianService(school.Tenants);
        var own = (await school.AddGroupAsync("Jazz", students: 1)).StudentIds[0];
        var elsewhere = await school.AddStudentAsync();
        await school.AddGuardianAsync("Mireia", "Vila", own);
        await school.AddGuardianAsync("Joan", "Vila", elsewhere);

        Assert.Single((await service.OfStudentAsync(school.TeacherActor, own, default)).Ok().Guardians);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await service.OfStudentAsync(school.TeacherActor, elsewhere, default)).Errors).Kind);
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await service.AddAsync(school.TeacherActor, new AddGuardian { StudentId = own, GivenName = "X" }, default)).Errors).Kind);
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await service.SearchAsync(school.TeacherActor, "vila", default)).Errors).Kind);
    }
}
