using System.Text.RegularExpressions;
using Cadence.Core.Kernel;

namespace Cadence.Core.Students;

/// <summary>Tells what the columns hold from the words above them, Spanish or English, whatever their case, accents or signs.</summary>
internal static partial class RosterHeader
{
    /// <summary>Titles and blank lines may stand above the header; it is looked for in so many records.</summary>
    public const int SearchedRecords = 10;

    // In each list the better word comes first: with "Curso" and "Grupo" in one file, the group is read from "Grupo".
    private static readonly (RosterField Field, string[] Words)[] Vocabulary =
    [
        (RosterField.GivenName, ["nombre", "nombres", "nombre de pila", "first name", "given name", "given names", "forename", "first", "name"]),
        (RosterField.FamilyNames, ["apellidos", "apellido", "last name", "surname", "surnames", "family name", "family names", "last"]),
        (RosterField.FirstFamilyName, ["primer apellido", "apellido 1", "1er apellido", "1 apellido", "1o apellido", "apellido paterno"]),
        (RosterField.SecondFamilyName, ["segundo apellido", "apellido 2", "2do apellido", "2 apellido", "2o apellido", "apellido materno"]),
        (RosterField.FullName, ["nombre completo", "nombre y apellidos", "nombre y apellido", "alumno", "alumna", "alumno/a", "alumna/o", "alumnado", "estudiante", "full name", "student", "student name", "pupil", "pupil name"]),
        (RosterField.FullNameFamilyFirst, ["apellidos y nombre", "apellidos, nombre", "apellido y nombre", "apellido, nombre"]),
        (RosterField.PreferredName, ["alias", "apodo", "nombre preferido", "nombre usual", "le llaman", "preferred name", "nickname", "known as"]),
        (RosterField.Phone, ["teléfono", "teléfono móvil", "móvil", "celular", "teléfono celular", "número de teléfono", "teléfono de contacto", "telf", "tel", "tlf", "tfno", "tfn", "whatsapp", "phone", "phone number", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "telephone"]),
        (RosterField.Email, ["correo", "correo electrónico", "e-mail", "mail", "dirección de correo", "correo de contacto", "email address", "mail address"]),
        (RosterField.Group, ["grupo", "grupos", "clase", "clases", "curso", "actividad", "group", "groups", "class", "classes", "course"]),
        (RosterField.StartDate, ["alta", "fecha de alta", "fecha alta", "inicio", "fecha de inicio", "fecha inicio", "fecha de inscripción", "fecha inscripción", "desde", "start", "start date", "joined", "join date", "date joined", "enrolled", "enrolment date", "enrollment date", "since"]),
        (RosterField.Fee, ["cuota", "cuota mensual", "mensualidad", "precio", "precio mensual", "tarifa", "importe", "fee", "monthly fee", "price", "monthly price", "amount"]),
        (RosterField.BirthDate, ["fecha de nacimiento", "fecha nacimiento", "nacimiento", "f nacimiento", "f nac", "fecha nac", "cumpleaños", "date of birth", "birth date", "birthdate", "birthday", "dob", "born"]),
    ];

    private static readonly Dictionary<string, (RosterField Field, int Rank)> Known = Vocabulary
        .SelectMany(entry => entry.Words.Select((word, rank) => (Key: Key(word), entry.Field, Rank: rank)))
        .DistinctBy(entry => entry.Key)
        .ToDictionary(entry => entry.Key, entry => (entry.Field, entry.Rank));

    /// <summary>The record that is the header: of the first ones the one with most known words, a name among them; and how many it knows.</summary>
    public static (int? Index, int Known) Find(IReadOnlyList<string[]> records)
    {
        (int? Index, int Known) best = (null, 0);
        for (var i = 0; i < records.Count && i < SearchedRecords; i++)
        {
            var fields = records[i].Select(FieldOf).OfType<(RosterField Field, int Rank)>().Select(found => found.Field).Distinct().ToList();
            if (fields.Count > best.Known && fields.Any(NamesSomebody))
            {
                best = (i, fields.Count);
            }
        }

        return best;
    }

    /// <summary>The columns in file order.</summary>
    public static IReadOnlyList<RosterColumn> Columns(string[] header)
    {
        var columns = header.Select((text, index) => new RosterColumn(index, text, FieldOf(text)?.Field)).ToList();
        var fields = columns.Select(column => column.Field).ToHashSet();
        bool Drop(RosterColumn column) => column.Field switch
        {
            // Names in parts are surer than the same names in one cell.
            RosterField.FullName or RosterField.FullNameFamilyFirst => fields.Contains(RosterField.GivenName) && fields.Overlaps([RosterField.FamilyNames, RosterField.FirstFamilyName]),
            RosterField.FirstFamilyName or RosterField.SecondFamilyName => fields.Contains(RosterField.FamilyNames),
            RosterField.GivenName => !fields.Overlaps([RosterField.FamilyNames, RosterField.FirstFamilyName]) && fields.Overlaps([RosterField.FullName, RosterField.FullNameFamilyFirst]),
            _ => false,
        };
        return [.. columns.Select(column => Drop(column) ? column with { Field = null } : column)];
    }

    /// <summary>The columns that hold a field, the best named first; a cell is read from the first of them that is filled.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<RosterColumn> columns, RosterField field) =>
        [.. columns.Where(column => column.Field == field).OrderBy(column => FieldOf(column.Header)?.Rank).Select(column => column.Index)];

    private static bool NamesSomebody(RosterField field) => field is RosterField.GivenName or RosterField.FullName or RosterField.FullNameFamilyFirst;

    private static (RosterField Field, int Rank)? FieldOf(string header)
    {
        var key = Key(Remark().Replace(header, ""));
        return Known.TryGetValue(key, out var found) || Known.TryGetValue(key.TrimEnd("0123456789".ToCharArray()), out found) ? found : null;
    }

    private static string Key(string words) => string.Concat(FoldedText.WithoutSpaces(words).Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"\(.*?\)|\[.*?\]")]
    private static partial Regex Remark();
}
