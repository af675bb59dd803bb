using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using CsvHelper;

namespace Cadence.Core.Students;

/// <summary>The records of a delimited file, whatever they mean.</summary>
/// <param name="Encoding">IANA name of the encoding.</param>
/// <param name="Delimiter">Separator between cells.</param>
/// <param name="Records">All records, the header and blank ones included.</param>
internal sealed record RosterTable(string Encoding, char Delimiter, IReadOnlyList<string[]> Records)
{
    private const int SampleRecords = 200;
    private static readonly char[] Delimiters = [';', ',', '\t', '|'];

    /// <summary>Splits the bytes of a file into records.</summary>
    public static Result<RosterTable> Read(ReadOnlySpan<byte> bytes)
    {
        var decoded = RosterDecoder.Decode(bytes);
        if (!decoded.IsSuccess)
        {
            return Result<RosterTable>.Failure(decoded.Errors);
        }

        var text = decoded.Value.Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterEmpty));
        }

        var (declared, start) = DeclaredDelimiter(text);
        text = text[start..];
        var delimiter = declared ?? LikelyDelimiter(text);
        var (records, unclosed) = Split(text, delimiter);
        if (IsPadded(records))
        {
            (records, unclosed) = Split(text, delimiter, trim: true);
        }

        return unclosed is { } line
            ? Error.Invalid(nameof(RosterTexts.ErrorRosterUnclosedQuote), null, line)
            : new RosterTable(decoded.Value.Encoding, delimiter, records);
    }

    // Excel writes "sep=;" as a first line and hides it again, so it has no row number.
    private static (char? Delimiter, int Start) DeclaredDelimiter(string text)
    {
        if (text.Length < 6 || !text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || text[5] is not ('\r' or '\n'))
        {
            return (null, 0);
        }

        return (text[4], text.AsSpan(5).StartsWith("\r\n") ? 7 : 6);
    }

    /// <summary>
    /// The separator under which a header is recognised best and the records after it have as many cells as the header.
    /// Quoted separators don't count. A file with one column has none; then any will do that its cells don't use.
    /// </summary>
    private static char LikelyDelimiter(string text)
    {
        var best = (Delimiter: ';', Known: -1, Even: -1.0, Width: 0);
        foreach (var delimiter in Delimiters)
        {
            var records = Split(text, delimiter, SampleRecords).Records;
            var (header, known) = RosterHeader.Find(records);
            var at = header ?? records.FindIndex(Filled);
            var width = records[at].Length;
            var after = records.Skip(at + 1).Where(Filled).ToList();
            var even = width < 2 ? 0 : after.Count == 0 ? 1 : after.Count(cells => cells.Length == width) / (double)after.Count;
            if ((known, even, width).CompareTo((best.Known, best.Even, best.Width)) > 0)
            {
                best = (delimiter, known, even, width);
            }
        }

        return best.Width < 2 ? ';' : best.Delimiter;
    }

    /// <summary>
    /// Whether the file is written with a space after every separator. Such spaces are layout; all others belong to the cell.
    /// </summary>
    private static bool IsPadded(IReadOnlyList<string[]> records)
    {
        var wide = records.Where(cells => cells.Length > 1 && cells.Skip(1).Any(cell => cell.Length > 0)).ToList();
        return wide.Count > 1 && wide.TrueForAll(cells => cells.Skip(1).All(cell => cell.Length == 0 || cell[0] == ' '));
    }

    private static bool Filled(string[] cells) => cells.Any(cell => !string.IsNullOrWhiteSpace(cell));

    private static (List<string[]> Records, int? UnclosedLine) Split(string text, char delimiter, int most = int.MaxValue, bool trim = false)
    {
        int? unclosed = null;
        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            SkipEmptyLines = false,
            TrimWhitespace = trim,
            WhitespaceCharacters = " ",
            // A quote in the middle of a cell (Juan "el Rubio") is text; one that never closes would swallow the rest of the file.
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = record => unclosed ??= record.Reason == CsvMalformedReason.UnterminatedQuote ? (int)record.LineNumber : null,
            TrackLineNumbers = true,
        });
        var records = new List<string[]>();
        while (records.Count < most && reader.Read())
        {
            records.Add(reader.Current.ToArray());
        }

        return (records, unclosed);
    }
}
