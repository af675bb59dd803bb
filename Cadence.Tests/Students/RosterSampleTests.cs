using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cadence.Core.Kernel;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.Students;

/// <summary>The files of the shared data, read as their README says.</summary>
public sealed class RosterSampleTests
{
    private static readonly string[] FourGroups = ["Salsa Iniciación", "Bachata Intermedio", "Ballet Infantil", "Flamenco Adultos"];

    private static byte[] Sample => File.ReadAllBytes(SharedData.PathOf("roster", "alumnos_sample_es_latin1.csv"));

    [SharedFact]
    public async Task The_verb_answers_for_the_sample_exactly_as_expected()
    {
        using var file = new MemoryStream(Sample);
        var answer = await ReadRosterVerb.RunAsync(file, Rosters.Spain with { Groups = FourGroups }, default);

        var expected = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.PathOf("roster", "alumnos_sample_es_latin1.expected.json")));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(answer.Value.ToJson())), answer.Value.ToJson());
    }

    [SharedFact]
    public async Task Without_an_organization_group_names_are_not_checked()
    {
        using var file = new MemoryStream(Sample);
        var answer = await ReadRosterVerb.RunAsync(file, Rosters.Spain, default);

        Assert.Equal(["phone 600", "e-mail pau(at)example.es", "date 2026-13-01", "fee gratis"], answer.Value.Errors);
        Assert.Equal((14, 12, 1, 1), (answer.Value.DataRows, answer.Value.Students, answer.Value.Duplicates, answer.Value.RowsWithErrors));
    }

    [SharedFact]
    public void The_sample_says_who_everybody_is_and_where_it_errs()
    {
        var preview = RosterReader.Read(Sample, Rosters.Spain with { Groups = FourGroups }).Value;

        var juan = preview.Rows[0];
        Assert.Equal(2, juan.Number);
        Assert.Equal(new RosterPerson("Juan", "Rodarte Cantú", null, "674434076", "+34674434076", "juan.rodarte200@example.es", null, "Salsa Iniciación", new DateOnly(2026, 1, 15), 45m), juan.Person);
        Assert.Equal("+34634924380", preview.Rows[3].Person.PhoneE164);
        Assert.Equal("632814617", preview.Rows[5].Person.Phone);

        var twice = Assert.Single(preview.Rows, row => row.State == RosterRowState.Duplicate);
        Assert.Equal((14, 4), (twice.Number, twice.DuplicateOfRow!.Value));

        Assert.Equal(
            [(15, 2, nameof(RosterTexts.ErrorRosterPhone)), (15, 3, nameof(RosterTexts.ErrorRosterEmail)), (15, 4, nameof(RosterTexts.ErrorRosterGroupUnknown)), (15, 5, nameof(RosterTexts.ErrorRosterDate)), (15, 6, nameof(RosterTexts.ErrorRosterFee))],
            preview.Errors.Select(error => (error.Row, error.Column, error.Error.Code)));
        Assert.Equal(["Yoga"], preview.UnknownGroups);
    }

    [SharedFact]
    public void Naming_the_unknown_group_as_known_mends_its_cell_only()
    {
        var preview = RosterReader.Read(Sample, Rosters.Spain with { Groups = [.. FourGroups, "YOGA"] }).Value;
        Assert.Empty(preview.UnknownGroups);
        Assert.Equal("YOGA", preview.Rows[13].Person.Group);
        Assert.Equal(4, preview.Errors.Count());
    }

    [SharedTheory]
    [InlineData("comma_in_quotes")]
    [InlineData("newlines")]
    [InlineData("simple")]
    public void Records_are_split_as_the_csv_spectrum_says(string name)
    {
        var table = RosterTable.Read(File.ReadAllBytes(SharedData.PathOf("roster", "csv-spectrum", name + ".csv"))).Value;

        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("roster", "csv-spectrum", name + ".json")));
        Assert.Equal(',', table.Delimiter);
        Assert.Equal(expected.RootElement[0].EnumerateObject().Select(cell => cell.Name), table.Records[0]);
        Assert.Equal(
            expected.RootElement.EnumerateArray().Select(row => row.EnumerateObject().Select(cell => cell.Value.GetString()!).ToArray()),
            table.Records.Skip(1));
    }

    [SharedTheory]
    [InlineData("csvkit_test_latin1.csv", "windows-1252", "©")]
    [InlineData("csvkit_test_utf8_bom.csv", "utf-8", "ʤ")]
    public void The_encoding_is_recognised(string file, string encoding, string last)
    {
        var table = RosterTable.Read(File.ReadAllBytes(SharedData.PathOf("roster", "encodings", file))).Value;
        Assert.Equal((encoding, last), (table.Encoding, table.Records[2][2]));
        Assert.DoesNotContain('\uFEFF', table.Records[0][0]);
    }

    [SharedFact]
    public void Phones_are_read_as_dialled_in_the_schools_country()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("roster", "phones.json")));
        foreach (var phone in cases.RootElement.EnumerateArray())
        {
            var input = phone.GetProperty("input").GetString()!;
            var expected = phone.GetProperty("e164").GetString();

            // Of two numbers in one cell the first is taken, which the table allows.
            expected ??= input.Contains('/', StringComparison.Ordinal) ? "+34655443322" : null;
            Assert.Equal((input, expected), (input, PhoneText.ToE164(input, phone.GetProperty("region").GetString()!)));
        }
    }

    [SharedFact]
    public void Addresses_are_taken_and_refused_as_the_table_says()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("roster", "emails_isemail.json")));
        var wrong = cases.RootElement.EnumerateArray()
            .Where(address => address.GetProperty("expect").GetString() is "accept" or "reject")
            .Where(address => EmailAddress.IsValid(address.GetProperty("address").GetString()!) != (address.GetProperty("expect").GetString() == "accept"))
            .Select(address => address.GetProperty("address").GetString());
        Assert.Empty(wrong);
    }

    [SharedFact]
    public void Every_naughty_string_comes_back_unchanged_as_a_name()
    {
        var names = JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.PathOf("roster", "blns_half.json")))!
            .Where(name => !string.IsNullOrWhiteSpace(name)).ToArray();
        var file = "Nombre;Apellidos;Correo\r\n" + string.Concat(names.Select((name, i) => $"{Rosters.Cell(name)};{Rosters.Cell(name)};a{i}@example.es\r\n"));

        var preview = RosterReader.Read(Encoding.UTF8.GetBytes(file), Rosters.Spain).Value;

        Assert.Equal(names, preview.Rows.Select(row => row.Person.GivenName));
        Assert.Equal(names, preview.Rows.Select(row => row.Person.FamilyNames));
        Assert.All(preview.Rows, row => Assert.Equal(RosterRowState.Ready, row.State));
    }

    [SharedFact]
    public void Cells_that_a_spreadsheet_could_run_are_protected_in_our_files_and_come_back_as_they_were()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("roster", "csv_injection.json")));
        string[] All(string list) => [.. cases.RootElement.GetProperty(list).EnumerateArray().Select(cell => cell.GetString()!)];

        Assert.All(All("dangerous").Concat(All("must_survive_round_trip")), cell => Assert.Equal(cell, Core.Kernel.SpreadsheetCell.Restore(Core.Kernel.SpreadsheetCell.Protect(cell))));
        Assert.All(All("dangerous"), cell => Assert.DoesNotContain(Core.Kernel.SpreadsheetCell.Protect(cell)[0], "=+-@\t\r"));
        Assert.All(All("must_survive_round_trip"), cell => Assert.Equal(cell, Core.Kernel.SpreadsheetCell.Protect(cell)));
    }
}
