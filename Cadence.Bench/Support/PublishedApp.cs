using System.Diagnostics;

namespace Cadence.Bench.Support;

/// <summary>The published Release app in a process of its own, with a client signed in as the school's owner.</summary>
internal sealed class PublishedApp : IAsyncDisposable
{
    private readonly AppProcess _process;
    private readonly SignedInClient _owner;

    private PublishedApp(AppProcess process, SignedInClient owner) => (_process, _owner) = (process, owner);

    public Uri Address => _process.Address;

    public HttpClient Client => _owner.Http;

    /// <summary>The sign-in as a Cookie header.</summary>
    public string CookieHeader => _owner.CookieHeader;

    /// <summary>Resident memory of the program in KB.</summary>
    public double ResidentKilobytes()
    {
        using var process = Process.GetProcessById(_process.Id);
        return process.WorkingSet64 / 1024.0;
    }

    public static async Task<PublishedApp> StartAsync(BenchOptions options, BenchSchool school, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(school);
        AppProcess.Published = Path.Combine(options.AppFolder is { } given ? Path.GetFullPath(given) : await PublishAsync(cancellationToken), "Cadence.Web.dll");
        var process = await AppProcess.StartAsync(
            ("ConnectionStrings__Cadence", school.AppConnectionString), ("ConnectionStrings__CadenceOwner", school.OwnerConnectionString),
            ("Cadence__AllowHttp", "true"), ("Cadence__Demo", "false"),
            // One person opens all circuits of a measurement.
            ("Cadence__Circuits__PerUser", "20000"), ("Cadence__Circuits__Total", "20000"), ("Logging__LogLevel__Default", "Warning"));
        var owner = new SignedInClient();
        owner.GoTo(process.Address);
        await owner.SignInAsync(BenchSchool.Email, BenchSchool.Password);
        return new PublishedApp(process, owner);
    }

    /// <summary>Signs in with a browser of its own: the page and its form.</summary>
    public async Task SignInAgainAsync()
    {
        using var browser = new SignedInClient();
        browser.GoTo(Address);
        await browser.SignInAsync(BenchSchool.Email, BenchSchool.Password);
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _process.DisposeAsync();
    }

    /// <summary>Publishes the program as it is now; the folder.</summary>
    public static async Task<string> PublishAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "bench");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "Cadence.Web"), "-c", "Release", "-o", folder, "-v", "q", "--nologo"]))!;
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException("The app could not be published.");
    }
}
