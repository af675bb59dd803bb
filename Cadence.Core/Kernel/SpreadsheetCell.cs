using System.Text.RegularExpressions;

namespace Cadence.Core.Kernel;

/// <summary>
/// Cells of our CSV files. A cell that a spreadsheet could run as a formula leaves with an apostrophe in front;
/// reading it back takes that apostrophe away, so that every text survives the round trip.
/// Plain phones and amounts (<c>+34 600 123 123</c>, <c>-5,00</c>) leave as they are: no spreadsheet runs them.
/// </summary>
public static partial class SpreadsheetCell
{
    /// <summary>The text as it may stand in a file that is opened with a spreadsheet.</summary>
    public static string Protect(string text) => Active().IsMatch(text) && !PlainNumber().IsMatch(text) ? "'" + text : text;

    /// <summary>The text that <see cref="Protect"/> was given.</summary>
    public static string Restore(string cell) => Protected().IsMatch(cell) ? cell[1..] : cell;

    // Leading apostrophes belong to the pattern, else a text that already began with one would lose it on the way back.
    [GeneratedRegex(@"\A'*[=+\-@\t\r\n]")]
    private static partial Regex Active();

    [GeneratedRegex(@"\A'+[=+\-@\t\r\n]")]
    private static partial Regex Protected();

    [GeneratedRegex(@"\A[+-][0-9][0-9 .,]*\z")]
    private static partial Regex PlainNumber();
}
