using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Accounts;

/// <summary>
/// Which passwords are taken (OWASP ASVS 5, 6.2): long enough, none that everybody tries first and none made of the owner's own name or
/// address. No rules about what they are composed of.
/// </summary>
public static class PasswordRules
{
    /// <summary>The longest password that is taken; beyond it hashing would be a way to keep the server busy.</summary>
    public const int Longest = 256;

    private const int ShortestWord = 3;
    private const int LongestBlock = 4;

    /// <summary>Letters that must remain of a password when the owner's words and everything that is no letter are taken out.</summary>
    private const int LettersOfItsOwn = 4;

    /// <summary>What is wrong with a new password, at its field; null where it is taken.</summary>
    /// <param name="shortest">Fewest characters.</param>
    /// <param name="common">Passwords that everybody tries first, in lower case.</param>
    /// <param name="own">The owner's names and addresses; the product's name is always among them.</param>
    public static Error? Check(string? password, int shortest, IReadOnlySet<string> common, IEnumerable<string?> own, string field)
    {
        if (string.IsNullOrEmpty(password))
        {
            return Error.Invalid(nameof(AccountTexts.ErrorPasswordRequired), field);
        }

        if (password.Length < shortest)
        {
            return Error.Invalid(nameof(AccountTexts.ErrorPasswordShort), field, shortest);
        }

        if (password.Length > Longest)
        {
            return Error.Invalid(nameof(SharedTexts.ErrorTooLong), field, Longest);
        }

        var text = password.ToLowerInvariant();
        if (IsCommon(text, common))
        {
            return Error.Invalid(nameof(AccountTexts.ErrorPasswordCommon), field);
        }

        return IsOwn(text, own) ? Error.Invalid(nameof(AccountTexts.ErrorPasswordOwn), field) : null;
    }

    /// <summary>One of the list, with or without figures and signs around it, or one short piece over and over, or a run of the alphabet.</summary>
    private static bool IsCommon(string text, IReadOnlySet<string> common)
    {
        var core = text.Trim([.. text.Where(c => !char.IsLetter(c)).Distinct()]);
        return common.Contains(text) || (core.Length > 0 && common.Contains(core)) || IsRepeated(text, common) || IsRun(text);
    }

    private static bool IsRepeated(string text, IReadOnlySet<string> common) => Enumerable.Range(1, text.Length / 2).Any(length =>
        (length <= LongestBlock || common.Contains(text[..length])) && Enumerable.Range(length, text.Length - length).All(i => text[i] == text[i - length]));

    private static bool IsRun(string text)
    {
        var step = text[1] - text[0];
        return step is 1 or -1 && Enumerable.Range(1, text.Length - 1).All(i => text[i] - text[i - 1] == step || (char.IsDigit(text[i]) && char.IsDigit(text[i - 1]) && (text[i] - text[i - 1] - step) % 10 == 0));
    }

    private static bool IsOwn(string text, IEnumerable<string?> own)
    {
        // Of an address the part before the @, which names a person; many share the rest.
        var words = own.Append("cadence").OfType<string>().Select(name => name.ToLowerInvariant().Trim()).SelectMany(name => name.Split('@')[0].Split([' ', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Append(name))
            .Where(word => word.Length >= ShortestWord).Distinct().OrderByDescending(word => word.Length);
        var (rest, found) = (text, false);
        foreach (var word in words.Where(word => rest.Contains(word, StringComparison.Ordinal)))
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
            found = true;
        }

        return found && rest.Count(char.IsLetter) < LettersOfItsOwn;
    }
}
