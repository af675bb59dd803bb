using System.Text.Json;
using System.Text.Json.Nodes;
using Cadence.Tests.Support;

namespace Cadence.Tests.App;

/// <summary>Verbs that need no database, as scripts call them.</summary>
public sealed class VerbProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-verbs-").FullName;

    [Fact]
    public async Task The_routes_say_where_each_page_lives_and_who_may_open_it()
    {
        var (code, output, errors) = await AppProcess.RunAsync(["routes", "--json"], ("Cadence__DataPath", _folder));

        Assert.Equal((0, ""), (code, errors));
        var routes = JsonDocument.Parse(output).RootElement.GetProperty("routes").EnumerateArray()
            .Select(r => $"{r.GetProperty("kind")} {string.Join(',', r.GetProperty("methods").EnumerateArray())} {r.GetProperty("path")} {r.GetProperty("policy")}").ToList();
        Assert.Contains("machine GET /health/live anonymous", routes);
        Assert.Contains("platform GET,POST /account/sign-in anonymous", routes);
        Assert.Contains("organization POST /sessions/{id:guid}/marks attendance_take", routes);
        Assert.Contains("platform GET,POST /platform platform_admin", routes);
        Assert.Contains("organization GET /search/people people_read", routes);
        Assert.DoesNotContain(routes, r => r.Contains("_blazor", StringComparison.Ordinal) || r.Contains("_content", StringComparison.Ordinal) || r.Contains(".css", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [SharedFact]
    public async Task A_roster_is_read_as_expected_and_without_a_database()
    {
        var (code, output, errors) = await AppProcess.RunAsync(["read-roster", SharedData.PathOf("roster", "alumnos_sample_es_latin1.csv"), "--json"], ("Cadence__DataPath", _folder));

        Assert.Equal((0, ""), (code, errors));
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.PathOf("roster", "alumnos_sample_es_latin1.expected.json")))!.AsObject();
        // Group names are checked only with an organization.
        expected["errors"]!.AsArray().RemoveAll(e => e!.GetValue<string>().StartsWith("group ", StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(output)), output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("/no/such/file.csv")]
    [InlineData("/tmp")]
    [InlineData("/bin/sh")]
    public async Task A_roster_that_can_not_be_read_is_one_line_and_a_failure(string file)
    {
        var (code, output, errors) = await AppProcess.RunAsync(["read-roster", file, "--json"], ("Cadence__DataPath", _folder));

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("cadence read-roster", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
