using Bunit;
using Cadence.Core.Localization;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Cadence.Web.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace Cadence.Tests.Layout;

public sealed class LayoutTests : ComponentTest
{
    private static readonly OrganizationProfile Compas = new(Guid.NewGuid(), "compas", "Compás", OrganizationType.School, "EUR", "Europe/Madrid", "es", "ES", null);
    private static readonly Viewer Marta = new(Guid.NewGuid(), "Marta", "Marta Roldán", "admin@compas.demo");

    public LayoutTests()
        : base(services => services.AddSingleton<AntiforgeryStateProvider, NoForgery>().AddSingleton(_ => new OrganizationDirectory(Npgsql.NpgsqlDataSource.Create("Host=nowhere"))))
    {
    }

    [Fact]
    public void The_menu_shows_what_exists_and_links_relatively()
    {
        var links = Open(RightsOf(RolePresets.Owner)).FindAll(".rail .nav a");

        Assert.Equal(["Inicio", "Agenda", "Grupos", "Alumnado", "Profesorado", "Lugares", "Liquidaciones", "Miembros", "Roles", "Ajustes", "Cambios", "Avisos", "Sistema"], links.Select(link => link.TextContent.Trim()));
        Assert.All(links, link => Assert.DoesNotMatch("^/|^https?:", link.GetAttribute("href")!));
    }

    [Theory]
    [InlineData(false, "Hoy, Agenda, Alumnado, Mi mes, Grupos, Locales, Acuerdos, Ajustes, Cambios, Avisos, Sistema")]
    [InlineData(true, "Hoy, Agenda, Alumnado, Mi mes, Grupos, Locales, Acuerdos, Profesorado, Liquidaciones, Miembros, Roles, Ajustes, Cambios, Avisos, Sistema")]
    public void A_teacher_alone_has_no_menu_of_colleagues(bool hasOthers, string menu)
    {
        var alone = Compas with { Type = OrganizationType.IndependentTeacher, HasOthers = hasOthers };

        Assert.Equal(menu, string.Join(", ", OrganizationNavigation.For(RightsOf(RolePresets.Owner), alone).Select(entry => entry.Name)));
    }

    [Theory]
    [InlineData(OrganizationType.IndependentTeacher, false, RolePresets.Owner, true)]
    [InlineData(OrganizationType.IndependentTeacher, true, RolePresets.Owner, false)]
    [InlineData(OrganizationType.IndependentTeacher, false, RolePresets.Teacher, false)]
    [InlineData(OrganizationType.School, false, RolePresets.Owner, false)]
    public void A_teacher_alone_invites_from_the_menu_of_the_account(OrganizationType type, bool hasOthers, string role, bool isThere) =>
        Assert.Equal(isThere ? "members" : null, OrganizationNavigation.Inviting(RightsOf(role), Compas with { Type = type, HasOthers = hasOthers })?.Href);

    [Fact]
    public void A_teacher_sees_no_menu_of_other_peoples_things() =>
        Assert.Equal(["Inicio", "Agenda", "Grupos", "Alumnado", "Liquidaciones"], Open(RightsOf(RolePresets.Teacher)).FindAll(".rail .nav a").Select(link => link.TextContent.Trim()));

    [Fact]
    public void Staff_see_no_pay() => Assert.DoesNotContain("Liquidaciones", Open(RightsOf(RolePresets.Staff)).Markup, StringComparison.Ordinal);

    [Fact]
    public void On_a_phone_everything_is_at_the_thumb_or_behind_more()
    {
        var layout = Open(RightsOf(RolePresets.Owner));
        var all = layout.FindAll(".rail .nav a").Select(link => link.GetAttribute("href"));

        Assert.Equal(all, layout.FindAll(".bottom-bar a").Concat(layout.FindAll("#more-menu a").Skip(1)).Select(link => link.GetAttribute("href")));
        Assert.Equal("more-menu", layout.Find(".bottom-bar button").GetAttribute("popovertarget"));
    }

