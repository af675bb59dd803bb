using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Students;

/// <summary>
/// Reads a roster as schools have it, a CSV from whatever spreadsheet, into rows that can be looked at before anything is
/// saved. Pure: the same bytes and context give the same preview.
/// </summary>
public static class RosterReader
{
    /// <summary>Longest name that is taken, in characters.</summary>
    public const int LongestName = 300;

    /// <summary>Longest phone text that is taken, labels included.</summary>
    public const int LongestPhone = 200;

    /// <summary>Reads a stream; one that is longer than the limit is refused without being held in memory.</summary>
    public static async Task<Result<RosterPreview>> ReadAsync(Stream stream, RosterContext context, CancellationToken ct, RosterLimits? limits = null)
    {
        limits ??= RosterLimits.Default;
        var bytes = await RosterDecoder.ReadAsync(stream, limits.Bytes, ct);
        return bytes.IsSuccess ? Read(bytes.Value, context, limits) : Result<RosterPreview>.Failure(bytes.Errors);
    }

    /// <summary>Reads the bytes of a file. A file that is no roster at all gives one error for the whole of it.</summary>
    public static Result<RosterPreview> Read(ReadOnlySpan<byte> bytes, RosterContext context, RosterLimits? limits = null)
    {
        limits ??= RosterLimits.Default;
        if (bytes.Length > limits.Bytes)
        {
            return RosterDecoder.TooLarge(limits.Bytes);
        }

        var table = RosterTable.Read(bytes);
        if (!table.IsSuccess)
        {
            return Result<RosterPreview>.Failure(table.Errors);
        }

        var records = table.Value.Records;
        if (RosterHeader.Find(records).Index is not { } header)
        {
            var first = records.FirstOrDefault(cells => cells.Any(cell => !string.IsNullOrWhiteSpace(cell))) ?? [];
            return Error.Invalid(nameof(RosterTexts.ErrorRosterNoNameColumn), null, Shortened(string.Join(", ", first)));
        }

        var count = records.Count - header - 1;
        if (count > limits.Rows)
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterTooManyRows), null, limits.Rows);
        }

        var columns = RosterHeader.Columns(records[header]);
        var reading = new RosterRows(columns, context);
        var rows = records.Skip(header + 1).Select((cells, index) => reading.Read(header + index + 2, cells)).ToList();
        if (rows.All(row => row.State == RosterRowState.Blank))
        {
            return Error.Invalid(nameof(RosterTexts.ErrorRosterOnlyHeader));
        }

        return new RosterPreview(table.Value.Encoding, table.Value.Delimiter, columns, RosterDuplicates.Mark(rows, context.Students ?? []));
    }

    internal static bool IsTooLong(RosterField field, string text) => text.Length > (field == RosterField.Phone ? LongestPhone : LongestName);

    private static string Shortened(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 79), "…");
}
