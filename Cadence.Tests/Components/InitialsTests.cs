using Bunit;
using Cadence.Tests.Support;
using Cadence.Web.Components;

namespace Cadence.Tests.Components;

public sealed class InitialsTests : ComponentTest
{
    [Theory]
    [InlineData("Ballet infantil", "BI")]
    [InlineData("Urbano inicial", "UI")]
    [InlineData("Breaking", "BR")]
    [InlineData("Salsa en línea", "SL")]
    [InlineData("K-pop", "KP")]
    [InlineData("Flamenco, nivel 2", "F2")]
    [InlineData("Danza para adultas (tarde)", "DT")]
    [InlineData("Ñ", "Ñ")]
    [InlineData("en", "EN")]
    [InlineData("  ", "")]
    public void A_group_is_known_by_two_letters(string name, string expected) => Assert.Equal(expected, Initials.OfGroup(name));

    [Theory]
    [InlineData("Compás", "Co")]
    [InlineData("lucía", "Lu")]
    [InlineData("Escuela del Sur", "ES")]
    [InlineData("Ñ", "Ñ")]
    [InlineData("", "")]
    public void An_organization_is_known_by_its_tile(string name, string expected) => Assert.Equal(expected, Initials.OfOrganization(name));

    [Theory]
    [InlineData("Leo Sanz", "LS")]
    [InlineData("Adela Bravo Ruiz", "AB")]
    [InlineData("María del Mar Gil", "MM")]
    [InlineData("Óscar", "Ó")]
    public void A_person_is_known_by_their_initials(string name, string expected) => Assert.Equal(expected, Initials.OfPerson(name));

    [Theory]
    [InlineData(1, "group-1")]
    [InlineData(12, "group-12")]
    [InlineData(0, "group-1")]
    [InlineData(13, "group-12")]
    public void A_group_has_one_of_the_twelve_colours(int colour, string expected)
    {
        var monogram = Render<Monogram>(p => p.Add(m => m.Name, "Urbano inicial").Add(m => m.Colour, colour));

        Assert.Contains(expected, monogram.Find("span").ClassList);
        Assert.Equal("UI", monogram.Find("span").TextContent);
        Assert.Equal("true", monogram.Find("span").GetAttribute("aria-hidden"));
    }

    [Fact]
    public void An_avatar_leaves_the_name_to_the_text_beside_it()
    {
        var avatar = Render<Avatar>(p => p.Add(a => a.Name, "Marta Roldán"));

        Assert.Equal("MR", avatar.Find("span").TextContent);
        Assert.Equal("true", avatar.Find("span").GetAttribute("aria-hidden"));
    }
}