    [Theory]
    [InlineData("es", OrganizationType.School)]
    [InlineData("en", OrganizationType.School)]
    [InlineData("es", OrganizationType.IndependentTeacher)]
    [InlineData("en", OrganizationType.IndependentTeacher)]
    public void Every_letter_after_g_leads_to_one_page(string language, OrganizationType type)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        var keys = OrganizationNavigation.For(RightsOf(RolePresets.Owner), Compas with { Type = type, HasOthers = true }).Select(entry => entry.Key).OfType<string>().ToList();

        Assert.True(keys.Count >= 6);
        Assert.Distinct(keys);
        Assert.All(keys, key => Assert.Matches("^[a-z]$", key));
    }

    [Fact]
    public void The_search_frame_offers_what_the_reader_may_open_and_start()
    {
        var layout = Open(RightsOf(RolePresets.Owner));
        var pages = layout.FindAll(".rail .nav a").Select(link => link.GetAttribute("href"));

        Assert.Equal([.. pages, "agenda?add", "students?add", "students/import", "groups?add", "teachers?add", "venues?add", "agenda/missing", "first-steps"], Offered(layout));
        Assert.Distinct(layout.FindAll("[id]").Select(element => element.Id));
        Assert.Single(layout.FindAll("#account-menu a[href='first-steps']"));
    }

    [Fact]
    public void The_search_frame_offers_a_teacher_nothing_of_the_office()
    {
        var layout = Open(RightsOf(RolePresets.Teacher));

        Assert.Equal(["", "agenda", "groups", "students", "payouts", "agenda/missing"], Offered(layout));
        Assert.Equal("search/people", layout.Find("#search").GetAttribute("data-people"));
        Assert.Empty(layout.FindAll("#account-menu a[href='first-steps']"));
    }

    [Fact]
    public void Whatever_leaves_the_prefix_loads_the_page_whole()
    {
        var layout = Open(RightsOf(RolePresets.Owner));
        var leaving = layout.FindAll("a[href^='/']").Where(link => link.ClassName != "skip-link").ToList();

        Assert.NotEmpty(leaving);
        Assert.All(leaving, link =>
        {
            Assert.Equal("_top", link.GetAttribute("target"));
            Assert.Equal("false", link.GetAttribute("data-enhance-nav"));
        });
    }

    [Fact]
    public void Leaving_and_the_theme_are_forms_with_a_token()
    {
        var forms = Open(RightsOf(RolePresets.Owner), ThemeChoice.Dark).FindAll("form[method=post]");

        Assert.Equal(["/es/account/theme", "/es/account/sign-out"], forms.Select(form => form.GetAttribute("action")));
        Assert.All(forms, form => Assert.NotNull(form.QuerySelector("input[name=__RequestVerificationToken]")));
        Assert.Equal("Oscuro", forms[0].QuerySelector("button[aria-pressed=true]")!.TextContent);
    }

    [Fact]
    public void The_language_links_lead_to_the_same_page()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("es/o/compas/students?q=ana");
        var links = Open(RightsOf(RolePresets.Owner)).FindAll(".segments a");

        Assert.Equal(["/es/o/compas/students?q=ana", "/en/o/compas/students?q=ana"], links.Select(link => link.GetAttribute("href")));
        Assert.Equal("true", links[0].GetAttribute("aria-current"));
    }

    [Fact]
    public void A_page_that_breaks_leaves_the_menu_and_the_next_page_is_whole()
    {
        var layout = Open(RightsOf(RolePresets.Owner), body: builder =>
        {
            builder.OpenComponent<Breaks>(0);
            builder.CloseComponent();
        });

        Assert.Equal("Esta parte ha fallado", layout.Find("main [role=alert] h1").TextContent);
        Assert.Matches("^[0-9a-f]{8}$", layout.Find(".reference code").TextContent);
        Assert.NotEmpty(layout.FindAll(".rail .nav a"));
        Assert.DoesNotContain("secret", layout.Markup, StringComparison.Ordinal);

        Breaks.Now = false;
        Services.GetRequiredService<NavigationManager>().NavigateTo("es/o/compas/groups");
        layout.WaitForAssertion(() => Assert.Equal("whole", layout.Find("main").TextContent.Trim()));
        Breaks.Now = true;
    }

    [Theory]
    [InlineData(404, "Esta página no existe")]
    [InlineData(403, "Tu acceso no llega hasta aquí")]
    [InlineData(500, "Algo ha fallado por nuestra parte")]
    [InlineData(418, "Algo ha fallado por nuestra parte")]
    public void What_was_refused_or_failed_is_said_kindly_with_a_way_on(int code, string title)
    {
        var page = Render<ErrorPage>(p => p.Add(e => e.Code, code).Add(e => e.Reference, code == 500 ? "4bf92f35" : null));

        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal("/es/", page.Find("a").GetAttribute("href"));
        Assert.Equal(code == 500 ? 1 : 0, page.FindAll(".reference").Count);
    }

    [Theory]
    [InlineData("es", "Otro intento en  s. Lo que ya estaba guardado sigue guardado.")]
    [InlineData("en", "Another try in  s. What was saved stays saved.")]
    public void The_lost_connection_is_told_in_the_readers_language(string language, string again)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        var modal = Render<ReconnectModal>();

        Assert.Equal("DIALOG", modal.Find("#components-reconnect-modal").TagName);
        Assert.Equal(again, modal.Find("p.reconnect-again").TextContent.Replace('\u00a0', ' '));
        Assert.NotNull(modal.Find("#components-seconds-to-next-attempt"));
        foreach (var id in (string[])["components-reconnect-button", "components-resume-button", "components-reload-button"])
        {
            Assert.NotEmpty(modal.Find("#" + id).TextContent);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("red;background:url(x)", null)]
    [InlineData("#123", null)]
    [InlineData("#FFE000", "background:#FFE000;color:#271A2B")]
    [InlineData("#0B3D2E", "background:#0B3D2E;color:#FFFFFF")]
    public void An_organizations_colour_stays_in_its_tile_and_can_be_read(string? colour, string? style) => Assert.Equal(style, OrganizationTile.StyleOf(colour));

    [Fact]
    public void An_account_page_shows_the_form_first_and_the_stage_to_nobody_who_cannot_see()
    {
        var page = Render<AccountLayout>(p => p.Add(l => l.Body, "<h1>Hola de nuevo</h1>"));

        Assert.Equal("Hola de nuevo", page.Find("main h1").TextContent);
        Assert.Equal("true", page.Find(".stage").GetAttribute("aria-hidden"));
        Assert.Equal(2, page.FindAll(".languages a").Count);
    }

    private static IEnumerable<string?> Offered(IRenderedComponent<OrganizationLayout> layout) => layout.FindAll("#search [role=option]").Select(option => option.GetAttribute("href"));

    private static Rights RightsOf(string role) => Rights.From(
        role, null,
        [.. RolePresets.Grants().Where(grant => grant.RoleKey == role).Select(grant => Cadence.Core.Data.SnakeCase.Of(grant.Permission))],
        [.. RolePresets.Grants().Where(grant => grant.RoleKey == role).Select(grant => Cadence.Core.Data.SnakeCase.Of(grant.Scope))], []);

    private IRenderedComponent<OrganizationLayout> Open(Rights rights, ThemeChoice theme = ThemeChoice.System, RenderFragment? body = null) => Render<OrganizationLayout>(p => p
        .AddCascadingValue(Compas)
        .AddCascadingValue(rights)
        .AddCascadingValue(Marta)
        .AddCascadingValue(theme)
        .Add(l => l.Body, body ?? (builder => builder.AddContent(0, "page"))));

    private sealed class NoForgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken GetAntiforgeryToken() => new("token", "__RequestVerificationToken");
    }

    private sealed class Breaks : ComponentBase
    {
        public static bool Now { get; set; } = true;

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            if (Now)
            {
                throw new InvalidOperationException("secret");
            }

            builder.AddContent(0, "whole");
        }
    }
}
