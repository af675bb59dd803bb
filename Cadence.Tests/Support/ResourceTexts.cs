using System.Globalization;
using System.Text.RegularExpressions;
using Cadence.Core.Localization;
using Cadence.Core.Resources;

namespace Cadence.Tests.Support;

/// <summary>What the product can say in one language: every text of the resources, MudBlazor's and Identity's among them.</summary>
internal sealed partial class ResourceTexts
{
    private readonly HashSet<string> _plain = new(StringComparer.Ordinal);
    private readonly List<Regex> _formats = [];

    /// <param name="language">es or en.</param>
    public ResourceTexts(string language)
    {
        var culture = language == "es" ? CultureInfo.InvariantCulture : new CultureInfo(language);
        foreach (var (_, texts) in ErrorText.Resources)
        {
            foreach (var text in ErrorText.KeysOf(texts, culture).Select(key => One(texts.GetString(key, culture)!)))
            {
                if (!text.Contains('{', StringComparison.Ordinal))
                {
                    _plain.Add(text);
                }
                else if (Placeholder().Replace(text, "").Count(char.IsLetter) > 2)
                {
                    // A format without words of its own would let everything pass.
                    _formats.Add(new Regex("^" + string.Join(".+", Placeholder().Split(text).Select(Regex.Escape)) + "$", RegexOptions.Singleline));
                }
            }
        }

        _plain.Add($"({SharedTexts.ResourceManager.GetString(nameof(SharedTexts.Optional), culture)})");
    }

    /// <summary>Whether a visible text stands in the resources: whole, filled in, or several of them one after another.</summary>
    public bool Has(string said)
    {
        var text = One(said);
        return text.Length == 0 || !text.Any(char.IsLetter) || _plain.Contains(text) || _formats.Exists(format => format.IsMatch(text))
            || Seam().Matches(text).Any(seam => Has(text[..seam.Index]) && Has(text[(seam.Index + 1)..]));
    }

    private static string One(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Placeholder();

    /// <summary>Where one text may end and the next begin.</summary>
    [GeneratedRegex(@"(?<=[.?…])\s|\s(?=\()")]
    private static partial Regex Seam();
}
