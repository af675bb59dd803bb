using System.Text.Json.Nodes;
using Cadence.Tests.Students;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary><c>read-roster --organization</c>: the file against the groups, people, country and currency of one organization, saving nothing.</summary>
public sealed class ReadRosterVerbTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private static readonly string[] Groups = ["Salsa Iniciación", "Bachata Intermedio", "Ballet Infantil", "Flamenco Adultos"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-roster-").FullName;

    [SharedFact]
    public async Task The_sample_is_read_as_expected_with_the_groups_of_the_organization()
    {
        var (school, other) = (await TestSchool.CreateAsync(database), await TestSchool.CreateAsync(database));
        foreach (var group in Groups)
        {
            await school.AddGroupAsync(group);
        }

        // A group of somebody else's is no group here.
        await other.AddGroupAsync("Yoga");
        var sample = SharedData.PathOf("roster", "alumnos_sample_es_latin1.csv");

        var (code, output, errors) = await ReadAsync(sample, school.Slug);

        Assert.Equal((0, ""), (code, errors));
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.PathOf("roster", "alumnos_sample_es_latin1.expected.json")))!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(output)), output);
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from students where organization_id = $1", school.OrganizationId));
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from import_batches where organization_id = $1", school.OrganizationId));
    }

    [Fact]
    public async Task Country_currency_groups_and_people_are_those_of_the_organization()
    {
        // A yen has no coins, and a number without a prefix is read as of the country.
        var school = await TestSchool.CreateAsync(database, currency: "JPY", timeZone: "Asia/Tokyo");
        await school.ScalarAsync<object>("update organizations set country = 'JP' where id = $1", school.OrganizationId);
        await school.AddGroupAsync("Jazz");
        await school.AddStudentAsync("Ana", "Gil");
        var file = Path.Combine(_folder, "lista.csv");
        await File.WriteAllBytesAsync(file, Rosters.Utf8("Nombre;Apellidos;Telefono;Grupo;Cuota", "Ana;Gil;;;", "Eva;Sanz;090-1234-5678;jazz;4500", "Noa;Ruiz;;Yoga;45,50"));

        var (code, output, errors) = await ReadAsync(file, school.Slug.ToUpperInvariant());

        Assert.Equal((0, ""), (code, errors));
        var answer = JsonNode.Parse(output)!;
        Assert.Equal((3, 1, 1, 1), (answer["data_rows"]!.GetValue<int>(), answer["students"]!.GetValue<int>(), answer["duplicates"]!.GetValue<int>(), answer["row_with_errors"]!.GetValue<int>()));
        Assert.Equal(["group Yoga unknown", "fee 45,50"], answer["errors"]!.AsArray().Select(error => error!.GetValue<string>()));

        // Without the organization it is a Spanish file in euros, and groups and people are not known.
        var (_, alone, _) = await AppProcess.RunAsync(["read-roster", file, "--json"], ("Cadence__DataPath", _folder));
        Assert.Equal(["phone 090-1234-5678"], JsonNode.Parse(alone)!["errors"]!.AsArray().Select(error => error!.GetValue<string>()));
        Assert.Equal(0, JsonNode.Parse(alone)!["duplicates"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_organization_that_is_not_there_is_one_line_and_a_failure()
    {
        var file = Path.Combine(_folder, "lista.csv");
        await File.WriteAllBytesAsync(file, Rosters.Utf8("Nombre", "Ana"));

        var (code, output, errors) = await ReadAsync(file, "nowhere");

        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Equal("cadence read-roster: there is no organization 'nowhere'.", errors.Trim());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(int Code, string Output, string Errors)> ReadAsync(string file, string slug) => AppProcess.RunAsync(
        ["read-roster", file, "--organization", slug, "--json"],
        ("ConnectionStrings__Cadence", database.AppConnectionString),
        ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString),
        ("Cadence__DataPath", _folder));
}
