using System.Text.RegularExpressions;

namespace Cadence.Tests.App;

/// <summary>A served page without what is new in every rendering, so that two of them can be compared.</summary>
internal static partial class Page
{
    /// <summary>The page without tokens, circuit markers and the words given, such as the slug or id it was asked with.</summary>
    public static string Compared(string html, params string[] without)
    {
        html = Comment().Replace(html, "");
        html = Token().Replace(html, "");
        foreach (var word in without.Where(word => word.Length > 0).OrderByDescending(word => word.Length))
        {
            html = html.Replace(word, "…", StringComparison.OrdinalIgnoreCase);
        }

        return html;
    }

    /// <summary>The language a page says it is in.</summary>
    public static string Language(string html) => Lang().Match(html).Groups[1].Value;

    [GeneratedRegex("<!--(Blazor|bl:|/bl:).*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("<input[^>]*__RequestVerificationToken[^>]*>")]
    private static partial Regex Token();

    [GeneratedRegex("<html lang=\"([a-z]+)\"")]
    private static partial Regex Lang();
}
