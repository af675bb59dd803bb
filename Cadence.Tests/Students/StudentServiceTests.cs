using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Students;

public sealed class StudentServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_student_is_found_whatever_the_case_and_accents_and_listed_by_family_names()
    {
        var (school, students) = await SchoolAsync();
        foreach (var (given, family) in new[] { ("Óscar", "Zúñiga"), ("Ana", "Álvarez"), ("Eva", "Muñoz"), ("Noa", "Alba"), ("Leo", "") })
        {
            await AddAsync(school, students, new AddStudent { GivenName = given, FamilyNames = family, Phone = given == "Eva" ? "600 12 31 23" : null });
        }

        async Task<string[]> Found(string? text) => [.. (await students.ListAsync(school.Admin, new StudentSearch(text), default)).Value.Items.Select(s => s.GivenName)];

        Assert.Equal(["Noa", "Ana", "Leo", "Eva", "Óscar"], await Found(null));
        Assert.Equal(["Óscar"], await Found("zuniga OSCAR"));
        Assert.Equal(["Eva"], await Found("munoz"));
        Assert.Equal(["Eva"], await Found("600123"));
        Assert.Empty(await Found("munoz leo"));
        Assert.Empty(await Found("%"));
    }

    [Fact]
    public async Task Pages_hold_what_was_asked_for_and_say_how_many_there_are()
    {
        var (school, students) = await SchoolAsync();
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(school, students, new AddStudent { GivenName = "Ana", FamilyNames = $"Gil {i}" });
        }

        await AddAsync(school, students, new AddStudent { GivenName = "Eva", FamilyNames = "Sanz" });
        var second = (await students.ListAsync(school.Admin, new StudentSearch("gil", 1, 2), default)).Value;
        Assert.Equal(["Gil 2", "Gil 3"], second.Items.Select(s => s.FamilyNames));
        Assert.Equal((5, 6), (second.Total, second.Everybody));
    }

    [Fact]
    public async Task A_teacher_sees_the_students_of_their_own_groups_only()
    {
        var (school, students) = await SchoolAsync();
        var own = await school.AddGroupAsync("Salsa", students: 2);
        var others = await school.AddGroupAsync("Jazz", students: 3, teacherId: await school.AddTeacherAsync("Irene", "Vidal"));

        var list = (await students.ListAsync(school.TeacherActor, new StudentSearch(), default)).Value;
        Assert.Equal(own.StudentIds.Order(), list.Items.Select(s => s.Id).Order());
        Assert.Equal((2, 2), (list.Total, list.Everybody));
        Assert.True((await students.GetAsync(school.TeacherActor, own.StudentIds[0], default)).IsSuccess);
        Assert.Equal(ErrorKind.NotFound, Assert.Single((await students.GetAsync(school.TeacherActor, others.StudentIds[0], default)).Errors).Kind);
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await students.AddAsync(school.TeacherActor, new AddStudent { GivenName = "Ana" }, default)).Errors).Kind);
    }

    [Fact]
    public async Task Another_schools_student_is_as_unknown_as_one_that_never_was()
    {
        var (school, students) = await SchoolAsync();
        var other = await TestSchool.CreateAsync(database);
        var theirs = await other.AddStudentAsync();
        foreach (var id in new[] { theirs, Guid.CreateVersion7() })
        {
            Assert.Equal(ErrorKind.NotFound, Assert.Single((await students.GetAsync(school.Admin, id, default)).Errors).Kind);
            Assert.Equal(ErrorKind.NotFound, Assert.Single((await students.EditAsync(school.Admin, new EditStudent { Id = id, Version = 1, GivenName = "Ana" }, default)).Errors).Kind);
        }
    }

    [Fact]
    public async Task What_was_typed_is_kept_and_the_phone_can_be_called()
    {
        var (school, students) = await SchoolAsync();
        var id = await AddAsync(school, students, new AddStudent { GivenName = "Ana", FamilyNames = "Gil", PreferredName = "Anita", BirthDate = new DateOnly(2014, 11, 20), Email = " ana@example.es ", Phone = " tel: 600 12 31 23 " });
        var ana = (await students.GetAsync(school.Admin, id, default)).Value;
        Assert.Equal(("Ana", "Gil", "Ana Gil", "Anita"), (ana.GivenName, ana.FamilyNames, ana.FullName, ana.PreferredName));
        Assert.Equal(("ana@example.es", "tel: 600 12 31 23", "+34600123123"), (ana.Email, ana.Phone, ana.PhoneE164));
        Assert.Equal((11, StudentStatus.Active), (ana.Age!.Value, ana.Status));
    }

    [SharedFact]
    public async Task Every_naughty_string_can_be_a_name()
    {
        var (school, students) = await SchoolAsync();
        var names = System.Text.Json.JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(SharedData.PathOf("roster", "blns_half.json")))!;
        foreach (var name in names.Where(name => !string.IsNullOrWhiteSpace(name)))
        {
            var id = await AddAsync(school, students, new AddStudent { GivenName = name, FamilyNames = name });
            var kept = (await students.GetAsync(school.Admin, id, default)).Value;
            Assert.Equal((name, name), (kept.GivenName, kept.FamilyNames));
        }
    }

    [Fact]
    public async Task Adding_the_same_student_twice_adds_one()
    {
        var (school, students) = await SchoolAsync();
        var command = new AddStudent { GivenName = "Ana" };
        await AddAsync(school, students, command);
        await AddAsync(school, students, command);
        Assert.Equal(1, (await students.ListAsync(school.Admin, new StudentSearch(), default)).Value.Everybody);
    }

    [Fact]
    public async Task A_change_over_somebody_elses_change_is_refused_and_both_leave_an_audit()
    {
        var (school, students) = await SchoolAsync();
        var id = await AddAsync(school, students, new AddStudent { GivenName = "Ana" });
        var first = await students.EditAsync(school.Admin, new EditStudent { Id = id, Version = 1, GivenName = "Ana María" }, default);
        Assert.Equal(2, first.Value);
        var late = await students.EditAsync(school.Staff, new EditStudent { Id = id, Version = 1, GivenName = "Anabel" }, default);
        Assert.Equal(nameof(SharedTexts.ErrorChangedMeanwhile), Assert.Single(late.Errors).Code);
        Assert.Equal("Ana María", (await students.GetAsync(school.Admin, id, default)).Value.GivenName);
        Assert.Equal(2, await school.ScalarAsync<long>("select count(*) from audit_entries where entity_id = $1 and user_id = $2", id, school.Admin.UserId!.Value));
    }

    [Fact]
    public async Task Leaving_keeps_its_reason_and_coming_back_forgets_it()
    {
        var (school, students) = await SchoolAsync();
        var id = await AddAsync(school, students, new AddStudent { GivenName = "Ana" });
        var left = await students.EditAsync(school.Admin, new EditStudent { Id = id, Version = 1, GivenName = "Ana", Status = StudentStatus.Left, DropReason = "Se muda" }, default);
        Assert.Equal("Se muda", (await students.GetAsync(school.Admin, id, default)).Value.DropReason);
        await students.EditAsync(school.Admin, new EditStudent { Id = id, Version = left.Value, GivenName = "Ana", DropReason = "Se muda" }, default);
        Assert.Null((await students.GetAsync(school.Admin, id, default)).Value.DropReason);
    }

    public static TheoryData<string, AddStudent, string, string> BadDetails => new()
    {
        { "no name", new AddStudent { GivenName = " " }, nameof(SharedTexts.ErrorRequired), "GivenName" },
        { "long name", new AddStudent { GivenName = new string('a', 301) }, nameof(SharedTexts.ErrorTooLong), "GivenName" },
        { "long family names", new AddStudent { GivenName = "Ana", FamilyNames = new string('a', 301) }, nameof(SharedTexts.ErrorTooLong), "FamilyNames" },
        { "NUL", new AddStudent { GivenName = "A\0na" }, nameof(StudentsTexts.ErrorUnreadableText), "GivenName" },
        { "half a character", new AddStudent { GivenName = "Ana", PreferredName = "\ud83d" }, nameof(StudentsTexts.ErrorUnreadableText), "PreferredName" },
        { "e-mail", new AddStudent { GivenName = "Ana", Email = "ana(at)example.es" }, nameof(SharedTexts.ErrorEmailInvalid), "Email" },
        { "phone", new AddStudent { GivenName = "Ana", Phone = "600" }, nameof(SharedTexts.ErrorPhoneInvalid), "Phone" },
        { "long phone", new AddStudent { GivenName = "Ana", Phone = "600123123" + new string('x', 200) }, nameof(SharedTexts.ErrorTooLong), "Phone" },
        { "born tomorrow", new AddStudent { GivenName = "Ana", BirthDate = new DateOnly(2026, 11, 20) }, nameof(SharedTexts.ErrorDateRange), "BirthDate" },
        { "born in 1899", new AddStudent { GivenName = "Ana", BirthDate = new DateOnly(1899, 12, 31) }, nameof(SharedTexts.ErrorDateRange), "BirthDate" },
    };

    [Theory]
    [MemberData(nameof(BadDetails))]
    public async Task Bad_details_are_refused_at_their_field(string what, AddStudent command, string code, string field)
    {
        var (school, students) = await SchoolAsync();
        var error = Assert.Single((await students.AddAsync(school.Admin, command, default)).Errors);
        Assert.Equal((what, code, field), (what, error.Code, error.Field));
    }

    private static async Task<Guid> AddAsync(TestSchool school, StudentService students, AddStudent command)
    {
        var added = await students.AddAsync(school.Admin, command, default);
        Assert.Empty(added.Errors);
        return added.Value;
    }

    private async Task<(TestSchool School, StudentService Students)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new StudentService(school.Tenants));
    }
}
