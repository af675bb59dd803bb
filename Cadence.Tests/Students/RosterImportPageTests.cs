using AngleSharp.Dom;
using Bunit;
using Cadence.Core.Organizations;
using Cadence.Core.Resources;
using Cadence.Core.Students;
using Cadence.Tests.Support;
using Cadence.Web.Students;
using Microsoft.AspNetCore.Components.Forms;

namespace Cadence.Tests.Students;

public sealed class RosterImportPageTests(TestDatabase database) : StudentPages(database)
{
    [SharedFact]
    public async Task The_sample_shows_twelve_ticked_one_repeated_one_with_five_errors_at_their_cells_and_is_applied()
    {
        var school = await SchoolAsync();
        foreach (var group in new[] { "Salsa Iniciación", "Bachata Intermedio", "Ballet Infantil", "Flamenco Adultos" })
        {
            await school.AddGroupAsync(group);
        }

        var page = Show<RosterImportPage>(school.Admin);
        Upload(page, "alumnos.csv", await File.ReadAllBytesAsync(SharedData.PathOf("roster", "alumnos_sample_es_latin1.csv")));

        Assert.Equal(14, page.FindAll("tbody tr").Count);
        Assert.Equal(12, page.FindAll("tbody tr[data-state=ready] input:checked").Count);
        var repeated = Assert.Single(page.FindAll("tbody tr[data-state=duplicate]"));
        Assert.True(repeated.QuerySelector("input")!.HasAttribute("disabled"));
        Assert.Contains("Ya está en la fila 4", repeated.TextContent, StringComparison.Ordinal);
        var wrong = Assert.Single(page.FindAll("tbody tr[data-state=error]"));
        Assert.False(wrong.QuerySelector("input")!.HasAttribute("checked"));
        Assert.Equal(
            ["600", "pau(at)example.es", "Yoga", "2026-13-01", "gratis"],
            wrong.QuerySelectorAll(".cell-error bdi").Select(cell => cell.TextContent));
        Assert.Contains("600 no es un teléfono", wrong.TextContent, StringComparison.Ordinal);

        await ButtonAsync(page, "Importar 12 filas");
        page.WaitForAssertion(() => Assert.Contains("12 personas nuevas y 12 inscripciones.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(12, await school.ScalarAsync<long>("select count(*) from students where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task An_unknown_group_is_created_at_its_cell_and_its_rows_are_ticked()
    {
        var school = await SchoolAsync();
        var page = Show<RosterImportPage>(school.Admin);
        Upload(page, "lista.csv", Rosters.Utf8("Nombre;Grupo", "Ana Gil;Yoga", "Eva Sanz;yoga", "Noa Ruiz;"));
        await page.Find("tr[data-row='4'] input").ChangeAsync(false);
        Assert.Equal(2, page.FindAll("tr[data-state=error]").Count);

        await ButtonAsync(page, "Crear el grupo Yoga");

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tr[data-state=error]")));
        Assert.Equal(["2", "3"], page.FindAll("tbody tr:has(input:checked)").Select(row => row.GetAttribute("data-row")));
        await ButtonAsync(page, "Importar 2 filas");
        page.WaitForAssertion(() => Assert.Contains("2 personas nuevas y 2 inscripciones.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exactly_what_is_ticked_is_imported_and_again_there_is_nothing_to_tick()
    {
        var school = await SchoolAsync();
        var page = Show<RosterImportPage>(school.Admin);
        var file = Rosters.Utf8("Nombre;Correo", "Ana Gil;ana@example.es", "Eva Sanz;eva@example.es");
        Upload(page, "lista.csv", file);
        await page.Find("tr[data-row='2'] input").ChangeAsync(false);
        await ButtonAsync(page, "Importar 1 fila");
        page.WaitForAssertion(() => Assert.Contains("1 persona nueva", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Eva", await school.ScalarAsync<string>("select string_agg(given_name, ',') from students where organization_id = $1", school.OrganizationId));

        await ButtonAsync(page, "Otro archivo");
        Upload(page, "lista.csv", file);
        Assert.Equal(["3"], page.FindAll("tbody tr[data-state=duplicate]").Select(row => row.GetAttribute("data-row")));
        Assert.Contains("Ya está en tu alumnado", page.Markup, StringComparison.Ordinal);
        await page.Find("thead input").ChangeAsync(false);
        Assert.True(page.FindAll("button").Single(button => button.TextContent.Trim() == "Marca a quién importar").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Rows_can_be_looked_at_by_what_will_happen_to_them()
    {
        var school = await SchoolAsync();
        var page = Show<RosterImportPage>(school.Admin);
        Upload(page, "lista.csv", Rosters.Utf8(["Nombre;Correo;Talla", "Mal;x", .. Enumerable.Range(0, 450).Select(i => $"Ana {i};a{i}@example.es;M")]));
        Assert.Equal(200, page.FindAll("tbody tr").Count);
        Assert.Contains("Página 1 de 3", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No se leen estas columnas: Talla.", page.Markup, StringComparison.Ordinal);
        await ButtonAsync(page, "Siguiente");
        Assert.Equal("202", page.Find("tbody tr").GetAttribute("data-row"));
        await ButtonAsync(page, "1 con errores");
        Assert.Equal("2", Assert.Single(page.FindAll("tbody tr")).GetAttribute("data-row"));
    }

    public static TheoryData<string, byte[], string> BadFiles => new()
    {
        { "vacio.csv", [], nameof(RosterTexts.ErrorRosterEmpty) },
        { "libro.xlsx", [0x50, 0x4B, 3, 4, 20, 0, 6, 0], nameof(RosterTexts.ErrorRosterExcel) },
        { "foto.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], nameof(RosterTexts.ErrorRosterBinary) },
        { "banco.csv", "Fecha;Importe\n1/1/2026;45\n"u8.ToArray(), nameof(RosterTexts.ErrorRosterNoNameColumn) },
        { "mezcla.csv", [.. "Nombre\nÍñigo\nN"u8, 0xFA, .. "ria\n"u8], nameof(RosterTexts.ErrorRosterMixedEncodings) },
        { "grande.csv", new byte[(10 * 1024 * 1024) + 1], nameof(RosterTexts.ErrorRosterTooLarge) },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_bad_file_gives_one_clear_message_and_another_can_be_chosen(string name, byte[] content, string code)
    {
        var school = await SchoolAsync();
        var page = Show<RosterImportPage>(school.Admin);
        Upload(page, name, content, expectPreview: false);
        var message = RosterTexts.ResourceManager.GetString(code, System.Globalization.CultureInfo.CurrentUICulture)!.Split('{')[0];
        Assert.StartsWith(message, Assert.Single(page.FindAll("[role=alert] strong")).TextContent, StringComparison.Ordinal);

        Upload(page, "lista.csv", Rosters.Utf8("Nombre", "Ana Gil"));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task A_row_that_somebody_else_imported_meanwhile_adds_nobody_twice()
    {
        var school = await SchoolAsync();
        var (mine, theirs) = (Show<RosterImportPage>(school.Admin), Show<RosterImportPage>(school.Staff));
        var file = Rosters.Utf8("Nombre;Correo", "Ana Gil;ana@example.es");
        Upload(mine, "lista.csv", file);
        Upload(theirs, "lista.csv", file);
        await ButtonAsync(theirs, "Importar 1 fila");
        theirs.WaitForAssertion(() => Assert.Contains("1 persona nueva", theirs.Markup, StringComparison.Ordinal));
        await ButtonAsync(mine, "Importar 1 fila");
        mine.WaitForAssertion(() => Assert.Contains("Nada nuevo", mine.Markup, StringComparison.Ordinal));
        Assert.Equal(1, await school.ScalarAsync<long>("select count(*) from students where organization_id = $1", school.OrganizationId));
    }

    private static void Upload(IRenderedComponent<RosterImportPage> page, string name, byte[] content, bool expectPreview = true)
    {
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(content, name));
        page.WaitForElement(expectPreview ? "table.roster" : "[role=alert]", TimeSpan.FromSeconds(10));
    }

    private static Task ButtonAsync(IRenderedComponent<RosterImportPage> page, string text) =>
        page.FindAll("button").First(button => button.TextContent.Trim() == text).ClickAsync(new());
}
