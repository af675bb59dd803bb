using System.Collections;
using System.Globalization;
using System.Resources;
using Bunit;
using Cadence.Core.Localization;
using Cadence.Core.Resources;
using Cadence.Tests.Support;
using Cadence.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Cadence.Tests.Hosting;

public sealed class MudTextsTests : ComponentTest
{
    /// <summary>Signs, and words that Spanish shares with English.</summary>
    private static readonly string[] SameInSpanish = ["MudDataGrid_EqualSign", "MudDataGrid_NotEqualSign", "MudDataGrid_LessThanSign", "MudDataGrid_LessThanOrEqualSign", "MudDataGrid_GreaterThanSign", "MudDataGrid_GreaterThanOrEqualSign"];

    public MudTextsTests()
        : base(services => services.AddSingleton<MudLocalizer, MudTextsLocalizer>())
    {
    }

    [Fact]
    public void Every_word_of_MudBlazor_is_translated()
    {
        var theirs = Theirs();
        var spanish = MudTexts.ResourceManager;

        Assert.True(theirs.Count >= 155, $"only {theirs.Count} keys found in MudBlazor");
        Assert.Equal(theirs.Keys.Order(), ErrorText.KeysOf(spanish, CultureInfo.InvariantCulture).Order());
        var untranslated = theirs.Where(text => !SameInSpanish.Contains(text.Key) && spanish.GetString(text.Key, CultureInfo.InvariantCulture) == text.Value).Select(text => text.Key).ToList();
        Assert.True(untranslated.Count == 0, string.Join(", ", untranslated));
    }

    [Theory]
    [InlineData("es", "Cerrar")]
    [InlineData("en", "Close")]
    public void A_component_of_MudBlazor_speaks_the_readers_language(string language, string expected)
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of(language));
        var alert = Render<MudAlert>(p => p.Add(a => a.ShowCloseIcon, true));

        Assert.Equal(expected, alert.Find("button").GetAttribute("aria-label"));
    }

    [Fact]
    public void Values_inside_its_texts_are_filled_in()
    {
        using var _ = ReaderCulture.Speak(ReaderCulture.Of("es"));
        Assert.Equal("1–10 de 5.000", new MudTextsLocalizer()["MudDataGridPager_InfoFormat", 1, 10, "5.000"].Value);
        Assert.True(new MudTextsLocalizer()["MudNobodyKnows"].ResourceNotFound);
    }

    [Theory]
    [InlineData("Converter_InvalidDateTime", nameof(SharedTexts.ErrorDateInvalid))]
    [InlineData("Converter_InvalidTimeSpan", nameof(SharedTexts.ErrorTimeInvalid))]
    [InlineData("Converter_InvalidNumber", nameof(SharedTexts.ErrorNumberInvalid))]
    public void What_cannot_be_read_is_said_in_the_same_words_while_typing_and_when_saving(string typing, string saving)
    {
        foreach (var language in new[] { "es", "en" })
        {
            var culture = ReaderCulture.Of(language);
            Assert.Equal(SharedTexts.ResourceManager.GetString(saving, culture), MudTexts.ResourceManager.GetString(typing, culture));
        }
    }

    private static Dictionary<string, string> Theirs()
    {
        var assembly = typeof(MudAlert).Assembly;
        using var stream = assembly.GetManifestResourceStream("MudBlazor.Resources.LanguageResource.resources")!;
        using var reader = new ResourceReader(stream);
        return reader.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }
}
