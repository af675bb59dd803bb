using System.Collections.Concurrent;
using System.Diagnostics;
using Cadence.Core.Groups;
using Cadence.Core.Kernel;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Tests.Support;

namespace Cadence.Tests.Reports;

public sealed class SearchServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("muñoz", "Íñigo Muñoz Peña")]
    [InlineData("MUNOZ inigo", "Íñigo Muñoz Peña")]
    [InlineData("pe mu", "Íñigo Muñoz Peña")]
    [InlineData("iñi", "Íñigo Muñoz Peña")]
    [InlineData("leo", "Leo Sanz")]
    [InlineData("igo", "")]
    [InlineData("%", "")]
    [InlineData("_eo", "")]
    [InlineData(@"\", "")]
    [InlineData("", "")]
    [InlineData("\0", "")]
    public async Task People_are_found_by_the_beginnings_of_their_names_without_accents_or_case(string text, string expected)
    {
        var school = await TestSchool.CreateAsync(database);
        await school.AddStudentAsync("Íñigo", "Muñoz Peña");
        await school.AddStudentAsync("Rigoberta", "Lozano");

        var found = (await new SearchService(school.Tenants).PeopleAsync(school.Admin, text, default)).Ok();

        Assert.Equal(expected, string.Join(", ", found.Items.Select(item => item.Name)));
    }

    [Fact]
    public async Task People_of_the_same_name_are_told_apart_by_their_groups()
    {
        var school = await TestSchool.CreateAsync(database);
        var (salsa, tango) = (await school.AddGroupAsync("Salsa"), await school.AddGroupAsync("Tango"));
        var first = await school.AddStudentAsync("Ana", "Gil");
        await school.EnrolAsync(salsa, first, school.Today.AddDays(-9));
        await school.EnrolAsync(tango, first, school.Today.AddDays(-9));
        await school.AddStudentAsync("Ana", "Gil");

        var found = (await new SearchService(school.Tenants).PeopleAsync(school.Admin, "ana gil", default)).Ok();

        Assert.Equal(["Salsa · Tango", null], found.Items.OrderBy(item => item.Hint is null).Select(item => item.Hint));
    }

    [Fact]
    public async Task A_teacher_finds_the_own_groups_and_people_only_and_nobody_finds_another_schools()
    {
        var (school, other) = (await TestSchool.CreateAsync(database), await TestSchool.CreateAsync(database));
        var colleague = await school.AddTeacherAsync("Carmela", "Sanz");
        var (own, theirs) = (await school.AddGroupAsync("Bachata propia"), await school.AddGroupAsync("Bachata ajena", teacherId: colleague));
        await school.EnrolAsync(own, await school.AddStudentAsync("Sara", "Propia"), school.Today.AddDays(-9));
        await school.EnrolAsync(theirs, await school.AddStudentAsync("Sara", "Ajena"), school.Today.AddDays(-9));
        await other.AddStudentAsync("Sara", "Forastera");
        await other.AddGroupAsync("Bachata forastera");
        var search = new SearchService(school.Tenants);

        Assert.Equal(["Leo Sanz", "Sara Propia"], Names(await search.PeopleAsync(school.TeacherActor, "s", default)));
        Assert.Equal(["Bachata propia"], Names(await search.GroupsAsync(school.TeacherActor, "bachata", default)));
        Assert.Equal(["Carmela Sanz", "Leo Sanz", "Sara Ajena", "Sara Propia"], Names(await search.PeopleAsync(school.Staff, "s", default)));
        Assert.Equal(["Bachata ajena", "Bachata propia"], Names(await search.GroupsAsync(school.Staff, "bachata", default)));

        static IEnumerable<string> Names(Result<FoundList> found) => found.Ok().Items.Select(item => item.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_people_are_searched_by_one_statement_that_answers_the_first_few()
    {
        var school = await TestSchool.CreateAsync(database);
        await using (var owner = await Sql.OpenAsync(database.OwnerConnectionString))
        {
            // Without the audit of each row, which is not what is asked.
            await Sql.ExecuteAsync(owner, "alter table students disable trigger user");
            await Sql.ExecuteAsync(
                owner,
                """
                insert into students (organization_id, id, given_name, family_names, status)
                select $1, gen_random_uuid(), (array['Adela','Íñigo','Begoña','Óscar','Inés','Martí','Lucía','Iván','Sofía','Noa'])[1 + i % 10],
                       (array['Bravo','Ruiz','Ortega','Ibáñez','Muñoz','Núñez','Cobo'])[1 + i % 7] || ' ' || to_hex(i), 'active'
                from generate_series(1, 10000) i
                """,
                school.OrganizationId);
            await Sql.ExecuteAsync(owner, "alter table students enable trigger user");
        }

        var search = new SearchService(school.Tenants);
        var statements = new ConcurrentQueue<string>();
        using var own = new ActivitySource("Cadence.Tests.Search");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" || source == own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var mine = own.StartActivity("search")!;
        listener.ActivityStopped = activity =>
        {
            // Other tests speak to their databases meanwhile.
            if (activity.TraceId == mine.TraceId && activity != mine)
            {
                statements.Enqueue(activity.GetTagItem("db.query.text") as string ?? activity.GetTagItem("db.statement") as string ?? "");
            }
        };

        var found = (await search.PeopleAsync(school.Admin, "muñoz", default)).Ok();

        Assert.Equal(SearchService.Most, found.Items.Count);
        Assert.All(found.Items, item => Assert.Contains("Muñoz", item.Name, StringComparison.Ordinal));
        Assert.Single(statements, statement => statement.Contains("students", StringComparison.Ordinal));
    }
}
