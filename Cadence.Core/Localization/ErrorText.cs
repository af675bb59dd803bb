using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Resources;
using Cadence.Core.Kernel;

namespace Cadence.Core.Localization;

/// <summary>
/// The message of an expected failure in the reader's language. A code may live in any <c>Resources/*Texts.resx</c>,
/// so one index over all of them is built once.
/// </summary>
public static class ErrorText
{
    private static readonly Lazy<FrozenDictionary<string, ResourceManager>> Index = new(BuildIndex);

    /// <summary>Every resource class of the assembly with its texts, ordered by name.</summary>
    public static IReadOnlyList<(string Name, ResourceManager Texts)> Resources { get; } =
    [
        .. typeof(ErrorText).Assembly.GetTypes()
            .Where(type => type.Namespace == "Cadence.Core.Resources" && type.Name.EndsWith("Texts", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (type.Name, (ResourceManager)type.GetProperty("ResourceManager", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!)),
    ];

    /// <summary>What to show for <paramref name="error"/>, with its arguments formatted in the current culture. A code without a text is a bug and throws.</summary>
    public static string Of(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (!Index.Value.TryGetValue(error.Code, out var texts) || texts.GetString(error.Code, CultureInfo.CurrentUICulture) is not { } text)
        {
            throw new InvalidOperationException($"No text for error code {error.Code}.");
        }

        return error.Arguments.Length == 0 ? text : string.Format(CultureInfo.CurrentCulture, text, [.. error.Arguments.Select(Readable)]);
    }

    /// <summary>The keys of one resource class in its own language, without the parents.</summary>
    public static IReadOnlyList<string> KeysOf(ResourceManager texts, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var set = texts.GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        return set is null ? [] : [.. set.Cast<DictionaryEntry>().Select(entry => (string)entry.Key)];
    }

    private static object Readable(object argument) => argument switch
    {
        Money money => Figures.Money(money),
        Month month => ReaderDate.Month(month),
        DateOnly date => date.ToString("d", CultureInfo.CurrentCulture),
        TimeOnly time => ReaderDate.Time(time),
        _ => argument,
    };

    private static FrozenDictionary<string, ResourceManager> BuildIndex()
    {
        var index = new Dictionary<string, ResourceManager>(StringComparer.Ordinal);
        foreach (var (_, texts) in Resources)
        {
            foreach (var key in KeysOf(texts, CultureInfo.InvariantCulture).Where(key => key.StartsWith("Error", StringComparison.Ordinal)))
            {
                index.TryAdd(key, texts);
            }
        }

        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
