using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Students;

/// <summary>
/// The answer of <c>read-roster FILE</c>: what the import would find, without saving anything. Group names are checked only
/// with an organization. It needs no database by itself.
/// </summary>
public sealed record ReadRosterVerb
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>IANA name.</summary>
    public required string Encoding { get; init; }

    /// <summary>Separator between cells.</summary>
    public required char Delimiter { get; init; }

    /// <summary>Every record after the header, blank and total rows included.</summary>
    public required int DataRows { get; init; }

    /// <summary>Rows without error that are no duplicate.</summary>
    public required int Students { get; init; }

    /// <summary>Rows with somebody who is there already.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Rows with at least one error.</summary>
    [JsonPropertyName("row_with_errors")]
    public required int RowsWithErrors { get; init; }

    /// <summary>One line per cell in error, in file order.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Reads the file. Groups, if given, are the names the organization has; students are those it has already.</summary>
    public static async Task<Result<ReadRosterVerb>> RunAsync(Stream file, RosterContext context, CancellationToken ct)
    {
        var read = await RosterReader.ReadAsync(file, context, ct);
        return read.IsSuccess ? Of(read.Value) : Result<ReadRosterVerb>.Failure(read.Errors);
    }

    /// <summary>The answer for a preview.</summary>
    public static ReadRosterVerb Of(RosterPreview preview) => new()
    {
        Encoding = preview.Encoding,
        Delimiter = preview.Delimiter,
        DataRows = preview.Rows.Count,
        Students = preview.Students,
        Duplicates = preview.Duplicates,
        RowsWithErrors = preview.RowsWithErrors,
        Errors = [.. preview.Errors.Select(Line)],
    };

    /// <summary>The answer as JSON, for <c>--json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The answer for people, in their language.</summary>
    public string ToText() => string.Join(Environment.NewLine, [
        string.Format(CultureInfo.CurrentCulture, RosterTexts.VerbFormat, Encoding, Delimiter == '\t' ? "TAB" : Delimiter),
        string.Format(CultureInfo.CurrentCulture, RosterTexts.VerbCounts, DataRows, Students, Duplicates, RowsWithErrors),
        .. Errors.Select(error => "- " + error)]);

    private static string Line(RosterCellError error) => error switch
    {
        { Error.Code: nameof(RosterTexts.ErrorRosterTooManyCells) } => $"cell {error.Text} beyond the last column",
        { Field: RosterField.Phone } => $"phone {error.Text}",
        { Field: RosterField.Email } => $"e-mail {error.Text}",
        { Field: RosterField.Group } => $"group {error.Text} unknown",
        { Field: RosterField.StartDate or RosterField.BirthDate } => $"date {error.Text}",
        { Field: RosterField.Fee } => $"fee {error.Text}",
        { Text: "" } => "name missing",
        _ => "name too long",
    };
}
