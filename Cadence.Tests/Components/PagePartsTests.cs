using Bunit;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

public sealed class PagePartsTests : ComponentTest
{
    [Fact]
    public void A_page_has_one_heading_and_the_way_back_is_relative()
    {
        var header = Render<PageHeader>(p => p
            .Add(h => h.Title, "Urbano inicial")
            .Add(h => h.Subtitle, "Martes y jueves")
            .Add(h => h.BackHref, "groups")
            .Add(h => h.BackText, "Grupos")
            .AddChildContent("<button>Pasar lista</button>"));

        Assert.Equal("Urbano inicial", header.Find("h1").TextContent);
        Assert.Equal("groups", header.Find("a.page-back").GetAttribute("href"));
        Assert.Equal("Martes y jueves", header.Find(".page-subtitle").TextContent);
        Assert.NotNull(header.Find(".page-actions button"));
    }

    [Fact]
    public void A_page_without_extras_shows_no_empty_places()
    {
        var header = Render<PageHeader>(p => p.Add(h => h.Title, "Grupos"));

        Assert.Empty(header.FindAll(".page-back, .page-subtitle, .page-actions"));
    }

    [Fact]
    public void What_is_empty_says_so_in_one_sentence_with_one_action()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Title, "Hoy no hay clases").Add(e => e.Text, "En cuanto pongas el horario, aquí lo verás.").AddChildContent("<a href=\"groups/new\">Crear el primer grupo</a>"));

        Assert.Equal("true", empty.Find("svg").GetAttribute("aria-hidden"));
        Assert.Equal("Hoy no hay clases", empty.Find(".empty-title").TextContent);
        Assert.Single(empty.FindAll("a"));
    }

    [Fact]
    public void Refusals_stand_at_their_fields_and_the_rest_above_the_form()
    {
        Error[] errors = [Error.Invalid(nameof(SharedTexts.ErrorRequired), "Name"), Error.Invalid(nameof(SharedTexts.ErrorNegative), "Capacity"), Error.Forbidden()];

        Assert.Equal("Falta este dato.", Render<FieldErrors>(p => p.Add(f => f.Errors, errors).Add(f => f.Field, "Name").Add(f => f.Id, "name-error")).Find("#name-error").TextContent.Trim());
        Assert.StartsWith("Tu acceso no llega", Render<FieldErrors>(p => p.Add(f => f.Errors, errors)).Find("p").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(Render<FieldErrors>(p => p.Add(f => f.Errors, errors).Add(f => f.Field, "Color")).Markup.Trim());
    }

    [Theory]
    [InlineData(StateKind.Overdue, "alert")]
    [InlineData(StateKind.Late, "status")]
    public void Only_what_failed_interrupts(StateKind state, string role)
    {
        var notice = Render<Notice>(p => p.Add(n => n.State, state).Add(n => n.Title, "Queda 1 clase sin lista").AddChildContent("Sin ella el total puede quedarse corto."));

        Assert.Equal(role, notice.Find(".notice").GetAttribute("role"));
        Assert.Contains("Queda 1 clase sin lista", notice.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_dot_says_whether_changes_arrive()
    {
        Assert.Equal("En directo", Render<LiveDot>(p => p.Add(d => d.Live, true)).Find("[role=status]").TextContent.Trim());
        Assert.Equal("Conectando", Render<LiveDot>(p => p.Add(d => d.Live, false)).Find("[role=status]").TextContent.Trim());
    }

    [Fact]
    public void Waiting_is_said_in_words_and_shown_in_beats()
    {
        var skeleton = Render<Skeleton>(p => p.Add(s => s.Count, 5));

        Assert.Equal("Cargando", skeleton.Find("[role=status]").GetAttribute("aria-label"));
        Assert.Equal(5, skeleton.FindAll("i").Count);
    }

    [Fact]
    public void The_logo_carries_the_name()
    {
        Assert.Equal("Cadence", Render<Logo>().Find(".logo").TextContent.Trim());
    }
}
