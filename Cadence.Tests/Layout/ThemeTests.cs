using System.Text.RegularExpressions;
using Cadence.Tests.Support;
using Cadence.Web.Layout;
using MudBlazor;

namespace Cadence.Tests.Layout;

public sealed partial class ThemeTests
{
    private static readonly string Tokens = File.ReadAllText(Path.Combine(Repository.Root, "wwwroot", "css", "tokens.css"));

    public static TheoryData<string, string> Pairs => new()
    {
        { nameof(Palette.Background), "paper" },
        { nameof(Palette.Surface), "surface" },
        { nameof(Palette.BackgroundGray), "sunken" },
        { nameof(Palette.Primary), "primary" },
        { nameof(Palette.PrimaryContrastText), "on-primary" },
        { nameof(Palette.PrimaryDarken), "primary-hover" },
        { nameof(Palette.Secondary), "ink-2" },
        { nameof(Palette.Tertiary), "spot-ink" },
        { nameof(Palette.Success), "ok" },
        { nameof(Palette.Warning), "late" },
        { nameof(Palette.Error), "no" },
        { nameof(Palette.Info), "info" },
        { nameof(Palette.TextPrimary), "ink" },
        { nameof(Palette.TextSecondary), "ink-2" },
        { nameof(Palette.TextDisabled), "ink-3" },
        { nameof(Palette.ActionDefault), "ink-2" },
        { nameof(Palette.Divider), "line" },
        { nameof(Palette.TableLines), "line" },
        { nameof(Palette.LinesDefault), "line" },
        { nameof(Palette.LinesInputs), "line-strong" },
        { nameof(Palette.DrawerBackground), "paper" },
        { nameof(Palette.AppbarBackground), "paper" },
        { nameof(Palette.AppbarText), "ink" },
        { nameof(Palette.TableHover), "sunken" },
        { nameof(Palette.Skeleton), "line" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void MudBlazor_wears_the_tokens_in_light_and_dark(string colour, string token)
    {
        Assert.Equal(TokenIn(Light(), token), Colour(CadenceTheme.Theme.PaletteLight, colour));
        Assert.Equal(TokenIn(Dark(), token), Colour(CadenceTheme.Theme.PaletteDark, colour));
    }

    [Fact]
    public void What_floats_has_a_shadow_and_cards_only_a_hint()
    {
        var elevation = CadenceTheme.Theme.Shadows.Elevation;

        Assert.Equal(26, elevation.Length);
        Assert.Equal(("none", "var(--e-1)", "var(--e-2)", "var(--e-2)", "var(--e-3)", "var(--e-3)"), (elevation[0], elevation[1], elevation[2], elevation[8], elevation[9], elevation[25]));
    }

    [Fact]
    public void Nothing_is_written_in_capitals() => Assert.Equal("none", CadenceTheme.Theme.Typography.Button.TextTransform);

    [Fact]
    public void Styles_come_from_here_and_use_known_tokens()
    {
        // Pages and scripts set some variables on their elements.
        var defined = Repository.Files("wwwroot/css", "*.css").Concat(Repository.Files("Cadence.Web", "*.razor")).Concat(Repository.Files("Cadence.Web", "*.cs")).Concat(Repository.Files("wwwroot/js", "*.js"))
            .SelectMany(path => DefinedVariable().Matches(File.ReadAllText(Path.Combine(Repository.Root, path))).Select(match => match.Groups[1].Value))
            .ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "wwwroot", "css"), "*.css"))
        {
            var css = File.ReadAllText(file);
            Assert.DoesNotMatch(OutsideOrigin(), css);
            var unknown = UsedVariable().Matches(css).Select(match => match.Groups[1].Value)
                .Where(name => !defined.Contains(name) && !css.Contains($"var({name}, ", StringComparison.Ordinal) && !name.StartsWith("--mud-", StringComparison.Ordinal))
                .Distinct();
            Assert.True(!unknown.Any(), $"{Path.GetFileName(file)}: {string.Join(", ", unknown)}");
        }
    }

    private static string Colour(Palette palette, string name) => new MudBlazor.Utilities.MudColor(typeof(Palette).GetProperty(name)!.GetValue(palette)!.ToString()!).ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex).ToUpperInvariant();

    private static string TokenIn(string css, string token) => Regex.Match(css, $@"--c-{Regex.Escape(token)}:\s*(#[0-9A-Fa-f]{{6}})").Groups[1].Value.ToUpperInvariant();

    private static string Light() => Tokens[..Tokens.IndexOf("[data-theme=\"dark\"] {", StringComparison.Ordinal)];

    private static string Dark() => Tokens[Tokens.IndexOf("[data-theme=\"dark\"] {", StringComparison.Ordinal)..Tokens.IndexOf("@media", StringComparison.Ordinal)];

    [GeneratedRegex(@"(--[a-z0-9-]+)\s*:")]
    private static partial Regex DefinedVariable();

    [GeneratedRegex(@"var\((--[a-z0-9-]+)")]
    private static partial Regex UsedVariable();

    [GeneratedRegex(@"https?://|url\(\s*[""']?//|@import")]
    private static partial Regex OutsideOrigin();
}
