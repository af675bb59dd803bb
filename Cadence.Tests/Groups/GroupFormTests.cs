using Bunit;
using Cadence.Core.Attendance;
using Cadence.Core.Groups;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Cadence.Web.Groups;
using MudBlazor;

namespace Cadence.Tests.Groups;

public sealed class GroupFormTests(TestDatabase database) : SchoolPageTest(database)
{
    [Fact]
    public async Task Wrong_values_are_said_at_their_fields_and_right_ones_make_a_group_at_the_only_place()
    {
        await EnterAsync();
        var closed = OpenAsync<GroupDialog>();
        await TypeAsync("Capacity", "veinte");
        await SubmitAsync();
        Assert.Equal("Escribe un número.", SaidAt("Capacity"));

        await TypeAsync("Capacity", "0");
        await TypeAsync("MonthlyPrice", "-5");
        await SubmitAsync();
        Assert.Equal(("Falta este dato.", "Tiene que ser mayor que cero.", "No puede ser menor que cero."), (SaidAt("Name"), SaidAt("Capacity"), SaidAt("MonthlyPrice")));
        Assert.Equal("Revisa los 3 campos marcados.", Dialogs.Find("form [role=alert]").TextContent.Trim());

        await TypeAsync("Name", "Urbano");
        await TypeAsync("Capacity", "26");
        await TypeAsync("MonthlyPrice", "42.50");
        await SubmitAsync();
        var id = Assert.IsType<Guid>(await closed.WaitAsync(TimeSpan.FromSeconds(5)));
        var group = (await new GroupService(School.Tenants).OverviewAsync(School.Admin, id, default)).Ok();
        Assert.Equal((26, 42.5m, School.TeacherId, School.VenueId, School.RoomId), (group.Capacity, group.MonthlyPrice, group.TeacherId, group.VenueId, group.RoomId));
    }

    [Fact]
    public async Task Pressing_save_twice_adds_one_group()
    {
        await EnterAsync();
        _ = OpenAsync<GroupDialog>();
        await TypeAsync("Name", "Urbano");
        await TypeAsync("Capacity", "26");
        await SubmitTwiceAsync();
        Assert.Equal(1L, await School.ScalarAsync<long>("select count(*) from groups where organization_id = $1", School.OrganizationId));
    }

    [Fact]
    public async Task Enrolling_before_a_closed_class_asks_first()
    {
        await EnterAsync();
        var group = await School.AddGroupAsync("Urbano", students: 2);
        await School.AddHeldSessionAsync(group, School.Today.AddDays(-3), _ => AttendanceStatus.Present);
        await School.AddStudentAsync("Zoe", "Gil");
        var overview = (await new GroupService(School.Tenants).OverviewAsync(School.Admin, group.Id, default)).Ok();
        var closed = OpenAsync<EnrolDialog>(new DialogParameters<EnrolDialog> { { d => d.Group, overview } });
        await SubmitAsync();
        Assert.Equal("Falta este dato.", SaidAt("StudentId"));

        var found = (await new StudentService(School.Tenants).ListAsync(School.Admin, new StudentSearch("zoe"), default)).Ok().Items.Single();
        var person = Dialogs.FindComponent<MudAutocomplete<StudentListItem>>();
        await Dialogs.InvokeAsync(() => person.Instance.ValueChanged.InvokeAsync(found));
        await TypeAsync("StartDate", "2/11/2026");
        await SubmitAsync();
        Assert.NotEqual("", SaidAt("StartDate"));
        await TypeAsync("Confirmed", true);
        await SubmitAsync();
        Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(3, (await new GroupService(School.Tenants).OverviewAsync(School.Admin, group.Id, default)).Ok().Enrolled);
    }

