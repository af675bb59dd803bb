using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.App;

/// <summary>The built program from its first line to its last.</summary>
public sealed class StartTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string _folder = $"/tmp/cadence-start-{Guid.NewGuid().ToString("n")[..8]}";

    [Fact]
    public async Task The_program_starts_from_nothing_survives_its_database_and_leaves_nothing_running()
    {
        await using var app = await AppProcess.StartAsync(("Cadence__DataPath", _folder), ("ASPNETCORE_ENVIRONMENT", "Production"));
        using var client = new HttpClient { BaseAddress = app.Address };
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/live"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/ready"));

        Assert.Equal(0, (await AppProcess.RunAsync(["health", app.Address.ToString()])).Code);
        var unheard = await AppProcess.RunAsync(["health"], ("ASPNETCORE_URLS", "http://+:1"));
        Assert.Equal((1, "cadence health: nothing answers at http://localhost:1/."), (unheard.Code, unheard.Errors.Trim()));

        var server = ServerProcessId();
        using (var postgres = Process.GetProcessById(server))
        {
            postgres.Kill();
        }

        Assert.True(await WithinAsync(TimeSpan.FromSeconds(10), async () => await AskAsync(client, "/health/ready") is (HttpStatusCode.ServiceUnavailable, "Unhealthy") || ServerProcessId() != server));
        Assert.True(await WithinAsync(TimeSpan.FromSeconds(20), async () => await AskAsync(client, "/health/ready") is (HttpStatusCode.OK, _)));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client, "/health/live")).Status);

        // A second program on the same folder shares the database and takes the next port.
        await using var second = await AppProcess.StartAsync(("Cadence__DataPath", _folder), ("ASPNETCORE_URLS", null));
        await using var third = await AppProcess.StartAsync(("Cadence__DataPath", _folder), ("ASPNETCORE_URLS", null));
        Assert.NotEqual(second.Address, third.Address);

        var (code, uri, _) = await AppProcess.RunAsync(["connection", "app", "--json"], ("Cadence__DataPath", _folder));
        Assert.Equal(0, code);
        Assert.StartsWith("postgresql://cadence_app:", JsonDocument.Parse(uri).RootElement.GetProperty("uri").GetString(), StringComparison.Ordinal);

        Assert.Equal(0, await third.StopAsync());
        Assert.Equal(0, await app.StopAsync());
        using var other = new HttpClient { BaseAddress = second.Address };
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(other, "/health/ready")).Status);
        Assert.Equal(0, await second.StopAsync());
        Assert.False(File.Exists(Path.Combine(_folder, "postgres", "data", "postmaster.pid")));
    }

    [Theory]
    [InlineData("Cadence__BaseHost", "http://x", "Cadence__BaseHost is 'http://x'")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "ASPNETCORE_URLS holds 'nonsense'")]
    [InlineData("ConnectionStrings__Cadence", "Host=db", "ConnectionStrings__Cadence names no Username.")]
    [InlineData("CADENCE_PGBIN", "/usr/share", "CADENCE_PGBIN: /usr/share holds no postgres")]
    public async Task A_bad_value_stops_the_start_with_one_line(string variable, string value, string line)
    {
        var (code, output, errors) = await AppProcess.RunAsync([], ("Cadence__DataPath", _folder), (variable, value));

        Assert.Equal(1, code);
        Assert.StartsWith(line, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
        Assert.DoesNotContain("CADENCE READY", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_role_that_owns_the_tables_is_refused_at_start()
    {
        var (code, _, errors) = await AppProcess.RunAsync([], ("ConnectionStrings__Cadence", database.OwnerConnectionString));

        Assert.Equal(1, code);
        Assert.Contains("the role cadence_owner owns the database", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_one_line_each()
    {
        foreach (var (wrong, reason) in new[]
        {
            (new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Password = "wrong" }, "password authentication failed"),
            (new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Database = "nowhere" }, "\"nowhere\" does not exist"),
        })
        {
            var (code, _, errors) = await AppProcess.RunAsync([], ("ConnectionStrings__Cadence", wrong.ConnectionString));

            Assert.Equal(1, code);
            Assert.StartsWith("ConnectionStrings__Cadence is refused by the server", errors, StringComparison.Ordinal);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', errors);
        }
    }

    [Fact]
    public async Task A_database_of_ones_own_is_migrated_by_the_owner_and_served_without_it()
    {
        var (app, owner) = await (await PostgresCluster.SharedAsync()).CreateEmptyAsync();
        var refused = await AppProcess.RunAsync([], ("ConnectionStrings__Cadence", app));
        Assert.Equal(1, refused.Code);
        Assert.StartsWith("ConnectionStrings__CadenceOwner is missing and the database lacks", refused.Errors, StringComparison.Ordinal);

        var needsOwner = await AppProcess.RunAsync(["migrate"], ("ConnectionStrings__Cadence", app));
        Assert.Equal((1, "", "ConnectionStrings__CadenceOwner is missing: migrate needs the role that owns the tables."), needsOwner);

        var first = await AppProcess.RunAsync(["migrate", "--json"], ("ConnectionStrings__Cadence", app), ("ConnectionStrings__CadenceOwner", owner));
        var again = await AppProcess.RunAsync(["migrate", "--json"], ("ConnectionStrings__Cadence", app), ("ConnectionStrings__CadenceOwner", owner));
        Assert.Equal((0, 0), (first.Code, again.Code));
        Assert.NotEqual(0, JsonDocument.Parse(first.Output).RootElement.GetProperty("applied").GetArrayLength());
        Assert.Equal(0, JsonDocument.Parse(again.Output).RootElement.GetProperty("applied").GetArrayLength());

        await using var served = await AppProcess.StartAsync(("ConnectionStrings__Cadence", app), ("Cadence__DataPath", null));
        using var client = new HttpClient { BaseAddress = served.Address };
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(client, "/health/ready"));
    }

    [Fact]
    public async Task The_first_administrator_comes_from_the_command_line_and_signs_in()
    {
        (string, string?)[] environment = [("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString)];
        string[] command = ["create-admin", "eva@escuela.example", "--organization", "escuela-eva", "--name", "Escuela Eva"];
        var weak = await AppProcess.RunAsync(command, "short\n", environment);
        Assert.Equal((1, ""), (weak.Code, weak.Output));
        Assert.DoesNotContain('\n', weak.Errors);

        var created = await AppProcess.RunAsync([.. command, "--json"], SignedInClient.Password + "\n", environment);
        var again = await AppProcess.RunAsync(command, "another password\n", environment);
        var slug = await AppProcess.RunAsync(["create-admin", "eva@escuela.example", "--organization", "Escuela Eva"], environment);
        Assert.Equal((0, ""), (created.Code, created.Errors));
        Assert.Equal("escuela-eva", JsonDocument.Parse(created.Output).RootElement.GetProperty("organization").GetString());
        Assert.Equal((0, 1), (again.Code, slug.Code));

        await using var app = await AppProcess.StartAsync([.. environment, ("Cadence__AllowHttp", "true")]);
        using var eva = new SignedInClient();
        eva.GoTo(app.Address);
        await eva.SignInAsync("eva@escuela.example");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(eva.Http, "/es/o/escuela-eva/")).Status);
    }

    [Fact]
    public async Task A_taken_address_is_one_line()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, errors) = await AppProcess.RunAsync([], ("ConnectionStrings__Cadence", database.AppConnectionString), ("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}")), ("Logging__LogLevel__Microsoft", "None"));

        Assert.Equal(1, code);
        Assert.StartsWith("ASPNETCORE_URLS: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private int ServerProcessId()
    {
        var file = Path.Combine(_folder, "postgres", "data", "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : 0;
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<bool> WithinAsync(TimeSpan patience, Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }
}
