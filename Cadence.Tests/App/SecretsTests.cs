using System.Diagnostics;
using System.Net.Http.Headers;
using Cadence.Tests.Support;
using Npgsql;

namespace Cadence.Tests.App;

/// <summary>Secrets the program was given stay out of its logs, of process arguments and of the folder it was built from (promises S33).</summary>
public sealed class SecretsTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const string SmtpPassword = "smtp-4f1c-of-the-operator";
    private const string MetricsToken = "metrics-93ab-of-the-operator";

    private readonly string _folder = Directory.CreateTempSubdirectory("cadence-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_secret_is_in_the_logs_in_process_arguments_or_in_the_repository()
    {
        var school = await TestSchool.CreateAsync(database, now: TimeProvider.System.GetUtcNow());
        var email = await SignedInClient.GivePasswordAsync(database, school.Owner);
        (string, string?)[] given =
        [
            ("ConnectionStrings__Cadence", database.AppConnectionString), ("ConnectionStrings__CadenceOwner", database.OwnerConnectionString), ("Cadence__DataPath", _folder), ("Cadence__AllowHttp", "true"),
            ("Cadence__Smtp__Host", "127.0.0.1"), ("Cadence__Smtp__Port", "9"), ("Cadence__Smtp__User", "operator"), ("Cadence__Smtp__Password", SmtpPassword), ("Cadence__Smtp__From", "cadence@example.com"),
            ("Cadence__MetricsToken", MetricsToken), ("Cadence__Jobs", "true"), ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Warning"),
        ];
        // The test cluster's roles have random passwords, so finding one is no chance.
        var secrets = new[] { SmtpPassword, MetricsToken, PasswordIn(database.AppConnectionString), PasswordIn(database.OwnerConnectionString) };
        Assert.All(secrets, secret => Assert.True(secret.Length >= 16));
        using var over = new CancellationTokenSource();
        var arguments = WatchAsync(over.Token);

        await using var app = await AppProcess.StartAsync(given);
        using var owner = new SignedInClient();
        owner.GoTo(app.Address);
        await owner.SignInAsync(email);
        using var metrics = new HttpRequestMessage(HttpMethod.Get, new Uri("metrics", UriKind.Relative)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", MetricsToken) } };
        (await owner.Http.SendAsync(metrics)).Dispose();
        using var stranger = new SignedInClient();
        stranger.GoTo(app.Address);
        await Assert.ThrowsAnyAsync<Exception>(() => stranger.SignInAsync(email, "another password than theirs"));
        var backup = await AppProcess.RunAsync(["backup", Path.Combine(_folder, "school.tar")], given);
        var wrong = await AppProcess.RunAsync(["doctor"], [.. given, ("ConnectionStrings__CadenceOwner", new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Username = "nobody-here" }.ConnectionString)]);
        await app.StopAsync();
        await over.CancelAsync();

        Assert.Equal((0, 1), (backup.Code, wrong.Code));
        var said = string.Join('\n', app.Output, app.Errors, backup.Output, backup.Errors, wrong.Output, wrong.Errors);
        Assert.All([.. secrets, SignedInClient.Password, "another password than theirs"], secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
        var seen = await arguments;
        Assert.Contains(seen, line => line.Contains("pg_dump", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(seen, line => line.Contains(secret, StringComparison.Ordinal)));
        Findings.None(await FilesWithAsync(secrets[2..]));
    }

    private static string PasswordIn(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Password!;

    /// <summary>What <c>ps</c> shows of all processes, asked for again and again.</summary>
    private static async Task<IReadOnlyCollection<string>> WatchAsync(CancellationToken over)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!over.IsCancellationRequested)
        {
            using var ps = Process.Start(new ProcessStartInfo("ps", ["-ww", "-eo", "args"]) { RedirectStandardOutput = true })!;
            seen.UnionWith((await ps.StandardOutput.ReadToEndAsync(CancellationToken.None)).Split('\n'));
            await ps.WaitForExitAsync(CancellationToken.None);
            await Task.Delay(60, CancellationToken.None);
        }

        return seen;
    }

    private static async Task<IReadOnlyList<string>> FilesWithAsync(string[] secrets)
    {
        HashSet<string> notSource = new(StringComparer.Ordinal) { ".git", ".cadence", "bin", "obj", "artifacts", "TestResults" };
        var found = new List<string>();
        var folders = new Queue<string>([Repository.Root]);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var below in Directory.EnumerateDirectories(folder).Where(path => !notSource.Contains(Path.GetFileName(path))))
            {
                folders.Enqueue(below);
            }

            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var text = await File.ReadAllTextAsync(file);
                found.AddRange(secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).Select(_ => Path.GetRelativePath(Repository.Root, file)));
            }
        }

        return found;
    }
}