    [Fact]
    public async Task The_page_shows_towers_people_places_and_figures_with_their_values()
    {
        await EnterAsync();
        var group = await School.AddGroupAsync("Urbano inicial", students: 4, capacity: 6, monthlyPrice: 42m, level: "Nivel 1");
        await School.AddHeldSessionAsync(group, School.Today.AddDays(-7), i => i == 0 ? AttendanceStatus.Absent : i == 1 ? AttendanceStatus.Late : AttendanceStatus.Present);
        await School.CancelAsync(await School.AddSessionAsync(group, School.Today.AddDays(-5)));
        await School.AddSessionAsync(group, School.Today, "18:00", "19:00");
        await School.AddSessionAsync(group, School.Today.AddDays(5));

        var page = Render<GroupPage>(p => p.Add(g => g.Id, group.Id));
        page.WaitForElement("h1");
        Assert.Equal("Urbano inicial", page.Find("h1").TextContent);
        Assert.Equal("Próxima clase: mar 24, 17:30–18:30 · Estudio Centro · Leo Sanz · Nivel 1", page.Find(".page-subtitle").TextContent);
        Assert.Equal("0.75", page.Find("[data-figure='group.attendance']").GetAttribute("data-value"));
        Assert.Equal("en la última clase, sin contar justificadas", page.Find("#attendance-title ~ .small").TextContent);
        Assert.Equal("4/6", page.Find("[data-figure='group.places']").GetAttribute("data-value"));
        Assert.Equal("42.00 EUR", page.Find("[data-figure='group.price']").GetAttribute("data-value"));
        Assert.Equal(["4", "4 personas"], [page.Find("#people-title .figure").GetAttribute("data-value")!, page.Find("#people-title").TextContent]);
        Assert.Equal(
            ["jue 12: 2 presentes, 1 tarde, 1 falta", "sáb 14: Cancelada", "jue 19: En marcha, 4 sin marcar", "mar 24: Prevista"],
            page.FindAll(".gtowers [role=img]").Select(tower => tower.GetAttribute("aria-label")));
        Assert.Equal(["12 nov", "14", "hoy", "24"], page.FindAll(".gtower-day").Select(day => day.TextContent));
        Assert.Equal(4, page.FindAll(".seat-taken").Count);
        Assert.Equal(["4 fijas", "2 libres"], page.FindAll(".legend span").Select(place => place.TextContent));
        Assert.Equal(["0", "1", "1", "1"], page.FindAll("[data-figure='student.attendance']").Select(figure => figure.GetAttribute("data-value")).Order());
        Assert.NotNull(page.Find("a[href$='/roll-call']"));
    }

    [Fact]
    public async Task The_list_leads_on_when_there_is_nothing_and_shows_every_figure_when_there_is()
    {
        await EnterAsync();
        var empty = Render<GroupsPage>();
        empty.WaitForElement(".empty");
        Assert.Equal("Añadir el primer grupo", empty.Find(".empty button").TextContent.Trim());

        await School.AddGroupAsync("Urbano", students: 3, capacity: 10);
        var list = Render<GroupsPage>();
        list.WaitForElement("table");
        Assert.Equal(("3", "10", ""), (Value("group.enrolled"), Value("group.capacity"), Value("group.attendance")));
        Assert.Equal("—", list.Find("[data-figure='group.attendance']").TextContent);
        Assert.Equal("1 grupo", list.Find("[data-figure='groups.active']").TextContent);
        Assert.Empty(list.FindAll(".tabs"));

        string? Value(string figure) => list.Find($"[data-figure='{figure}']").GetAttribute("data-value");
    }

    [Fact]
    public async Task A_teacher_sees_their_groups_without_forms()
    {
        await EnterAsync("teacher");
        await School.AddGroupAsync("Ajeno", teacherId: await School.AddTeacherAsync("Eva", "Gil"));
        var own = await School.AddGroupAsync("Propio", students: 1);
        var list = Render<GroupsPage>();
        list.WaitForElement("table");
        Assert.Equal(["Propio"], list.FindAll(".groups-words > :first-child").Select(name => name.TextContent));
        var page = Render<GroupPage>(p => p.Add(g => g.Id, own.Id));
        page.WaitForElement("h1");
        Assert.Empty(page.FindAll("button"));
    }
}
