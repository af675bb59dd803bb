using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cadence.Core.Localization;
using Cadence.Tests.Support;

namespace Cadence.Tests.Architecture;

/// <summary>Everything a person reads stands in Resources, in both languages; each rule has a plant that proves it can fail.</summary>
public sealed partial class TextsTests
{
    /// <summary>Texts that are rightly the same in both languages: names, signs, and words both languages share.</summary>
    private static readonly HashSet<string> SameInBoth = new(StringComparer.Ordinal)
    {
        "ShellTexts.NavAgenda", "ShellTexts.NavRoles", "RolesTexts.Title", "SessionsTexts.AgendaTitle", "SessionsTexts.TheProgram", "RosterTexts.StateTotal", "ShellTexts.LanguageSpanish", "ShellTexts.LanguageEnglish", "ShellTexts.SearchKeys",
        "PlatformTexts.VersionProgram", "PlatformTexts.VersionPostgres",
        "OrganizationsTexts.LogoTitle",
    };

    /// <summary>Files whose pages are not all merged yet; empty once they are.</summary>
    private static readonly HashSet<string> PagesToCome = new(StringComparer.Ordinal);

    [Fact]
    public void Both_languages_have_the_same_keys_and_placeholders()
    {
        var problems = TextFiles().SelectMany(file => Differences(file.Name, file.Spanish, file.English)).ToList();

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.NotEmpty(TextFiles());
    }

    [Fact]
    public void A_missing_key_a_lost_placeholder_and_an_empty_text_would_be_found()
    {
        var spanish = new Dictionary<string, string> { ["A"] = "{0} de {1}", ["B"] = "Guardar", ["C"] = "Hola" };
        var english = new Dictionary<string, string> { ["A"] = "{0}", ["C"] = " ", ["D"] = "Extra" };

        Assert.Equal(4, Differences("Planted", spanish, english).Count());
    }

    [Fact]
    public void The_same_text_in_both_languages_was_looked_at()
    {
        var same = TextFiles()
            .Where(file => file.Name != "MudTexts")
            .SelectMany(file => file.Spanish.Where(text => LooksTranslatable(text.Value) && file.English.GetValueOrDefault(text.Key) == text.Value).Select(text => $"{file.Name}.{text.Key}"))
            .Where(key => !SameInBoth.Contains(key) && key != "SharedTexts.AppName")
            .ToList();

        Assert.True(same.Count == 0, "Translate, or put on the reviewed list: " + string.Join(", ", same));
        Assert.True(LooksTranslatable("Guardar"));
        Assert.False(LooksTranslatable("{0} · {1}"));
        Assert.False(LooksTranslatable("{0}\u00a0min"));
    }

    [Fact]
    public void Every_text_is_used()
    {
        var used = UsedKeys(Sources());
        var unused = TextFiles()
            .Where(file => file.Name != "MudTexts" && !PagesToCome.Contains(file.Name))
            .SelectMany(file => file.Spanish.Keys.Select(key => $"{file.Name}.{key}"))
            .Where(key => !used.Contains(key))
            .ToList();

        Assert.True(unused.Count == 0, "Nobody shows: " + string.Join(", ", unused));
    }

    [Fact]
    public void A_text_that_nobody_shows_would_be_found()
    {
        var used = UsedKeys(["<p>@ShellTexts.SignOut</p>"]);

        Assert.Contains("ShellTexts.SignOut", used);
        Assert.DoesNotContain("ShellTexts.SignIn", used);
    }

    [Fact]
    public void An_error_code_means_one_text()
    {
        var codes = TextFiles().SelectMany(file => file.Spanish.Keys.Where(key => key.StartsWith("Error", StringComparison.Ordinal)).Select(key => (key, file.Name))).ToList();
        var twice = codes.GroupBy(code => code.key).Where(group => group.Count() > 1).Select(group => $"{group.Key} in {string.Join(" and ", group.Select(code => code.Name))}").ToList();

        Assert.True(twice.Count == 0, string.Join('\n', twice));
    }

    [Fact]
    public void Every_error_code_in_the_source_has_a_text_in_both_languages()
    {
        var codes = Sources().SelectMany(source => NamedError().Matches(source).Select(match => match.Groups[2].Value).Concat(QuotedError().Matches(source).Select(match => match.Groups[1].Value))).Distinct().ToList();
        var known = TextFiles().SelectMany(file => file.Spanish.Keys.Intersect(file.English.Keys)).ToHashSet();

        var unknown = codes.Where(code => !known.Contains(code)).ToList();
        Assert.True(unknown.Count == 0, "No text for " + string.Join(", ", unknown));
        Assert.NotEmpty(codes);
    }

    [Fact]
    public void The_classes_know_every_file_and_every_key()
    {
        var files = TextFiles();
        Assert.Equal(files.Select(file => file.Name).Order(StringComparer.Ordinal), ErrorText.Resources.Select(resource => resource.Name));
        foreach (var (name, texts) in ErrorText.Resources)
        {
            var file = files.Single(candidate => candidate.Name == name);
            Assert.Equal(file.Spanish.Keys.Order(), ErrorText.KeysOf(texts, CultureInfo.InvariantCulture).Order());
            Assert.Equal(file.English.Keys.Order(), ErrorText.KeysOf(texts, new CultureInfo("en")).Order());
        }
    }

