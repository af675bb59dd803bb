using System.Buffers;
using System.Text;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Students;

/// <summary>The text of a file and the IANA name of the encoding it was read with.</summary>
internal sealed record DecodedText(string Text, string Encoding);

/// <summary>Bytes of a text file to text: UTF-8, UTF-16 by its mark, else Windows-1252. Files that are no text are refused by name.</summary>
internal static class RosterDecoder
{
    private const string Windows1252 = "windows-1252";
    private const string Letters = "áéíóúüñçàèòïÁÉÍÓÚÜÑÇÀÈÒÏ";
    private static readonly string[] Candidates = [Windows1252, "macintosh", "ibm850"];

    static RosterDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads a stream up to the limit; what lies beyond is never held in memory.</summary>
    public static async Task<Result<byte[]>> ReadAsync(Stream stream, int limit, CancellationToken ct)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (content.Length + read > limit)
            {
                return TooLarge(limit);
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    public static Error TooLarge(int limit) => Error.Invalid(nameof(RosterTexts.ErrorRosterTooLarge), null, limit / (1024 * 1024));

    public static Result<DecodedText> Decode(ReadOnlySpan<byte> bytes)
    {
        if (NoText(bytes) is { } error)
        {
            return error;
        }

        return bytes switch
        {
            [0xFF, 0xFE, ..] => Strict(bytes[2..], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), "utf-16le"),
            [0xFE, 0xFF, ..] => Strict(bytes[2..], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), "utf-16be"),
            [0xEF, 0xBB, 0xBF, .. var rest] => Bytes(rest, marked: true),
            _ => Bytes(bytes, marked: false),
        };
    }

    private static Error? NoText(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [] or [0xEF, 0xBB, 0xBF] or [0xFF, 0xFE] or [0xFE, 0xFF])
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterEmpty));
        }

        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterExcel));
        }

        if (bytes.StartsWith("%PDF"u8))
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterPdf));
        }

        var wide = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return !wide && bytes.Contains((byte)0) ? Error.Invalid(nameof(RosterTexts.ErrorRosterBinary)) : null;
    }

    private static Result<DecodedText> Strict(ReadOnlySpan<byte> bytes, Encoding encoding, string name)
    {
        try
        {
            var text = encoding.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? Error.Invalid(nameof(RosterTexts.ErrorRosterBinary)) : new DecodedText(text, name);
        }
        catch (DecoderFallbackException)
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterBinary));
        }
    }

    private static Result<DecodedText> Bytes(ReadOnlySpan<byte> bytes, bool marked)
    {
        var (invalid, utf8) = Survey(bytes);
        if (invalid is null)
        {
            return new DecodedText(Encoding.UTF8.GetString(bytes), "utf-8");
        }

        if (marked || utf8 is not null)
        {
            // The line where the second encoding begins, whichever of the two came first.
            return Error.Invalid(nameof(RosterTexts.ErrorRosterMixedEncodings), null, LineOf(bytes, Math.Max(invalid.Value, utf8 ?? 0)));
        }

        var name = bytes.ContainsAny((ReadOnlySpan<byte>)[0x81, 0x8D, 0x8F, 0x90, 0x9D]) ? NameByLetters(bytes) : Windows1252;
        return new DecodedText(Encoding.GetEncoding(name).GetString(bytes), name);
    }

    /// <summary>
    /// Where the bytes first are no UTF-8, and where they first are UTF-8 beyond ASCII beyond doubt. Two single bytes can
    /// look like one UTF-8 character by chance ("JOSÉ’S" in Windows-1252 holds one), so a pair alone counts only where it gives a
    /// Latin letter or sign, as it does in our languages, or stands beside another.
    /// </summary>
    private static (int? Invalid, int? Utf8) Survey(ReadOnlySpan<byte> bytes)
    {
        int? invalid = null;
        int? utf8 = null;
        var pairBefore = -1;
        for (var at = 0; at < bytes.Length && (invalid is null || utf8 is null);)
        {
            if (bytes[at] < 0x80)
            {
                at++;
                continue;
            }

            var status = Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length);
            if (status != OperationStatus.Done)
            {
                invalid ??= at;
                at++;
                continue;
            }

            if (length > 2 || rune.Value < 0x180 || pairBefore == at)
            {
                utf8 ??= at;
            }

            at += length;
            pairBefore = at;
        }

        return (invalid, utf8);
    }

    // Bytes that Windows-1252 leaves undefined: an old Mac or DOS wrote the file. The reading with the most letters of these languages wins.
    private static string NameByLetters(ReadOnlySpan<byte> bytes)
    {
        var content = bytes.ToArray();
        return Candidates.MaxBy(name => Encoding.GetEncoding(name).GetString(content).Count(Letters.Contains))!;
    }

    private static int LineOf(ReadOnlySpan<byte> bytes, int at)
    {
        var line = 1;
        for (var i = 0; i < at; i++)
        {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n'))
            {
                line++;
            }
        }

        return line;
    }
}
