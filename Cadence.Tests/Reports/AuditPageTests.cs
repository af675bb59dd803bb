using System.Globalization;
using Bunit;
using Bunit.TestDoubles;
using Cadence.Core.Organizations;
using Cadence.Core.Reports;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Cadence.Web.Layout;
using Cadence.Web.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.Reports;

/// <summary>The change log as people use it.</summary>
public sealed class AuditPageTests(TestDatabase database) : SchoolPageTest(database)
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task A_change_is_told_in_words_with_its_thing_its_author_and_its_values()
    {
        var student = await EnterWithChangeAsync();

        var page = Show($"audit?kind=students&thing={student}");

        var change = page.FindAll("[data-change='students']").First(row => row.GetAttribute("data-action") == "update");
        Assert.Equal("Ficha de alumnado", change.QuerySelector(".tag")!.TextContent);
        Assert.Equal(($"students/{student}", "Noelia Pons"), (change.QuerySelector(".audit-thing a")!.GetAttribute("href"), change.QuerySelector(".audit-thing a")!.TextContent));
        Assert.Contains(" cambió · ", change.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Nombre: Noa → Noelia", "Teléfono: — → 600 111 222"], Told(change).Order(StringComparer.Ordinal).Select(line => line.Replace(": 600", ": — → 600", StringComparison.Ordinal)));
        Assert.Contains("Solo lo de Noelia Pons", page.Find(".audit-chosen").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_stand_in_the_address_and_what_an_address_asks_wrongly_is_not_asked()
    {
        await EnterWithChangeAsync();
        var page = Show("audit?who=nadie&thing=todo&from=ayer");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-change='venues']")));

        await page.InvokeAsync(() => page.Find("#audit-kind").Change("students"));
        page.WaitForAssertion(() => Assert.EndsWith("audit?who=nadie&from=ayer&kind=students", Navigation.Uri, StringComparison.Ordinal));

        await page.InvokeAsync(() => page.Find("#audit-who").Change(School.Admin.UserId.ToString()));
        page.WaitForAssertion(() => Assert.Contains($"who={School.Admin.UserId}", Navigation.Uri, StringComparison.Ordinal));

        await page.InvokeAsync(() => page.Find("#audit-to").Change("2020-01-01"));
        page.WaitForAssertion(() => Assert.Contains("to=2020-01-01", Navigation.Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("Nada por aquí", page.Find(".empty-title").TextContent));
        Assert.Equal("audit", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task More_changes_come_on_request_until_there_are_no_more()
    {
        await EnterAsync();
        await School.ScalarAsync<object>(
            """
            insert into audit_entries (organization_id, id, entity, entity_id, action, actor_kind, changes, recorded_at)
            select $1, gen_random_uuid(), 'venues', $2, 'update', 'job', '{"name": ["A", "B"]}', timestamptz '2026-01-01 12:00+00' + n * interval '1 second' from generate_series(1, 70) n
            """,
            School.OrganizationId,
            School.VenueId);
        var page = Show("audit?to=2026-01-02");
        page.WaitForAssertion(() => Assert.Equal(AuditService.PageSize, page.FindAll("[data-change]").Count));

        await page.InvokeAsync(() => page.Find(".pager button").Click());

        page.WaitForAssertion(() => Assert.Equal(70, page.FindAll("[data-change]").Count));
        Assert.Empty(page.FindAll(".pager"));
        Assert.Contains("El programa cambió", page.Find("[data-change]").TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Erasing_asks_first_says_how_many_and_leaves_the_changes_without_their_values()
    {
        var student = await EnterWithChangeAsync();
        var page = Show($"audit?kind=students&thing={student}");

        await page.InvokeAsync(() => page.Find(".page-actions button").Click());
        Dialogs.WaitForElement("form");
        Assert.Contains("No se puede deshacer.", Dialogs.Find("form").TextContent, StringComparison.Ordinal);
        Assert.NotEqual(0L, await School.ScalarAsync<long>("select count(*) from audit_personal_values where person_id = $1", student));
        await SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("del registro", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("valor borrado", page.FindAll("[data-action='update'] dd")[0].TextContent));
        Assert.Single(page.FindAll("[data-change='audit_personal_values']"));
        Assert.DoesNotContain("600 111 222", page.Markup, StringComparison.Ordinal);
        Assert.Equal(0L, await School.ScalarAsync<long>("select count(*) from audit_personal_values where person_id = $1", student));
    }

    [Fact]
    public async Task A_records_history_and_its_erasure_are_offered_to_who_may_only()
    {
        await EnterAsync();
        var (id, venue) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var card = Render<EntityHistory>(p => p.Add(h => h.Entity, "students").Add(h => h.Id, id).Add(h => h.Name, "Noa Pons"));
        Assert.Equal($"audit?kind=students&thing={id}", card.Find("a").GetAttribute("href"));
        Assert.Single(card.FindAll("button"));
        Assert.Empty(Render<EntityHistory>(p => p.Add(h => h.Entity, "venues").Add(h => h.Id, venue).Add(h => h.Name, "Estudio")).FindAll("button"));

        var reader = new Rights("r", null, new Dictionary<Permission, GrantScope> { [Permission.AuditRead] = GrantScope.All });
        Assert.Empty(As(reader, id).FindAll("button"));
        Assert.Equal("", As(new Rights("r", null, new Dictionary<Permission, GrantScope> { [Permission.OrganizationEdit] = GrantScope.All }), id).Markup.Trim());
    }

    [Fact]
    public void The_menu_has_it_for_who_may_read_it_in_schools_and_alone()
    {
        foreach (var type in Enum.GetValues<OrganizationType>())
        {
            var organization = new OrganizationProfile(Guid.CreateVersion7(), "x", "X", type, "EUR", "Europe/Madrid", "es", "ES", null);
            Assert.Contains(OrganizationNavigation.For(Holding(Permission.AuditRead), organization), entry => entry.Href == "audit");
            Assert.DoesNotContain(OrganizationNavigation.For(Holding(Permission.OrganizationEdit), organization), entry => entry.Href == "audit");
        }

        static Rights Holding(Permission permission) => new("r", null, new Dictionary<Permission, GrantScope> { [permission] = GrantScope.All });
    }

    private static IEnumerable<string> Told(AngleSharp.Dom.IElement change) =>
        change.QuerySelectorAll("dt").Zip(change.QuerySelectorAll("dd"), (name, value) => string.Create(CultureInfo.InvariantCulture, $"{name.TextContent}: {value.TextContent}"));

    private IRenderedComponent<EntityHistory> As(Rights rights, Guid id) => Render<EntityHistory>(p => p.AddCascadingValue(rights).Add(h => h.Entity, "students").Add(h => h.Id, id).Add(h => h.Name, "Noa Pons"));

    private IRenderedComponent<AuditPage> Show(string address)
    {
        Navigation.NavigateTo(address);
        var page = Render<AuditPage>();
        page.WaitForElement(".audit, .empty");
        return page;
    }

    private async Task<Guid> EnterWithChangeAsync()
    {
        await EnterAsync();
        var students = new StudentService(School.Tenants);
        var added = new AddStudent { GivenName = "Noa", FamilyNames = "Pons" };
        (await students.AddAsync(School.Admin, added, default)).Ok();
        (await students.EditAsync(School.Admin, new EditStudent { Id = added.Id, Version = 1, GivenName = "Noelia", FamilyNames = "Pons", Phone = "600 111 222" }, default)).Ok();
        return added.Id;
    }
}