    [Fact]
    public void Nobody_shouts()
    {
        var loud = TextFiles().SelectMany(file => file.Spanish.Concat(file.English)).Where(text => text.Key != "MudDataGrid_NotEqualSign" && text.Value.Contains('!', StringComparison.Ordinal)).Select(text => text.Key).ToList();

        Assert.True(loud.Count == 0, string.Join(", ", loud));
    }

    [Fact]
    public void No_page_holds_text_of_its_own()
    {
        var literals = Repository.Files("Cadence.Web", "*.razor")
            .SelectMany(path => Literals(File.ReadAllText(Path.Combine(Repository.Root, path))).Select(text => $"{path}: {text}"))
            .ToList();

        Assert.True(literals.Count == 0, string.Join('\n', literals));
    }

    [Theory]
    [InlineData("<p>Guardar</p>")]
    [InlineData("<p>@Name te espera</p>")]
    [InlineData("<h1>\n  Hola\n</h1>")]
    [InlineData("<button title=\"Cerrar\">@X</button>")]
    [InlineData("<input placeholder='Correo' />")]
    [InlineData("<svg aria-label=\"Tarde\"></svg>")]
    [InlineData("<MudTextField T=\"string\" Label=\"Nombre\" />")]
    [InlineData("<PageHeader Title=\"Grupos\" />")]
    [InlineData("<EmptyState Text=\"@(x ? a : b)\">Nada</EmptyState>")]
    [InlineData("@if (x)\n{\n    <b>Sí</b>\n}")]
    [InlineData("@if (x)\n{\n    @:Sí\n}")]
    public void Text_in_a_page_would_be_found(string markup) => Assert.NotEmpty(Literals(markup));

    [Theory]
    [InlineData("<p>@ShellTexts.SignOut</p>")]
    [InlineData("<p>@Counted.Text(n, X.One, X.Many) · @Time–@End</p>")]
    [InlineData("<a href=\"groups\" class=\"btn\" title=\"@X\">@(a < b ? c : d)</a>")]
    [InlineData("@foreach (var x in xs)\n{\n    <i class=\"p\"></i>\n}\nelse if (y)\n{\n    <b>@y</b>\n}")]
    [InlineData("@* Un comentario *@\n<!-- otro -->\n<p></p>\n@code {\n    string Name => \"<p>Guardar</p>\";\n}")]
    [InlineData("@page \"/groups\"\n@inject NavigationManager Navigation\n<p>@x</p>")]
    [InlineData("@switch (State)\n{\n    case StateKind.Present or StateKind.Held:\n        <b>@x</b>\n        break;\n}")]
    public void Markup_without_words_is_left_alone(string markup) => Assert.Empty(Literals(markup));

