using Cadence.Core.Data;
using Cadence.Core.Localization;
using Cadence.Core.Teachers;
using Cadence.Tests.Support;

namespace Cadence.Tests.Teachers;

public sealed class TeacherServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task A_teacher_is_added_changed_and_listed(TenantMode mode)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        var teachers = new TeacherService(school.Tenants);
        var command = new AddTeacher { GivenName = " Eva ", FamilyNames = "Ágreda", Email = "eva@compas.example", Phone = "612 345 678", EmployedFrom = new DateOnly(2026, 9, 1) };
        Assert.Equal(command.Id, (await teachers.AddAsync(school.Admin, command, default)).Ok());

        var edit = new EditTeacher { Id = command.Id, Version = 1, GivenName = "Eva", FamilyNames = "Ágreda", Language = "en", EmployedFrom = new DateOnly(2026, 9, 1), EmployedTo = new DateOnly(2026, 11, 18) };
        Assert.Equal(2, (await teachers.EditAsync(school.Staff, edit, default)).Ok());

        var profile = (await teachers.GetAsync(school.Owner, command.Id, default)).Ok();
        Assert.Equal(("Eva Ágreda", "en", false, false), (profile.FullName, profile.Language, profile.EmployedNow, profile.SignsIn));
        // Those who left stand last, whatever their names.
        Assert.Equal(["Leo Sanz/True/True", "Eva Ágreda/False/False"], (await teachers.ListAsync(school.Admin, default)).Ok().Select(t => $"{t.FullName}/{t.EmployedNow}/{t.SignsIn}"));
    }

    [Fact]
    public async Task Sending_the_same_teacher_at_once_adds_one()
    {
        var school = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        var command = new AddTeacher { GivenName = "Eva", EmployedFrom = school.Today };
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teachers.AddAsync(school.Admin, command, default))), answer => Assert.Equal(command.Id, answer.Ok()));
        Assert.Equal(2, (await teachers.ListAsync(school.Admin, default)).Ok().Count);
    }

    public static TheoryData<AddTeacher, string> WrongTeachers => new()
    {
        { new AddTeacher(), "GivenName: ErrorRequired, EmployedFrom: ErrorRequired" },
        { new AddTeacher { GivenName = "Eva", EmployedFrom = new DateOnly(2026, 2, 1), EmployedTo = new DateOnly(2026, 1, 31) }, "EmployedTo: ErrorDateOrder" },
        { new AddTeacher { GivenName = "Eva", EmployedFrom = new DateOnly(1900, 1, 1) }, "EmployedFrom: ErrorDateRange" },
        { new AddTeacher { GivenName = new string('x', 101), FamilyNames = new string('x', 101), PreferredName = new string('x', 101), EmployedFrom = new DateOnly(2026, 1, 1) }, "GivenName: ErrorTooLong, FamilyNames: ErrorTooLong, PreferredName: ErrorTooLong" },
        { new AddTeacher { GivenName = "Eva", Email = "eva@", Phone = "12", EmployedFrom = new DateOnly(2026, 1, 1) }, "Email: ErrorEmailInvalid, Phone: ErrorPhoneInvalid" },
        { new AddTeacher { GivenName = "Eva", Email = new string('x', 400) + "@compas.example", Phone = new string('6', 41), EmployedFrom = new DateOnly(2026, 1, 1) }, "Email: ErrorEmailInvalid, Phone: ErrorTooLong" },
        { new AddTeacher { GivenName = "Eva", Language = "fr", EmployedFrom = new DateOnly(2026, 1, 1) }, "Language: ErrorChoiceInvalid" },
        { new AddTeacher { GivenName = "Eva\ud83d", EmployedFrom = new DateOnly(2026, 1, 1) }, "GivenName: ErrorUnreadableText" },
    };

    [Theory]
    [MemberData(nameof(WrongTeachers), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_teacher_is_refused_at_its_fields_in_both_languages(AddTeacher command, string expected)
    {
        ArgumentNullException.ThrowIfNull(command);
        var school = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        var added = await teachers.AddAsync(school.Admin, command, default);
        var edited = await teachers.EditAsync(
            school.Admin,
            new EditTeacher
            {
                Id = school.TeacherId,
                Version = 1,
                GivenName = command.GivenName,
                FamilyNames = command.FamilyNames,
                PreferredName = command.PreferredName,
                Email = command.Email,
                Phone = command.Phone,
                Language = command.Language,
                EmployedFrom = command.EmployedFrom,
                EmployedTo = command.EmployedTo,
            },
            default);
        Assert.Equal((expected, expected), (added.Refusals(), edited.Refusals()));
        foreach (var language in new[] { "es", "en" })
        {
            using var reader = ReaderCulture.Speak(ReaderCulture.Of(language));
            Assert.All(added.Errors, error => Assert.DoesNotContain("{", ErrorText.Of(error), StringComparison.Ordinal));
        }

        Assert.Equal(["Leo Sanz"], (await teachers.ListAsync(school.Admin, default)).Ok().Select(teacher => teacher.FullName));
    }

    [Theory]
    [InlineData("ES91 2100 0418 4502 0005 1332", "•••• 1332", "")]
    [InlineData("es9121000418450200051332", "•••• 1332", "")]
    [InlineData("DE89-3704-0044-0532-0130-00", "•••• 3000", "")]
    [InlineData("032180000118359719", "•••• 9719", "")]
    [InlineData("ES91 2100 0418 4502 0005 1333", null, "ErrorBankAccountDigits")]
    [InlineData("ES91", null, "ErrorIbanLength")]
    [InlineData("12345", null, "ErrorIbanWithoutCountry")]
    [InlineData("cuenta de Eva", null, "ErrorBankAccountInvalid")]
    [InlineData("٠٣٢١٨٠٠٠٠١١٨٣٥٩٧١٩", null, "ErrorBankAccountInvalid")]
    public async Task A_bank_account_is_checked_and_only_its_end_is_shown(string typed, string? shown, string refused)
    {
        var school = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        var result = await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 1, NewBankAccount = typed }, default);
        Assert.Equal(refused.Length == 0 ? "" : "NewBankAccount: " + refused, result.Refusals());
        Assert.Equal(shown, (await teachers.GetAsync(school.Admin, school.TeacherId, default)).Ok().MaskedBankAccount);
    }

    [Fact]
    public async Task Changing_other_legal_data_keeps_the_account_until_it_is_removed()
    {
        var school = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 1, NewBankAccount = "ES9121000418450200051332" }, default)).Ok();
        (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 2, LegalName = "Leonardo Sanz", TaxId = "12345678Z", Address = "Calle 1" }, default)).Ok();
        var profile = (await teachers.GetAsync(school.TeacherActor, school.TeacherId, default)).Ok();
        Assert.Equal(("Leonardo Sanz", "12345678Z", "Calle 1", "•••• 1332"), (profile.LegalName, profile.TaxId, profile.Address, profile.MaskedBankAccount));
        Assert.Equal("ErrorChangedMeanwhile", (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 2, RemoveBankAccount = true }, default)).Refusals());
        (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 3, RemoveBankAccount = true }, default)).Ok();
        Assert.Null((await teachers.GetAsync(school.Admin, school.TeacherId, default)).Ok().MaskedBankAccount);
        Assert.Equal(
            "LegalName: ErrorTooLong, TaxId: ErrorTooLong, Address: ErrorTooLong",
            (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = school.TeacherId, Version = 4, LegalName = new string('x', 101), TaxId = new string('x', 41), Address = new string('x', 201) }, default)).Refusals());
    }

    [Fact]
    public async Task The_audit_holds_no_bank_account()
    {
        var school = await TestSchool.CreateAsync(database);
        var command = new EditLegalData { Id = school.TeacherId, Version = 1, NewBankAccount = "ES9121000418450200051332" };
        (await new TeacherService(school.Tenants).EditLegalDataAsync(school.Admin, command, default)).Ok();
        Assert.Equal(
            """{"bank_account": "personal"}""",
            await school.ScalarAsync<string>("select changes::text from audit_entries where organization_id = $1 and entity = 'teachers' and action = 'update'", school.OrganizationId));
    }

    [Fact]
    public async Task Another_organizations_teacher_looks_like_one_that_never_was()
    {
        var school = await TestSchool.CreateAsync(database);
        var other = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        foreach (var id in new[] { other.TeacherId, Guid.CreateVersion7() })
        {
            (await teachers.GetAsync(school.Admin, id, default)).IsNotFound();
            (await teachers.EditAsync(school.Admin, new EditTeacher { Id = id, Version = 1, GivenName = "Mío", EmployedFrom = school.Today }, default)).IsNotFound();
            (await teachers.EditLegalDataAsync(school.Admin, new EditLegalData { Id = id, Version = 1, TaxId = "1" }, default)).IsNotFound();
        }
    }

    [Fact]
    public async Task A_form_opened_before_somebody_elses_change_is_refused()
    {
        var school = await TestSchool.CreateAsync(database);
        var teachers = new TeacherService(school.Tenants);
        var command = new EditTeacher { Id = school.TeacherId, Version = 1, GivenName = "Leonardo", EmployedFrom = school.Today };
        (await teachers.EditAsync(school.Admin, command, default)).Ok();
        Assert.Equal("ErrorChangedMeanwhile", (await teachers.EditAsync(school.Staff, command with { GivenName = "Leo" }, default)).Refusals());
    }

    [Fact]
    public async Task A_teacher_sees_their_own_record_and_changes_nothing()
    {
        var school = await TestSchool.CreateAsync(database);
        var colleague = await school.AddTeacherAsync("Eva", "Gil");
        var teachers = new TeacherService(school.Tenants);
        Assert.Equal([school.TeacherId], (await teachers.ListAsync(school.TeacherActor, default)).Ok().Select(teacher => teacher.Id));
        (await teachers.GetAsync(school.TeacherActor, colleague, default)).IsNotFound();
        (await teachers.AddAsync(school.TeacherActor, new AddTeacher { GivenName = "Yo", EmployedFrom = school.Today }, default)).IsForbidden();
        (await teachers.EditAsync(school.TeacherActor, new EditTeacher { Id = school.TeacherId, Version = 1, GivenName = "Yo", EmployedFrom = school.Today }, default)).IsForbidden();
        (await teachers.EditLegalDataAsync(school.TeacherActor, new EditLegalData { Id = school.TeacherId, Version = 1 }, default)).IsForbidden();
        Assert.Empty((await teachers.ListAsync(await school.AddMemberAsync("teacher"), default)).Ok());
    }
}
