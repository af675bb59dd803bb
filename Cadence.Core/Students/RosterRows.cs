using System.Text.RegularExpressions;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;

namespace Cadence.Core.Students;

/// <summary>Reads the records of one file, cell by cell, against its columns and the school.</summary>
internal sealed partial class RosterRows
{
    private readonly RosterContext _context;
    private readonly int _width;
    private readonly Dictionary<RosterField, IReadOnlyList<int>> _columns;
    private readonly Dictionary<string, string>? _groups;

    public RosterRows(IReadOnlyList<RosterColumn> columns, RosterContext context)
    {
        _context = context;
        _width = columns.Count;
        _columns = Enum.GetValues<RosterField>().ToDictionary(field => field, field => RosterHeader.Of(columns, field));
        _groups = context.Groups?.GroupBy(FoldedText.Of).ToDictionary(same => same.Key, same => same.First());
    }

    /// <summary>Reads one record; duplicates are found later, over all of them.</summary>
    public RosterRow Read(int number, string[] cells)
    {
        var errors = new List<RosterCellError>();
        var filled = cells.Where(cell => !string.IsNullOrWhiteSpace(cell)).ToList();
        if (filled.Count == 0)
        {
            return new RosterRow(number, cells, Nobody, errors, RosterRowState.Blank);
        }

        var row = new Cells(number, cells, _columns, errors);
        if (IsTotal(row, filled[0]))
        {
            return new RosterRow(number, cells, Nobody, errors, RosterRowState.Total);
        }

        var (given, family) = Names(row);
        var preferred = row.Name(RosterField.PreferredName);
        var phone = row.Text(RosterField.Phone);
        var person = new RosterPerson(
            given,
            family,
            preferred.Length == 0 ? null : preferred,
            phone,
            row.Value(RosterField.Phone, text => PhoneText.ToE164(text, _context.Country), nameof(RosterTexts.ErrorRosterPhone)),
            row.Value(RosterField.Email, text => EmailAddress.IsValid(text) ? text : null, nameof(RosterTexts.ErrorRosterEmail)),
            row.Value(RosterField.BirthDate, text => RosterCells.BirthDate(text, _context.Today), nameof(RosterTexts.ErrorRosterBirthDate)),
            row.Value(RosterField.Group, Group, nameof(RosterTexts.ErrorRosterGroupUnknown)),
            row.Value(RosterField.StartDate, RosterCells.Date, nameof(RosterTexts.ErrorRosterDate)),
            row.Value(RosterField.Fee, text => RosterCells.Fee(text, _context.Currency), nameof(RosterTexts.ErrorRosterFee)));

        // A separator inside an unquoted cell moves all that follow one column on; nothing of such a row can be trusted.
        var surplus = Array.FindIndex(cells, Math.Min(_width, cells.Length), cell => !string.IsNullOrWhiteSpace(cell));
        if (surplus >= 0)
        {
            errors.Add(new RosterCellError(number, surplus, RosterField.GivenName, cells[surplus], Error.Invalid(nameof(RosterTexts.ErrorRosterTooManyCells), null, _width)));
        }

        errors.Sort((a, b) => a.Column.CompareTo(b.Column));
        return new RosterRow(number, cells, person, errors, errors.Count == 0 ? RosterRowState.Ready : RosterRowState.Error);
    }

    private static RosterPerson Nobody { get; } = new("", "", null, null, null, null, null, null, null, null);

    private (string Given, string Family) Names(Cells row)
    {
        if (_columns[RosterField.FullName].Count + _columns[RosterField.FullNameFamilyFirst].Count > 0)
        {
            var familyFirst = _columns[RosterField.FullName].Count == 0;
            return PersonName.Split(row.Name(familyFirst ? RosterField.FullNameFamilyFirst : RosterField.FullName, required: true), familyFirst);
        }

        var given = row.Name(RosterField.GivenName, required: true);
        if (_columns[RosterField.FamilyNames].Count > 0)
        {
            return (given, row.Name(RosterField.FamilyNames));
        }

        if (_columns[RosterField.FirstFamilyName].Count > 0)
        {
            string[] family = [row.Name(RosterField.FirstFamilyName), row.Name(RosterField.SecondFamilyName)];
            return (given, string.Join(' ', family.Where(name => name.Length > 0)));
        }

        return PersonName.Split(given, familyFirst: false);
    }

    private string? Group(string text) => _groups is null ? text : _groups.GetValueOrDefault(FoldedText.Of(text));

    /// <summary>"Total;;;540,00": begins with the word, and says nothing that only a person has.</summary>
    private static bool IsTotal(Cells row, string first) =>
        TotalWord().IsMatch(FoldedText.Of(first))
        && row.Text(RosterField.Phone) is null && row.Text(RosterField.Email) is null && row.Text(RosterField.BirthDate) is null && row.Text(RosterField.Group) is null
        && (row.Text(RosterField.FamilyNames) ?? row.Text(RosterField.FirstFamilyName)) is var family && (family is null || family.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or ' '));

    [GeneratedRegex(@"\A(sub)?tot(al|ales|als|als?)\b|\A(suma|sum|recuento|count)\z")]
    private static partial Regex TotalWord();

    /// <summary>The cells of one record by what they hold.</summary>
    private sealed class Cells(int number, string[] cells, Dictionary<RosterField, IReadOnlyList<int>> columns, List<RosterCellError> errors)
    {
        /// <summary>The text of a field, trimmed; null when it is blank or the file has no such column.</summary>
        public string? Text(RosterField field) => Find(field) is { } column ? SpreadsheetCell.Restore(cells[column]).Trim(' ', '\t', '\u00A0') : null;

        /// <summary>A name, just as it stands in the file; empty when blank.</summary>
        public string Name(RosterField field, bool required = false)
        {
            if (Find(field) is not { } column)
            {
                if (required)
                {
                    errors.Add(new RosterCellError(number, columns[field][0], field, "", Error.Invalid(nameof(RosterTexts.ErrorRosterNameMissing))));
                }

                return "";
            }

            var name = SpreadsheetCell.Restore(cells[column]);
            if (RosterReader.IsTooLong(field, name))
            {
                errors.Add(new RosterCellError(number, column, field, name, Error.Invalid(nameof(RosterTexts.ErrorRosterNameTooLong), null, RosterReader.LongestName)));
            }

            return name;
        }

        /// <summary>The value of a field, null when blank; text that can't be read is an error at its cell.</summary>
        public T? Value<T>(RosterField field, Func<string, T?> read, string code)
            where T : struct => Read(field, text => read(text) is { } value ? (true, (T?)value) : (false, null), code);

        /// <inheritdoc cref="Value{T}(RosterField, Func{string, T?}, string)"/>
        public string? Value(RosterField field, Func<string, string?> read, string code) =>
            Read(field, text => read(text) is { } value && !RosterReader.IsTooLong(field, text) ? (true, value) : (false, null), code);

        private T? Read<T>(RosterField field, Func<string, (bool Read, T? Value)> read, string code)
        {
            if (Text(field) is not { } text)
            {
                return default;
            }

            var (done, value) = read(text);
            if (!done)
            {
                errors.Add(new RosterCellError(number, Find(field)!.Value, field, text, Error.Invalid(code, null, text)));
            }

            return value;
        }

        private int? Find(RosterField field)
        {
            foreach (var column in columns[field])
            {
                if (column < cells.Length && !string.IsNullOrWhiteSpace(cells[column]))
                {
                    return column;
                }
            }

            return null;
        }
    }
}
