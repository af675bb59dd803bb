using Cadence.Core.Data;
using Cadence.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cadence.Tests.Hosting;

public sealed class VerbsTests
{
    private static readonly Verb Sample = new("sample", "FILE [--organization S]", "", (_, _) => Task.CompletedTask);

    [Fact]
    public async Task The_help_lists_every_verb()
    {
        var (code, output, errors) = await RunAsync("--help");

        Assert.Equal(0, code);
        Assert.All(Verbs.All, verb => Assert.Contains($"  {verb.Name} ", output, StringComparison.Ordinal));
        Assert.Equal("", errors);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("bogus --help")]
    [InlineData("connection")]
    [InlineData("connection root")]
    [InlineData("connection app owner")]
    [InlineData("connection app --port 3")]
    [InlineData("connection app --port")]
    [InlineData("migrate now")]
    public async Task A_wrong_command_line_is_one_line_on_stderr_and_a_failure(string line)
    {
        var (code, output, errors) = await RunAsync(line.Split(' '));

        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--urls http://localhost:5080")]
    [InlineData("--environment=Development")]
    public async Task Without_a_verb_the_program_serves_pages(string line) => Assert.Null((await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Code);

    [Fact]
    public void Options_may_stand_anywhere_and_be_written_both_ways()
    {
        foreach (var line in new[] { "a.csv --organization compas --json", "--json --organization=compas a.csv" })
        {
            var context = Verbs.Parse(Sample, line.Split(' '), TextWriter.Null, NullLogger.Instance);

            Assert.Equal(("a.csv", "compas", true), (context.OnlyWord, context.Option("organization"), context.Json));
        }

        Assert.Throws<StartException>(() => Verbs.Parse(Sample, ["a.csv", "--organization", "a", "--organization", "b"], TextWriter.Null, NullLogger.Instance));
        Assert.Throws<StartException>(() => Verbs.Parse(Sample, ["a.csv", "--month", "2026-01"], TextWriter.Null, NullLogger.Instance));
        Assert.Throws<StartException>(() => Verbs.Parse(Sample, ["a.csv"], TextWriter.Null, NullLogger.Instance).NeededOption("organization"));
    }

    [Theory]
    [InlineData("Host=/tmp/cadence-1;Port=5432;Username=app;Password=a/b@c;Database=cadence", "postgresql://app:a%2Fb%40c@/cadence?host=%2Ftmp%2Fcadence-1&port=5432")]
    [InlineData("Host=db.example.com;Username=app;Password=x;Database=cadence", "postgresql://app:x@db.example.com:5432/cadence")]
    [InlineData("Host=10.0.0.7:6432;Username=app;Database=my db;SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem", "postgresql://app@10.0.0.7:6432/my%20db?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem")]
    [InlineData("Host=a,b:6432;Username=app;Database=cadence", "postgresql://app@/cadence?host=a%2Cb&port=5432%2C6432")]
    [InlineData("Host=::1;Username=app;Database=cadence", "postgresql://app@/cadence?host=%3A%3A1&port=5432")]
    public void The_address_is_written_as_psql_takes_it(string connectionString, string uri) => Assert.Equal(uri, ConnectionUri.Of(connectionString));

    [Theory]
    [InlineData("http://localhost:5080", "CADENCE READY http://localhost:5080")]
    [InlineData("http://[::]:8080", "CADENCE READY http://localhost:8080")]
    [InlineData("https://0.0.0.0:8443|http://0.0.0.0:8080/", "CADENCE READY http://localhost:8080")]
    public void The_ready_line_holds_an_address_that_a_browser_opens(string urls, string line) => Assert.Equal(line, Listening.ReadyLine(urls.Split('|')));

    [Fact]
    public void A_taken_port_is_passed_over()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, new Uri(Listening.FreeAddress()).Port);
        taken.Start();

        Assert.NotEqual(((System.Net.IPEndPoint)taken.LocalEndpoint).Port, new Uri(Listening.FreeAddress()).Port);
    }

    private static async Task<(int? Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await Verbs.RunAsync(arguments, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
