using Bunit;
using Cadence.Core.Teachers;
using Cadence.Tests.Support;
using Cadence.Web.Teachers;
using MudBlazor;

namespace Cadence.Tests.Teachers;

public sealed class TeacherFormTests(TestDatabase database) : SchoolPageTest(database)
{
    [Fact]
    public async Task Wrong_values_are_said_at_their_fields()
    {
        await EnterAsync();
        _ = OpenAsync<TeacherDialog>();
        await SubmitAsync();
        Assert.Equal(("Falta este dato.", "Falta este dato."), (SaidAt("GivenName"), SaidAt("EmployedFrom")));

        Type("GivenName", "Eva");
        Type("Email", "eva@");
        Type("Phone", "12");
        Type("EmployedFrom", "31/2/2026");
        await SubmitAsync();
        Assert.Equal("Esa fecha no existe. Escríbela como 21/04/2026.", SaidAt("EmployedFrom"));
        Assert.Equal("31/2/2026", Dialogs.Find("#field-EmployedFrom").GetAttribute("value"));

        Type("EmployedFrom", "01/09/2026");
        await SubmitAsync();
        Assert.Equal(
            ("Ese correo no está completo, por ejemplo nombre@correo.es.", "Ese teléfono no es válido, por ejemplo 612 345 678.", ""),
            (SaidAt("Email"), SaidAt("Phone"), SaidAt("EmployedFrom")));
        Assert.Single((await new TeacherService(School.Tenants).ListAsync(School.Admin, default)).Ok());
    }

    [Fact]
    public async Task The_page_shows_details_and_hides_most_of_the_account()
    {
        await EnterAsync();
        var teachers = new TeacherService(School.Tenants);
        (await teachers.EditLegalDataAsync(School.Admin, new EditLegalData { Id = School.TeacherId, Version = 1, TaxId = "12345678Z", NewBankAccount = "ES9121000418450200051332" }, default)).Ok();
        await School.AddGroupAsync("Urbano", students: 3);
        var page = Render<TeacherPage>(p => p.Add(t => t.Id, School.TeacherId));
        page.WaitForElement("h1");
        Assert.Equal(("Leo Sanz", "Desde el 1 de enero de 2026"), (page.Find("h1").TextContent, page.Find(".page-subtitle").TextContent));
        Assert.Contains("•••• 1332", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("2100", page.Markup, StringComparison.Ordinal);
        Assert.Equal("3", page.Find("[data-figure='group.enrolled']").GetAttribute("data-value"));
    }

    [Fact]
    public async Task A_wrong_account_is_said_at_the_account()
    {
        await EnterAsync();
        var teacher = (await new TeacherService(School.Tenants).GetAsync(School.Admin, School.TeacherId, default)).Ok();
        _ = OpenAsync<LegalDataDialog>(new DialogParameters<LegalDataDialog> { { d => d.Teacher, teacher } });
        Type("NewBankAccount", "ES91 2100 0418 4502 0005 1333");
        await SubmitAsync();
        Assert.StartsWith("Esa cuenta no cuadra.", SaidAt("NewBankAccount"), StringComparison.Ordinal);
    }
}
