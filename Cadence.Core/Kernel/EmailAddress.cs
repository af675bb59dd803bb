using System.Globalization;

namespace Cadence.Core.Kernel;

/// <summary>What a form takes for an e-mail address: <c>local@domain</c> without quotes, comments or address literals.</summary>
public static class EmailAddress
{
    private const string LocalSigns = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Whether mail could be addressed to it. Whether somebody reads it there only a mail can tell.</summary>
    public static bool IsValid(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 320)
        {
            return false;
        }

        var local = text[..at];
        return local.All(c => char.IsAsciiLetterOrDigit(c) || LocalSigns.Contains(c, StringComparison.Ordinal))
            && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
            && IsDomain(text[(at + 1)..]);
    }

    private static bool IsDomain(string text)
    {
        string domain;
        try
        {
            domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return false;
        }

        return domain.Length <= 253 && domain.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-');
    }
}
