using Bunit;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

public sealed class StateTests : ComponentTest
{
    public static TheoryData<StateKind> States => [.. Enum.GetValues<StateKind>()];

    [Theory]
    [MemberData(nameof(States))]
    public void Every_state_has_colour_shape_and_word(StateKind state)
    {
        var chip = Render<StateChip>(p => p.Add(c => c.State, state));

        Assert.Contains("chip", chip.Find("span").ClassList);
        Assert.Contains("state-" + StateLook.ColourOf(state), chip.Find("span").ClassList);
        Assert.NotEmpty(chip.Find("svg").Children);
        Assert.Equal(StateLook.WordOf(state), chip.Find("span").TextContent.Trim());
        Assert.Equal("true", chip.Find("svg").GetAttribute("aria-hidden"));
    }

    [Fact]
    public void States_of_one_family_differ_without_their_colour()
    {
        StateKind[][] families =
        [
            [StateKind.Present, StateKind.Late, StateKind.Absent, StateKind.Excused, StateKind.Unmarked],
            [StateKind.Scheduled, StateKind.Running, StateKind.Held, StateKind.Cancelled, StateKind.NoRoll],
            [StateKind.Pending, StateKind.PartlyPaid, StateKind.Paid, StateKind.Overdue],
            [StateKind.Saved, StateKind.OnTablet, StateKind.Retrying],
        ];

        foreach (var family in families)
        {
            var shapes = family.Select(state => Render<StateShape>(p => p.Add(s => s.State, state)).Markup.Trim()).ToList();
            Assert.Equal(family.Length, shapes.Distinct().Count());
        }
    }

    [Fact]
    public void A_glyph_that_stands_alone_says_its_state()
    {
        var glyph = Render<StateGlyph>(p => p.Add(g => g.State, StateKind.Late).Add(g => g.Title, "Tarde"));

        Assert.Equal("img", glyph.Find("svg").GetAttribute("role"));
        Assert.Equal("Tarde", glyph.Find("svg").GetAttribute("aria-label"));
        Assert.False(glyph.Find("svg").HasAttribute("aria-hidden"));
    }

    [Fact]
    public void A_row_of_a_table_says_the_state_without_a_chip()
    {
        var chip = Render<StateChip>(p => p.Add(c => c.State, StateKind.Pending).Add(c => c.Plain, true).Add(c => c.Word, "Por aprobar"));

        Assert.DoesNotContain("chip", chip.Find("span").ClassList);
        Assert.Equal("Por aprobar", chip.Find("span").TextContent.Trim());
    }

    [Fact]
    public void Scripts_find_every_state_as_a_symbol()
    {
        var symbols = Render<StateSymbols>();

        Assert.Equal(Enum.GetValues<StateKind>().Length, symbols.FindAll("symbol").Select(s => s.Id).Distinct().Count());
        Assert.NotNull(symbols.Find("#state-present circle"));
    }
}