    [Fact]
    public void Nobody_sets_the_language_of_all_readers_at_once()
    {
        var guilty = SourceFiles().Where(path => StaticCulture().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, path)))).ToList();

        Assert.True(guilty.Count == 0, string.Join(", ", guilty));
        Assert.Matches(StaticCulture(), string.Concat("PayoutsTexts", ".Culture = spanish;"));
    }

    private static List<TextFile> TextFiles() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "Resources"), "*Texts.resx").Order(StringComparer.Ordinal)
            .Select(path => new TextFile(Path.GetFileNameWithoutExtension(path), Read(path), Read(Path.ChangeExtension(path, ".en.resx")))),
    ];

    private static Dictionary<string, string> Read(string path) => File.Exists(path)
        ? XDocument.Load(path).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value)
        : [];

    private static IEnumerable<string> Differences(string name, Dictionary<string, string> spanish, Dictionary<string, string> english)
    {
        foreach (var key in spanish.Keys.Union(english.Keys).Order(StringComparer.Ordinal))
        {
            if (!spanish.TryGetValue(key, out var es))
            {
                yield return $"{name}.{key} has no Spanish";
            }
            else if (!english.TryGetValue(key, out var en))
            {
                yield return $"{name}.{key} has no English";
            }
            else if (string.IsNullOrWhiteSpace(es) || string.IsNullOrWhiteSpace(en))
            {
                yield return $"{name}.{key} is empty";
            }
            else if (!Placeholders(es).SetEquals(Placeholders(en)))
            {
                yield return $"{name}.{key} has other placeholders in English";
            }
        }
    }

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Value)];

    private static bool LooksTranslatable(string text) => Placeholder().Replace(text, string.Empty).Count(char.IsLetter) > 3;

    private static IEnumerable<string> SourceFiles() =>
        Repository.Files("Cadence.Core", "*.cs").Concat(Repository.Files("Cadence.Web", "*.cs")).Concat(Repository.Files("Cadence.Web", "*.razor")).Concat(Repository.Files("Cadence.Bench", "*.cs"));

    private static List<string> Sources() => [.. SourceFiles().Select(path => DocumentationLine().Replace(File.ReadAllText(Path.Combine(Repository.Root, path)), string.Empty))];

    private static HashSet<string> UsedKeys(IEnumerable<string> sources) => [.. sources.SelectMany(source => UsedKey().Matches(source).Select(match => match.Value))];

    /// <summary>Words that a reader would see, or hear, straight from a page's markup.</summary>
    private static List<string> Literals(string razor)
    {
        var markup = Comment().Replace(razor, string.Empty);
        var code = CodeBlock().Match(markup);
        markup = Directive().Replace(code.Success ? markup[..code.Index] : markup, string.Empty);
        markup = MarkedText().Replace(markup, "<x>$1</x>");
        var found = ReadAttribute().Matches(markup).Select(match => match.Groups[3].Value).Where(value => HasWord(WithoutExpressions(value))).ToList();

        // Expressions may hold angle brackets and quotes: they go first, then tags, then the statements between tags.
        var text = Tag().Replace(WithoutExpressions(markup), "\u0001");
        found.AddRange(text.Split('\u0001').SelectMany(part => part.Split('\n')).Select(line => line.Trim()).Where(line => HasWord(line) && !Statement().IsMatch(line)));
        return found;
    }

    private static bool HasWord(string text) => Word().IsMatch(Entity().Replace(text, string.Empty));

    /// <summary>Cuts out what Razor evaluates: @(…), @name.Member(…)[…], with brackets and strings matched.</summary>
    private static string WithoutExpressions(string markup)
    {
        var rest = new System.Text.StringBuilder(markup.Length);
        for (var i = 0; i < markup.Length; i++)
        {
            if (markup[i] != '@' || i + 1 >= markup.Length)
            {
                rest.Append(markup[i]);
                continue;
            }

            var keyword = RazorStatement().Match(markup, i + 1);
            if (keyword.Success && keyword.Index == i + 1)
            {
                i = SkipBrackets(markup, i + keyword.Length + 1) - 1;
                continue;
            }

            i++;
            while (i < markup.Length)
            {
                if (markup[i] is '(' or '[')
                {
                    i = SkipBrackets(markup, i);
                }
                else if (char.IsLetterOrDigit(markup[i]) || markup[i] == '_' || (markup[i] is '.' or '!' or '?' && i + 1 < markup.Length && (char.IsLetter(markup[i + 1]) || markup[i + 1] is '.' or '[')))
                {
                    i++;
                }
                else
                {
                    break;
                }
            }

            i--;
        }

        return rest.ToString();
    }

    private static int SkipBrackets(string text, int start)
    {
        var depth = 0;
        var quoted = false;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"' && text[i - 1] != '\\')
            {
                quoted = !quoted;
            }
            else if (!quoted && text[i] is '(' or '[')
            {
                depth += quoted ? 0 : 1;
            }
            else if (!quoted && text[i] is ')' or ']')
            {
                depth -= quoted ? 0 : 1;
                if (depth == 0)
                {
                    return i + 1;
                }
            }
            else if (depth == 0 && !char.IsWhiteSpace(text[i]))
            {
                return i;
            }
        }

        return text.Length;
    }

    [GeneratedRegex(@"^\s*///.*$", RegexOptions.Multiline)]
    private static partial Regex DocumentationLine();

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]*Texts\.[A-Za-z0-9_]+")]
    private static partial Regex UsedKey();

    [GeneratedRegex(@"nameof\((?:[A-Za-z.]*\.)?([A-Z][A-Za-z]*Texts)\.(Error[A-Za-z0-9]+)\)")]
    private static partial Regex NamedError();

    [GeneratedRegex(@"""(Error[A-Z][A-Za-z0-9]+)""")]
    private static partial Regex QuotedError();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]*Texts\.Culture\s*=")]
    private static partial Regex StaticCulture();

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@code\b", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^@(page|using|inject|inherits|implements|attribute|layout|namespace|typeparam|rendermode|preservewhitespace)\b.*$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\s*@:(.*)$", RegexOptions.Multiline)]
    private static partial Regex MarkedText();

    [GeneratedRegex(@"\s(title|alt|placeholder|aria-label|aria-description|Label|HelperText|ErrorText|RequiredError|Placeholder|Title|Text|Subtitle|BackText|Word|AdornmentText|AdornmentAriaLabel)=([""'])(.*?)\2", RegexOptions.Singleline)]
    private static partial Regex ReadAttribute();

    [GeneratedRegex(@"</?[A-Za-z!][^<>]*?(?:""[^""]*""[^<>]*?|'[^']*'[^<>]*?)*>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^(?:[{}]|else\b|case\b|default:|break;|if\s*\(|foreach\s*\(|for\s*\(|while\s*\(|switch\s*\(|var\s|(?:[A-Za-z<>\[\]?, ()]+\s)?[A-Za-z_.]+(?:\([^)]*\))?\s*(?:=[^=].*)?;)")]
    private static partial Regex Statement();

    [GeneratedRegex(@"(?:if|foreach|for|while|switch|using|lock)\b(?=\s*\()")]
    private static partial Regex RazorStatement();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"&[a-z]+;")]
    private static partial Regex Entity();

    private sealed record TextFile(string Name, Dictionary<string, string> Spanish, Dictionary<string, string> English);
}
