using Cadence.Core.Kernel;

namespace Cadence.Core.Students;

/// <summary>What a column of a roster can hold.</summary>
public enum RosterField
{
    /// <summary>Given name; the whole name where the file has no column for family names.</summary>
    GivenName,
    /// <summary>All family names.</summary>
    FamilyNames,
    /// <summary>The first of two family names in columns of their own.</summary>
    FirstFamilyName,
    /// <summary>The second of two family names in columns of their own.</summary>
    SecondFamilyName,
    /// <summary>The whole name in one cell, given name first or "family names, given name".</summary>
    FullName,
    /// <summary>The whole name in one cell, family names first.</summary>
    FullNameFamilyFirst,
    /// <summary>How the student is called.</summary>
    PreferredName,
    /// <summary>Phone.</summary>
    Phone,
    /// <summary>E-mail address.</summary>
    Email,
    /// <summary>Name of a group.</summary>
    Group,
    /// <summary>First day of the enrolment.</summary>
    StartDate,
    /// <summary>Monthly fee.</summary>
    Fee,
    /// <summary>Date of birth.</summary>
    BirthDate,
}

/// <summary>What becomes of a row.</summary>
public enum RosterRowState
{
    /// <summary>A new student.</summary>
    Ready,
    /// <summary>Somebody who stands in an earlier row or is a student already.</summary>
    Duplicate,
    /// <summary>At least one cell can't be read.</summary>
    Error,
    /// <summary>Nothing in it.</summary>
    Blank,
    /// <summary>A line of totals.</summary>
    Total,
}

/// <summary>A column of the file. <paramref name="Field"/> is null for one that is not read.</summary>
/// <param name="Index">Position in the file, from 0.</param>
/// <param name="Header">As written in the file.</param>
/// <param name="Field">What it holds.</param>
public sealed record RosterColumn(int Index, string Header, RosterField? Field);

/// <summary>A failure at one cell.</summary>
/// <param name="Row">Row number, as <see cref="RosterRow.Number"/>.</param>
/// <param name="Column">Position of the column, from 0.</param>
/// <param name="Field">What the cell should hold.</param>
/// <param name="Text">What it holds.</param>
/// <param name="Error">Why that can't be taken.</param>
public sealed record RosterCellError(int Row, int Column, RosterField Field, string Text, Error Error);

/// <summary>The values of a row. Names and phone are as typed.</summary>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyNames">Family names, empty when the file has none.</param>
/// <param name="PreferredName">How the student is called, if given.</param>
/// <param name="Phone">Phone as typed.</param>
/// <param name="PhoneE164">The same in E.164, null when there is no valid number.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="Group">Name of the group: the school's spelling where the group is known, else as typed.</param>
/// <param name="StartDate">First day of the enrolment.</param>
/// <param name="Fee">Monthly fee in the school's currency.</param>
public sealed record RosterPerson(
    string GivenName, string FamilyNames, string? PreferredName, string? Phone, string? PhoneE164, string? Email,
    DateOnly? BirthDate, string? Group, DateOnly? StartDate, decimal? Fee)
{
    /// <summary>Given and family names together.</summary>
    public string FullName => FamilyNames.Length == 0 ? GivenName : GivenName.Length == 0 ? FamilyNames : $"{GivenName} {FamilyNames}";
}

/// <summary>One record of the file after the header.</summary>
/// <param name="Number">Row number as a spreadsheet counts it: the first row of the file is 1.</param>
/// <param name="Cells">The cells as they stand in the file.</param>
/// <param name="Person">What was read; cells in error are null there.</param>
/// <param name="Errors">What could not be read.</param>
/// <param name="State">What becomes of it.</param>
/// <param name="DuplicateOfRow">The earlier row with the same person.</param>
/// <param name="DuplicateOf">The student who is this person already.</param>
/// <param name="ResemblesRow">An earlier row with the same name but other details: a warning, no more.</param>
/// <param name="Resembles">A student with the same name but other details: a warning, no more.</param>
public sealed record RosterRow(
    int Number, IReadOnlyList<string> Cells, RosterPerson Person, IReadOnlyList<RosterCellError> Errors, RosterRowState State,
    int? DuplicateOfRow = null, Guid? DuplicateOf = null, int? ResemblesRow = null, Guid? Resembles = null);

/// <summary>A student the school has already, for finding duplicates.</summary>
/// <param name="Id">The student.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyNames">Family names.</param>
/// <param name="PhoneE164">Phone in E.164.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="BirthDate">Date of birth.</param>
public sealed record KnownStudent(Guid Id, string GivenName, string FamilyNames, string? PhoneE164, string? Email, DateOnly? BirthDate);

/// <summary>What a roster is read against.</summary>
/// <param name="Country">ISO 3166 code of the school's country; local phones are read with it.</param>
/// <param name="Currency">ISO 4217 code of the school's currency.</param>
/// <param name="Today">The school's today; two-digit years of birth lie before it.</param>
/// <param name="Groups">Names of the school's groups; null = group names are not checked.</param>
/// <param name="Students">The school's students.</param>
public sealed record RosterContext(
    string Country, string Currency, DateOnly Today, IReadOnlyCollection<string>? Groups = null, IReadOnlyCollection<KnownStudent>? Students = null);

/// <summary>How much a roster file may hold.</summary>
/// <param name="Bytes">Size of the file in bytes.</param>
/// <param name="Rows">Records after the header.</param>
public sealed record RosterLimits(int Bytes = 10 * 1024 * 1024, int Rows = 50_000)
{
    /// <summary>10 MB and 50,000 rows.</summary>
    public static RosterLimits Default { get; } = new();
}

/// <summary>What a roster file holds, read but not applied.</summary>
/// <param name="Encoding">IANA name of the encoding.</param>
/// <param name="Delimiter">Separator between cells.</param>
/// <param name="Columns">The columns in file order.</param>
/// <param name="Rows">Every record after the header.</param>
public sealed record RosterPreview(string Encoding, char Delimiter, IReadOnlyList<RosterColumn> Columns, IReadOnlyList<RosterRow> Rows)
{
    /// <summary>Rows that would each become a student.</summary>
    public int Students => Rows.Count(row => row.State == RosterRowState.Ready);

    /// <summary>Rows with somebody already there.</summary>
    public int Duplicates => Rows.Count(row => row.State == RosterRowState.Duplicate);

    /// <summary>Rows with at least one cell in error.</summary>
    public int RowsWithErrors => Rows.Count(row => row.State == RosterRowState.Error);

    /// <summary>Every cell in error, in file order.</summary>
    public IEnumerable<RosterCellError> Errors => Rows.SelectMany(row => row.Errors);

    /// <summary>Columns that are not read.</summary>
    public IEnumerable<RosterColumn> IgnoredColumns => Columns.Where(column => column.Field is null);

    /// <summary>Group names in the file that the school does not have, each once, in file order.</summary>
    public IReadOnlyList<string> UnknownGroups => [.. Errors
        .Where(error => error.Field == RosterField.Group)
        .DistinctBy(error => FoldedText.Of(error.Text))
        .Select(error => error.Text)];
}
