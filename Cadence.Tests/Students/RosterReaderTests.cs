using System.Text;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;

namespace Cadence.Tests.Students;

public sealed class RosterReaderTests
{
    private static readonly UnicodeEncoding Utf16 = new(bigEndian: false, byteOrderMark: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: true);

    static RosterReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("Nombre;Apellidos", "Íñigo;Peña")]
    [InlineData("NOMBRE,APELLIDOS", "Íñigo,Peña")]
    [InlineData("First name\tLast name", "Íñigo\tPeña")]
    [InlineData("given name|surname", "Íñigo|Peña")]
    [InlineData("Apellidos;Nombre", "Peña;Íñigo")]
    [InlineData("sep=|\r\nNombre|Apellidos", "Íñigo|Peña")]
    [InlineData("Academia Compás;\r\n;\r\nNombre;Apellidos", "Íñigo;Peña")]
    [InlineData("Nombre completo", "Íñigo Peña")]
    [InlineData("Nombre", "Íñigo Peña")]
    [InlineData("Nombre", "\"Peña, Íñigo\"")]
    [InlineData("Alumno/a;Edad", "Peña, Íñigo;12")]
    [InlineData("Apellidos y nombre;Edad", "Peña Íñigo;12")]
    [InlineData(" nombre : ; APELLIDOS* ", "Íñigo;Peña")]
    public void Headers_and_separators_are_recognised(string header, string row)
    {
        var person = Assert.Single(Rosters.Read(header, row).Rows).Person;
        Assert.Equal(("Íñigo", "Peña"), (person.GivenName, person.FamilyNames));
    }

    [Theory]
    [InlineData("Teléfono")]
    [InlineData("TELEFONO")]
    [InlineData("Móvil")]
    [InlineData("Celular")]
    [InlineData("Tel.")]
    [InlineData("Teléfono 1")]
    [InlineData("Mobile phone")]
    public void A_phone_column_has_many_names(string header) =>
        Assert.Equal("+34600123123", Assert.Single(Rosters.Read($"Nombre;{header}", "Ana;600 123 123").Rows).Person.PhoneE164);

    [Fact]
    public void Every_field_is_read_from_a_file_in_either_language()
    {
        var expected = new RosterPerson("Ana", "Gil Mora", "Anita", "600123123", "+34600123123", "ana@example.es", new DateOnly(2014, 3, 2), "Jazz", new DateOnly(2026, 9, 7), 45m);
        Assert.Equal(expected, Rosters.Read("Primer apellido;Segundo apellido;Nombre;Alias;Móvil;Correo electrónico;Fecha de nacimiento;Clase;Fecha de alta;Mensualidad", "Gil;Mora;Ana;Anita;600123123;ana@example.es;2/3/14;Jazz;07/09/2026;45").Rows[0].Person);
        Assert.Equal(expected, Rosters.Read("First name,Last name,Nickname,Mobile,E-mail,Date of birth,Class,Start date,Monthly fee", "Ana,Gil Mora,Anita,600123123,ana@example.es,2014-03-02,Jazz,07-09-2026,€45.00").Rows[0].Person);
    }

    [Fact]
    public void Columns_nobody_asked_for_are_kept_and_named()
    {
        var preview = Rosters.Read("Nombre;Talla;Teléfono madre;Correo", "Ana;S;600123123;ana@example.es");
        Assert.Equal(["Talla", "Teléfono madre"], preview.IgnoredColumns.Select(column => column.Header));
        Assert.Equal(["Ana", "S", "600123123", "ana@example.es"], preview.Rows[0].Cells);
        Assert.Null(preview.Rows[0].Person.Phone);
    }

    [Fact]
    public void Of_two_phone_columns_the_first_filled_one_counts()
    {
        var rows = Rosters.Read("Nombre;Móvil;Teléfono", "Ana;600123123;", "Eva;;954123456").Rows;
        Assert.Equal(["+34600123123", "+34954123456"], rows.Select(row => row.Person.PhoneE164));
    }

    [Theory]
    [InlineData("macintosh", "Solè")]
    [InlineData("macintosh", "Peça")]
    [InlineData("ibm850", "Agüero")]
    [InlineData("ibm850", "PÉREZ")]
    public void Files_of_old_Macs_and_of_DOS_are_known_by_letters_that_Windows_does_not_have(string name, string family)
    {
        var preview = RosterReader.Read(Encoding.GetEncoding(name).GetBytes($"Nombre;Apellidos\nÍñigo;{family} Ibáñez Núñez\n"), Rosters.Spain).Value;

        Assert.Equal((name, "Íñigo", $"{family} Ibáñez Núñez"), (preview.Encoding, preview.Rows[0].Person.GivenName, preview.Rows[0].Person.FamilyNames));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-8-bom")]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("windows-1252")]
    public void Encodings_are_told_apart(string name)
    {
        const string Text = "Nombre;Apellidos;Cuota\nÍñigo;Núñez-Çelik;45 €\n";
        byte[] bytes = name switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(Text),
            "utf-8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)],
            "utf-16le" => [.. Utf16.GetPreamble(), .. Utf16.GetBytes(Text)],
            "utf-16be" => [.. Utf16Big.GetPreamble(), .. Utf16Big.GetBytes(Text)],
            _ => Encoding.GetEncoding(name).GetBytes(Text),
        };
        var preview = RosterReader.Read(bytes, Rosters.Spain).Value;
        Assert.Equal(name.Replace("-bom", "", StringComparison.Ordinal), preview.Encoding);
        Assert.Equal(("Íñigo", "Núñez-Çelik", 45m), (preview.Rows[0].Person.GivenName, preview.Rows[0].Person.FamilyNames, preview.Rows[0].Person.Fee));
    }

    [Theory]
    [InlineData("JOSÉ’S", "«PEÑ»")]
    [InlineData("«IÑAKI»", "Nº 1ª")]
    public void A_single_byte_file_is_not_taken_for_a_mixture_because_two_bytes_look_like_one_character(string given, string family)
    {
        var bytes = Encoding.GetEncoding("windows-1252").GetBytes($"Nombre;Apellidos\n{given};{family}\n");
        var person = RosterReader.Read(bytes, Rosters.Spain).Value.Rows[0].Person;
        Assert.Equal((given, family), (person.GivenName, person.FamilyNames));
    }

    [Fact]
    public void Quotes_keep_separators_line_breaks_and_spaces_together()
    {
        var preview = Rosters.Read("Nombre;Apellidos;Nota", "\" Ana \"; Gil ;\"sube; baja\r\ny \"\"gira\"\"\"", "Juan \"el Rubio\";Sanz;x");
        Assert.Equal((" Ana ", " Gil "), (preview.Rows[0].Person.GivenName, preview.Rows[0].Person.FamilyNames));
        Assert.Equal("sube; baja\r\ny \"gira\"", preview.Rows[0].Cells[2]);
        Assert.Equal("Juan \"el Rubio\"", preview.Rows[1].Person.GivenName);
        Assert.Equal([2, 3], preview.Rows.Select(row => row.Number));
    }

    [Fact]
    public void A_space_after_every_separator_is_layout_and_quotes_may_follow_it()
    {
        var rows = Rosters.Read("Nombre; Apellidos; Nota", "Ana; \"Gil; Mora\"; x", "Eva; Sanz; ").Rows;
        Assert.Equal(["Gil; Mora", "Sanz"], rows.Select(row => row.Person.FamilyNames));
    }

    [Fact]
    public void Blank_and_total_rows_are_counted_but_make_nobody()
    {
        var preview = Rosters.Read("Nombre;Apellidos;Correo;Cuota", "Ana;Gil;ana@example.es;45", ";;;", "Total;Sanz;t@example.es;45", "TOTAL;;;90", "");
        Assert.Equal([RosterRowState.Ready, RosterRowState.Blank, RosterRowState.Ready, RosterRowState.Total, RosterRowState.Blank], preview.Rows.Select(row => row.State));
        Assert.Equal((2, 0, 0), (preview.Students, preview.Duplicates, preview.RowsWithErrors));
    }

    [Theory]
    [InlineData("Ana;Gil;600;", nameof(RosterTexts.ErrorRosterPhone), 2)]
    [InlineData("Ana;Gil;+34 6001231234;", nameof(RosterTexts.ErrorRosterPhone), 2)]
    [InlineData(";Gil;600123123;", nameof(RosterTexts.ErrorRosterNameMissing), 0)]
    [InlineData("Ana;Gil;;dos, tres@example.es", nameof(RosterTexts.ErrorRosterEmail), 3)]
    [InlineData("Ana;Gil;;ana@example.es;x", nameof(RosterTexts.ErrorRosterTooManyCells), 4)]
    public void A_cell_that_cannot_be_read_is_an_error_there(string row, string code, int column)
    {
        var error = Assert.Single(Rosters.Read("Nombre;Apellidos;Teléfono;Correo", row).Errors);
        Assert.Equal((code, column, 2), (error.Error.Code, error.Column, error.Row));
    }

    [Fact]
    public void A_name_of_301_letters_is_refused_at_its_cell() =>
        Assert.Equal(nameof(RosterTexts.ErrorRosterNameTooLong), Assert.Single(Rosters.Read("Nombre;Edad", new string('a', 301) + ";4").Errors).Error.Code);

    [Theory]
    [InlineData("15/01/2026", 2026, 1, 15)]
    [InlineData("5/1/26", 2026, 1, 5)]
    [InlineData("2026-01-15", 2026, 1, 15)]
    [InlineData("15-01-2026", 2026, 1, 15)]
    [InlineData("15.1.2026", 2026, 1, 15)]
    [InlineData("2026-01-15 00:00:00", 2026, 1, 15)]
    [InlineData("15/01/2026 0:00", 2026, 1, 15)]
    [InlineData("29/02/2028", 2028, 2, 29)]
    public void Dates_have_the_day_first_or_are_iso(string text, int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), RosterCells.Date(text));

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("31/02/2026")]
    [InlineData("29/02/2026")]
    [InlineData("01/15/2026")]
    [InlineData("enero")]
    [InlineData("46037")]
    [InlineData("15/01/0026")]
    [InlineData("15/01")]
    public void Impossible_dates_are_errors(string text) => Assert.Null(RosterCells.Date(text));

    [Theory]
    [InlineData("2/3/14", 2014)]
    [InlineData("2/3/72", 1972)]
    [InlineData("2/3/2014", 2014)]
    [InlineData("2/11/26", 1926)]
    [InlineData("2/11/2026", null)]
    public void Nobody_was_born_after_today(string text, int? year) => Assert.Equal(year, RosterCells.BirthDate(text, new DateOnly(2026, 10, 1))?.Year);

    [Theory]
    [InlineData("45", 45)]
    [InlineData("45,00", 45)]
    [InlineData("45.00 €", 45)]
    [InlineData("45,5", 45.5)]
    [InlineData("€45.50", 45.5)]
    [InlineData("45 EUR", 45)]
    [InlineData("45 euros", 45)]
    [InlineData("1.234,50", 1234.5)]
    [InlineData("1,234.50", 1234.5)]
    [InlineData("1 234,50 €", 1234.5)]
    [InlineData("1.234", 1234)]
    [InlineData("0", 0)]
    [InlineData("45,0000", 45)]
    public void Fees_are_read_with_Spanish_and_English_marks(string text, double amount) => Assert.Equal((decimal)amount, RosterCells.Fee(text, "EUR"));

    [Theory]
    [InlineData("-45")]
    [InlineData("−45,00")]
    [InlineData("gratis")]
    [InlineData("45 $")]
    [InlineData("1.23.4")]
    [InlineData("1,2345")]
    [InlineData("12.34,56")]
    [InlineData("45/mes")]
    [InlineData("€")]
    [InlineData("9999999999")]
    public void Fees_that_are_negative_wordy_or_misformed_are_errors(string text) => Assert.Null(RosterCells.Fee(text, "EUR"));

    [Theory]
    [InlineData("$ 25.000", "CLP", 25000)]
    [InlineData("$450.00", "MXN", 450)]
    public void Fees_follow_the_schools_currency(string text, string currency, double amount) => Assert.Equal((decimal)amount, RosterCells.Fee(text, currency));

    [Theory]
    [InlineData("Juan Rodarte Cantú", "Juan", "Rodarte Cantú")]
    [InlineData("José Emilio Llamas Canales", "José Emilio", "Llamas Canales")]
    [InlineData("Rodarte Cantú, Juan", "Juan", "Rodarte Cantú")]
    [InlineData("María de la Cruz Pérez", "María", "de la Cruz Pérez")]
    [InlineData("Ana Gil", "Ana", "Gil")]
    [InlineData("Shakira", "Shakira", "")]
    [InlineData("Josep Puig i Cadafalch", "Josep", "Puig i Cadafalch")]
    public void A_whole_name_is_parted_the_Spanish_way(string text, string given, string family) => Assert.Equal((given, family), PersonName.Split(text, familyFirst: false));

    [Fact]
    public void A_group_is_known_whatever_its_case_and_accents()
    {
        var preview = Rosters.Read(Rosters.Spain with { Groups = ["Salsa Iniciación"] }, "Nombre;Grupo", "Ana; SALSA  INICIACION ", "Eva;Yoga", "Noa;yoga", "Leo;");
        Assert.Equal(["Salsa Iniciación", null, null, null], preview.Rows.Select(row => row.Person.Group));
        Assert.Equal(["Yoga"], preview.UnknownGroups);
        Assert.Equal("Yoga", Assert.Single(preview.Rows[1].Errors).Error.Arguments[0]);
    }

    [Theory]
    [InlineData("Rocío;Briseño;600111222;", "ROCIO; briseno ;+34 600 111 222;", true)]
    [InlineData("Ana;De la Torre;;a@example.es", "Ana;Delatorre;;A@Example.es", true)]
    [InlineData("Ana;Gil;600111222;f@example.es", "Eva;Gil;600111222;f@example.es", false)]
    [InlineData("Ana;Gil;600111222;", "Ana;Gil;600333444;", false)]
    [InlineData("Ana;Gil;;", "Ana;Gil;;", true)]
    [InlineData("Ana;Gil;;", "Ana;Gil;600111222;", false)]
    public void The_same_name_with_the_same_contact_is_the_same_person(string first, string second, bool same)
    {
        var rows = Rosters.Read("Nombre;Apellidos;Teléfono;Correo", first, second).Rows;
        Assert.Equal(RosterRowState.Ready, rows[0].State);
        Assert.Equal(same ? RosterRowState.Duplicate : RosterRowState.Ready, rows[1].State);
        Assert.Equal(same ? 2 : null, rows[1].DuplicateOfRow);
    }

    [Fact]
    public void The_same_name_alone_is_a_warning_and_two_birth_dates_are_two_people()
    {
        var rows = Rosters.Read("Nombre;Apellidos;Teléfono;Nacimiento", "Juan;Gil;600111222;1/1/1980", "Juan;Gil;600111222;1/1/2015", "Juan;Gil;;01/01/2015").Rows;
        Assert.Equal([RosterRowState.Ready, RosterRowState.Ready, RosterRowState.Duplicate], rows.Select(row => row.State));
        Assert.Equal((2, 3), (rows[1].ResemblesRow!.Value, rows[2].DuplicateOfRow!.Value));
    }

    [Fact]
    public void A_student_the_school_has_already_is_recognised()
    {
        var known = new KnownStudent(Guid.CreateVersion7(), "Rocio", "Briseño Arriaga", "+34600111222", null, null);
        var rows = Rosters.Read(Rosters.Spain with { Students = [known] }, "Nombre;Apellidos;Teléfono", "Rocío;Briseño Arriaga;600 111 222", "Rocío;Briseño Arriaga;600 999 888").Rows;
        Assert.Equal((RosterRowState.Duplicate, known.Id), (rows[0].State, rows[0].DuplicateOf!.Value));
        Assert.Equal((RosterRowState.Ready, known.Id), (rows[1].State, rows[1].Resembles!.Value));
    }

    [Fact]
    public void A_row_in_error_is_nobody_yet_so_the_mended_row_below_is_no_duplicate()
    {
        var rows = Rosters.Read("Nombre;Apellidos;Teléfono;Correo", "Ana;Gil;600;a@example.es", "Ana;Gil;600111222;a@example.es").Rows;
        Assert.Equal([RosterRowState.Error, RosterRowState.Ready], rows.Select(row => row.State));
    }

    [Fact]
    public void Cells_of_our_own_exports_come_back_as_they_were()
    {
        var person = Rosters.Read("Nombre;Apellidos;Teléfono", "'=Ana;'@Gil;'+34 600 123 123", "'Ana;O'Neill;+34 600 123 124").Rows;
        Assert.Equal(("=Ana", "@Gil", "+34 600 123 123", "+34600123123"), (person[0].Person.GivenName, person[0].Person.FamilyNames, person[0].Person.Phone, person[0].Person.PhoneE164));
        Assert.Equal(("'Ana", "O'Neill"), (person[1].Person.GivenName, person[1].Person.FamilyNames));
    }

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "empty", [], nameof(RosterTexts.ErrorRosterEmpty) },
        { "a mark and nothing else", [0xEF, 0xBB, 0xBF], nameof(RosterTexts.ErrorRosterEmpty) },
        { "white space", " \r\n\t\r\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterEmpty) },
        { "only a header", "Nombre;Apellidos\r\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterOnlyHeader) },
        { "a header and blank lines", "Nombre;Apellidos\r\n;\r\n\r\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterOnlyHeader) },
        { "an Excel book", [0x50, 0x4B, 3, 4, 20, 0, 6, 0], nameof(RosterTexts.ErrorRosterExcel) },
        { "an old Excel book", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], nameof(RosterTexts.ErrorRosterExcel) },
        { "a PDF", "%PDF-1.7\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterPdf) },
        { "an image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], nameof(RosterTexts.ErrorRosterBinary) },
        { "other columns", "Fecha;Concepto;Importe\r\n1/1/2026;Cuota;45\r\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterNoNameColumn) },
        { "a quote left open", "Nombre;Nota\r\nAna;x\r\nEva;\"y\r\nNoa;z\r\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterUnclosedQuote) },
        { "half an UTF-16 file", [0xFF, 0xFE, 0x00, 0xD8, 0x41], nameof(RosterTexts.ErrorRosterBinary) },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_is_no_roster_gives_one_clear_error(string what, byte[] bytes, string code)
    {
        var error = Assert.Single(RosterReader.Read(bytes, Rosters.Spain).Errors);
        Assert.Equal((what, code), (what, error.Code));
        Assert.NotNull(RosterTexts.ResourceManager.GetString(code, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_quote_left_open_names_its_line() =>
        Assert.Equal(3, Assert.Single(RosterReader.Read("Nombre;Nota\r\nAna;x\r\nEva;\"y\r\nNoa;z\r\n"u8, Rosters.Spain).Errors).Arguments[0]);

    [Theory]
    [InlineData("Nombre\nAna\nÍñigo\n", "Núñez\n", 4)]
    [InlineData("Nombre\r\nÍñigo\r\n\r\n", "Eva\r\nNúñez\r\n", 5)]
    [InlineData("Nombre\rÍñigo\r", "Núñez\r", 3)]
    public void Two_encodings_in_one_file_name_the_line_where_the_second_begins(string utf8, string latin, int line)
    {
        var windows = Encoding.GetEncoding("windows-1252");
        byte[] after = [.. Encoding.UTF8.GetBytes(utf8), .. windows.GetBytes(latin)];
        byte[] before = [.. windows.GetBytes(utf8), .. Encoding.UTF8.GetBytes(latin)];
        foreach (var bytes in new[] { after, before })
        {
            var error = Assert.Single(RosterReader.Read(bytes, Rosters.Spain).Errors);
            Assert.Equal((nameof(RosterTexts.ErrorRosterMixedEncodings), line), (error.Code, (int)error.Arguments[0]));
        }
    }

    [Fact]
    public async Task A_hundred_megabytes_are_refused_without_being_read()
    {
        using var endless = new EndlessStream();
        var error = Assert.Single((await RosterReader.ReadAsync(endless, Rosters.Spain, default)).Errors);
        Assert.Equal((nameof(RosterTexts.ErrorRosterTooLarge), 10), (error.Code, (int)error.Arguments[0]));
        Assert.InRange(endless.Given, 10 * 1024 * 1024, 11 * 1024 * 1024);
    }

    [Fact]
    public void Too_many_rows_are_refused()
    {
        string[] lines = ["Nombre;Edad", .. Enumerable.Range(0, 11).Select(i => $"Ana {i};7")];
        var limits = new RosterLimits(Rows: 10);
        Assert.Equal(nameof(RosterTexts.ErrorRosterTooManyRows), Assert.Single(RosterReader.Read(Rosters.Utf8(lines), Rosters.Spain, limits).Errors).Code);
        Assert.Equal(10, RosterReader.Read(Rosters.Utf8(lines[..^1]), Rosters.Spain, limits).Value.Students);
    }

    /// <summary>Gives letters for ever, and counts them.</summary>
    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
