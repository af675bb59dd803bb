using Bunit;
using Cadence.Core.Payouts;
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
        await TypeAsync("EmployedFrom", "");
        await SubmitAsync();
        Assert.Equal(("Falta este dato.", "Falta este dato.", "Falta este dato."), (SaidAt("GivenName"), SaidAt("EmployedFrom"), SaidAt("Amount")));
        await TypeAsync("Amount", "-1");
        await SubmitAsync();
        Assert.Equal("No puede ser menor que cero.", SaidAt("Amount"));
        await TypeAsync("Amount", "18");
        await SubmitAsync();
        Assert.Equal(("Falta este dato.", "Falta este dato.", ""), (SaidAt("GivenName"), SaidAt("EmployedFrom"), SaidAt("Amount")));

        await TypeAsync("GivenName", "Eva");
        await TypeAsync("Email", "eva@");
        await TypeAsync("Phone", "12");
        await TypeAsync("EmployedFrom", "31/2/2026");
        await SubmitAsync();
        Assert.Equal("Esa fecha no existe. Escríbela como 21/04/2026.", SaidAt("EmployedFrom"));
        Assert.Equal("31/2/2026", Dialogs.Find("#field-EmployedFrom").GetAttribute("value"));

        await TypeAsync("EmployedFrom", "01/09/2026");
        await SubmitAsync();
        Assert.Equal(
            ("Ese correo no está completo, por ejemplo nombre@correo.es.", "Ese teléfono no es válido, por ejemplo 612 345 678.", ""),
            (SaidAt("Email"), SaidAt("Phone"), SaidAt("EmployedFrom")));
        Assert.Single((await new TeacherService(School.Tenants).ListAsync(School.Admin, default)).Ok());
    }

    [Fact]
    public async Task One_form_adds_a_teacher_with_a_rate()
    {
        await EnterAsync();
        var closed = OpenAsync<TeacherDialog>();
        await TypeAsync("GivenName", "Eva");
        await TypeAsync("EmployedFrom", "1/9/2026");
        await TypeAsync("Amount", "18,50");
        await SubmitAsync();
        var id = Assert.IsType<Guid>(await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        var rate = (await new PayRateService(School.Tenants).OfTeacherAsync(School.Admin, id, default)).Ok().Single();
        Assert.Equal((PayModel.PerClass, 18.5m, new DateOnly(2026, 9, 1), true), (rate.Terms.Model, rate.Terms.Amount, rate.Terms.ValidFrom, rate.IsCurrent));

        var page = Render<TeacherPage>(p => p.Add(t => t.Id, id));
        page.WaitForElement("h1");
        Assert.Equal("18.50 EUR", page.Find("[data-figure='rate.amount']").GetAttribute("data-value"));
    }

    [Fact]
    public async Task A_new_teacher_starts_today_by_the_schools_clock()
    {
        await EnterAsync();
        School.Time.SetUtcNow(new DateTimeOffset(2026, 11, 19, 23, 30, 0, TimeSpan.Zero));
        _ = OpenAsync<TeacherDialog>();
        Assert.Equal("20/11/2026", Dialogs.Find("#field-EmployedFrom").GetAttribute("value"));
    }

    [Fact]
    public async Task Staff_add_teachers_without_seeing_pay()
    {
        await EnterAsync("staff");
        var closed = OpenAsync<TeacherDialog>();
        Assert.Empty(Dialogs.FindAll("#field-Amount"));
        await TypeAsync("GivenName", "Eva");
        await TypeAsync("EmployedFrom", "1/9/2026");
        await SubmitAsync();
        var id = Assert.IsType<Guid>(await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        var page = Render<TeacherPage>(p => p.Add(t => t.Id, id));
        page.WaitForElement("h1");
        Assert.Empty(page.FindAll("#rates-title"));
    }

    [Fact]
    public async Task A_new_rate_is_checked_at_its_fields_and_ends_the_one_before()
    {
        await EnterAsync();
        var teacher = (await new TeacherService(School.Tenants).GetAsync(School.Admin, School.TeacherId, default)).Ok();
        foreach (var (from, amount) in new[] { ("1/1/2026", "18"), ("1/12/2026", "19,375") })
        {
            var closed = OpenAsync<RateDialog>(new DialogParameters<RateDialog> { { d => d.Teacher, teacher } });
            await SubmitAsync();
            Assert.Equal(("Falta este dato.", "Falta este dato."), (SaidAt("Amount"), SaidAt("ValidFrom")));
            await TypeAsync("ValidFrom", from);
            await TypeAsync("Amount", amount);
            await SubmitAsync();
            Assert.Equal(true, await closed.WaitAsync(TimeSpan.FromSeconds(15)));
        }

        var rates = (await new PayRateService(School.Tenants).OfTeacherAsync(School.Admin, School.TeacherId, default)).Ok();
        Assert.Equal(["19.375/2026-12-01/", "18.000/2026-01-01/2026-11-30"], rates.Select(rate => FormattableString.Invariant($"{rate.Terms.Amount:0.000}/{rate.Terms.ValidFrom:yyyy-MM-dd}/{rate.Terms.ValidTo:yyyy-MM-dd}")));
        var page = Render<TeacherPage>(p => p.Add(t => t.Id, School.TeacherId));
        page.WaitForElement("h1");
        Assert.Equal("19,375\u00a0€", page.Find("[data-figure='rate.amount']").TextContent);
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
        await TypeAsync("NewBankAccount", "ES91 2100 0418 4502 0005 1333");
        await SubmitAsync();
        Assert.StartsWith("Alguna cifra no cuadra.", SaidAt("NewBankAccount"), StringComparison.Ordinal);
    }
}
