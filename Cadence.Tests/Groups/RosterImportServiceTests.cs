using Cadence.Core.Data;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Students;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.Groups;

public sealed class RosterImportServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Header = "Nombre;Apellidos;Teléfono;Grupo;Alta;Cuota";

    private static readonly string[] FourGroups = ["Salsa Iniciación", "Bachata Intermedio", "Ballet Infantil", "Flamenco Adultos"];

    [SharedTheory]
    [InlineData(TenantMode.Session)]
    [InlineData(TenantMode.Local)]
    public async Task The_sample_brings_twelve_people_into_four_groups_and_again_nobody(TenantMode mode)
    {
        var (school, imports) = await SchoolAsync(mode, FourGroups);
        using var stream = System.IO.File.OpenRead(SharedData.PathOf("roster", "alumnos_sample_es_latin1.csv"));
        var preview = (await imports.PreviewAsync(school.Admin, "alumnos.csv", stream, default)).Value;
        Assert.Equal((12, 1, 1, 5), (preview.Roster.Students, preview.Roster.Duplicates, preview.Roster.RowsWithErrors, preview.Roster.Errors.Count()));
        Assert.Equal(0, await CountAsync(school, "students"));

        var ticked = preview.Roster.Rows.Where(row => row.State == RosterRowState.Ready).Select(row => row.Number).ToList();
        var applied = (await imports.ApplyAsync(school.Admin, new ApplyRoster(preview.File, ticked), default)).Value;

        Assert.Equal((12, 12), (applied.Students, applied.Enrolments));
        Assert.Equal((12, 12, 1), (await CountAsync(school, "students"), await CountAsync(school, "student_groups"), await CountAsync(school, "import_batches")));
        Assert.Equal("Ballet Infantil|2026-01-15|45.000|active", await school.ScalarAsync<string>(
            "select g.name || '|' || e.start_date || '|' || e.agreed_fee || '|' || s.status from students s join student_groups e on e.student_id = s.id join groups g on g.id = e.group_id where s.given_name = 'Rocío' and s.organization_id = $1", school.OrganizationId));

        var again = (await imports.PreviewAsync(school.Admin, preview.File, default)).Value;
        Assert.Equal((0, 13), (again.Roster.Students, again.Roster.Duplicates));
        Assert.DoesNotContain(again.Roster.Rows, again.CanTick);
        var nothing = (await imports.ApplyAsync(school.Admin, new ApplyRoster(preview.File, ticked), default)).Value;
        Assert.Equal(new RosterApplied(null, 0, 0), nothing);
        Assert.Equal((12, 12, 1), (await CountAsync(school, "students"), await CountAsync(school, "student_groups"), await CountAsync(school, "import_batches")));
    }

    [Fact]
    public async Task Exactly_the_ticked_rows_are_applied()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File(Header, "Ana;Gil;600111222;Salsa;01/10/2026;45", "Eva;Sanz;600111223;Salsa;;", "Noa;Ruiz;600111224;;;");
        Assert.Equal(new RosterApplied(null, 2, 1), (await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2, 4]), default)).Value with { BatchId = null });
        Assert.Equal("Ana,Noa", await school.ScalarAsync<string>("select string_agg(given_name, ',' order by given_name) from students where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Without_a_date_the_enrolment_starts_today_and_the_groups_own_fee_is_no_agreement()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual);
        await school.AddGroupAsync("Salsa", monthlyPrice: 45);
        await imports.ApplyAsync(school.Admin, new ApplyRoster(File(Header, "Ana;Gil;600111222;SALSA;;45,00", "Eva;Sanz;600111223;salsa;;40"), [2, 3]), default);
        Assert.Equal(
            $"Ana {school.Today:yyyy-MM-dd} -|Eva {school.Today:yyyy-MM-dd} 40.000",
            await school.ScalarAsync<string>("select string_agg(concat(s.given_name, ' ', e.start_date, ' ', coalesce(e.agreed_fee::text, '-')), '|' order by s.given_name) from students s join student_groups e on e.student_id = s.id where s.organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task A_ticked_row_in_error_refuses_all_of_them()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File(Header, "Ana;Gil;600111222;Salsa;;", "Eva;Sanz;600;Salsa;;", ";;;;;");
        foreach (var row in new[] { 3, 4, 99 })
        {
            var error = Assert.Single((await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2, row]), default)).Errors);
            Assert.Equal((nameof(RosterTexts.ErrorRosterRowNotReady), row), (error.Code, (int)error.Arguments[0]));
        }

        Assert.Equal(nameof(RosterTexts.ErrorRosterNothingTicked), Assert.Single((await imports.ApplyAsync(school.Admin, new ApplyRoster(file, []), default)).Errors).Code);
        Assert.Equal((0, 0, 0), (await CountAsync(school, "students"), await CountAsync(school, "student_groups"), await CountAsync(school, "import_batches")));
    }

    [Fact]
    public async Task Nothing_is_half_saved_when_the_database_refuses_one_row()
    {
        var own = new TestDatabase();
        await own.InitializeAsync();
        var school = await TestSchool.CreateAsync(own);
        await school.AddGroupAsync("Salsa");
        var imports = new RosterImportService(school.Tenants);
        await school.ScalarAsync<object>("alter table student_groups add constraint planted check (start_date <> '2026-10-02')");
        var file = File(Header, "Ana;Gil;600111222;Salsa;01/10/2026;", "Eva;Sanz;600111223;Salsa;02/10/2026;");

        await Assert.ThrowsAsync<PostgresException>(() => imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2, 3]), default));

        Assert.Equal((0, 0, 0), (await CountAsync(school, "students"), await CountAsync(school, "student_groups"), await CountAsync(school, "import_batches")));
        await own.DisposeAsync();
    }

    [Fact]
    public async Task An_unknown_group_is_mended_by_adding_it()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File(Header, "Ana;Gil;600111222;Yoga;;45");
        var before = (await imports.PreviewAsync(school.Admin, file, default)).Value;
        Assert.Equal(["Yoga"], before.Roster.UnknownGroups);

        Assert.Empty((await new GroupService(school.Tenants).AddAsync(school.Admin, new AddGroup { Name = before.Roster.UnknownGroups[0], Capacity = 20 }, default)).Errors);

        var after = (await imports.PreviewAsync(school.Admin, file, default)).Value;
        Assert.Equal((1, 0), (after.Roster.Students, after.Roster.RowsWithErrors));
        Assert.Equal(1, (await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2]), default)).Value.Enrolments);
    }

    [Fact]
    public async Task Somebody_who_is_here_already_can_be_ticked_only_to_join_another_group()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa", "Jazz");
        await imports.ApplyAsync(school.Admin, new ApplyRoster(File(Header, "Ana;Gil;600111222;Salsa;01/10/2026;"), [2]), default);
        var file = File(Header, "ana;gil;600 111 222;Salsa;01/10/2026;", "Ana;Gil;600111222;Jazz;01/11/2026;", "Ana;Gil;600111222;Jazz;01/11/2026;");

        var preview = (await imports.PreviewAsync(school.Admin, file, default)).Value;
        Assert.Equal([3], preview.Roster.Rows.Where(preview.CanTick).Select(row => row.Number));
        var applied = (await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2, 3, 4]), default)).Value;

        Assert.Equal((0, 1), (applied.Students, applied.Enrolments));
        Assert.Equal((1, 2), (await CountAsync(school, "students"), await CountAsync(school, "student_groups")));
    }

    [Fact]
    public async Task One_row_per_group_of_the_same_person_makes_one_person_in_both()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa", "Jazz");
        var file = File(Header, "Ana;Gil;600111222;Salsa;;", "Ana;Gil;600111222;Jazz;;", "Ana;Gil;600111222;Salsa;;");
        var preview = (await imports.PreviewAsync(school.Admin, file, default)).Value;
        Assert.Equal([2, 3], preview.Roster.Rows.Where(preview.CanTick).Select(row => row.Number));
        Assert.Equal((1, 2), ((await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [2, 3]), default)).Value.Students, await CountAsync(school, "student_groups")));
    }

    [Fact]
    public async Task A_repetition_stands_for_the_person_whose_first_row_was_not_ticked()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa", "Jazz");
        var file = File(Header, "Ana;Gil;600111222;Salsa;;", "Ana;Gil;600111222;Jazz;;", "Ana;Gil;600111222;Salsa;;");
        var applied = (await imports.ApplyAsync(school.Admin, new ApplyRoster(file, [3, 4]), default)).Value;
        Assert.Equal((1, 2), (applied.Students, applied.Enrolments));
    }

    [Fact]
    public async Task The_same_file_applied_ten_times_at_once_adds_everybody_once()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File([Header, .. Enumerable.Range(0, 200).Select(i => $"Ana {i};Gil;6001{i:00000};Salsa;;")]);
        var rows = Enumerable.Range(2, 200).ToList();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => imports.ApplyAsync(school.Admin, new ApplyRoster(file, rows), default)));
        Assert.All(results, result => Assert.Empty(result.Errors));
        Assert.Equal((200, 200, 1), (await CountAsync(school, "students"), await CountAsync(school, "student_groups"), await CountAsync(school, "import_batches")));
    }

    [Fact]
    public async Task Two_schools_import_the_same_file_and_neither_sees_the_other()
    {
        var (one, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var (two, others) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File(Header, "Ana;Gil;600111222;Salsa;;");
        await imports.ApplyAsync(one.Admin, new ApplyRoster(file, [2]), default);
        Assert.Equal(1, (await others.PreviewAsync(two.Admin, file, default)).Value.Roster.Students);
        Assert.Equal(1, (await others.ApplyAsync(two.Admin, new ApplyRoster(file, [2]), default)).Value.Students);
        Assert.Equal((1, 1), (await CountAsync(one, "students"), await CountAsync(two, "students")));
    }

    [Fact]
    public async Task A_teacher_may_not_import()
    {
        var (school, imports) = await SchoolAsync(TestMode.Usual, "Salsa");
        var file = File(Header, "Ana;Gil;600111222;Salsa;;");
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await imports.PreviewAsync(school.TeacherActor, file, default)).Errors).Kind);
        Assert.Equal(ErrorKind.Forbidden, Assert.Single((await imports.ApplyAsync(school.TeacherActor, new ApplyRoster(file, [2]), default)).Errors).Kind);
    }

    private static RosterFile File(params string[] lines) => new("alumnos.csv", Rosters.Utf8(lines));

    private static async Task<int> CountAsync(TestSchool school, string table) =>
        (int)await school.ScalarAsync<long>($"select count(*) from {table} where organization_id = $1", school.OrganizationId);

    private async Task<(TestSchool School, RosterImportService Imports)> SchoolAsync(TenantMode mode, params string[] groups)
    {
        var school = await TestSchool.CreateAsync(database, mode: mode);
        foreach (var group in groups)
        {
            await school.AddGroupAsync(group);
        }

        return (school, new RosterImportService(school.Tenants));
    }
}
