using Bunit;
using Cadence.Core.Venues;
using Cadence.Tests.Support;
using Cadence.Web.Venues;
using MudBlazor;

namespace Cadence.Tests.Venues;

public sealed class VenueFormTests(TestDatabase database) : SchoolPageTest(database)
{
    [Fact]
    public async Task An_empty_form_says_what_is_missing_at_its_field_and_keeps_the_rest()
    {
        await EnterAsync();
        var closed = OpenAsync<VenueDialog>();
        await TypeAsync("Address", "Calle Mayor 1");
        await SubmitAsync();
        Assert.Equal("Falta este dato.", SaidAt("Name"));
        Assert.Equal("Revisa el campo marcado.", Dialogs.Find("form [role=alert]").TextContent.Trim());
        Assert.Equal("Calle Mayor 1", Dialogs.Find("#field-Address").GetAttribute("value"));

        await TypeAsync("Name", "Estudio Norte");
        Assert.Equal("", SaidAt("Name"));
        await SubmitAsync();
        await closed.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["Estudio Centro", "Estudio Norte"], (await new VenueService(School.Tenants).ListAsync(School.Admin, default)).Ok().Select(venue => venue.Name));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_said_at_the_name()
    {
        await EnterAsync();
        _ = OpenAsync<VenueDialog>();
        await TypeAsync("Name", "Estudio Centro");
        await SubmitAsync();
        Assert.Equal("Ya hay otro con ese nombre.", SaidAt("Name"));
    }

    [Fact]
    public async Task A_form_that_somebody_else_overtook_says_so_and_keeps_the_text()
    {
        await EnterAsync();
        var venue = (await new VenueService(School.Tenants).ListAsync(School.Admin, default)).Ok().Single();
        _ = OpenAsync<VenueDialog>(new DialogParameters<VenueDialog> { { d => d.Venue, venue } });
        (await new VenueService(School.Tenants).EditAsync(School.Admin, new EditVenue { Id = venue.Id, Version = 1, Name = "Otro" }, default)).Ok();
        await TypeAsync("Name", "El mío");
        await SubmitAsync();
        Assert.Contains("Alguien lo cambió mientras tanto", Dialogs.Find("form [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("El mío", Dialogs.Find("#field-Name").GetAttribute("value"));
    }

    [Fact]
    public async Task Without_a_database_the_form_says_that_nothing_was_saved_and_keeps_the_text()
    {
        await EnterAsync();
        _ = OpenAsync<VenueDialog>();
        await TypeAsync("Name", "Estudio Norte");
        await School.ScalarAsync<object>("alter table venues rename to venues_away");
        try
        {
            await SubmitAsync();
        }
        finally
        {
            await School.ScalarAsync<object>("alter table venues_away rename to venues");
        }

        Assert.Equal("No hemos podido guardar. Tu texto sigue aquí; prueba otra vez.", Dialogs.Find("form [role=alert]").TextContent.Trim());
        Assert.Equal("Estudio Norte", Dialogs.Find("#field-Name").GetAttribute("value"));
    }

    [Fact]
    public async Task The_page_hides_what_a_teacher_may_not_do()
    {
        await EnterAsync("teacher");
        var page = Render<VenuesPage>();
        page.WaitForElement("h2");
        Assert.Equal("Estudio Centro", page.Find("h2").TextContent);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task The_page_shows_a_new_venue_as_soon_as_its_form_closes()
    {
        await EnterAsync();
        var page = Render<VenuesPage>();
        page.WaitForElement(".page-actions button").Click();
        Dialogs.WaitForElement("form");
        await TypeAsync("Name", "Estudio Norte");
        await SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal(["Estudio Centro", "Estudio Norte"], page.FindAll("h2").Select(heading => heading.TextContent)));
    }
}
