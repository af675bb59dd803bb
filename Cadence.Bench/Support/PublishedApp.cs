using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Cadence.Bench.Support;

/// <summary>The published Release app in a process of its own, with a signed-in client.</summary>
public sealed partial class PublishedApp : IAsyncDisposable
{
    private const string ReadyPrefix = "CADENCE READY ";

    private readonly Process _process;
    private readonly CookieContainer _cookies;

    private PublishedApp(Process process, Uri address, HttpClient client, CookieContainer cookies)
    {
        _process = process;
        Address = address;
        Client = client;
        _cookies = cookies;
    }

    public Uri Address { get; }

    /// <summary>Resident memory of the program in KB.</summary>
    public double ResidentKilobytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1024.0;
    }

    /// <summary>Signed in as the school's owner.</summary>
    public HttpClient Client { get; }

    /// <summary>The sign-in as a Cookie header.</summary>
    public string CookieHeader => _cookies.GetCookieHeader(Address);

    public static async Task<PublishedApp> StartAsync(BenchOptions options, BenchSchool school, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(school);
        var folder = options.AppFolder is { } given ? Path.GetFullPath(given) : await PublishAsync(cancellationToken);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Cadence.Web.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["ConnectionStrings__Cadence"] = school.AppConnectionString;
        start.Environment["ConnectionStrings__CadenceOwner"] = school.OwnerConnectionString;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Cadence__AllowHttp"] = "true";
        start.Environment["Cadence__Demo"] = "false";
        // One person opens all circuits of a measurement.
        start.Environment["Cadence__Jobs"] = "false";
        start.Environment["Cadence__Limits__AccountPosts"] = "1000000";
        start.Environment["Cadence__Circuits__PerUser"] = "20000";
        start.Environment["Cadence__Circuits__Total"] = "20000";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The app did not start.");
        process.ErrorDataReceived += (_, e) => Console.Error.WriteLine(e.Data);
        process.BeginErrorReadLine();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.StartsWith(ReadyPrefix, StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(e.Data[ReadyPrefix.Length..]);
            }
        };
        process.BeginOutputReadLine();
        var ended = process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(ready.Task, ended) == ended)
        {
            throw new InvalidOperationException("The app ended before it was ready.");
        }

        var address = new Uri(await ready.Task + "/");
        var cookies = new CookieContainer();
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        await SignInAsync(client, cancellationToken);
        return new PublishedApp(process, address, client, cookies);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Cadence.sln")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(root!.FullName, "artifacts", "bench");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root.FullName, "Cadence.Web"), "-c", "Release", "-o", folder, "-v", "q", "--nologo"]))!;
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException("The app could not be published.");
    }

    private static async Task SignInAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetStringAsync(new Uri("es/account/sign-in", UriKind.Relative), cancellationToken);
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match hidden in HiddenInput().Matches(page))
        {
            form[hidden.Groups["name"].Value] = WebUtility.HtmlDecode(hidden.Groups["value"].Value);
        }

        foreach (Match input in NamedInput().Matches(page))
        {
            var name = input.Groups["name"].Value;
            if (name.EndsWith("Email", StringComparison.Ordinal))
            {
                form[name] = BenchSchool.Email;
            }
            else if (name.EndsWith("Password", StringComparison.Ordinal))
            {
                form[name] = BenchSchool.Password;
            }
        }

        using var answer = await client.PostAsync(new Uri("es/account/sign-in", UriKind.Relative), new FormUrlEncodedContent(form), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"Sign-in answered {answer.StatusCode}.");
        }
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"|<input name="(?<name>[^"]+)" type="hidden" value="(?<value>[^"]*)" """)]
    private static partial Regex HiddenInput();

    [GeneratedRegex("""<input[^>]* name="(?<name>[^"]+)" """)]
    private static partial Regex NamedInput();
}
