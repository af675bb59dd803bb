using Bunit;
using Cadence.Core.Attendance;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Cadence.Web.Students;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Cadence.Tests.Students;

public sealed class StudentPagesTests(TestDatabase database) : StudentPages(database)
{
    [Fact]
    public async Task An_empty_list_leads_on_to_the_import()
    {
        var school = await SchoolAsync();
        var page = Show<StudentsPage>(school.Admin);
        page.WaitForElement(".empty");
        Assert.Equal("students/import", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_teacher_is_not_offered_what_they_may_not_do()
    {
        var school = await SchoolAsync();
        var page = Show<StudentsPage>(school.TeacherActor, RolePresets.Teacher);
        page.WaitForElement(".empty");
        Assert.Empty(page.FindAll("a[href='students/import'], .page-actions button"));
    }

    [Fact]
    public async Task The_list_says_who_is_in_which_group_and_the_search_stands_in_the_address()
    {
        var school = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa");
        await school.EnrolAsync(salsa, await school.AddStudentAsync("Íñigo", "Peña"), school.Today);
        await school.AddStudentAsync("Ana", "Gil");
        var page = Show<StudentsPage>(school.Admin);
        page.WaitForElement("tbody tr");
        Assert.Equal(["Gil, Ana", "Peña, Íñigo"], page.FindAll("tbody bdi").Select(name => name.TextContent));
        Assert.Contains("Salsa", page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("2", page.Find("[data-figure='students.count']").GetAttribute("data-value"));

        page.Find("input").Input("inigo");
        var navigation = Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.EndsWith("students?q=inigo", navigation.Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
    }

    [Fact]
    public async Task Nobody_matches_is_said_with_a_way_back()
    {
        var school = await SchoolAsync();
        await school.AddStudentAsync("Ana", "Gil");
        Services.GetRequiredService<NavigationManager>().NavigateTo("students?q=zzz");
        var page = Show<StudentsPage>(school.Admin);
        page.WaitForElement(".empty");
        Assert.Equal("students", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_person_is_added_in_the_dialog_and_mistakes_are_said_at_their_fields()
    {
        var school = await SchoolAsync();
        var dialogs = Dialogs(school.Admin);
        var page = Show<StudentsPage>(school.Admin);
        page.WaitForElement(".page-actions button");
        var click = page.Find(".page-actions button").ClickAsync(new());
        dialogs.WaitForElement("form");

        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains(SharedTexts.ErrorRequired, dialogs.Markup, StringComparison.Ordinal));
        await dialogs.InvokeAsync(() => dialogs.Find("#field-GivenName").ChangeAsync("Ana"));
        await dialogs.InvokeAsync(() => dialogs.Find("#field-Phone").ChangeAsync("600"));
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains(SharedTexts.ErrorPhoneInvalid, dialogs.Markup, StringComparison.Ordinal));
        await dialogs.InvokeAsync(() => dialogs.Find("#field-Phone").ChangeAsync("600 123 123"));
        await dialogs.Find("form").SubmitAsync();

        await click;
        var id = await school.ScalarAsync<Guid>("select id from students where organization_id = $1", school.OrganizationId);
        Assert.EndsWith($"students/{id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_student_shows_the_enrolments_of_past_present_and_future()
    {
        var school = await SchoolAsync();
        var ana = await school.AddStudentAsync("Ana", "Gil");
        await school.EnrolAsync(await school.AddGroupAsync("Salsa", monthlyPrice: 45), ana, school.Today.AddDays(-60), school.Today.AddDays(-30));
        await school.EnrolAsync(await school.AddGroupAsync("Jazz", monthlyPrice: 1234.5m), ana, school.Today.AddDays(-20));
        await school.EnrolAsync(await school.AddGroupAsync("Yoga"), ana, school.Today.AddDays(5));
        var page = Show<StudentPage>(school.Admin, with: p => p.Add(x => x.Id, ana));
        page.WaitForElement("tbody tr");
        Assert.Equal(["Yoga", "Jazz", "Salsa"], page.FindAll("tbody th bdi").Select(name => name.TextContent));
        Assert.Equal(["Por empezar", "En curso", "Terminada"], page.FindAll("tbody .state-text").Select(state => state.TextContent.Trim()));
        Assert.Equal("1234.50 EUR", page.Find("[data-figure='enrolment.fee']").GetAttribute("data-value"));
    }

    [Fact]
    public async Task An_unknown_student_is_not_found()
    {
        var school = await SchoolAsync();
        var other = await TestSchool.CreateAsync(Database);
        var theirs = await other.AddStudentAsync();
        var asked = 0;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => asked++;
        Show<StudentPage>(school.Admin, with: p => p.Add(x => x.Id, theirs));
        Show<StudentPage>(school.Admin, with: p => p.Add(x => x.Id, Guid.CreateVersion7()));
        for (var i = 0; i < 100 && asked < 2; i++)
        {
            await Task.Delay(20);
        }

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task An_enrolment_is_voided_with_a_reason_and_stays_readable()
    {
        var school = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", students: 1);
        var dialogs = Dialogs(school.Admin);
        var page = Show<StudentPage>(school.Admin, with: p => p.Add(x => x.Id, salsa.StudentIds[0]));
        page.WaitForElement("tbody tr");
        var click = page.FindAll(".row-actions button")[2].ClickAsync(new());
        dialogs.WaitForElement("form");
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Contains(SharedTexts.ErrorRequired, dialogs.Markup, StringComparison.Ordinal));
        await dialogs.InvokeAsync(() => dialogs.Find("#field-Reason").ChangeAsync("Era otra Ana"));
        await dialogs.Find("form").SubmitAsync();
        await click;
        page.WaitForAssertion(() => Assert.Contains("Era otra Ana", page.Find("tbody tr.is-void").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".row-actions"));
    }

    [Fact]
    public async Task Moving_over_a_closed_class_shows_it_and_needs_a_second_click()
    {
        var school = await SchoolAsync();
        var salsa = await school.AddGroupAsync("Salsa", students: 1);
        await school.AddGroupAsync("Jazz");
        await school.AddHeldSessionAsync(salsa, school.Today.AddDays(-2), _ => AttendanceStatus.Present);
        var dialogs = Dialogs(school.Admin);
        var page = Show<StudentPage>(school.Admin, with: p => p.Add(x => x.Id, salsa.StudentIds[0]));
        page.WaitForElement("tbody tr");
        var click = page.FindAll(".row-actions button")[0].ClickAsync(new());
        dialogs.WaitForElement("form");

        var jazz = await school.ScalarAsync<Guid>("select id from groups where name = 'Jazz' and organization_id = $1", school.OrganizationId);
        await dialogs.InvokeAsync(() => dialogs.FindComponent<MudSelect<Guid?>>().Instance.ValueChanged.InvokeAsync(jazz));
        await dialogs.InvokeAsync(() => dialogs.Find("#field-StartDate").ChangeAsync("14/11/2026"));
        await dialogs.Find("form").SubmitAsync();
        dialogs.WaitForElement(".closed-classes li");
        Assert.Contains("17 de noviembre", dialogs.Find(".closed-classes li").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await school.ScalarAsync<long>("select count(*) from student_groups where organization_id = $1", school.OrganizationId));

        Assert.Equal("Confirmar y guardar", dialogs.Find(".form-actions .btn-primary").TextContent.Trim());
        await dialogs.Find("form").SubmitAsync();
        await click;
        page.WaitForAssertion(() => Assert.Equal(["Jazz", "Salsa"], page.FindAll("tbody th bdi").Select(name => name.TextContent)));
    }
}
