using Bunit;
using Cadence.Core.Localization;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

public sealed class BeatsTests : ComponentTest
{
    [Fact]
    public void Each_fact_is_one_bar_and_a_screen_reader_hears_them_counted()
    {
        BeatKind[] marks = [.. Enumerable.Repeat(BeatKind.Present, 18), BeatKind.Late, BeatKind.Absent, BeatKind.Excused, .. Enumerable.Repeat(BeatKind.Unmarked, 4)];

        var beats = Render<Beats>(p => p.Add(b => b.Kinds, marks));

        Assert.Equal(25, beats.FindAll("i").Count);
        Assert.Equal("img", beats.Find(".beats").GetAttribute("role"));
        Assert.Equal("18 presentes, 1 tarde, 1 falta, 1 justificada, 4 sin marcar", beats.Find(".beats").GetAttribute("aria-label"));
        Assert.Equal("p p p p p p p p p p p p p p p p p p l a e n n n n", string.Join(" ", beats.FindAll("i").Select(i => i.ClassName)));
    }

    [Theory]
    [InlineData("es", "1 impartida, 1 en marcha, 2 por delante, 1 cancelada")]
    [InlineData("en", "1 held, 1 under way, 2 to come, 1 cancelled")]
    public void A_day_of_classes_is_counted_by_what_became_of_them(string language, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        Assert.Equal(expected, BeatsLabel.Of([BeatKind.Held, BeatKind.Now, BeatKind.Ahead, BeatKind.Ahead, BeatKind.Cancelled]));
    }

    [Fact]
    public void Empty_space_and_quantities_are_not_counted() =>
        Assert.Equal("Todavía sin datos", BeatsLabel.Of([BeatKind.Gap, BeatKind.Measure, BeatKind.QuietMeasure]));

    [Fact]
    public void A_quantity_has_its_height()
    {
        var beats = Render<Beats>(p => p.Add(b => b.Kinds, [BeatKind.QuietMeasure, BeatKind.Measure]).Add(b => b.Heights, [50, 120]).Add(b => b.Label, "486,20 y 535,40"));

        Assert.Equal(["height:50%", "height:100%"], beats.FindAll("i").Select(i => i.GetAttribute("style")));
        Assert.Equal("486,20 y 535,40", beats.Find(".beats").GetAttribute("aria-label"));
    }

    [Fact]
    public void Beats_that_stayed_are_not_drawn_again()
    {
        var beats = Render<Beats>(p => p.Add(b => b.Kinds, [BeatKind.Present, BeatKind.Unmarked]));
        var before = beats.RenderCount;

        beats.Render(p => p.Add(b => b.Kinds, new List<BeatKind> { BeatKind.Present, BeatKind.Unmarked }));
        Assert.Equal(before, beats.RenderCount);

        beats.Render(p => p.Add(b => b.Kinds, [BeatKind.Present, BeatKind.Present]));
        Assert.Equal(before + 1, beats.RenderCount);
        Assert.Equal("2 presentes", beats.Find(".beats").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_list_changed_in_place_is_drawn_again()
    {
        var marks = new List<BeatKind> { BeatKind.Unmarked };
        var beats = Render<Beats>(p => p.Add(b => b.Kinds, marks));

        marks[0] = BeatKind.Present;
        beats.Render(p => p.Add(b => b.Kinds, marks));

        Assert.Equal("p", beats.Find("i").ClassName);
    }
}
